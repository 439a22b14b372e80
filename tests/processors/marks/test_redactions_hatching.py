"""Hatched boxes: told from print by their lines, whatever their slant and whatever is printed on them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from processors.config.slants import HatchConfig
from processors.geometry import Box
from processors.marks.redactions.hatching import is_hatched
from processors.records import RedactionKind
from processors.scan import Raster
from tests.processors.marks.test_redactions_find import LINE_BOX, frame, hits, look, page, write

LONG = Box(420, 470, 1200, 514)


def hatch(raster: Raster, box: Box, degrees: float, pitch: int = 12, thick: int = 2) -> None:
    """Lines at an angle to the level in a frame."""
    frame(raster, box)
    cell = np.full((int(box.height) - 4, int(box.width) - 4), 255, np.uint8)
    run, rise = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    reach = float(np.hypot(*cell.shape))
    for offset in np.arange(-reach, reach, pitch):
        x, y = cell.shape[1] / 2 - offset * rise, cell.shape[0] / 2 - offset * run
        ends = (
            (round(x - reach * run), round(y + reach * rise)),
            (round(x + reach * run), round(y - reach * rise)),
        )
        cv2.line(cell, *ends, 30, thick, cv2.LINE_AA)
    inner = raster[int(box.y0) + 2 : int(box.y1) - 2, int(box.x0) + 2 : int(box.x1) - 2]
    np.minimum(inner, cell, out=inner)


@pytest.mark.parametrize("degrees", [30, 45, 60, 120, 135, 150])
def test_hatching_of_any_slant_is_found(degrees: float) -> None:
    raster = page()
    hatch(raster, LONG, degrees)
    assert hits(look(raster), LONG) == [RedactionKind.HATCHED_BOX]


def test_cross_hatching_is_found() -> None:
    raster, crossed = page(), page()
    hatch(raster, LONG, 45)
    hatch(crossed, LONG, 135)
    assert hits(look(np.minimum(raster, crossed)), LONG) == [RedactionKind.HATCHED_BOX]


def test_a_code_on_hatching_does_not_hide_it() -> None:
    raster = page()
    hatch(raster, LONG, 45)
    raster[478:508, 700:800] = 255
    write(raster, "(b)(1)", 705, 502, 0.7)
    assert hits(look(raster), LONG) == [RedactionKind.HATCHED_BOX]


@pytest.mark.parametrize("degrees", [0, 90])
def test_level_and_upright_lines_are_no_hatching(degrees: float) -> None:
    raster = np.full((40, 400), 255, np.uint8)
    hatch(raster, Box(0, 0, 400, 40), degrees)
    assert not is_hatched(raster[4:-4, 4:-4], 200, HatchConfig())


@pytest.mark.parametrize("face", [cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_ITALIC | cv2.FONT_HERSHEY_TRIPLEX])
def test_print_in_a_frame_is_no_hatching(face: int) -> None:
    raster = page()
    frame(raster, LONG)
    cv2.putText(raster, "SEE THE WHITE VAN WAY BELOW KEY AVENUE", (430, 504), face, 0.9, 0, 2, cv2.LINE_AA)
    assert hits(look(raster), LONG) == []


def test_an_empty_box_is_white() -> None:
    raster = page()
    frame(raster, LINE_BOX)
    assert hits(look(raster), LINE_BOX) == [RedactionKind.WHITE_BOX]
