"""Words that stand on a rule of a form are not struck by it."""

from __future__ import annotations

import cv2
import pytest

from processors.geometry import Box
from processors.scan import Raster
from tests.processors.marks.test_strikes_find import found, line, page, touches


def with_uprights(grey: Raster, word: Box, beyond: tuple[int, int], high: int) -> None:
    """A line through the middle of a word, and an upright at each of its ends."""
    y = round(word.centre[1])
    for x in (int(word.x0) - beyond[0], int(word.x1) + beyond[1]):
        cv2.line(grey, (x, y), (x, y + high), 0, 4)
    cv2.line(grey, (int(word.x0) - beyond[0], y), (int(word.x1) + beyond[1], y), 0, 4)


@pytest.mark.parametrize("beyond", [(14, 14), (14, 60)])
def test_a_rule_between_uprights_strikes_nothing(beyond: tuple[int, int]) -> None:
    grey, word = page()
    line(grey, word, 0.5)
    assert touches(found(grey), word)
    grey, word = page()
    with_uprights(grey, word, beyond, 200)
    marks = found(grey)
    assert not touches(marks, word)


def test_short_hooks_at_the_ends_of_a_stroke_do_not_save_the_word() -> None:
    grey, word = page()
    with_uprights(grey, word, (14, 14), 30)
    assert touches(found(grey), word)
