"""Strokes among specks that are given up before words are looked for under them."""

from __future__ import annotations

import numpy as np
import pytest

from processors.config.strikes import StrikeConfig
from processors.marks.strikes.courses import Stroke
from processors.marks.strikes.crowds import in_dust
from processors.marks.strikes.ink import pieces_of

LETTER = 20.0


def stroke(x: int, length: int, steady: float) -> Stroke:
    return Stroke(x, np.full(length, 400.0), 3.0, 0.2, steady)


@pytest.mark.parametrize(
    ("specks", "length", "steady", "given_up"),
    [
        (0.0, 40, 1.0, False),
        (1.6, 40, 0.5, True),
        (1.6, 40, 1.0, False),
        (4.0, 40, 1.0, True),
        (4.0, 120, 1.0, False),
        (0.8, 40, 0.5, False),
    ],
)
def test_short_strokes_among_more_specks_than_any_word_may_have(
    specks: float, length: int, steady: float, given_up: bool
) -> None:
    ink = np.zeros((800, 1000), np.uint8)
    # so many in a square of a letter's height, none touching another
    places = np.random.default_rng(3).permutation(250 * 200)[: round(specks * ink.size / LETTER**2)]
    ink[places // 250 * 4, places % 250 * 4] = 1
    found = in_dust([stroke(480, length, steady)], pieces_of(ink), LETTER, StrikeConfig())
    assert found.tolist() == [given_up]


def test_specks_far_off_say_nothing() -> None:
    ink = np.zeros((800, 1000), np.uint8)
    ink[::4, :300:4] = 1
    near, far = in_dust([stroke(100, 40, 1.0), stroke(700, 40, 1.0)], pieces_of(ink), LETTER, StrikeConfig())
    assert (near, far) == (True, False)


def test_no_strokes_on_a_page_without_ink() -> None:
    assert in_dust([], pieces_of(np.zeros((30, 30), np.uint8)), LETTER, StrikeConfig()).tolist() == []
