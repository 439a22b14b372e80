"""Crosses that reach into the lines above and below, and into those they are meant for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from processors.geometry import Box
from processors.marks.strikes.reach import letter_boxes, on_its_lines
from processors.marks.strikes.types import StrikeMark
from processors.records import StrikeStyle

LETTER = 20.0
CROSS = StrikeMark(Box(300, 100, 500, 230), StrikeStyle.X, 0.8)


def line(y: float, x0: float, x1: float) -> list[tuple[float, float, float, float]]:
    """A line of type, letters 20 high and 14 wide."""
    return [(x, y, x + 14, y + LETTER) for x in np.arange(x0, x1, 18)]


def boxes(*lines: list[tuple[float, float, float, float]]) -> NDArray[np.float64]:
    return np.array([box for one in lines for box in one])


def test_lines_that_run_on_beside_a_crossed_banner_are_not_struck() -> None:
    letters = boxes(line(105, 60, 900), line(155, 320, 480), line(205, 60, 900))
    assert on_its_lines(CROSS, letters, LETTER).box == Box(300, 125, 500, 205)


def test_a_crossed_block_is_struck_as_a_whole() -> None:
    letters = boxes(*(line(y, 300, 500) for y in (105, 155, 205)))
    assert on_its_lines(CROSS, letters, LETTER) == CROSS


def test_a_cross_in_the_middle_of_a_paragraph_strikes_what_it_covers() -> None:
    letters = boxes(*(line(y, 60, 900) for y in (105, 155, 205)))
    assert on_its_lines(CROSS, letters, LETTER) == CROSS


def test_a_few_marks_beside_are_no_line() -> None:
    letters = boxes(line(105, 510, 550), line(155, 320, 480), line(205, 700, 900))
    assert on_its_lines(CROSS, letters, LETTER) == CROSS


def test_only_tall_crosses_and_slashes_change() -> None:
    letters = boxes(line(105, 60, 900), line(155, 320, 480), line(205, 60, 900))
    low = StrikeMark(Box(300, 155, 500, 175), StrikeStyle.X, 0.8)
    level = StrikeMark(CROSS.box, StrikeStyle.SCRIBBLE, 0.8)
    assert on_its_lines(low, letters, LETTER) == low
    assert on_its_lines(level, letters, LETTER) == level


def test_letters_are_told_by_their_size() -> None:
    stats = np.array(
        [(0, 0, 900, 900, 1), (10, 10, 14, 20, 90), (50, 10, 300, 20, 900), (90, 10, 2, 3, 5)], np.int32
    )
    assert letter_boxes(stats, LETTER).tolist() == [[10, 10, 24, 30]]
