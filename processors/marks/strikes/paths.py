"""Following strokes: long, nearly level paths through the ink, and taking them out.

Letters are parted by paper, so a path that only goes from ink to ink ends within a letter or two; along a line drawn
through a word it goes on. This is a path opening (Heijmans, Buckley, Talbot: Path openings and closings, J. Math.
Imaging Vis. 22, 2005) with paths that rise or fall by one pixel in `STEP` columns at most, so that wandering pen lines
are followed and the slopes of letters are not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from processors.config.strikes import StrikeConfig
from processors.marks.rasters import quantile
from processors.marks.strikes.ink import Mask, Pieces, pieces_of

STEP = 3
"""Columns in which a path may change its row by one: slopes up to 1/3, some 18 degrees."""

USUAL = 0.3
"""Share of a stroke's columns that are no thicker than the thickness it is given: letters thicken the others."""

SPLIT = 0.3
"""Share of columns in which a piece of paths must show a slit to be read as two lines."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line over columns `x0 <= x < x1`.

    Attributes:
        x0: first column.
        centre: its row in each column, `x1 - x0` values.
        thickness: in pixels.
        scatter: root mean square distance of the measured rows from the smooth course, in pixels.
        steady: share of columns in which the thickness could be measured, 0..1.
        middle: mean row.
    """

    x0: int
    centre: NDArray[np.float64]
    thickness: float
    scatter: float
    steady: float
    middle: float = field(init=False)

    def __post_init__(self) -> None:
        """Takes the mean once: all strokes are compared with one another by it."""
        object.__setattr__(self, "middle", float(self.centre.mean()))

    @property
    def x1(self) -> int:
        """The column after the last."""
        return self.x0 + len(self.centre)

    def rows(self, x: NDArray[np.int64]) -> NDArray[np.float64]:
        """The stroke's row at columns `x`, held at its ends."""
        return self.centre.take(x - self.x0, mode="clip")


def path_lengths(ink: Mask) -> NDArray[np.uint16]:
    """For each pixel of ink, the columns spanned by the longest nearly level path through it."""
    height, width = ink.shape
    # both ways side by side, a blank lane between them: half as many steps
    lanes = np.zeros((width, 2 * height + 1), np.uint16)
    lanes[:, :height] = ink.T
    lanes[:, height + 1 :] = lanes[::-1, :height]
    swept = _sweep(lanes)
    both: NDArray[np.uint16] = np.ascontiguousarray((swept[:, :height] + swept[::-1, height + 1 :]).T)
    return both


def _sweep(columns: NDArray[np.uint16]) -> NDArray[np.uint16]:
    width, height = columns.shape
    lengths = np.zeros((width, height + 2), np.uint16)
    before = np.zeros(height + 2, np.uint16)
    for x in range(width):
        row = lengths[x]
        inner = row[1:-1]
        if x % STEP == 0:
            np.maximum(before[:-2], before[2:], out=inner)
            np.maximum(inner, before[1:-1], out=inner)
        else:
            inner[:] = before[1:-1]
        inner += 1
        inner *= columns[x]
        before = row
    return lengths[:, 1:-1]


