"""Black and grey boxes on pages that leaned on the glass."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from processors.geometry import Box
from processors.marks.redactions import RedactionMark
from processors.records import RedactionKind
from processors.scan import Raster
from samples.fonts import font
from tests.processors.marks.test_redactions_find import look, page
from tests.processors.marks.test_redactions_leaning import turned

KINDS = {10: RedactionKind.BLACK_BOX, 170: RedactionKind.GREY_BOX}


def bar(raster: Raster, box: Box, level: int) -> None:
    x0, y0, x1, y1 = map(int, box)
    raster[y0 - 6 : y1 + 6, x0 - 6 : x1 + 6] = 255
    raster[y0:y1, x0:x1] = level


def found_at(raster: Raster, box: Box) -> list[RedactionMark]:
    return [m for m in look(raster).found if m.box.iou(box) > 0.75]


@pytest.mark.parametrize("level", KINDS)
@pytest.mark.parametrize("degrees", [-4.0, -2.0, 1.5, 3.0])
def test_leaning_bars_are_found_with_their_corners(degrees: float, level: int) -> None:
    raster, box = page(), Box(400, 1000, 1300, 1040)
    bar(raster, box, level)
    leaning, by = turned(raster, degrees)
    (mark,) = found_at(leaning, by.box(box))
    assert mark.kind is KINDS[level]
    assert mark.box_after(by.inverse()).iou(box) > 0.85
    # no piece of it is found beside it
    assert [m for m in look(leaning).found if m.box.overlap(by.box(box)) > 0] == [mark]


@pytest.mark.parametrize("level", KINDS)
def test_leaning_bars_over_neighbouring_lines_stay_two(level: int) -> None:
    raster, boxes = page(), (Box(400, 1000, 1300, 1040), Box(400, 1066, 1300, 1106))
    for box in boxes:
        bar(raster, box, level)
    leaning, by = turned(raster, 3.0)
    assert [len(found_at(leaning, by.box(box))) for box in boxes] == [1, 1]


@pytest.mark.parametrize("level", KINDS)
def test_a_disc_or_triangle_leans_not(level: int) -> None:
    raster = page()
    cv2.ellipse(raster, (800, 1000), (300, 60), 3, 0, 360, level, -1)
    cv2.fillPoly(raster, [np.array([(300, 1500), (1200, 1440), (1200, 1560)], np.int32)], level)
    assert [m for m in look(raster).found if m.corners] == []


def test_a_black_panel_with_white_letters_is_none_when_it_leans() -> None:
    raster, box = page(), Box(400, 1000, 1300, 1140)
    bar(raster, box, 10)
    cv2.putText(raster, "TOP SECRET REPORT", (430, 1100), cv2.FONT_HERSHEY_SIMPLEX, 2.6, 255, 8)
    leaning, by = turned(raster, 2.5)
    assert found_at(leaning, by.box(box)) == []


@pytest.mark.parametrize("degrees", [-3.0, 2.0])
def test_a_code_does_not_tear_a_leaning_bar(degrees: float) -> None:
    raster, box = page(), Box(400, 1000, 1300, 1044)
    bar(raster, box, 0)
    image = Image.fromarray(raster)
    ImageDraw.Draw(image).text((800, 1032), "(b)(7)(C)", 255, font("sans", 30), anchor="ls")
    leaning, by = turned(np.asarray(image, dtype=np.uint8), degrees)
    (mark,) = found_at(leaning, by.box(box))
    assert mark.box_after(by.inverse()).iou(box) > 0.85
