"""White boxes on pages that leaned on the glass."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.config.redactions import RedactionConfig
from processors.geometry import Affine, Box
from processors.marks.redactions import RedactionMark, paint_out
from processors.records import RedactionKind
from processors.scan import Raster
from tests.processors.marks.test_redactions_find import look, page, write

Points = list[tuple[float, float]]


def turned(raster: Raster, degrees: float) -> tuple[Raster, Affine]:
    """The page as a scan that leans, and where its points went."""
    height, width = raster.shape
    by = Affine.rotation(degrees, width / 2, height / 2)
    matrix = np.array(by.rows(), dtype=np.float64)
    return np.asarray(cv2.warpAffine(raster, matrix, (width, height), borderValue=255.0), np.uint8), by


def outlined(raster: Raster, box: Box) -> None:
    cv2.rectangle(raster, (int(box.x0), int(box.y0)), (int(box.x1), int(box.y1)), 255, -1)
    cv2.rectangle(raster, (int(box.x0), int(box.y0)), (int(box.x1), int(box.y1)), 0, 2)


def found_at(raster: Raster, box: Box) -> list[RedactionMark]:
    return [m for m in look(raster).found if m.box.iou(box) > 0.75]


@pytest.mark.parametrize("degrees", [-3.0, -1.8, 1.8, 3.0])
def test_leaning_boxes_are_found_with_their_corners(degrees: float) -> None:
    raster, box = page(), Box(400, 1000, 1300, 1090)
    outlined(raster, box)
    leaning, by = turned(raster, degrees)
    (mark,) = found_at(leaning, by.box(box))
    assert mark.kind is RedactionKind.WHITE_BOX
    assert mark.box_after(by.inverse()).iou(box) > 0.9


def test_a_leaning_table_is_none() -> None:
    raster = page()
    for row in range(4):
        for column in range(2):
            outlined(raster, Box(300 + 500 * column, 900 + 60 * row, 800 + 500 * column, 960 + 60 * row))
    leaning, _ = turned(raster, 2.0)
    assert look(leaning).found == ()


def test_a_stamp_put_down_askew_is_none() -> None:
    stamp = np.full((2200, 1700), 255, np.uint8)
    outlined(stamp, Box(600, 1000, 1000, 1090))
    write(stamp, "RECEIVED", 640, 1060, 1.4, thick=3)
    leaning, _ = turned(stamp, 3.0)
    assert look(np.minimum(page(), leaning)).found == ()


def test_print_above_and_below_a_leaning_box_stays() -> None:
    raster, box = page(), Box(400, 1000, 1300, 1060)
    outlined(raster, box)
    write(raster, "WORDS BESIDE", 1000, 990)
    write(raster, "AND BELOW IT", 420, 1092)
    leaning, _ = turned(raster, 2.5)
    seen = look(leaning)
    painted = paint_out(leaning, 200.0, seen, RedactionConfig())
    upright, _ = turned(painted, -2.5)
    untouched, _ = turned(turned(raster, 2.5)[0], -2.5)
    for words in (Box(1000, 960, 1280, 996), Box(420, 1068, 700, 1096)):
        area = np.s_[int(words.y0) : int(words.y1), int(words.x0) : int(words.x1)]
        assert np.count_nonzero(upright[area] < 128) > 0.95 * np.count_nonzero(untouched[area] < 128) > 0
    inside = np.s_[int(box.y0) - 2 : int(box.y1) + 2, int(box.x0) - 2 : int(box.x1) + 2]
    assert upright[inside].min() > 200


@given(degrees=st.floats(-4, 4), x=st.floats(0, 900), y=st.floats(0, 900))
def test_a_mark_moved_there_and_back_is_where_it_was(degrees: float, x: float, y: float) -> None:
    box, by = Box(x, y, x + 300, y + 40), Affine.rotation(degrees, 500, 500)
    corners = ((box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1))
    mark = RedactionMark(box, RedactionKind.WHITE_BOX, 0.8, corners=corners)
    back = mark.moved(by).box_after(by.inverse())
    assert all(math.isclose(a, b, abs_tol=1e-6) for a, b in zip(back, box, strict=True))


@pytest.mark.parametrize("degrees", [-2.5, -1.2, 1.2, 2.5])
def test_a_leaning_area_with_steps_is_a_box_for_each_of_its_stretches(degrees: float) -> None:
    raster, boxes = (
        page(),
        [Box(400, 1000, 1300, 1050), Box(400, 1050, 1000, 1090), Box(400, 1090, 700, 1150)],
    )
    corners = [
        (400, 1000),
        (1300, 1000),
        (1300, 1050),
        (1000, 1050),
        (1000, 1090),
        (700, 1090),
        (700, 1150),
        (400, 1150),
    ]
    cv2.polylines(raster, [np.array(corners, np.int32)], True, 0, 2)
    write(raster, "sent by sea", 1010, 1085)
    leaning, by = turned(raster, degrees)
    marks = look(leaning).found
    assert len(marks) == len(boxes)
    for mark, box in zip(marks, boxes, strict=True):
        assert mark.box_after(by.inverse()).iou(box) > 0.8


def test_an_open_outline_with_steps_is_none() -> None:
    raster = page()
    corners = [(400, 1000), (1300, 1000), (1300, 1050), (1000, 1050), (1000, 1150)]
    cv2.polylines(raster, [np.array(corners, np.int32)], False, 0, 2)
    leaning, _ = turned(raster, 1.8)
    assert look(leaning).found == ()
