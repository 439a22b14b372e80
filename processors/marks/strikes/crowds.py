"""How thick strokes and specks lie about strokes, and which ink lies near any of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from processors.components import counted
from processors.config.strikes import StrikeConfig
from processors.geometry import Box
from processors.marks.strikes.courses import Stroke
from processors.marks.strikes.ink import Pieces
from processors.marks.strikes.level import Crossing

LOWER = 0.7
"""Lowest letters of a word, in letters of the page."""

SURELY = 1.5
"""How many times the specks that are allowed about a word lie about a stroke that is not looked at for words."""


@dataclass(frozen=True, slots=True)
class Ends:
    """First column, column after the last, mean row, and share of steady columns (0..1) of many strokes."""

    x0: NDArray[np.float64]
    x1: NDArray[np.float64]
    y: NDArray[np.float64]
    steady: NDArray[np.float64]

    @classmethod
    def of(cls, strokes: Sequence[Stroke]) -> Ends:
        """Those of strokes, in their order."""
        rows = np.array([(s.x0, s.x1, s.middle, s.steady) for s in strokes], dtype=np.float64).reshape(-1, 4)
        return cls(*rows.T)

    def lie_in(self, box: Box) -> NDArray[np.bool_]:
        """Which strokes have their middle in a box."""
        x = (self.x0 + self.x1) / 2
        inside = (x >= box.x0) & (x <= box.x1) & (self.y >= box.y0) & (self.y <= box.y1)
        return np.asarray(inside, np.bool_)


def in_crowds(ends: Ends, letter: float, config: StrikeConfig) -> NDArray[np.bool_]:
    """Which strokes are short ones among many, so many that no word under them could pass `_texture`."""
    order = np.argsort(ends.y, kind="stable")
    order = order[(ends.x1 - ends.x0)[order] < config.long_h * letter]
    x0, x1, y = ends.x0[order], ends.x1[order], ends.y[order]
    down, across = (r * letter for r in config.crowd_h)
    middle = (x0 + x1) / 2
    first = np.searchsorted(y, y - down)
    of, other = counted(first, np.searchsorted(y, y + down, side="right") - first)
    near = (middle[other] >= x0[of] - across) & (middle[other] <= x1[of] + across)
    crowded = np.zeros(len(ends.y), np.bool_)
    crowded[order] = np.bincount(of[near], minlength=len(order)) >= 1.5 * config.crowd_any
    return crowded


def in_dust(ends: Ends, pieces: Pieces, letter: float, config: StrikeConfig) -> NDArray[np.bool_]:
    """Which strokes are short ones among specks, so many that no word under them could pass `_dust`."""
    x0, x1, y = ends.x0, ends.x1, ends.y
    # letters of a word may be lower than those of the page, and a stroke then long for them
    short = x1 - x0 < LOWER * config.long_h * letter
    most = np.where(ends.steady < config.drawn.steady, config.dusty, config.very_dusty)
    small = pieces.stats[1:, 4] < (config.speck_h * letter) ** 2
    down, across = (r * letter for r in config.crowd_h)
    # specks by squares of a letter's height, added up from the top left
    height, width = (int(n / letter) + 2 for n in pieces.shape)
    rows, columns = (
        _squares(side[1:][small], letter, count - 1) + 1
        for side, count in ((pieces.tops, height), (pieces.lefts, width))
    )
    squares = np.bincount(rows * width + columns, minlength=height * width).reshape(height, width)
    squares = squares.cumsum(axis=0).cumsum(axis=1)
    top, bottom = (np.clip(np.rint(v / letter), 0, height - 1).astype(np.int64) for v in (y - down, y + down))
    left, right = (
        np.clip(np.rint(v / letter), 0, width - 1).astype(np.int64) for v in (x0 - across, x1 + across)
    )
    count = squares[bottom, right] - squares[top, right] - squares[bottom, left] + squares[top, left]
    rate = count / np.maximum(1, (bottom - top) * (right - left))
    return np.asarray(short & (rate > SURELY * most))


def crowd(crossing: Crossing, strokes: Ends, config: StrikeConfig) -> int:
    """How many of the strokes, long ones left out, lie around a crossing but not on its word."""
    down, across = (r * crossing.letter for r in config.crowd_h)
    box, around = crossing.box, crossing.box.grown(across, down)
    short = strokes.x1 - strokes.x0 < config.long_h * crossing.letter
    return int(np.count_nonzero(short & strokes.lie_in(around) & ~strokes.lie_in(box)))


def lie_near(
    pieces: Pieces, strokes: Sequence[Stroke], letter: float, config: StrikeConfig
) -> NDArray[np.bool_]:
    """By label, which pieces may lie in reach of one of the strokes: all that do, and some a little farther off."""
    if not strokes:
        return np.zeros(len(pieces.stats), np.bool_)
    reach, x = config.reach_h * letter, Ends.of(strokes)
    courses = np.concatenate([s.centre for s in strokes])
    lengths = np.array([len(s.centre) for s in strokes], np.int64)
    first = np.cumsum(lengths) - lengths
    rows = np.minimum.reduceat(courses, first) - reach, np.maximum.reduceat(courses, first) + reach
    # squares of a letter's height: those about each stroke are counted up from its first and down behind its last
    shape = [int(n / letter) + 2 for n in pieces.shape]
    top, bottom = (_squares(edge, letter, shape[0]) for edge in rows)
    left, right = (_squares(edge, letter, shape[1]) for edge in (x.x0 - 2 * reach, x.x1 + 2 * reach))
    near = np.zeros([n + 1 for n in shape], np.int64)
    for ys, xs, change in (
        (top, left, 1),
        (bottom + 1, left, -1),
        (top, right + 1, -1),
        (bottom + 1, right + 1, 1),
    ):
        np.add.at(near, (ys, xs), change)
    sums = np.zeros([n + 2 for n in shape], np.int64)
    sums[1:, 1:] = (near.cumsum(axis=0).cumsum(axis=1) > 0).cumsum(axis=0).cumsum(axis=1)
    top, bottom = (_squares(edge, letter, shape[0]) for edge in (pieces.tops, pieces.bottoms))
    left, right = (_squares(edge, letter, shape[1]) for edge in (pieces.lefts, pieces.rights))
    inside = sums[bottom + 1, right + 1] - sums[top, right + 1] - sums[bottom + 1, left] + sums[top, left]
    return np.asarray(inside > 0)


def _squares(edge: NDArray[Any], letter: float, count: int) -> NDArray[np.int64]:
    """In which of so many squares of a letter's height places lie."""
    return np.clip(np.floor(edge / letter), 0, count - 1).astype(np.int64)
