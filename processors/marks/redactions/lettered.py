"""Black boxes that white lettering fills from side to side, so that hardly any plain black is left of them.

By its looks such a box may as well be a label, a button or the head of a table: it is turned down by the name
`LETTERED`, until its lettering is read and says codes of a form that labels hardly have.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from processors.components import Components, components
from processors.config.small_boxes import LetteredConfig
from processors.geometry import Box
from processors.marks.rasters import Reduced, box_of, share, window
from processors.marks.redactions.filters import strips_beside
from processors.marks.redactions.types import RedactionMark
from processors.records import RedactionKind
from processors.scan import Raster

LETTERED = "lettered"
"""What a box is turned down by whose lettering nobody has read."""


def lettered_boxes(
    bars: Components,
    place: tuple[int, int],
    black: Raster,
    page: Reduced,
    known: Sequence[RedactionMark],
    config: LetteredConfig,
) -> list[RedactionMark]:
    """Small black rectangles with white letters in them, where nothing was found.

    Args:
        bars: thick black with its white lettering filled.
        place: where the first pixel of that lies on the page, in reduced pixels.
        black: 0/1 mask of what is black on the page, reduced.
        page: the reduced page.
        known: candidates in pixels of the raster: a box that was found as a whole is no second time.
        config: thresholds.

    Returns:
        Marks in pixels of the raster, all of them turned down by `LETTERED`.
    """
    dpi = page.dpi
    _, _, widths, heights, areas = bars.stats.astype(np.float64).T
    likely = (widths >= config.narrowest * dpi) & (areas >= config.full * widths * heights)
    likely &= (heights >= config.lowest * dpi) & (heights <= config.highest * dpi)
    likely[0] = False
    boxes = [box_of(bars.stats[k]).moved(*place) for k in np.flatnonzero(likely)]
    taken = [mark.box for mark in known if mark.rejected_by is None]
    kind = RedactionKind.BLACK_BOX
    return [
        RedactionMark(page.to_raster(box), kind, config.confidence, LETTERED)
        for box in boxes
        if _is_lettered(black[window(box, black.shape)], dpi, config)
        and not _goes_on(box, black, config)
        and not any(page.to_raster(box).covered_by(other) > config.known for other in taken)
    ]


def _goes_on(box: Box, black: Raster, config: LetteredConfig) -> bool:
    """Whether there is as much black to the left or right of a box: it is a piece of a longer one."""
    left, _, right, _ = strips_beside(box, 2, 4)
    return any(share(black[window(end, black.shape)]) > config.goes_on for end in (left, right))


def _is_lettered(inner: Raster, dpi: float, config: LetteredConfig) -> bool:
    """Whether a rectangle is black along its sides, and white shapes as high as letters stand inside."""
    if min(inner.shape) < 3:
        return False
    # A pixel further in: the outermost ones of a leaning box are half paper.
    sides = np.concatenate([inner[1], inner[-2], inner[:, 1], inner[:, -2]])
    if share(sides) < config.sides:
        return False
    stats = components(1 - inner, 8).stats[1:]
    high = stats[:, cv2.CC_STAT_HEIGHT]
    letters = (high >= config.letter * inner.shape[0]) & (high <= config.tallest * dpi)
    return int(np.count_nonzero(letters)) >= config.letters
