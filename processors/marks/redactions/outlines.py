"""Boxes whose outline is not closed: two parallel lines of the same extent tell where the other two must be.

A code that touches the border, a header printed over it or a dropout of the copier opens a white box, so that its
inside runs into the page. Its two intact parallel sides still begin and end together.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import Components
from processors.config.redactions import FrameConfig
from processors.geometry import Box
from processors.marks.rules import LineMasks

Segments = NDArray[np.float64]
"""Thin lines as rows of (start, end, row), in reduced pixels."""


@dataclass(frozen=True, slots=True)
class Thin:
    """The thin lines of a page: `across` along the rows; `down` along the columns, the page laid on its side."""

    across: Segments
    down: Segments


def thin_lines(lines: LineMasks, config: FrameConfig) -> Thin:
    """The lines that may be sides of boxes.

    Args:
        lines: the lines of the page.
        config: thresholds.
    """
    dpi = lines.page.dpi
    shortest = min(config.pair_height, config.corner_height) * dpi
    return Thin(
        _segments(lines.across_pieces, config.pair_width * dpi), _segments(lines.down_pieces, shortest)
    )


def open_outlines(thin: Thin, dpi: float, config: FrameConfig) -> list[Box]:
    """Rectangles between two parallel lines that begin and end together.

    Args:
        thin: the lines of the page.
        dpi: of the reduced page.
        config: thresholds.

    Returns:
        Boxes along the middle of the lines, in reduced pixels; whether the other sides are there is for the caller
        to see.
    """
    low, wide = config.smallest_height * dpi, config.smallest_width * dpi
    slack = config.pair_slack * dpi
    between_rows = _paired(thin.across, low, slack)
    between_columns = _paired(_longer(thin.down, config.pair_height * dpi), wide, slack)
    return between_rows + [Box(b.y0, b.x0, b.y1, b.x1) for b in between_columns]


def corners(thin: Thin, dpi: float, config: FrameConfig) -> list[Box]:
    """Rectangles of which one corner is whole: a horizontal and a vertical line that end in the same place.

    Args:
        thin: the lines of the page.
        dpi: of the reduced page.
        config: thresholds.

    Returns:
        Boxes along the middle of the lines, as long and high as these are, in reduced pixels.
    """
    down = _longer(thin.down, config.corner_height * dpi)
    slack = config.corner_slack * dpi
    start, end, row = thin.across.T[:, :, None]
    y0, y1, x = down.T
    at_end = np.minimum(np.abs(x - start), np.abs(x - end)) <= slack
    meets = np.minimum(np.abs(y0 - row), np.abs(y1 - row)) <= slack
    level, upright = np.nonzero(at_end & meets)
    pairs = zip(thin.across[level].tolist(), down[upright].tolist(), strict=True)
    return [Box(x0 + 1, min(y, top + 1), x1 - 1, max(y, foot - 1)) for (x0, x1, y), (top, foot, _) in pairs]


def _longer(segments: Segments, shortest: float) -> Segments:
    return segments[segments[:, 1] - segments[:, 0] >= shortest]


def _segments(lines: Components, shortest: float) -> NDArray[np.float64]:
    """Lines along the rows as (start, end, row), longer than `shortest` pixels and thin."""
    stats = lines.stats
    thin = stats[:, cv2.CC_STAT_AREA] < 9 * stats[:, cv2.CC_STAT_WIDTH]
    keep = thin & (stats[:, cv2.CC_STAT_WIDTH] >= shortest)
    # what lies beside the lines is none
    keep[0] = False
    kept = stats[keep].astype(np.float64)
    rows = lines.firsts // lines.shape[1]
    sums = np.bincount(lines.of, rows * lines.lengths, len(stats))
    return np.column_stack([kept[:, 0], kept[:, 0] + kept[:, 2], sums[keep] / kept[:, cv2.CC_STAT_AREA]])


def _paired(segments: NDArray[np.float64], least: float, slack: float) -> list[Box]:
    """Boxes between each line and the nearest line below it with the same start and end."""
    rows = segments[np.lexsort((segments[:, 0], segments[:, 2]))]
    by_start = np.argsort(rows[:, 0], kind="stable")
    starts = rows[by_start, 0]
    first = np.searchsorted(starts, rows[:, 0] - slack)
    counts = np.searchsorted(starts, rows[:, 0] + slack, side="right") - first
    upper = np.repeat(np.arange(len(rows)), counts)
    lower = by_start[np.arange(len(upper)) + np.repeat(first - np.cumsum(counts) + counts, counts)]
    same = (lower > upper) & (np.abs(rows[lower, 1] - rows[upper, 1]) <= slack)
    same &= rows[lower, 2] - rows[upper, 2] >= least
    nearest = np.full(len(rows), len(rows))
    np.minimum.at(nearest, upper[same], lower[same])
    boxes = []
    for a in np.flatnonzero(nearest < len(rows)):
        (start, end, row), other = rows[a], rows[nearest[a]]
        left, right = min(start, other[0]) + 1, max(end, other[1]) - 1
        boxes.append(Box(float(left), float(row), float(right), float(other[2])))
    return boxes
