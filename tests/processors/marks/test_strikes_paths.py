"""Nearly level paths through ink, the strokes along them, and what of a page is left out before they are followed."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from processors.config.strikes import StrikeConfig
from processors.marks.strikes.courses import Courses, Stroke, strokes_along
from processors.marks.strikes.ink import pieces_of
from processors.marks.strikes.paths import long_paths, strokes_of, without_strokes
from processors.marks.strikes.sheets import STEP, sheets

MASKS = arrays.arrays(
    np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 20)), elements=st.sampled_from((0, 1, 1, 1))
)


def _reached(ink: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Columns of the longest path that ends in each pixel, step by step."""
    height, width = ink.shape

    @cache
    def to(y: int, x: int) -> int:
        if not (0 <= y < height and 0 <= x < width) or not ink[y, x]:
            return 0
        from_rows = (y - 1, y, y + 1) if x % STEP == 0 else (y,)
        return 1 + max(to(row, x - 1) for row in from_rows)

    return np.array([[to(y, x) for x in range(width)] for y in range(height)])


@given(ink=MASKS, shortest=st.integers(0, 20))
def test_long_paths_are_those_that_single_steps_find(ink: NDArray[np.uint8], shortest: int) -> None:
    spans = _reached(ink) + _reached(ink[:, ::-1])[:, ::-1]
    assert np.array_equal(long_paths(ink, shortest), (ink > 0) & (spans > shortest))


@settings(max_examples=60)
@given(
    lines=st.lists(
        st.tuples(
            st.integers(2, 200), st.integers(2, 160), st.integers(3, 60), st.integers(1, 3), st.integers(2, 9)
        ),
        max_size=12,
    ),
    shortest=st.integers(8, 40),
)
def test_rows_left_out_of_a_frame_hold_no_long_path(
    lines: list[tuple[int, int, int, int, int]], shortest: int
) -> None:
    ink = np.zeros((240, 240), np.uint8)
    ink[:, :3] = ink[:, -3:] = ink[:3] = ink[-3:] = 1
    for y, x, length, thick, slope in lines:
        for column in range(x, min(238, x + length)):
            row = y + (column - x) // slope
            ink[row : row + thick, column] = 1
        ink[y, :x] = 1
    pieces = pieces_of(ink)
    framed = pieces.labels == pieces.labels[0, 0]
    (sheet,) = sheets(pieces, np.array([pieces.labels[0, 0]]), shortest)
    assert long_paths(sheet.ink, shortest).sum() == long_paths(framed.astype(np.uint8), shortest).sum()


def test_a_line_in_a_frame_is_found_where_it_stands() -> None:
    ink = np.zeros((900, 600), np.uint8)
    ink[:, :3] = ink[:, -3:] = ink[:3] = ink[-3:] = 1
    ink[500:503, :400] = 1
    pieces = pieces_of(ink)
    (sheet,) = sheets(pieces, np.array([1]), 26.0)
    assert sheet.ink.shape[0] < 0.3 * len(ink)
    found = strokes_of(pieces, 20.0, StrikeConfig())
    assert [(s.x0, s.x1, round(s.middle)) for s in found] == [(0, 600, 1), (0, 400, 501), (0, 600, 898)]


def test_strokes_are_the_same_alone_and_among_others() -> None:
    rng = np.random.default_rng(5)
    widths = rng.integers(3, 60, 40)
    columns = int(widths.sum())
    top = rng.integers(0, 4, columns)
    extent = rng.integers(1, 7, columns)
    line = Courses(
        rng.integers(0, 900, 40), rng.integers(0, 900, 40), widths, top, top + extent, extent, extent < 6
    )
    together = strokes_along(line, 20.0, 5.0, 0.25)
    each = [
        stroke
        for k in range(40)
        for stroke in strokes_along(line.picked(np.arange(40) == k), 20.0, 5.0, 0.25)
    ]
    assert len(together) > 20
    for one, other in zip(together, each, strict=True):
        assert (one.x0, one.thickness, one.steady) == (other.x0, other.thickness, other.steady)
        assert one.centre == pytest.approx(other.centre)
        assert one.scatter == pytest.approx(other.scatter)


def test_a_stroke_keeps_its_course_where_letters_thicken_it() -> None:
    top, bottom = np.full(30, 10), np.full(30, 12)
    top[8:14], bottom[8:14] = 2, 25
    ones = np.ones(30, np.bool_)
    courses = Courses(np.array([7]), np.array([100]), np.array([30]), top, bottom, bottom - top, ones)
    (stroke,) = strokes_along(courses, 4.0, 9.0, 0.25)
    assert (stroke.x0, stroke.thickness, stroke.steady) == (7, 2.0, 0.8)
    assert stroke.centre == pytest.approx(np.full(30, 110.5))
    assert strokes_along(courses, 4.0, 1.5, 0.25) == []
    assert strokes_along(courses, 4.0, 9.0, 0.9) == []


@given(
    ink=arrays.arrays(np.uint8, (40, 60), elements=st.sampled_from((0, 1, 1))),
    lines=st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 20), st.integers(-4, 88), st.integers(2, 10)),
        min_size=1,
        max_size=12,
    ),
)
def test_strokes_are_taken_out_together_as_one_after_the_other(
    ink: NDArray[np.uint8], lines: list[tuple[int, int, int, int]]
) -> None:
    # rows and thicknesses by halves: whole numbers are where rounding would show
    strokes = [Stroke(x, np.full(n, y / 2), thick / 2, 0.0, 1.0) for x, n, y, thick in lines]
    left = ink
    for stroke in strokes:
        left = without_strokes(left, [stroke])
    assert np.array_equal(without_strokes(ink, strokes), left)
