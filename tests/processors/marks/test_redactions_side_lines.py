"""Lines along the sides of boxes, looked for at many boxes at once."""

from __future__ import annotations

import numpy as np

from processors.config.redactions import FrameConfig
from processors.config.rules import RuleConfig
from processors.geometry import Box
from processors.marks.redactions.side_lines import SideLines
from processors.marks.rules import line_masks

CONFIG = FrameConfig()


def sides_of(*boxes: Box) -> tuple[list[tuple[float, ...]], list[bool]]:
    """A page of 150 dpi with one box whose right side is missing."""
    grey = np.full((600, 800), 255, np.uint8)
    grey[100, 100:500] = grey[300, 100:500] = grey[100:300, 100] = 0
    sides, bare = SideLines(line_masks(grey, 150.0, RuleConfig()), CONFIG).of(list(boxes))
    return [tuple(s) for s in sides], bare.tolist()


def test_sides_with_a_line_and_one_without() -> None:
    (sides,), bare = sides_of(Box(100, 100, 500, 300))
    assert min(sides[:2]) > 0.95
    assert sides[3] > 0.95
    assert sides[2] < 0.1
    assert bare == [False]


def test_a_box_beside_all_lines_is_bare() -> None:
    (sides,), bare = sides_of(Box(550, 350, 700, 500))
    assert max(sides) == 0.0
    assert bare == [True]


def test_the_edge_of_the_page_stands_for_a_line() -> None:
    (sides,), _ = sides_of(Box(0, 0, 800, 600))
    assert sides == (1.0, 1.0, 1.0, 1.0)


def test_each_box_is_measured_as_it_is_alone() -> None:
    boxes = [Box(100 + k, 100 - k, 500 - 3 * k, 300 + 2 * k) for k in range(0, 40, 5)]
    together, _ = sides_of(*boxes)
    assert together == [sides_of(box)[0][0] for box in boxes]


def test_no_boxes() -> None:
    assert sides_of() == ([], [])
