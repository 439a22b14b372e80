"""The outline of an enclosed area: how rectangular it is, and whether it has steps as lines of unequal length have."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.scan import Raster

Contour = NDArray[np.int32]
"""Corner points as `cv2.findContours` gives them, points x 1 x 2."""

_MOST_CORNERS = 24
"""Corners of an area of some ten lines of different lengths; ragged areas have more."""


def outline_of(area: Raster) -> Contour:
    """The outer outline of a 0/1 mask with one connected area."""
    contours, _ = cv2.findContours(area, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return np.asarray(max(contours, key=cv2.contourArea), dtype=np.int32)


def fullness_of(outline: Contour) -> float:
    """Share of its rectangle (leaning by up to a few degrees) that an area fills, holes counted as filled."""
    filled = cv2.contourArea(outline) + 0.5 * cv2.arcLength(outline, closed=True)
    _, _, width, height = cv2.boundingRect(outline)
    straight = filled / (width * height)
    (_, (a, b), angle) = cv2.minAreaRect(outline)
    lean = min(angle % 90.0, 90.0 - angle % 90.0)
    leaning = filled / ((a + 1) * (b + 1)) if lean < 4.0 else 0.0
    return float(min(1.0, max(straight, leaning)))


def steps_of(outline: Contour, slack: float) -> list[tuple[float, float]]:
    """The corners of an area whose edges are all level or upright; none for other shapes and plain rectangles.

    Args:
        outline: of the area.
        slack: pixels that the outline may stray from its edges.
    """
    corners = cv2.approxPolyDP(outline, slack, closed=True).reshape(-1, 2)
    if not 6 <= len(corners) <= _MOST_CORNERS:
        return []
    points = [(float(x), float(y)) for x, y in corners]
    for (ax, ay), (bx, by) in pairwise([*points, points[0]]):
        short, long = sorted((abs(ax - bx), abs(ay - by)))
        # corners may be cut a little, where lines are thick
        if long > 3 * slack and short > slack + 0.04 * long:
            return []
    return points
