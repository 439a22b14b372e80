"""What lies about strokes, measured for all at once, and the strokes that need no second look."""

from __future__ import annotations

import numpy as np
import pytest

from processors.config.strikes import StrikeConfig
from processors.marks.strikes.courses import Stroke
from processors.marks.strikes.ink import Mask, pieces_of
from processors.marks.strikes.sieve import Surroundings, letters_of, surroundings

CONFIG = StrikeConfig()
LETTER = 20.0


def page() -> Mask:
    """Two words of five letters 20 pixels high on one line, parted in the middle as by a stroke taken out."""
    ink = np.zeros((300, 900), np.uint8)
    for x in (*range(100, 200, 20), *range(240, 340, 20)):
        ink[100:109, x : x + 14] = ink[112:120, x : x + 14] = 1
    return ink


def level(x0: int, x1: int, row: float = 110.0) -> Stroke:
    return Stroke(x0, np.full(x1 - x0, row), 2.0, 0.2, 1.0)


def about(*strokes: Stroke, ink: Mask | None = None) -> Surroundings:
    pieces = pieces_of(page() if ink is None else ink)
    return surroundings(strokes, letters_of(pieces, CONFIG.part_h * LETTER), LETTER, CONFIG)


@pytest.mark.parametrize(
    ("x0", "x1", "idle", "rule"),
    [
        (95, 200, False, False),  # through the first word
        (100, 140, True, False),  # through two of its letters
        (420, 600, True, False),  # beside both words
        (2, 890, True, True),  # across the page
    ],
)
def test_strokes_that_cover_no_word_and_rules_are_idle(x0: int, x1: int, idle: bool, rule: bool) -> None:
    found = about(level(x0, x1))
    assert found.idle.tolist() == [idle]
    assert found.rules.tolist() == [rule]


def test_halves_that_a_stroke_parts_make_one_letter() -> None:
    found = about(level(95, 200))
    assert found.heights.tolist() == [20.0]
    assert len(found.near[0]) >= 10


def test_strokes_are_measured_as_they_are_alone() -> None:
    strokes = [level(95 + 7 * k, 200 + 11 * k, 104.0 + k) for k in range(12)]
    together = about(*strokes)
    for k, stroke in enumerate(strokes):
        alone = about(stroke)
        assert together.heights[k] == alone.heights[0]
        assert together.idle[k] == alone.idle[0]
        assert together.near[k].tolist() == alone.near[0].tolist()


def test_of_a_piece_down_the_whole_page_only_what_is_near_counts() -> None:
    ink = page()
    ink[:, 200] = 1
    tall = about(level(195, 206), ink=ink).heights[0]
    assert tall <= 6 * LETTER


def test_no_strokes_and_no_ink() -> None:
    assert about().near == ()
    assert about(level(10, 90), ink=np.zeros((300, 900), np.uint8)).idle.tolist() == [True]
