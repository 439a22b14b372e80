"""White boxes over one another, of which those on a line of type, drawn one by one, withhold one stretch of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from processors.config.redactions import FrameConfig
from processors.geometry import Box, bounding, overlap_1d
from processors.marks.redactions.types import RedactionMark


def joined_on_lines(marks: list[RedactionMark], dpi: float, config: FrameConfig) -> list[RedactionMark]:
    """Makes one find of white boxes that touch or overlap on one line of type.

    Args:
        marks: white boxes of a page, found and rejected.
        dpi: pixels per inch of the raster that they are in.
        config: thresholds.

    Returns:
        The marks; those that became part of another find are rejected as `joined`.
    """
    done = [m for m in marks if m.rejected_by is not None]
    waiting = [m for m in marks if m.rejected_by is None]
    while waiting:
        group = [waiting.pop(0)]
        for member in group:
            near = [m for m in waiting if _on_one_line(member.box, m.box, dpi, config)]
            waiting = [m for m in waiting if m not in near]
            group += near
        if len(group) > 1:
            box = bounding([m.box for m in group])
            done += [replace(m, rejected_by="joined") for m in group]
            group = [replace(group[0], box=box, confidence=min(m.confidence for m in group))]
        done += group
    return done


def _on_one_line(a: Box, b: Box, dpi: float, config: FrameConfig) -> bool:
    if max(a.height, b.height) > config.one_line * dpi:
        return False
    apart = max(a.x0, b.x0) - min(a.x1, b.x1)
    level = overlap_1d(a.y0, a.y1, b.y0, b.y1) >= 0.5 * min(a.height, b.height)
    return level and apart <= config.touching * dpi


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
