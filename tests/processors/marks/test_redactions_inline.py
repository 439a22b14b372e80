"""Marker strokes over single words are told from blots, icons and blotted words by the row that they stand in."""

from __future__ import annotations

import cv2
import pytest

from processors.geometry import Box
from processors.records import RedactionKind
from processors.scan import Raster
from tests.processors.marks.test_redactions_find import hits, look, page, write

WORD = Box(700, 1000, 780, 1032)


def pill(raster: Raster, box: Box) -> None:
    """A stroke of a round felt tip."""
    half = round(box.height / 2)
    ends = ((round(box.x0) + half, round(box.centre[1])), (round(box.x1) - half, round(box.centre[1])))
    cv2.line(raster, *ends, 0, round(box.height))


def in_row(raster: Raster) -> Raster:
    write(raster, "notes from", 500, 1025)
    write(raster, "of the harbour", 795, 1025)
    return raster


@pytest.mark.parametrize("word", [WORD, Box(706, 996, 776, 1034), Box(702, 1000, 786, 1030)])
def test_a_stroke_over_a_word(word: Box) -> None:
    raster = in_row(page())
    pill(raster, word)
    marks = look(raster)
    assert hits(marks, word) in ([RedactionKind.MARKER], [RedactionKind.BLACK_BOX])
    assert len(marks.found) == 1


def test_a_blot_in_the_margin() -> None:
    raster = page()
    pill(raster, WORD)
    assert look(raster).found == ()


def test_an_icon_beside_a_line() -> None:
    raster = in_row(page())
    cv2.circle(raster, (740, 1016), 16, 0, -1)
    assert look(raster).found == ()


def test_a_blotted_word_is_as_high_as_its_neighbours() -> None:
    raster = page()
    write(raster, "HHHH", 600, 1025)
    pill(raster, Box(700, 1004, 780, 1026))
    write(raster, "HHHH", 795, 1025)
    assert look(raster).found == ()


def test_a_button_with_a_word_is_none() -> None:
    raster = in_row(page())
    pill(raster, Box(690, 998, 800, 1034))
    write(raster, "next", 712, 1022, size=0.7, level=255)
    assert look(raster).found == ()
