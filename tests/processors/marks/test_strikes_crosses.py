"""Large crosses over stamps and blocks of type; what only crosses near them is none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.config.strikes import StrikeConfig
from processors.geometry import Box
from processors.marks.strikes import StrikeMarks, find_strikes
from processors.marks.strikes.crosses import find_crosses, pooled, sheared
from processors.marks.strikes.ink import ink_of, pieces_of
from processors.records import StrikeStyle
from processors.scan import Raster

CONFIG = StrikeConfig()
BLOCK = ("CLASSIFIED BY 1234 ABC", "DECLASSIFY ON 25X", "DATE OF REVIEW 1998")
PLACE = Box(300.0, 372.0, 1040.0, 520.0)
"""Around the letters of the block."""


def page(block: tuple[str, ...] = BLOCK) -> Raster:
    """Three lines of type and a stamp of three lines below."""
    grey = np.full((760, 1400), 255, np.uint8)
    for y, lines, x in ((60, ("THE BOARD MET AGAIN ON MONDAY",) * 3, 80), (400, block, 300)):
        for i, line in enumerate(lines):
            for k, letter in enumerate(line):
                at = (x + 34 * k, y + 60 * i)
                cv2.putText(grey, letter, at, cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3, cv2.LINE_AA)
    return grey


def stroke(grey: Raster, *points: tuple[float, float], thick: int = 3) -> None:
    cv2.polylines(grey, [np.array(points).astype(np.int32)], False, 0, thick)


def bowed(x0: float, y0: float, x1: float, y1: float, bow: float) -> list[tuple[float, float]]:
    """Points of a stroke that bends by `bow` pixels in the middle."""
    share = np.linspace(0, 1, 30)
    rows = y0 + share * (y1 - y0) + bow * np.sin(np.pi * share)
    return list(zip(x0 + share * (x1 - x0), rows, strict=True))


def crosses(marks: StrikeMarks) -> list[Box]:
    return [m.box for m in marks.found if m.style is StrikeStyle.X]


@pytest.mark.parametrize("thick", [2, 4, 9])
def test_cross_over_a_stamp_is_one_mark_whatever_its_pen(thick: int) -> None:
    grey = page()
    stroke(grey, *bowed(330, 350, 800, 560, 8), thick=thick)
    stroke(grey, *bowed(320, 550, 820, 340, -8), thick=thick)
    boxes = crosses(find_strikes(grey, 300.0, (), CONFIG))
    assert len(boxes) == 1
    assert boxes[0].covered_by(PLACE.grown(10, 10)) == 1
    assert boxes[0].area > 0.4 * PLACE.area


def test_one_arm_may_be_steep() -> None:
    grey = page()
    stroke(grey, (380, 340), (760, 590), thick=5)
    stroke(grey, (600, 330), (540, 600), thick=5)
    assert len(crosses(find_strikes(grey, 300.0, (), CONFIG))) == 1


def blank(grey: Raster) -> None:
    """A cross over no type."""
    stroke(grey, (900, 560), (1300, 740))
    stroke(grey, (900, 740), (1300, 560))


def corner(grey: Raster) -> None:
    """Two strokes that meet at their ends: an arrow, a check mark."""
    stroke(grey, (330, 350), (800, 560))
    stroke(grey, (800, 560), (1100, 330))


def alone(grey: Raster) -> None:
    """One long stroke, as of a signature."""
    stroke(grey, *bowed(330, 350, 900, 560, 20))


def net(grey: Raster) -> None:
    """A drawing over which labels stand."""
    for x in range(250, 1100, 90):
        stroke(grey, (x, 340), (x + 300, 600))
        stroke(grey, (x + 300, 340), (x, 600))


def ruled(grey: Raster) -> None:
    """Lines of a form."""
    stroke(grey, (250, 440), (1200, 440))
    stroke(grey, (700, 340), (700, 600))


@pytest.mark.parametrize("draw", [blank, corner, alone, net, ruled, lambda _: None])
def test_other_strokes_make_no_cross(draw: object) -> None:
    grey = page()
    draw(grey)  # type: ignore[operator]
    assert not find_crosses(ink_of(grey, ()), None, 26.0, CONFIG)


def test_crosses_in_ignored_boxes_are_not_looked_at() -> None:
    grey = page()
    stroke(grey, (330, 350), (800, 560))
    stroke(grey, (320, 550), (820, 340))
    ignored = Box(200.0, 330.0, 1200.0, 620.0)
    assert find_crosses(ink_of(grey, ()), None, 26.0, CONFIG)
    assert not find_crosses(ink_of(grey, (ignored,)), None, 26.0, CONFIG)


@pytest.mark.parametrize("letter", [16.0, 26.0])
def test_known_pieces_make_no_difference(letter: float) -> None:
    grey = page()
    stroke(grey, (330, 350), (800, 560))
    stroke(grey, (320, 550), (820, 340))
    ink = ink_of(grey, ())
    found = find_crosses(ink, None, letter, CONFIG)
    assert found
    assert find_crosses(ink, pieces_of(ink), letter, CONFIG) == found


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.floats(-1, 1), st.integers(0, 2**16))
def test_shearing_moves_columns_and_loses_no_ink(height: int, width: int, slope: float, seed: int) -> None:
    ink = (np.random.default_rng(seed).random((height, width)) < 0.3).astype(np.uint8)
    for level, shifts in sheared(ink, (slope, -slope)):
        for x in range(width):
            assert np.array_equal(level[shifts[x] : shifts[x] + height, x], ink[:, x])
        assert level.sum() == ink.sum()


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 5), st.integers(0, 2**16))
def test_pooling_keeps_every_pixel_of_ink(height: int, width: int, step: int, seed: int) -> None:
    ink = (np.random.default_rng(seed).random((height, width)) < 0.1).astype(np.uint8)
    small = pooled(ink, step)
    for y, x in np.argwhere(ink):
        assert small[y // step, x // step]
    for y, x in np.argwhere(small):
        assert ink[y * step : (y + 1) * step, x * step : (x + 1) * step].any()
