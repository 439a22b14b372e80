"""What OCR sees of a redaction: nothing inside, and its code apart."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from processors.config.paint import PaintConfig
from processors.config.redactions import RedactionConfig
from processors.geometry import Box
from processors.marks.redactions import RedactionMark, RedactionMarks, code_areas, paint_out
from processors.records import RedactionKind
from tests.processors.marks.test_redactions_find import BLOCK, DPI, LINE_BOX, fill, frame, look, page, write


def test_paint_out_leaves_paper_and_the_rest_alone() -> None:
    raster = page()
    fill(raster, BLOCK, (0, 0, 0))
    write(raster, "(b)(3)", 620, 1060, level=255)
    marks = look(raster)
    painted = paint_out(raster, DPI, marks, RedactionConfig())
    assert painted[900:1200, 300:1100].min() == 255
    assert np.array_equal(painted[:890], raster[:890])
    assert raster[1000, 310] == 0


def test_type_under_the_leaning_edge_of_a_marker_stays() -> None:
    raster = np.full((1200, 1400), 255, np.uint8)
    cv2.fillPoly(raster, [np.array([(300, 900), (1100, 900), (1100, 960), (300, 930)], np.int32)], 0)
    clean = raster.copy()
    write(raster, "the line below", 320, 970, size=0.7)
    mark = RedactionMark(Box(300, 900, 1101, 961), RedactionKind.MARKER, 0.9)
    painted = paint_out(raster, DPI, RedactionMarks((mark,), (), ()), RedactionConfig())
    letters = (raster < 128) & (clean == 255)
    assert (painted[letters] < 128).mean() > 0.9
    assert painted[(clean < 128) & ~letters].min() == 255


def test_paint_out_of_colour_is_grey() -> None:
    raster = page(colour=True)
    assert paint_out(raster, DPI, look(raster), RedactionConfig()).shape == raster.shape[:2]


def test_code_area_of_white_on_black_is_inverted() -> None:
    raster = page()
    fill(raster, BLOCK, (0, 0, 0))
    write(raster, "(b)(3)", 620, 1060, level=255)
    (area,) = code_areas(raster, DPI, look(raster), PaintConfig())
    assert area.inverted and area.lettered
    inked = np.argwhere(raster[910:1190, 310:1090] > 128)
    (y0, x0), (y1, x1) = inked.min(axis=0), inked.max(axis=0)
    code = Box(310 + x0, 910 + y0, 310 + x1, 910 + y1)
    assert code.covered_by(area.box) > 0.9
    assert area.box.covered_by(BLOCK) == 1.0
    assert area.box.area < 0.1 * BLOCK.area


def test_code_area_of_an_empty_box() -> None:
    raster = page()
    frame(raster, BLOCK)
    (area,) = code_areas(raster, DPI, look(raster), PaintConfig())
    assert not area.lettered and not area.inverted


def test_code_area_on_grey_with_white_letters() -> None:
    raster = page()
    fill(raster, LINE_BOX, (185, 185, 185))
    write(raster, "5.1.2e", 540, 505, size=0.7, level=255)
    (area,) = code_areas(raster, DPI, look(raster), PaintConfig())
    assert area.lettered and area.inverted


@pytest.mark.parametrize("off", [-3, 0, 2])
def test_the_border_of_a_white_box_does_not_tie_letters_together(off: int) -> None:
    raster = page()
    write(raster, "recognised and heard", 320, 1000)
    drawn = Box(300, 900, 900, 984)
    frame(raster, drawn, thick=1)
    box = Box(drawn.x0, drawn.y0, drawn.x1, drawn.y1 + off)
    marks = RedactionMarks((RedactionMark(box, RedactionKind.WHITE_BOX, 0.9),), (), ())
    painted = paint_out(raster, DPI, marks, RedactionConfig())
    below = painted[978:1004, 310:890] < 128
    # The line is gone between the letters, and what is left of these is whole.
    assert below.any(axis=0).mean() < 0.8
    assert np.array_equal(painted[988:1004], raster[988:1004])
    assert painted[880:970, 290:910].min() == 255


def test_letters_close_beside_a_white_box_stay() -> None:
    raster = page()
    box = Box(500, 900, 800, 940)
    frame(raster, box, thick=1)
    # Stems of `1`, `l` and a dash, a pixel or two off the sides.
    stems = (Box(494, 908, 498, 934), Box(803, 906, 807, 936), Box(600, 893, 690, 895))
    for stem in stems:
        fill(raster, stem, (0, 0, 0))
    white = RedactionMark(box, RedactionKind.WHITE_BOX, 0.9)
    painted = paint_out(raster, DPI, RedactionMarks((white,), (), ()), RedactionConfig())
    for stem in stems:
        place = painted[int(stem.y0) : int(stem.y1), int(stem.x0) : int(stem.x1)]
        assert (place < 128).mean() > 0.9
