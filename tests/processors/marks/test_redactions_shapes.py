"""White, grey and black boxes in the shapes they come in: low, stepped, half open, over one another, close together."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.config.redactions import FrameConfig
from processors.config.rules import RuleConfig
from processors.geometry import Affine, Box
from processors.marks.redactions.outlines import corners, thin_lines
from processors.marks.redactions.overlaps import joined_on_lines
from processors.marks.redactions.split import Part, Steps, along_rails, rectangles
from processors.marks.redactions.types import RedactionMark
from processors.marks.rules import line_masks
from processors.records import RedactionKind
from tests.processors.marks.test_redactions_find import BLOCK, DPI, fill, frame, hits, look, page, write


def test_low_white_box_over_small_print() -> None:
    raster = page()
    box = Box(900, 900, 1010, 924)
    frame(raster, box, thick=2)
    assert hits(look(raster, 300.0), box) == [RedactionKind.WHITE_BOX]


def test_one_whole_corner_tells_of_a_box() -> None:
    raster = page()
    cv2.line(raster, (420, 940), (860, 940), 0, 2)
    cv2.line(raster, (860, 900), (860, 940), 0, 2)
    config = FrameConfig()
    thin = thin_lines(line_masks(raster, DPI, RuleConfig()), config)
    assert any(box.iou(Box(420, 900, 860, 940)) > 0.85 for box in corners(thin, DPI, config))


def test_a_white_area_with_steps_is_a_box_for_each_of_its_stretches() -> None:
    raster = page()
    steps = [
        (300, 900),
        (900, 900),
        (900, 960),
        (1200, 960),
        (1200, 1020),
        (700, 1020),
        (700, 1080),
        (300, 1080),
    ]
    cv2.polylines(raster, [np.array(steps, np.int32)], True, 0, 2)
    marks = look(raster)
    assert len(marks.found) == 3
    for stretch in (Box(300, 900, 900, 960), Box(300, 960, 1200, 1020), Box(300, 1020, 700, 1080)):
        assert hits(marks, stretch)


def test_boxes_over_one_another_on_a_line_are_one() -> None:
    raster = page()
    frame(raster, Box(300, 900, 520, 940))
    frame(raster, Box(480, 904, 700, 936))
    marks = look(raster)
    assert hits(marks, Box(300, 900, 700, 940))
    assert len(marks.found) == 1
    assert "joined" in {m.rejected_by for m in marks.rejected}


def test_boxes_one_below_the_other_stay_two() -> None:
    raster = page()
    upper, lower = Box(300, 900, 700, 940), Box(320, 950, 640, 990)
    frame(raster, upper)
    frame(raster, lower)
    marks = look(raster)
    assert hits(marks, upper) and hits(marks, lower)
    assert len(marks.found) == 2


@pytest.mark.parametrize("height", [934, 898])
def test_boxes_of_two_lines_of_a_crooked_page_are_not_one(height: int) -> None:
    raster = page()
    drawn = Box(780, 900, 1400, 934), Box(300, height + 2, 790, height + 36)
    for place in drawn:
        frame(raster, place)
    turn = Affine.rotation(1.8, 850, 1100)
    matrix = np.array(turn.rows(), dtype=np.float64)
    crooked = cv2.warpAffine(raster, matrix, (1700, 2200), borderValue=(255, 255, 255))
    lines = line_masks(np.asarray(crooked, dtype=np.uint8), DPI, RuleConfig())
    marks = [RedactionMark(turn.box(place), RedactionKind.HATCHED_BOX, 0.9) for place in drawn]
    joined = [m for m in joined_on_lines(marks, DPI, lines, FrameConfig()) if m.rejected_by == "joined"]
    assert len(joined) == (2 if height < 900 else 0)


def test_grey_box_hardly_higher_than_its_code() -> None:
    raster = page()
    box = Box(420, 900, 500, 918)
    fill(raster, box, (192, 192, 192))
    write(raster, "5.1.2e", 434, 915, size=0.45, level=255, thick=1)
    assert hits(look(raster), box) == [RedactionKind.GREY_BOX]


def test_grey_boxes_line_by_line() -> None:
    raster = page()
    upper, lower = Box(300, 900, 700, 934), Box(292, 934, 712, 968)
    fill(raster, upper, (192, 192, 192))
    fill(raster, lower, (192, 192, 192))
    marks = look(raster)
    assert hits(marks, upper) and hits(marks, lower)
    assert len(marks.found) == 2


def test_black_lines_that_differ_by_a_few_pixels() -> None:
    raster = page()
    lines = [Box(200, 900, 1300, 940), Box(200, 940, 1290, 980), Box(200, 980, 1306, 1020)]
    for line in lines:
        fill(raster, line, (0, 0, 0))
    marks = look(raster)
    assert all(hits(marks, line) for line in lines)
    assert len(marks.found) == 3


@pytest.mark.parametrize("x", [604, 866])
def test_code_at_the_very_end_of_a_black_box(x: int) -> None:
    raster = page()
    box = Box(600, 900, 1000, 934)
    fill(raster, box, (0, 0, 0))
    write(raster, "(b)(3)", x, 926, size=0.75, level=255)
    marks = look(raster)
    assert len(marks.found) == 1
    assert marks.found[0].box.iou(box) > 0.95


def test_black_box_on_a_dirty_page() -> None:
    raster = page()
    rng = np.random.default_rng(3)
    for x, y in rng.integers(0, 1690, (9000, 2)):
        raster[y : y + 2, x : x + 2] = 0
    fill(raster, BLOCK, (0, 0, 0))
    assert hits(look(raster), BLOCK)


@given(st.integers(2, 60), st.integers(20, 40))
@settings(max_examples=30, deadline=None)
def test_rails_are_followed_to_their_end_and_no_farther(length: int, height: int) -> None:
    mask = np.zeros((100, 300), np.uint8)
    mask[30 : 30 + height, 100:200] = 1
    mask[30:33, 200 : 200 + length] = 1
    mask[27 + height : 30 + height, 200 : 200 + length] = 1
    mask[30 : 30 + height, 200 : 200 + length : 2] = 1
    part = along_rails(Part(Box(100, 30, 200, 30 + height), 1.0), mask, 10, 80)
    assert part.box.x0 == 100 and part.box.x1 == pytest.approx(200 + length, abs=1)


def test_small_steps_cut_straight_edges_only() -> None:
    mask = np.zeros((120, 300), np.uint8)
    mask[20:60, 20:250] = 1
    mask[60:100, 20:244] = 1
    assert len(rectangles(mask, Steps(20, 8, line=20))) == 2
    assert len(rectangles(mask, Steps(20, 8))) == 1
    ragged = mask.copy()
    for row in range(20, 100):
        ragged[row, 240 + (row * 7) % 11 :] = 0
    assert len(rectangles(ragged, Steps(20, 8, line=20))) == 1


@pytest.mark.parametrize("second", [Box(640, 860, 1300, 917), Box(380, 860, 1300, 917)])
def test_a_box_under_another_that_was_drawn_over_it_is_found(second: Box) -> None:
    raster = page()
    first = Box(300, 900, 900, 960)
    frame(raster, first)
    frame(raster, second)
    marks = look(raster)
    assert hits(marks, first) and hits(marks, second)


def test_the_low_step_of_a_markers_stroke_is_found() -> None:
    raster = page()
    fill(raster, Box(300, 930, 1100, 1100), (0, 0, 0))
    step = np.array([(420, 905), (500, 905), (1100, 922), (1100, 931), (420, 931)])
    cv2.fillPoly(raster, [step], (0, 0, 0))
    marks = look(raster, 150.0)
    assert hits(marks, Box(300, 930, 1100, 1100))
    assert hits(marks, Box(420, 914, 1100, 931))


def test_a_grainy_coloured_box_with_a_ragged_side_is_no_smudge() -> None:
    raster = page(colour=True)
    box, beside = Box(500, 900, 760, 940), Box(760, 900, 800, 912)
    for part in (box, beside):
        fill(raster, part, (190, 120, 125))
    grain = np.random.default_rng(3).normal(0, 20, (40, 260, 1)).astype(int)
    raster[900:940, 500:760] = np.clip(raster[900:940, 500:760].astype(int) + grain, 0, 255)
    write(raster, "5.1.2e", 520, 930, size=0.7)
    write(raster, "s@harbour.nl", 764, 932)
    assert hits(look(raster), box) == [RedactionKind.COLOUR_BOX]
