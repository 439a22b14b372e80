"""Taking strokes out of the raster, so that the word beneath can be read."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.strikes import StrikeConfig
from processors.geometry import Box
from processors.marks.strikes.courses import Stroke
from processors.marks.strikes.ink import Mask, ink_of, pieces_of
from processors.marks.strikes.paths import contacts, strokes_of, without_strokes
from processors.marks.strikes.slanting import mates_of, slanting_strokes
from processors.marks.strikes.types import StrikeMark
from processors.records import StrikeStyle
from processors.scan import Raster

PASSES = 2
"""Lines taken out one after the other: the second shows once the first is gone."""

FRINGE_INCHES = 1 / 300
"""Width of the grey seam that a scanner's lens and sampling leave round a stroke."""

BRIDGE_H = 0.75
"""Farthest that the middle stroke of an S goes across, in heights of the letters."""

SLANTING = (StrikeStyle.DIAGONAL, StrikeStyle.X)
"""Styles whose strokes slant; scribbles and x-es cover too much of a word to be taken out."""

LEVEL = (StrikeStyle.HORIZONTAL, StrikeStyle.DOUBLE)


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
        if mark.style in LEVEL:
            _erase(out, mark.box.grown(mark.box.height, 0.25 * mark.box.height), mark, fringe, config)
        elif mark.style in SLANTING:
            _erase(out, mark.box.grown(2 * mark.box.height, mark.box.height), mark, fringe, config)
    return out


def _erase(out: Raster, around: Box, mark: StrikeMark, fringe: int, config: StrikeConfig) -> None:
    """Cleans the surroundings of a mark in place."""
    around = around.clipped(out.shape[1], out.shape[0])
    x0, y0, x1, y1 = (round(v) for v in around)
    part = out[y0:y1, x0:x1]
    if part.size == 0:
        return
    ink = ink_of(part)
    if ink.mean() > config.panel.dark:
        # light letters: there a stroke shows only where it cuts them
        return
    clean = _slanting_gone(ink, mark, config) if mark.style in SLANTING else _level_gone(ink, mark, config)
    seam = np.ones((fringe, fringe), np.uint8)
    # Grey seams round the strokes go too, unless they belong to the letters that stay.
    gone = cv2.dilate((ink & ~clean & 1).astype(np.uint8), seam).astype(bool)
    kept = cv2.dilate(clean, seam).astype(bool)
    paper = int(np.median(part[ink == 0])) if (ink == 0).any() else 255
    part[(gone & ~kept) | ((ink == 1) & (clean == 0))] = paper


def _level_gone(ink: Mask, mark: StrikeMark, config: StrikeConfig) -> Mask:
    clean = ink
    for _ in range(PASSES):
        strokes = strokes_of(pieces_of(clean), mark.box.height, config)
        before, clean = clean, without_strokes(clean, strokes)
        for stroke in strokes:
            _bridge(before, clean, stroke, mark.box.height)
    return clean


def _slanting_gone(ink: Mask, mark: StrikeMark, config: StrikeConfig) -> Mask:
    strokes = slanting_strokes(ink, pieces_of(ink), mark.box.height, config)
    strokes += mates_of(ink, strokes, mark.box.height, config)
    return without_strokes(ink, strokes)


def _bridge(before: Mask, clean: Mask, stroke: Stroke, letter: float) -> None:
    """Puts back the middle stroke of an S: it lies within the line from where the bowl above ends to the one below."""
    above, below = contacts(before, stroke)
    through = _thick(above) & _thick(below)
    upper, lower = _runs(above & ~through), _runs(below & ~through)
    for first, last in upper:
        right = [run for run in lower if last < run[1] and run[0] - first <= BRIDGE_H * letter]
        right = [run for run in right if not through[last : run[0] + 1].any()]
        if right and right[-1][1] - first >= 0.3 * letter:
            _fill(before, clean, stroke, (first, last), right[-1])


def _thick(columns: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The columns and their neighbours."""
    return np.asarray(np.convolve(columns, np.ones(3), mode="same") > 0)


def _runs(columns: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last column of each run."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], columns.astype(np.int8), [0]])))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _fill(before: Mask, clean: Mask, stroke: Stroke, upper: tuple[int, int], lower: tuple[int, int]) -> None:
    """Puts back the ink of a stroke between a run of columns at its top and one at its foot."""
    half = stroke.thickness / 2 + 2
    middle = float(stroke.centre[upper[0] : lower[1] + 1].mean())
    first, last = max(0, int(middle - half)), min(clean.shape[0], int(middle + half) + 2)
    for row in range(first, last):
        share = (row - first) / max(1, last - 1 - first)
        x0 = round(stroke.x0 + upper[0] + share * (lower[0] - upper[0]))
        x1 = round(stroke.x0 + upper[1] + share * (lower[1] - upper[1])) + 1
        clean[row, x0:x1] |= before[row, x0:x1]
