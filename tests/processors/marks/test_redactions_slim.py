"""Black boxes over the numbers of a list, and what only looks like them."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from processors.geometry import Box
from processors.scan import Raster
from tests.processors.marks.test_redactions_find import fill, hits, look, page, write

LONG = Box(470, 900, 1200, 943)
BLACK = (0, 0, 0)


@pytest.mark.parametrize("width", [15, 20, 25])
@pytest.mark.parametrize("shift", [-4, 0, 4])
def test_the_number_of_a_line_that_is_black(width: int, shift: int) -> None:
    raster, number = page(), Box(420, 900 + shift, 420 + width, 943)
    fill(raster, LONG, BLACK)
    fill(raster, number, BLACK)
    marks = look(raster)
    assert hits(marks, number)
    assert len(marks.found) == 2


@pytest.mark.parametrize("dpi", [100, 150, 200, 240, 300, 400, 600])
@pytest.mark.parametrize("width", [0.08, 0.1])
def test_at_any_resolution(dpi: int, width: float) -> None:
    raster: Raster = np.full((2 * dpi, 6 * dpi), 255, np.uint8)
    for k in range(4):
        for x0, x1 in ((1.0, 1.0 + width), (1.3, 5.0)):
            top = 0.3 + 0.4 * k
            fill(raster, Box(x0 * dpi, top * dpi, x1 * dpi, (top + 0.2) * dpi), BLACK)
    assert sum(m.box.width < 0.3 * dpi for m in look(raster, float(dpi)).found) == 4


def test_it_may_stand_behind_the_text() -> None:
    raster, end = page(), Box(1260, 900, 1278, 943)
    fill(raster, LONG, BLACK)
    write(raster, "see", 1210, 935, 0.7)
    fill(raster, end, BLACK)
    assert hits(look(raster), end)


@pytest.mark.parametrize(
    "alone",
    [Box(420, 1000, 438, 1043), Box(420, 900, 438, 960), Box(420, 912, 438, 943), Box(420, 900, 430, 943)],
)
def test_what_is_not_level_or_narrow_as_a_stroke_is_none(alone: Box) -> None:
    raster = page()
    fill(raster, LONG, BLACK)
    fill(raster, alone, BLACK)
    assert not hits(look(raster), alone)


def test_a_letter_of_a_large_heading_beside_a_bar_is_none() -> None:
    raster = page()
    fill(raster, LONG, BLACK)
    for x, text in ((160, "H"), (215, "I"), (235, "L"), (290, "L")):
        cv2.putText(raster, text, (x, 942), cv2.FONT_HERSHEY_SIMPLEX, 1.9, BLACK, 14)
    assert [m.box for m in look(raster).found if m.box.x1 < LONG.x0] == []


def test_the_last_letter_of_a_heading_beside_a_bar_is_none() -> None:
    raster = page()
    fill(raster, LONG, BLACK)
    for x in (300, 350):
        fill(raster, Box(x, 900, x + 40, 912), BLACK)
        fill(raster, Box(x + 12, 900, x + 28, 943), BLACK)
    fill(raster, Box(404, 900, 420, 943), BLACK)
    assert [m.box for m in look(raster).found if m.box.x1 < LONG.x0] == []


def opening(raster: Raster) -> None:
    cv2.putText(raster, "(", (390, 940), cv2.FONT_HERSHEY_SIMPLEX, 1.6, BLACK, 3)


def rule(raster: Raster) -> None:
    fill(raster, Box(400, 600, 403, 1400), BLACK)


def other_box(raster: Raster) -> None:
    fill(raster, Box(100, 900, 410, 943), BLACK)


@pytest.mark.parametrize("beside", [opening, rule, other_box])
def test_what_is_no_letter_may_stand_on_the_other_side(beside: Callable[[Raster], None]) -> None:
    raster, number = page(), Box(430, 900, 448, 943)
    fill(raster, LONG, BLACK)
    fill(raster, number, BLACK)
    beside(raster)
    assert hits(look(raster), number)


def test_a_bar_far_from_the_long_one_is_none() -> None:
    raster, bar = page(), Box(220, 900, 238, 943)
    fill(raster, LONG, BLACK)
    fill(raster, bar, BLACK)
    assert not hits(look(raster), bar)


def test_bars_of_a_bar_code_are_none() -> None:
    raster = page()
    fill(raster, LONG, BLACK)
    for k in range(8):
        fill(raster, Box(120 + 36 * k, 900, 136 + 36 * k, 943), BLACK)
    assert [m.box for m in look(raster).found if m.box.x1 < LONG.x0] == []


def test_without_a_box_beside_it_nothing_tells_it_from_a_bar() -> None:
    raster = page()
    fill(raster, Box(420, 900, 438, 943), BLACK)
    assert look(raster).found == ()
