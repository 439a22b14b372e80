"""Print across the sides of white boxes: it stays readable, and is no word in the box."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from processors.config.across import AcrossConfig
from processors.config.redactions import RedactionConfig
from processors.geometry import Box
from processors.marks.redactions import RedactionMark, RedactionMarks, paint_out
from processors.marks.redactions.across import printed_across, without_rows
from processors.records import RedactionKind
from processors.scan import Raster
from tests.processors.marks.test_redactions_find import DPI, fill, frame, page, write

BOX = Box(900, 60, 1180, 150)


def marks(box: Box, kind: RedactionKind = RedactionKind.WHITE_BOX) -> RedactionMarks:
    return RedactionMarks((RedactionMark(box, kind, 0.9),), (), ())


def rows(raster: Raster, box: Box = BOX, kind: RedactionKind = RedactionKind.WHITE_BOX) -> tuple[Box, ...]:
    return printed_across(raster, DPI, marks(box, kind), AcrossConfig())


@pytest.mark.parametrize("top", [84, 74])
def test_a_release_line_across_a_box_stays(top: int) -> None:
    raster = page()
    frame(raster, BOX)
    # stamped on a white ground, which takes a piece of the border with it
    fill(raster, Box(535, top - 24, 1150, top + 6), (255, 255, 255))
    write(raster, "Released in part 2031/07/14 A0481907", 540, top)
    (row,) = rows(raster)
    assert row.x0 < BOX.x0 + 20 and row.x1 > 1100
    painted = paint_out(raster, DPI, marks(BOX), RedactionConfig(), (row,))
    inside = (slice(int(row.y0), int(row.y1)), slice(int(row.x0), int(row.x1)))
    assert np.array_equal(painted[inside], raster[inside])
    assert painted[110:148, 905:1175].min() == 255
    assert without_rows(raster, (row,))[inside].min() == 255


def test_what_another_redaction_covers_is_no_print_across() -> None:
    raster = page()
    frame(raster, BOX)
    fill(raster, Box(535, 60, 1150, 90), (255, 255, 255))
    write(raster, "Released in part 2031/07/14 A0481907", 540, 84)
    (row,) = rows(raster)
    bar = RedactionMark(Box(1000, row.y0 - 4, 1060, row.y1 + 4), RedactionKind.BLACK_BOX, 0.9)
    both = replace(marks(BOX), found=(*marks(BOX).found, bar))
    assert printed_across(raster, DPI, both, AcrossConfig()) == ()


def test_a_code_in_a_box_beside_a_word_is_its_own() -> None:
    raster = page()
    frame(raster, BOX)
    write(raster, "the report of", 640, 110)
    write(raster, "(b)(3)", 960, 110)
    assert rows(raster) == ()


def test_what_fills_a_low_box_is_its_code() -> None:
    raster = page()
    low = Box(900, 80, 1180, 116)
    frame(raster, low)
    write(raster, "number 5.1.2.e.5.1.2.e", 760, 108)
    assert rows(raster, low) == ()


def test_only_white_boxes_are_looked_at() -> None:
    raster = page()
    write(raster, "Released in part 2031/07/14 A0481907", 540, 84)
    assert rows(raster, kind=RedactionKind.BLACK_BOX) == ()
