from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.geometry import Affine, Box, bounding, cluster_1d

coordinate = st.floats(-1000, 1000, allow_nan=False)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x0, y0 = draw(coordinate), draw(coordinate)
    return Box(x0, y0, x0 + draw(st.floats(0.01, 500)), y0 + draw(st.floats(0.01, 500)))


@st.composite
def affines(draw: st.DrawFn) -> Affine:
    turned = Affine.rotation(draw(st.floats(-180, 180)), draw(coordinate), draw(coordinate))
    return turned.then(Affine.scale(draw(st.floats(0.1, 10)))).then(
        Affine.translation(draw(coordinate), draw(coordinate))
    )


@given(boxes(), boxes())
def test_iou_is_symmetric_and_between_zero_and_one(a: Box, b: Box) -> None:
    assert a.iou(b) == pytest.approx(b.iou(a))
    assert 0.0 <= a.iou(b) <= 1.0 + 1e-9
    assert a.iou(a) == pytest.approx(1.0)


@given(boxes(), boxes())
def test_intersection_lies_in_both_where_they_overlap(a: Box, b: Box) -> None:
    common = a.intersection(b)
    if common.area > 0:
        assert common.covered_by(a) == pytest.approx(1.0)
        assert common.covered_by(b) == pytest.approx(1.0)
    assert common.area <= min(a.area, b.area) + 1e-6


@given(st.lists(boxes(), min_size=1, max_size=6))
def test_bounding_contains_all_corners(items: list[Box]) -> None:
    around = bounding(items)
    assert all(around.contains(b.x0, b.y0) and around.contains(b.x1, b.y1) for b in items)


def test_bounding_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no boxes"):
        bounding([])


@given(boxes(), st.floats(-400, 100))
def test_growing_never_turns_a_box_inside_out(box: Box, by: float) -> None:
    grown = box.grown(by)
    assert grown.x0 <= grown.x1 + 1e-9
    assert grown.y0 <= grown.y1 + 1e-9


@given(affines(), coordinate, coordinate)
def test_inverse_brings_points_back(affine: Affine, x: float, y: float) -> None:
    back = affine.inverse().point(*affine.point(x, y))
    assert back == pytest.approx((x, y), abs=1e-4)


@given(affines(), affines(), coordinate, coordinate)
def test_then_is_one_map_after_the_other(first: Affine, second: Affine, x: float, y: float) -> None:
    assert first.then(second).point(x, y) == pytest.approx(
        second.point(*first.point(x, y)), rel=1e-6, abs=1e-3
    )


@given(affines(), boxes())
def test_mapped_box_holds_the_mapped_corners(affine: Affine, box: Box) -> None:
    mapped = affine.box(box).grown(1e-6)
    for x in (box.x0, box.x1):
        for y in (box.y0, box.y1):
            assert mapped.contains(*affine.point(x, y))


@given(st.integers(-5, 5), st.integers(2, 9), st.integers(2, 9), st.data())
def test_quarter_turns_agree_with_numpy(turns: int, width: int, height: int, data: st.DataObject) -> None:
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    image = np.zeros((height, width), np.uint8)
    image[y, x] = 1
    (row,), (column,) = np.nonzero(np.rot90(image, -turns))
    centre = Affine.quarter_turns(turns, width, height).point(x + 0.5, y + 0.5)
    assert centre == pytest.approx((column + 0.5, row + 0.5))


def test_rotation_is_clockwise_on_a_page() -> None:
    assert Affine.rotation(90).point(1, 0) == pytest.approx((0, 1), abs=1e-9)
    assert Affine.rotation(30, 5, 7).point(5, 7) == pytest.approx((5, 7))


def test_flat_maps_have_no_inverse() -> None:
    with pytest.raises(ValueError, match="no inverse"):
        Affine(1, 1, 0, 1, 1, 0).inverse()


@given(st.lists(coordinate, max_size=30), st.floats(0.1, 50))
def test_clusters_hold_every_index_once_and_are_apart(values: list[float], gap: float) -> None:
    groups = cluster_1d(values, gap)
    assert sorted(i for group in groups for i in group) == list(range(len(values)))
    for before, after in itertools.pairwise(groups):
        assert values[after[0]] - values[before[-1]] > gap


def test_scaling_about_the_origin() -> None:
    assert Box(1, 2, 3, 4).scaled(2, 0.5) == Box(2, 1, 6, 2)
    assert math.isclose(Affine.scale(3).determinant, 9)


@pytest.mark.parametrize("turns", range(4))
def test_upright_box_leaves_no_room_for_a_lean(turns: int) -> None:
    box = Box(100.0, 300.0, 900.0, 330.0)
    by = (
        Affine.rotation(0.8, 500.0, 400.0)
        .then(Affine.quarter_turns(turns, 1000, 800))
        .then(Affine.scale(0.5))
    )
    upright = by.upright_box(box)
    long, low = (upright.height, upright.width) if turns % 2 else (upright.width, upright.height)
    assert long == pytest.approx(400, abs=1)
    assert low == pytest.approx(15, abs=0.1)
    assert upright.covered_by(by.box(box)) == 1.0
