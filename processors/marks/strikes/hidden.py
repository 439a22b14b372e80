"""Strikes of which the line that a program set upon the scan at its release shows half: letters hang from them.

That line stands on a white band. What it hides of a banner is cut off straight: where a stroke went through the
letters just there, they hang from it, with paper above. Letters that were not struck end apart from each other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from processors.config.hidden import HiddenConfig
from processors.geometry import Box
from processors.marks.strikes.ink import Mask


def hanging_line(ink: Mask, line: Box, config: HiddenConfig) -> Box | None:
    """Around the letters of a line that hang from a level stroke at their cut heads; None where they do not.

    Heads of whole letters may touch and look like a stroke, the more so the fewer pixels there are. So the stroke must
    be one run of ink, go on where no letter is, and have no heads below it.

    Args:
        ink: of the page.
        line: as it was read, in pixels of `ink`.
        config: thresholds; heights are those of the line as it was read.
    """
    beside, above, below = (share * line.height for share in (config.aside_h, config.above_h, config.below_h))
    near = Box(line.x0 - beside, line.y0 - above, line.x1 + beside, line.y1 + below).clipped(
        ink.shape[1], ink.shape[0]
    )
    x, y, x1, y1 = (round(v) for v in near)
    part = ink[y:y1, x:x1]
    if part.size == 0:
        return None
    runs = np.array([_longest_run(row) for row in part])
    wide = runs[:, 1] - runs[:, 0]
    long = np.flatnonzero(wide >= config.run * line.width)
    if not len(long) or long[0] > config.highest_h * line.height:
        return None
    head = int(long[0])
    first, end = (int(v) for v in runs[head])
    paper = max(1, round(config.paper_h * line.height))
    over = part[max(0, head - paper - 1) : max(0, head - 1), first:end]
    if over.size and over.mean() > config.above_inked:
        return None
    shown = _rows_with_ink(part[head:, first:end])
    high = shown.shape[0]
    # where pens were pressed the stroke is thicker
    thick = next((k for k, width in enumerate(wide[head:]) if width < high), high)
    hangs = high >= config.least_high_px and _are_letters(shown[thick:], high, config)
    return Box(line.x0, float(y + head), line.x1, line.y1) if hangs else None


def _rows_with_ink(part: Mask) -> Mask:
    """The rows down to the first one without ink."""
    blank = np.flatnonzero(~part.any(axis=1))
    return part[: blank[0]] if len(blank) else part


def _are_letters(hung: Mask, high: int, config: HiddenConfig) -> bool:
    """Whether what hangs from a stroke are several cut letters, and the stroke goes on beside them.

    Args:
        hung: what is below the stroke, down to the feet of the letters.
        high: the stroke and what hangs from it (pixels).
        config: thresholds.
    """
    reach = round(config.letter_h * high)
    if hung.shape[0] <= reach or reach == 0:
        return False
    stems = hung[0] & hung[reach]
    starts = np.flatnonzero(np.diff(np.concatenate([[0], stems])) == 1)
    filled = hung[: reach + 1].mean(axis=1)
    bare = _longest_run(np.asarray(~hung.any(axis=0), np.uint8))
    return bool(
        len(starts) >= config.stems
        and stems.mean() <= config.most_stems
        and filled[0] <= config.heads * filled.min()
        and bare[1] - bare[0] >= config.bare * high
    )


def _longest_run(row: Mask) -> NDArray[np.int64]:
    """First column and column after the last of the longest run of ink in a row."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
    if not len(edges):
        return np.zeros(2, np.int64)
    starts, ends = edges[::2], edges[1::2]
    k = int(np.argmax(ends - starts))
    return np.array([starts[k], ends[k]], np.int64)
