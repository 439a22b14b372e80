"""White areas with steps, level or leaning, as drawn round lines of unequal ends: each of their stretches is a box.

The outline is turned level; between the heights at which it turns a corner it has one left and one right side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.slants import LeaningConfig
from processors.geometry import Affine, cluster_1d
from processors.marks.redactions.shapes import Contour

Points = NDArray[np.float64]
"""Corners as rows of x and y."""

Quad = Points
"""Top left, top right, bottom right, bottom left."""


def stretches_of(outline: Contour, dpi: float, config: LeaningConfig) -> list[Quad]:
    """The boxes that an area with steps consists of, from top to bottom; none for other shapes.

    Args:
        outline: of the area.
        dpi: pixels per inch.
        config: thresholds.
    """
    slack = config.slack * dpi
    corners = cv2.approxPolyDP(outline, slack, closed=True).reshape(-1, 2)
    if not config.least_corners <= len(corners) <= config.most_corners:
        return []
    whole = cv2.contourArea(corners)
    if whole <= 0 or cv2.contourArea(outline) < config.filled * whole:
        return []
    points = np.asarray(corners, np.float64)
    lean = _lean_of(points)
    if abs(lean) > config.most:
        return []
    level = Affine.rotation(-math.degrees(lean))
    turned = _mapped(points, level)
    heights = _levels(turned, slack, config)
    if heights is None:
        return []
    boxes = [_between(turned, top, bottom) for top, bottom in pairwise(heights)]
    least = (config.step_width * dpi, config.step_height * dpi)
    if len(boxes) < 2 or any(box is None or not _is_large(box, least) for box in boxes):
        return []
    back = level.inverse()
    return [_mapped(box, back) for box in boxes if box is not None]


def _lean_of(points: Points) -> float:
    """How the longer half of an outline's level edges lean, in radians."""
    edges = [(b - a) if b[0] >= a[0] else (a - b) for a, b in pairwise([*points, points[0]])]
    level = sorted((e for e in edges if abs(e[1]) < abs(e[0])), key=lambda e: -abs(e[0]))
    if not level:
        return 0.0
    longest = level[: max(1, len(level) // 2)]
    return float(np.median([math.atan2(down, across) for across, down in longest]))


def _levels(points: Points, slack: float, config: LeaningConfig) -> list[float] | None:
    """The heights of an outline's level edges; None where an edge is neither level nor upright."""
    heights: list[float] = []
    for (ax, ay), (bx, by) in pairwise([*points.tolist(), points[0].tolist()]):
        across, down = abs(bx - ax), abs(by - ay)
        if down <= slack + config.parallel * across and across > down:
            heights.append((ay + by) / 2)
        elif across > slack + config.side * down:
            return None
    groups = cluster_1d(heights, 2 * slack)
    return sorted(float(np.mean([heights[i] for i in group])) for group in groups)


def _between(points: Points, top: float, bottom: float) -> Quad | None:
    """The box of an outline between two heights; None where it has more than one stretch there."""
    middle = (top + bottom) / 2
    sides: list[tuple[float, float]] = []
    for (ax, ay), (bx, by) in pairwise([*points.tolist(), points[0].tolist()]):
        if min(ay, by) <= middle < max(ay, by):
            slope = (bx - ax) / (by - ay)
            sides.append((ax + slope * (top - ay), ax + slope * (bottom - ay)))
    if len(sides) != 2:
        return None
    (left_top, left_bottom), (right_top, right_bottom) = sorted(sides)
    return np.array([(left_top, top), (right_top, top), (right_bottom, bottom), (left_bottom, bottom)])


def _is_large(box: Quad, least: Sequence[float]) -> bool:
    wide, high = box[1, 0] - box[0, 0], box[3, 1] - box[0, 1]
    return bool(wide >= least[0] and high >= least[1])


def _mapped(points: Points, by: Affine) -> Points:
    return np.array([by.point(x, y) for x, y in points.tolist()])
