"""Black boxes no wider than a letter: redactions where they are level with a wider one, blots elsewhere."""

from __future__ import annotations

import cv2
import numpy as np

from processors.config.redactions import RedactionConfig
from processors.geometry import Box
from processors.marks.redactions import find_redactions
from processors.scan import Raster

DPI = 200.0
BAR = Box(460.0, 700.0, 1200.0, 742.0)


def _found(*boxes: Box) -> list[Box]:
    page: Raster = np.full((2200, 1700), 255, np.uint8)
    for x0, y0, x1, y1 in (tuple(map(int, box)) for box in boxes):
        cv2.rectangle(page, (x0, y0), (x1 - 1, y1 - 1), 0, -1)
    return [m.box for m in find_redactions(page, DPI, RedactionConfig()).found]


def _has(found: list[Box], box: Box) -> bool:
    return any(other.iou(box) > 0.75 for other in found)


def test_the_number_of_a_list_is_hidden_before_the_line_it_begins() -> None:
    number = Box(410.0, 701.0, 425.0, 741.0)
    found = _found(BAR, number)
    assert _has(found, BAR)
    assert _has(found, number)


def test_a_bar_by_itself_is_none() -> None:
    assert _found(Box(410.0, 701.0, 425.0, 741.0)) == []


def test_a_bar_that_is_not_level_with_the_box_is_none() -> None:
    found = _found(BAR, Box(410.0, 660.0, 425.0, 741.0))
    assert len(found) == 1


def test_a_stroke_of_a_letter_beside_a_box_is_none() -> None:
    found = _found(BAR, Box(410.0, 701.0, 419.0, 741.0))
    assert len(found) == 1
