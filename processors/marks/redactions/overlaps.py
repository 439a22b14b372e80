"""White boxes over one another, of which those on a line of type, drawn one by one, withhold one stretch of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from processors.config.redactions import FrameConfig
from processors.geometry import Box, bounding, overlap_1d
from processors.marks.rasters import window
from processors.marks.redactions.types import RedactionMark
from processors.marks.rules import LineMasks

_STEP = 2.0
"""Reduced pixels by which a line may lie beside where it is expected: lines are up to so much too thick."""


def joined_on_lines(
    marks: list[RedactionMark], dpi: float, lines: LineMasks, config: FrameConfig
) -> list[RedactionMark]:
    """Makes one find of white boxes that touch or overlap on one line of type.

    Args:
        marks: white boxes of a page, found and rejected.
        dpi: pixels per inch of the raster that they are in.
        lines: the lines of the page: on a crooked one they tell how boxes lean.
        config: thresholds.

    Returns:
        The marks; those that became part of another find are rejected as `joined`.
    """
    done = [m for m in marks if m.rejected_by is not None]
    waiting = [m for m in marks if m.rejected_by is None]
    while waiting:
        group = [waiting.pop(0)]
        for member in group:
            near = [m for m in waiting if _on_one_line(member.box, m.box, dpi, lines, config)]
            waiting = [m for m in waiting if m not in near]
            group += near
        if len(group) > 1:
            box = bounding([m.box for m in group])
            done += [replace(m, rejected_by="joined") for m in group]
            group = [replace(group[0], box=box, confidence=min(m.confidence for m in group))]
        done += group
    return done


def _on_one_line(a: Box, b: Box, dpi: float, lines: LineMasks, config: FrameConfig) -> bool:
    if max(a.height, b.height) > config.one_line * dpi:
        return False
    apart = max(a.x0, b.x0) - min(a.x1, b.x1)
    level = overlap_1d(a.y0, a.y1, b.y0, b.y1) >= 0.5 * min(a.height, b.height)
    return level and apart <= config.touching * dpi and _goes_on(a, b, lines)


def _goes_on(a: Box, b: Box, lines: LineMasks) -> bool:
    """Whether boxes stand on one line that leans as they do: the boxes around leaning ones overlap those of others."""
    longer = max(a, b, key=lambda box: box.width)
    lean = _lean(longer.scaled(1 / lines.page.factor), lines)
    (ax, ay), (bx, by) = a.centre, b.centre
    height = min(box.height - abs(lean) * box.width for box in (a, b))
    return abs((by - ay) - lean * (bx - ax)) <= max(0.5 * height, _STEP * lines.page.factor)


def _lean(box: Box, lines: LineMasks) -> float:
    """How far the upper line of a box (reduced pixels) falls for each pixel to the right; 0 where that is not seen."""
    rows, columns = window(box.grown(_STEP), lines.across.shape)
    inked = lines.across[rows, columns]
    fifth = inked.shape[1] // 5
    tops = [np.argmax(part[:, part.any(axis=0)], axis=0) for part in (inked[:, :fifth], inked[:, -fifth:])]
    if fifth == 0 or not all(len(top) for top in tops):
        return 0.0
    left, right = (float(np.median(top)) for top in tops)
    return float((right - left) / (0.8 * inked.shape[1]))


def edges_of(boxes: Sequence[Box]) -> NDArray[np.float64]:
    """The boxes as rows of x0, y0, x1, y1."""
    return np.array(boxes, dtype=np.float64).reshape(-1, 4)


def lies_on_any(box: Box, others: NDArray[np.float64], least: float) -> bool:
    """Whether the IoU of a box with any other, rows of `edges_of`, is above `least`."""
    if not len(others):
        return False
    x0, y0, x1, y1 = others.T
    across = np.maximum(0.0, np.minimum(box.x1, x1) - np.maximum(box.x0, x0))
    down = np.maximum(0.0, np.minimum(box.y1, y1) - np.maximum(box.y0, y0))
    shared = across * down
    union = box.area + (x1 - x0) * (y1 - y0) - shared
    return bool(np.any(shared > least * union))