def strokes_of(
    pieces: Pieces, letter: float, config: StrikeConfig, among: Mask | None = None
) -> list[Stroke]:
    """All strokes at least `run_h` letters long, thin enough to be lines, from the top down.

    A path never leaves its piece of ink, so only pieces that are wide enough are followed.

    Args:
        pieces: of ink.
        letter: height of the page's letters in pixels.
        config: thresholds.
        among: 0/1 mask of where the pieces that are followed lie; all where it is None.
    """
    shortest = max(8.0, config.run_h * letter)
    wide = pieces.rights - pieces.lefts >= shortest
    wide[0] = False
    labels = np.flatnonzero(wide)
    if among is not None:
        # a piece lies in the mask as a whole or not at all: one pixel of it tells
        labels = labels[among.reshape(-1).take(pieces.connected.first_of(labels)) > 0]
    found: list[Stroke] = []
    for sheet in _sheets(pieces, labels):
        found.extend(
            stroke
            for stroke in _on_sheet(sheet, shortest, letter)
            if stroke.thickness <= config.max_thickness_h * letter and stroke.steady >= config.steady
        )
    return sorted(found, key=lambda s: (float(s.centre[0]), s.x0))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Pieces of about one width one below the other, so that all are followed at once.

    Attributes:
        ink: the pieces, a blank row between any two.
        starts: first row of each piece on the sheet.
        corners: x and y of each piece's corner on the page.
    """

    ink: Mask
    starts: NDArray[np.int64]
    corners: NDArray[np.int64]


def _sheets(pieces: Pieces, labels: NDArray[np.int64]) -> Iterator[_Sheet]:
    """The pieces by classes of width, each up to twice as wide as the one before."""
    stats = pieces.stats[labels].astype(np.int64)
    classes = np.frexp(stats[:, 2].astype(np.float64))[1]
    for width_class in np.unique(classes):
        chosen = np.flatnonzero(classes == width_class)
        heights = stats[chosen, 3]
        starts = np.concatenate([[0], np.cumsum(heights + 1)])
        ink = np.zeros((int(starts[-1]), int(stats[chosen, 2].max())), np.uint8)
        for start, i in zip(starts, chosen, strict=False):
            x, y, width, height, _ = (int(v) for v in stats[i])
            ink[start : start + height, :width] = pieces.labels[y : y + height, x : x + width] == labels[i]
        yield _Sheet(ink, starts[:-1], stats[chosen, :2])


def _on_sheet(sheet: _Sheet, shortest: float, letter: float) -> Iterator[Stroke]:
    """The strokes of a sheet, in coordinates of the page."""
    long = pieces_of((path_lengths(sheet.ink) > shortest).astype(np.uint8))
    for label in range(1, len(long.stats)):
        x, y, width, height, _ = (int(v) for v in long.stats[label])
        if width < shortest:
            continue
        own = long.labels[y : y + height, x : x + width] == label
        home = int(np.searchsorted(sheet.starts, y, side="right")) - 1
        left, top = (int(v) for v in sheet.corners[home])
        yield from _strokes(own, left + x, top + y - int(sheet.starts[home]), letter)


def _strokes(own: NDArray[np.bool_], x0: int, y0: int, letter: float) -> list[Stroke]:
    """The course of a piece of long paths, or of its upper and lower edge where it is two lines joined by letters."""
    height = own.shape[0]
    top = np.argmax(own, axis=0)
    bottom = height - np.argmax(own[::-1], axis=0)
    extent = own.sum(axis=0)
    split = extent < bottom - top
    if split.mean() < SPLIT:
        return [stroke_of(x0, y0, top, bottom, extent, letter)]
    rows = np.arange(height)[:, None]
    first_end = np.where(own.all(axis=0), height, np.argmax(~own & (rows > top), axis=0))
    upper_end = np.where(split, first_end, bottom)
    last_start = height - np.argmax((~own & (rows < bottom - 1))[::-1], axis=0)
    lower_start = np.where(split, last_start, top)
    return [
        stroke_of(x0, y0, top, upper_end, upper_end - top, letter, split),
        stroke_of(x0, y0, lower_start, bottom, bottom - lower_start, letter, split),
    ]


def stroke_of(
    x0: int,
    y0: int,
    top: NDArray[np.int64],
    bottom: NDArray[np.int64],
    extent: NDArray[np.int64],
    letter: float,
    use: NDArray[np.bool_] | None = None,
) -> Stroke:
    """A line from its first and last row by column: columns where it is thin show it, the rest is bridged."""
    middle = (top + bottom - 1) / 2
    chosen = extent > 0 if use is None else use
    thickness = quantile(extent[chosen], USUAL)
    thin = chosen & (bottom - top <= 1.5 * thickness + 1)
    seen = int(np.count_nonzero(thin))
    if seen == len(thin):
        bridged = middle
    else:
        columns = np.arange(len(top))
        bridged = np.interp(columns, columns[thin], middle[thin])
    smooth = _smoothed(bridged, max(3, round(2 * letter)) | 1)
    off = (bridged - smooth)[thin]
    scatter = math.sqrt(float((off * off).mean()))
    return Stroke(x0, smooth + y0, thickness, scatter, seen / len(thin))


def _smoothed(values: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    beyond = window // 2
    # as `numpy.pad` with the edges, which takes longer than all the rest
    padded = np.concatenate([np.full(beyond, values[0]), values, np.full(beyond, values[-1])])
    return np.convolve(padded, np.full(window, 1.0 / window), mode="valid")


def without_strokes(ink: Mask, strokes: list[Stroke]) -> Mask:
    """The ink with the strokes taken out, except where a letter's own stroke runs through them.

    In each column the stroke's pixels go unless ink goes on both above and below it: the rule by which staff lines
    are taken out of scores (Dalitz et al.: A comparative study of staff removal algorithms, IEEE TPAMI 30, 2008).
    """
    clean = ink.copy()
    for stroke in strokes:
        part, offset = _around(clean, stroke)
        above, below = _contacts(part, offset, stroke)
        through = _widened(above) & _widened(below)
        part[(np.abs(offset) <= _half(stroke)) & ~through[None, :]] = 0
    return clean


def contacts(ink: Mask, stroke: Stroke) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """In which columns of a stroke ink goes on above it, and below it."""
    part, offset = _around(ink, stroke)
    return _contacts(part, offset, stroke)


BEYOND = 1.5
"""How far beyond a stroke ink must reach to go on, in pixels."""


def _half(stroke: Stroke) -> float:
    """Half the stroke's thickness and its soft edge."""
    return stroke.thickness / 2 + 1


def _around(ink: Mask, stroke: Stroke) -> tuple[Mask, NDArray[np.float64]]:
    """The ink about a stroke (a view), and the distance of its pixels from the centre, downwards."""
    half = _half(stroke)
    top = int(max(0, np.floor(stroke.centre.min() - half - 2)))
    bottom = int(min(ink.shape[0], np.ceil(stroke.centre.max() + half + 3)))
    part = ink[top:bottom, stroke.x0 : stroke.x1]
    return part, np.arange(top, bottom)[:, None] - stroke.centre[None, :]


def _contacts(
    part: Mask, offset: NDArray[np.float64], stroke: Stroke
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    half, inked = _half(stroke), part.astype(bool)
    above = (inked & (offset < -half) & (offset >= -half - BEYOND)).any(axis=0)
    below = (inked & (offset > half) & (offset <= half + BEYOND)).any(axis=0)
    return np.asarray(above), np.asarray(below)


def _widened(columns: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The columns and their neighbours."""
    wide = columns.copy()
    wide[1:] |= columns[:-1]
    wide[:-1] |= columns[1:]
    return wide
