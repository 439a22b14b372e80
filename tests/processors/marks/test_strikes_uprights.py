"""Words that stand on a rule of a form are not struck by it; those of boxed stamps and cells are, from side to side."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from processors.geometry import Box
from processors.scan import Raster
from tests.processors.marks.test_strikes_find import double, found, line, page, touches


def between(grey: Raster, word: Box, ends: tuple[int, int], high: int = 200) -> None:
    """A line through the middle of a word, and an upright at each of its ends."""
    y = round(word.centre[1])
    for x in ends:
        cv2.line(grey, (x, y), (x, y + high), 0, 4)
    cv2.line(grey, (ends[0], y), (ends[1], y), 0, 4)


def sides(word: Box) -> tuple[int, int]:
    return int(word.x0) - 14, int(word.x1) + 14


@pytest.mark.parametrize("ends", [(60, 1150), (200, 1000)])
def test_a_rule_across_the_page_strikes_nothing(ends: tuple[int, int]) -> None:
    grey, word = page()
    line(grey, word, 0.5)
    assert touches(found(grey), word)
    grey, word = page()
    between(grey, word, ends)
    assert not touches(found(grey), word)


def test_a_stroke_from_side_to_side_of_a_cell_strikes() -> None:
    grey, word = page()
    between(grey, word, sides(word))
    assert touches(found(grey), word)
    grey, word = page()
    left, right = sides(word)
    cv2.rectangle(grey, (left, 40), (right, 380), 0, 4)
    double(grey, word)
    assert touches(found(grey), word)


def test_a_pen_that_wanders_across_the_page_strikes() -> None:
    grey, word = page()
    for x in (60, 1150):
        cv2.line(grey, (x, 40), (x, 380), 0, 4)
    x = np.linspace(60, 1150, 200)
    y = word.centre[1] + 8 * np.sin(x / 120)
    cv2.polylines(grey, [np.stack([x, y], axis=1).astype(np.int32)], False, 0, 4)
    assert touches(found(grey), word)


def test_short_hooks_at_the_ends_of_a_stroke_do_not_save_the_word() -> None:
    grey, word = page()
    between(grey, word, sides(word), 30)
    assert touches(found(grey), word)
