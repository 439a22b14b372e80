"""Rows of lettering in a redaction whose ground is no plain tone: hatched, grained, dusty, or black bled into the type.

The letters are told from their ground as pieces of ink of one height that stand beside each other and free of the
box's edge; hatching runs from edge to edge, and dust is small.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import components
from processors.geometry import Box, bounding
from processors.marks.rasters import window
from processors.scan import Raster

_SOFT = 0.003
"""Blur in inches: grain of the scan goes, strokes of small type stay."""
_FAINTEST = 40
"""Levels between ground and lettering; less cannot be told from grain."""
_DEEPEST = 99.7
"""Percentile of the distance from the ground that is lettering: a code in a long box takes less than one percent."""
_DARK, _LIGHT = 0.5, 0.3
"""Share of that distance from which a pixel is ink. Copies eat light strokes away on black, and leave them faint."""
_LOW, _HIGH = 0.04, 0.25
"""Heights of letters in inches: digits of five points, brackets of sixteen."""
_NARROW = 0.012
"""Inches; narrower pieces are specks."""
_LONG = 6.0
"""Heights of a piece to which letters that touch run together."""
_UPRIGHT = 0.45
"""Heights; a bracket that touches the upper or lower edge is no wider, a slanted line of hatching is."""
_APART, _LEVEL, _ALIKE = 1.0, 0.4, 2.2
"""Letters of a row stand at most so many heights apart, so many heights up or down, and are so many times as high."""
_WIDE = 1.5
"""Heights of a row: a code has two characters at least."""
_BESIDE, _ABOVE = 0.45, 0.3
"""Heights of paper that the reader gets beside and above a row."""
_MOST_PIECES, _MOST_ROWS = 400, 2
"""More letters are text, and more rows dirt."""
_PAPER, _INK = 0.15, 0.9
"""Shares of the distance from the ground that are shown as white and as black."""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A row of lettering: dark on white without its ground, and its place in the picture that was looked through."""

    picture: Raster
    box: Box


def code_rows(pixels: Raster, dpi: float) -> tuple[CodeRow, ...]:
    """The rows that most letters stand in, dark or light, at most two.

    Args:
        pixels: grey levels inside the border of an upright redaction, height x width.
        dpi: their pixels per inch.
    """
    if min(pixels.shape) < 2 * _LOW * dpi:
        return ()
    soft = cv2.GaussianBlur(pixels, (0, 0), _SOFT * dpi).astype(np.float32)
    away = float(np.median(soft)) - soft
    found = [*_rows(away, dpi, _DARK), *_rows(-away, dpi, _LIGHT)]
    found.sort(key=lambda item: -item[0])
    return tuple(row for _, row in found[:_MOST_ROWS])


def _rows(away: NDArray[np.float32], dpi: float, share: float) -> Iterator[tuple[int, CodeRow]]:
    """Rows of one polarity, each with the number of its pieces; `away` is the distance from the ground."""
    depth = float(np.percentile(away, _DEEPEST))
    if depth < _FAINTEST:
        return
    ink = (away > share * depth).astype(np.uint8)
    if share < _DARK:
        ink = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((5, 3), np.uint8)), dtype=np.uint8)
    height, width = ink.shape
    pieces = components(ink, 8)
    x, y, across, down = pieces.stats[1:, :4].T
    free = (x > 0) & (x + across < width)
    bracket = ((y > 0) | (y + down < height)) & (across <= _UPRIGHT * down) & (down >= _LOW * dpi)
    free &= ((y > 0) & (y + down < height)) | bracket
    letter = free & (down >= _LOW * dpi) & (down <= _HIGH * dpi)
    letter &= (across >= _NARROW * dpi) & (across <= _LONG * down)
    if not 0 < np.count_nonzero(letter) <= _MOST_PIECES:
        return
    shown = np.clip(255 * (1 - (away / depth - _PAPER) / (_INK - _PAPER)), 0, 255).astype(np.uint8)
    ground = pieces.picked(np.concatenate(([False], ~free)))
    shown[cv2.dilate(ground, np.ones((3, 3), np.uint8)) > 0] = 255
    edges = np.stack([x, y, x + across, y + down], axis=1)[letter]
    for group in _beside_each_other([Box(*map(float, row)) for row in edges]):
        around, high = bounding(group), max(box.height for box in group)
        if len(group) > 1 and around.width >= _WIDE * high:
            box = around.grown(_BESIDE * high, _ABOVE * high).clipped(width, height)
            yield len(group), CodeRow(np.ascontiguousarray(shown[window(box, shown.shape)]), box)


def _beside_each_other(boxes: Sequence[Box]) -> list[list[Box]]:
    """Pieces of one height on one line, each near the next one."""
    groups: list[list[Box]] = []
    for box in sorted(boxes):
        home = next((group for group in groups if any(_follows(box, other) for other in group)), None)
        if home is None:
            groups.append([box])
        else:
            home.append(box)
    return groups


def _follows(box: Box, before: Box) -> bool:
    high, low = max(box.height, before.height), min(box.height, before.height)
    level = abs(box.centre[1] - before.centre[1]) <= _LEVEL * high
    return level and high <= _ALIKE * low and box.x0 - before.x1 <= _APART * high
