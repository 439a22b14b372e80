"""Redactions on synthetic pages: each kind is found where it was drawn, and what only looks like one is not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from processors.config.redactions import RedactionConfig
from processors.geometry import Box
from processors.marks.redactions import RedactionMarks, find_redactions
from processors.records import RedactionKind
from processors.scan import Raster

CONFIG = RedactionConfig()
DPI = 200.0
WORDS = "the quick report on wheat and barley was sent by sea"


def page(colour: bool = False, height: int = 2200, width: int = 1700) -> Raster:
    """White paper with twelve lines of invented print."""
    raster = np.full((height, width, 3) if colour else (height, width), 255, np.uint8)
    for line in range(12):
        write(raster, WORDS, 200, 300 + 34 * line)
    return raster


def write(
    raster: Raster, text: str, x: int, y: int, size: float = 0.9, level: int = 0, thick: int = 2
) -> None:
    cv2.putText(
        raster, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, (level, level, level), thick, cv2.LINE_AA
    )


def fill(raster: Raster, box: Box, tone: tuple[int, int, int]) -> None:
    corners = (int(box.x0), int(box.y0)), (int(box.x1) - 1, int(box.y1) - 1)
    cv2.rectangle(raster, *corners, tone, -1)


def frame(raster: Raster, box: Box, thick: int = 2) -> None:
    fill(raster, box, (255, 255, 255))
    corners = (int(box.x0), int(box.y0)), (int(box.x1) - 1, int(box.y1) - 1)
    cv2.rectangle(raster, *corners, (0, 0, 0), thick)


def look(raster: Raster, dpi: float = DPI) -> RedactionMarks:
    return find_redactions(raster, dpi, CONFIG)


def hits(marks: RedactionMarks, box: Box) -> list[RedactionKind]:
    return [m.kind for m in marks.found if m.box.iou(box) > 0.75]


def reasons(marks: RedactionMarks, box: Box) -> set[str | None]:
    return {m.rejected_by for m in marks.rejected if m.box.overlap(box) > 0.3 * min(m.box.area, box.area)}


LINE_BOX = Box(420, 480, 760, 512)
BLOCK = Box(300, 900, 1100, 1200)


def test_plain_page_has_nothing() -> None:
    marks = look(page())
    assert marks.found == ()


@pytest.mark.parametrize("box", [LINE_BOX, BLOCK])
def test_black_box(box: Box) -> None:
    raster = page()
    fill(raster, box, (0, 0, 0))
    marks = look(raster)
    assert hits(marks, box) == [RedactionKind.BLACK_BOX]
    assert len(marks.found) == 1


def test_black_box_with_white_code() -> None:
    raster = page()
    fill(raster, BLOCK, (0, 0, 0))
    write(raster, "(b)(3)", 620, 1060, level=255)
    low = Box(400, 1300, 900, 1334)
    fill(raster, low, (0, 0, 0))
    write(raster, "(b)(6)", 600, 1326, size=0.7, level=255)
    marks = look(raster)
    assert hits(marks, BLOCK) and hits(marks, low)
    assert len(marks.found) == 2


def test_touching_boxes_are_told_apart() -> None:
    raster = page()
    upper, lower = Box(700, 900, 1300, 934), Box(200, 934, 900, 968)
    fill(raster, upper, (0, 0, 0))
    fill(raster, lower, (0, 0, 0))
    marks = look(raster)
    assert hits(marks, upper) and hits(marks, lower)
    assert len(marks.found) == 2


def test_marker_with_ragged_ends() -> None:
    raster = page()
    rng = np.random.default_rng(7)
    for row in range(900, 950):
        left, right = 300 + rng.integers(0, 12), 900 - rng.integers(0, 12)
        raster[row, left:right] = 0
    marks = look(raster)
    assert len(hits(marks, Box(306, 900, 894, 950))) == 1


def test_whole_page_black() -> None:
    raster = np.full((2200, 1700), 255, np.uint8)
    fill(raster, Box(100, 100, 1600, 2100), (0, 0, 0))
    assert [m.kind for m in look(raster).found] == [RedactionKind.PAGE_DENIED]


@pytest.mark.parametrize("code", ["", "(b)(1)", "5.1.2e"])
def test_white_box(code: str) -> None:
    raster = page()
    frame(raster, BLOCK)
    write(raster, code, 640, 1060)
    marks = look(raster)
    assert hits(marks, BLOCK) == [RedactionKind.WHITE_BOX]


def test_white_box_over_a_line() -> None:
    raster = page()
    box = Box(420, 474, 780, 514)
    frame(raster, box)
    write(raster, "5.1.2e", 540, 504, size=0.8)
    assert hits(look(raster), box) == [RedactionKind.WHITE_BOX]


def test_white_box_with_a_broken_border() -> None:
    raster = page()
    frame(raster, BLOCK)
    raster[895:905, 600:606] = 255
    raster[1000:1006, 295:305] = 255
    assert hits(look(raster), BLOCK)


def test_white_box_with_a_code_on_its_border() -> None:
    raster = page()
    frame(raster, BLOCK)
    raster[930:990, 295:305] = 255
    write(raster, "5.1.2.e", 294, 975, size=1.6)
    assert hits(look(raster), BLOCK)


def test_white_box_cut_by_the_edge() -> None:
    raster = page()
    box = Box(1200, 900, 1760, 1200)
    cv2.rectangle(raster, (1200, 900), (1760, 1200), 0, 2)
    assert hits(look(raster), box.clipped(1700, 2200))


def test_leaning_white_box() -> None:
    raster = page()
    corners = np.array([[300, 1300], [1100, 1320], [1095, 1520], [295, 1500]], np.int32)
    cv2.polylines(raster, [corners], True, 0, 2)
    assert hits(look(raster), Box(295, 1300, 1100, 1520))


def test_grey_box_with_code() -> None:
    raster = page()
    fill(raster, LINE_BOX, (185, 185, 185))
    write(raster, "5.1.2e", 540, 505, size=0.7, level=255)
    assert hits(look(raster), LINE_BOX) == [RedactionKind.GREY_BOX]


def test_grey_boxes_on_both_sides_of_a_bracket_are_two() -> None:
    raster = page()
    left, right = Box(267, 931, 462, 963), Box(468, 931, 645, 963)
    for box in (Box(267, 899, 446, 931), Box(453, 899, 526, 931), left, right, Box(267, 963, 560, 994)):
        fill(raster, box, (192, 192, 192))
        write(raster, "5.1.2e", round(box.x0) + 10, round(box.y0) + 24, size=0.6, level=255, thick=1)
    for x in (446, 462):
        y = 905 if x == 446 else 937
        for stroke in (Box(x, y, x + 3, y + 26), Box(x, y, x + 6, y + 2), Box(x, y + 23, x + 6, y + 26)):
            fill(raster, stroke, (0, 0, 0))
    marks = look(raster)
    assert hits(marks, left) and hits(marks, right)


def test_a_grey_box_that_light_streaks_cross_is_one() -> None:
    raster = page()
    box = Box(267, 931, 645, 975)
    fill(raster, box, (192, 192, 192))
    for x in range(300, 640, 60):
        fill(raster, Box(x, 920, x + 2, 990), (255, 255, 255))
    assert len(hits(look(raster), box)) == 1


def test_coloured_box_with_code() -> None:
    raster = page(colour=True)
    fill(raster, BLOCK, (0, 240, 240))
    cv2.putText(raster, "5.1.2.i", (330, 1000), cv2.FONT_HERSHEY_SIMPLEX, 2, (220, 40, 40), 3)
    assert hits(look(raster), BLOCK) == [RedactionKind.COLOUR_BOX]


@pytest.mark.parametrize("dpi", [150.0, 300.0])
def test_found_at_other_resolutions(dpi: float) -> None:
    raster = page()
    fill(raster, LINE_BOX, (0, 0, 0))
    frame(raster, BLOCK, thick=3)
    k = dpi / DPI
    scaled = cv2.resize(raster, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
    marks = look(np.asarray(scaled, np.uint8), dpi)
    assert hits(marks, LINE_BOX.scaled(k)) and hits(marks, BLOCK.scaled(k))


def test_same_pixels_same_marks() -> None:
    raster = page()
    fill(raster, LINE_BOX, (0, 0, 0))
    frame(raster, BLOCK)
    before = raster.copy()
    assert look(raster) == look(raster)
    assert np.array_equal(raster, before)


def test_empty_raster() -> None:
    assert look(np.zeros((0, 0), np.uint8)) == RedactionMarks((), (), ())
