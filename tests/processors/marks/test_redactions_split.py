"""Cutting shapes into the rectangles they were drawn from."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.geometry import Box
from processors.marks.redactions.split import Part, Steps, joined, rectangles
from tests.processors.marks.test_redactions_find import fill, hits, look, page, write


def shape_of(*boxes: Box, size: tuple[int, int] = (200, 300)) -> np.ndarray:
    mask = np.zeros(size, np.uint8)
    for b in boxes:
        mask[int(b.y0) : int(b.y1), int(b.x0) : int(b.x1)] = 1
    return mask


def test_one_rectangle_stays_whole() -> None:
    box = Box(20, 30, 220, 90)
    assert rectangles(shape_of(box), Steps(9, 8)) == (Part(box, 1.0),)


def test_staircase() -> None:
    steps = [Box(100, 20, 280, 50), Box(20, 50, 240, 80), Box(20, 80, 120, 110)]
    assert [p.box for p in rectangles(shape_of(*steps), Steps(9, 8))] == steps


def test_bar_at_the_side_of_a_block() -> None:
    block, bar = Box(20, 20, 100, 160), Box(100, 70, 250, 100)
    assert {p.box for p in rectangles(shape_of(block, bar), Steps(9, 8))} == {block, bar}


def test_thin_ragged_edge_is_no_part() -> None:
    body, edge = Box(20, 30, 220, 90), Box(60, 27, 120, 30)
    parts = rectangles(shape_of(body, edge), Steps(9, 8))
    assert len(parts) == 1
    assert parts[0].box.iou(body) > 0.9


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 100), st.integers(40, 190), st.integers(12, 40)), min_size=1, max_size=4
    )
)
def test_parts_lie_in_the_shape_and_cover_most_of_it(bands: list[tuple[int, int, int]]) -> None:
    boxes, y = [], 5
    for x, width, height in bands:
        boxes.append(Box(x, y, min(299, x + width), y + height))
        y += height
    mask = shape_of(*boxes)
    parts = rectangles(mask, Steps(9, 8))
    covered = shape_of(*(p.box for p in parts))
    assert all(0 <= p.fullness <= 1 for p in parts)
    if all(a.x0 < b.x1 and b.x0 < a.x1 for a, b in pairwise(boxes)):
        assert np.count_nonzero(covered & mask) > 0.75 * np.count_nonzero(mask)


def test_lettering_gap_is_closed_and_a_word_gap_is_not() -> None:
    left, right = Part(Box(20, 30, 100, 60), 1.0), Part(Box(130, 30, 220, 60), 1.0)
    torn = shape_of(left.box, right.box, Box(100, 30, 130, 36), Box(100, 54, 130, 60), Box(100, 36, 115, 54))
    assert [p.box for p in joined([left, right], torn, 150)] == [Box(20, 30, 220, 60)]
    apart = shape_of(left.box, right.box)
    assert len(joined([left, right], apart, 150)) == 2


def test_a_line_left_open_within_a_block_leaves_boxes_around_it() -> None:
    raster = page()
    fill(raster, Box(240, 900, 1480, 1080), (0, 0, 0))
    fill(raster, Box(400, 990, 1140, 1080), (255, 255, 255))
    write(raster, "the report on wheat was sent", 420, 1050)
    marks = look(raster)
    assert len(marks.found) == 3
    for box in (Box(240, 900, 1480, 990), Box(240, 990, 400, 1080), Box(1140, 990, 1480, 1080)):
        assert hits(marks, box)


def test_a_panel_around_a_white_place_is_not_cut_up() -> None:
    ring = shape_of(Box(20, 20, 280, 180))
    ring[60:120, 80:200] = 0
    assert len(rectangles(ring, Steps(9, 8))) == 1
