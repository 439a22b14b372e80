"""Strikes of which the line that a program set upon the scan at its release shows half: letters hang from them.

That line stands on a white band. What it hides of a banner is cut off straight: where a stroke went through the
letters just there, they hang from it, with paper above. Letters that were not struck end apart from each other.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.hidden import HiddenConfig
from processors.geometry import Box
from processors.marks.strikes.ink import Mask


def hanging_line(ink: Mask, line: Box, config: HiddenConfig) -> Box | None:
    """Around the letters of a line that hang from a level stroke at their cut heads; None where they do not.

    Args:
        ink: of the page.
        line: as it was read, in pixels of `ink`.
        config: thresholds; heights are those of the line as it was read.
    """
    near = Box(
        line.x0, line.y0 - config.above_h * line.height, line.x1, line.y1 + config.below_h * line.height
    ).clipped(ink.shape[1], ink.shape[0])
    x, y, x1, y1 = (round(v) for v in near)
    part = ink[y:y1, x:x1]
    if part.size == 0:
        return None
    # worn strokes have gaps of a pixel or two
    closed = cv2.morphologyEx(part, cv2.MORPH_CLOSE, np.ones((1, config.gap_px), np.uint8))
    runs = np.array([_longest_run(row) for row in closed])
    long = np.flatnonzero(runs[:, 1] - runs[:, 0] >= config.run * part.shape[1])
    reach = round(config.letter_h * line.height)
    if not len(long) or long[0] > config.highest_h * line.height:
        return None
    head, last = int(long[0]), int(long[0])
    while last + 1 in long:
        last += 1
    first, end = (int(v) for v in runs[head])
    above = part[max(0, head - config.paper_px - 1) : max(0, head - 1), first:end]
    hung = part[last + 1 : last + 1 + reach, first:end]
    if above.size and above.mean() > config.above_inked:
        return None
    return Box(near.x0, float(y + head), near.x1, line.y1) if _are_letters(hung, reach, config) else None


def _are_letters(hung: Mask, reach: int, config: HiddenConfig) -> bool:
    """Whether several strokes of letters go down from the stroke all the way to `reach` rows below."""
    if hung.shape[0] < reach or reach == 0:
        return False
    stems = hung[0] & hung[reach // 2]
    starts = np.flatnonzero(np.diff(np.concatenate([[0], stems])) == 1)
    return len(starts) >= config.stems and stems.mean() <= config.most_stems


def _longest_run(row: Mask) -> NDArray[np.int64]:
    """First column and column after the last of the longest run of ink in a row."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
    if not len(edges):
        return np.zeros(2, np.int64)
    starts, ends = edges[::2], edges[1::2]
    k = int(np.argmax(ends - starts))
    return np.array([starts[k], ends[k]], np.int64)
