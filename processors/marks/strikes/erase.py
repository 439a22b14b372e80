"""Taking strokes out of the raster, so that the word beneath can be read."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from processors.config.strikes import StrikeConfig
from processors.geometry import Box
from processors.marks.strikes.ink import ink_of, pieces_of
from processors.marks.strikes.paths import strokes_of, without_strokes
from processors.marks.strikes.types import StrikeMark
from processors.scan import Raster

PASSES = 2
"""Lines taken out one after the other: the second shows once the first is gone."""

FRINGE_INCHES = 1 / 300
"""Width of the grey seam that a scanner's lens and sampling leave round a stroke."""


def erase_strikes(grey: Raster, marks: Sequence[StrikeMark], dpi: float) -> Raster:
    """A copy of the page with the strokes of `marks` taken out and the letters' own strokes kept.

    Args:
        grey: height x width, 0 = black.
        marks: strikes found on it, boxes in its pixels.
        dpi: its resolution (pixels per inch).

    Returns:
        A new raster of the same size.
    """
    out = grey.copy()
    config = StrikeConfig()
    fringe = 2 * max(1, round(dpi * FRINGE_INCHES)) + 1
    for mark in marks:
        _erase(out, mark.box, fringe, config)
    return out


def _erase(out: Raster, box: Box, fringe: int, config: StrikeConfig) -> None:
    """Cleans the box and its surroundings in place."""
    letter = box.height
    around = box.grown(letter, 0.25 * letter).clipped(out.shape[1], out.shape[0])
    x0, y0, x1, y1 = (round(v) for v in around)
    part = out[y0:y1, x0:x1]
    if part.size == 0:
        return
    ink = ink_of(part)
    clean = ink
    for _ in range(PASSES):
        clean = without_strokes(clean, strokes_of(pieces_of(clean), letter, config))
    seam = np.ones((fringe, fringe), np.uint8)
    # Grey seams round the strokes go too, unless they belong to the letters that stay.
    gone = cv2.dilate((ink & ~clean & 1).astype(np.uint8), seam).astype(bool)
    kept = cv2.dilate(clean, seam).astype(bool)
    paper = int(np.median(part[ink == 0])) if (ink == 0).any() else 255
    part[(gone & ~kept) | ((ink == 1) & (clean == 0))] = paper
