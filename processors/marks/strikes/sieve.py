"""Letters about strokes, for many strokes at once: a mottled page has a thousand strokes and no strike.

Measured are the letters near each stroke, how high they are, and whether the stroke is a rule or covers no word, as
most do; what is left is looked at one by one (`level`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import counted, runs_of
from processors.config.strikes import StrikeConfig
from processors.marks.strikes.courses import Stroke
from processors.marks.strikes.ink import Pieces
from processors.marks.strikes.parentheses import are_slender, is_bowed

TALLEST = 6
"""Height of the tallest letters in letters of the page: banners over small print."""

_HIGHEST, _LOWEST, _BAND = 0.5, 0.35, 2.2
"""A letter begins at most so far below a stroke, ends at most so far above it, and is no higher (letters on it)."""

_USUAL = 4.0
"""Height (letters of the page) up to which pieces are sorted by their feet; the others are few."""

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Table:
    """Strokes as columns: their first and last columns, the rows of all one after the other, and where each begins."""

    x0: Whole
    x1: Whole
    centre: Real
    starts: Whole
    thickness: Real

    @property
    def lengths(self) -> Whole:
        return self.x1 - self.x0

    def limits(self, reach: float, height: int) -> tuple[Whole, Whole]:
        """First row, and row after the last, of a page so high that lie no farther than `reach` from each stroke."""
        highest, lowest = (f.reduceat(self.centre, self.starts) for f in (np.minimum, np.maximum))
        last = np.minimum(height, (lowest + reach).astype(np.int64) + 1)
        return np.maximum(0, highest - reach).astype(np.int64), last

    def rows(self, of: Whole, x: Whole) -> Real:
        """The rows of strokes at columns `x`, held at their ends."""
        rows: Real = self.centre[self.starts[of] + np.clip(x - self.x0[of], 0, self.lengths[of] - 1)]
        return rows


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Strokes and letters that lie near each other: by stroke, then by label."""

    of: Whole
    label: Whole
    row: Real

    def picked(self, keep: Flags | Whole) -> _Pairs:
        places = np.flatnonzero(keep) if keep.dtype == np.bool_ else keep
        return _Pairs(self.of.take(places), self.label.take(places), self.row.take(places))


@dataclass(frozen=True, slots=True)
class Letters:
    """Pieces of ink, and those among them that may be letters or parts of them.

    Attributes:
        pieces: the ink without strokes.
        likely: labels of the pieces that may be letters.
        lefts: of these, first column.
        rights: column after the last.
        tops: first row.
        bottoms: row after the last.
    """

    pieces: Pieces
    likely: NDArray[np.int64]
    lefts: NDArray[np.int32]
    rights: NDArray[np.int32]
    tops: NDArray[np.int32]
    bottoms: NDArray[np.int32]


def letters_of(pieces: Pieces, lowest: float) -> Letters:
    """The pieces with those `lowest` pixels high and higher picked out."""
    likely = np.flatnonzero(pieces.bottoms - pieces.tops >= lowest)[1:]
    edges = (side[likely] for side in (pieces.lefts, pieces.rights, pieces.tops, pieces.bottoms))
    return Letters(pieces, likely, *edges)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lies about some strokes.

    Attributes:
        pieces: the ink without strokes.
        near: labels of the letters in line with each stroke.
        heights: of these letters, in pixels.
        idle: strokes that are surely turned down: no word lies under them, or they are rules.
        rules: which of them are rules.
    """

    pieces: Pieces
    near: tuple[Whole, ...]
    heights: Real
    idle: Flags
    rules: Flags


def surroundings(
    strokes: Sequence[Stroke], letters: Letters, letter: float, config: StrikeConfig
) -> Surroundings:
    """Looks at what lies about strokes.

    Args:
        strokes: level lines.
        letters: the ink without strokes.
        letter: height of the page's letters in pixels.
        config: thresholds.
    """
    pieces = letters.pieces
    if not strokes:
        return Surroundings(pieces, (), np.zeros(0), *np.zeros((2, 0), np.bool_))
    table = _table(strokes)
    near = _near(table, letters, config.reach_h * letter)
    own = _own_heights(table, near, pieces, letter)
    near = _in_band(near, pieces, own)
    ends = np.cumsum(np.bincount(near.of, minlength=len(strokes)))
    may, rules = _judged(table, near, pieces, own, config)
    labels = tuple(near.label[first:end] for first, end in pairwise([0, *ends.tolist()]))
    return Surroundings(pieces, labels, own, ~may | rules, rules)


def _in_band(near: _Pairs, pieces: Pieces, own: Real) -> _Pairs:
    """The letters in line with their stroke."""
    height = own[near.of]
    tops, bottoms = pieces.tops[near.label], pieces.bottoms[near.label]
    band = (tops < near.row + _LOWEST * height) & (bottoms > near.row - _HIGHEST * height)
    return near.picked(band & (bottoms - tops <= _BAND * height))


def _table(strokes: Sequence[Stroke]) -> _Table:
    x0 = np.array([s.x0 for s in strokes], np.int64)
    lengths = np.array([len(s.centre) for s in strokes], np.int64)
    return _Table(
        x0,
        x0 + lengths,
        np.concatenate([s.centre for s in strokes]),
        np.cumsum(lengths) - lengths,
        np.array([s.thickness for s in strokes], np.float64),
    )


def _near(table: _Table, letters: Letters, reach: float) -> _Pairs:
    """The letters within `reach` of each stroke, and no farther beside it than twice that."""
    highest = np.minimum.reduceat(table.centre, table.starts)
    lowest = np.maximum.reduceat(table.centre, table.starts)
    of, at = _level(highest - reach, lowest + reach, letters, _USUAL * reach)
    left, right = table.x0 - 2 * reach, table.x1 + 2 * reach
    beside = (letters.rights[at] > np.floor(left)[of]) & (letters.lefts[at] < np.ceil(right)[of])
    of, at = of[beside], at[beside]
    row = table.rows(of, (letters.lefts[at] + letters.rights[at]) // 2)
    on = (letters.tops[at] < row + reach) & (letters.bottoms[at] > row - reach)
    of, at, row = of[on], at[on], row[on]
    order = np.lexsort((at, of))
    return _Pairs(of[order], letters.likely[at[order]], row[order])


def _level(top: Real, bottom: Real, letters: Letters, tall: float) -> tuple[Whole, Whole]:
    """Strokes and letters of which the letter may reach into the rows from `top` to `bottom`, by stroke."""
    usual = letters.bottoms - letters.tops <= tall
    few, many = np.flatnonzero(~usual), np.flatnonzero(usual)
    many = many[np.argsort(letters.bottoms[many], kind="stable")]
    feet = letters.bottoms[many]
    first = np.searchsorted(feet, top)
    counts = np.searchsorted(feet, bottom + tall, side="right") - first
    of, at = counted(first, counts)
    at = many[at]
    every = np.arange(len(top))
    return (
        np.concatenate([of, np.repeat(every, len(few))]),
        np.concatenate([at, np.tile(few, len(top))]),
    )


def _own_heights(table: _Table, near: _Pairs, pieces: Pieces, letter: float) -> Real:
    """Height of the letters on each stroke, halves that it parts taken together: banners are larger than the type."""
    over = pieces.rights[near.label] > table.x0[near.of]
    over &= pieces.lefts[near.label] < table.x1[near.of]
    over_it = near.picked(over)
    touching = over_it.picked(_touched(table, over_it, pieces, letter))
    top, bottom = _outer(table, touching, pieces, letter)
    height = _widened(bottom, table, letter, cv2.dilate) - _widened(top, table, letter, cv2.erode)
    some = bottom > top
    of, tall = np.repeat(np.arange(len(table.x0)), table.lengths)[some], height[some]
    few = np.bincount(of, minlength=len(table.x0)) < 0.2 * table.lengths
    high = (pieces.bottoms - pieces.tops)[over_it.label].astype(np.float64)
    instead = few[over_it.of] & (high >= 0.5 * letter)
    middle, known = _medians(
        np.concatenate([of[~few[of]], over_it.of[instead]]),
        np.concatenate([tall[~few[of]], high[instead]]),
        len(table.x0),
    )
    return np.where(known, np.minimum(TALLEST * letter, np.maximum(0.7 * letter, middle)), letter)


def _medians(of: Whole, values: Real, count: int) -> tuple[Real, Flags]:
    """The median of the values of each, and whether it has any."""
    ordered = values[np.lexsort((values, of))]
    counts = np.bincount(of, minlength=count)
    first, known = np.cumsum(counts) - counts, counts > 0
    half = first + counts // 2
    low = np.where(counts % 2 == 1, half, half - 1)
    middle = np.zeros(count)
    middle[known] = (ordered[low[known]] + ordered[half[known]]) / 2
    return middle, known


def _touched(table: _Table, pairs: _Pairs, pieces: Pieces, letter: float) -> Flags:
    """Which letters show ink close to their stroke."""
    near = np.repeat(table.thickness / 2 + max(2.5, 0.1 * letter), table.lengths)
    height, width = pieces.shape
    first = np.maximum(np.ceil(table.centre - near).astype(np.int64), 0)
    last = np.minimum(np.floor(table.centre + near).astype(np.int64), height - 1)
    of, columns = counted(table.x0, table.lengths)
    column, rows = counted(first, np.maximum(last + 1 - first, 0))
    label = pieces.labels.reshape(-1).take(rows * width + columns[column])
    inked = np.flatnonzero(label > 0)
    total = len(pieces.stats)
    seen = of[column[inked]] * total + label[inked]
    # one number tells stroke and letter, most often many times in a row
    return np.isin(pairs.of * total + pairs.label, seen[np.diff(seen, prepend=-1) != 0])


def _outer(table: _Table, pairs: _Pairs, pieces: Pieces, letter: float) -> tuple[Real, Real]:
    """First row and row after the last of the letters of each stroke, by column of the strokes.

    What lies farther from the stroke than the tallest letters are high is left out.
    """
    first, last = table.limits(TALLEST * letter, pieces.shape[0])
    begin = np.maximum(pieces.lefts[pairs.label], table.x0[pairs.of])
    counts = np.minimum(pieces.rights[pairs.label], table.x1[pairs.of]) - begin
    pair, column = counted(begin, counts)
    label, of = pairs.label[pair], pairs.of[pair]
    ours = (table.starts - table.x0)[of] + column
    highest, lowest = _within(pieces, label, column, first[of], last[of])
    top, bottom = np.full(len(table.centre), np.inf), np.full(len(table.centre), -np.inf)
    np.minimum.at(top, ours, highest)
    np.maximum.at(bottom, ours, lowest)
    return top, bottom


def _within(pieces: Pieces, label: Whole, column: Whole, first: Whole, last: Whole) -> tuple[Real, Real]:
    """First row and row after the last of pieces in columns, between two rows; infinite where there is no ink."""
    wanted = np.zeros(len(pieces.stats), np.bool_)
    wanted[label] = True
    if not len(label):
        return np.zeros(0), np.zeros(0)
    labels = np.flatnonzero(wanted)
    rows = slice(int(pieces.tops[labels].min()), int(pieces.bottoms[labels].max()))
    columns, starts, lengths = runs_of(np.asarray(cv2.transpose(pieces.connected.picked(wanted)[rows])))
    height, width = pieces.shape
    starts += rows.start - columns * (rows.stop - rows.start)
    # runs of ink down the columns, by piece, column and row, which one number tells
    home = pieces.labels.reshape(-1).take(starts * width + columns).astype(np.int64)
    home = (home * width + columns) * (height + 1)
    begins, ends, homes = (np.sort(key) for key in (home + starts, home + starts + lengths, home))
    own = (label * width + column) * (height + 1)
    top = np.minimum(np.searchsorted(ends, own + first, side="right"), len(ends) - 1)
    foot = np.maximum(np.searchsorted(begins, own + last) - 1, 0)
    some = (homes[top] == own) & (begins[top] < own + last)
    highest = np.where(some, np.maximum(begins[top] - own, first), np.inf)
    return highest, np.where(some, np.minimum(ends[foot] - own, last), -np.inf)


def _widened(values: Real, table: _Table, letter: float, pick: Callable[..., Any]) -> Real:
    """The least or most of each value and its neighbours on the same stroke."""
    window = max(1, round(0.2 * letter))
    blank = np.inf if pick is cv2.erode else -np.inf
    # strokes lie one after the other, so far apart that none sees the next
    ours = np.arange(len(values)) + window * np.repeat(np.arange(1, len(table.x0) + 1), table.lengths)
    row = np.full((1, len(values) + window * (len(table.x0) + 1)), blank)
    row[0, ours] = values
    across = np.ones((1, 2 * window + 1), np.uint8)
    done = pick(row, across, borderType=cv2.BORDER_REPLICATE)
    spread: Real = np.asarray(done, np.float64)[0, ours]
    return spread


def _judged(
    table: _Table, near: _Pairs, pieces: Pieces, own: Real, config: StrikeConfig
) -> tuple[Flags, Flags]:
    """Which strokes cover a word, or one that parentheses may part, and which are rules."""
    near = near.picked(np.lexsort((pieces.lefts[near.label], near.of)))
    may = np.zeros(len(table.x0), np.bool_)
    if not len(near.of):
        return may, may
    of, height = near.of, own[near.of]
    x0, x1 = pieces.lefts[near.label].astype(np.int64), pieces.rights[near.label].astype(np.int64)
    far = np.int64(pieces.shape[1] + 1) * 2
    reach = np.maximum.accumulate(x1 + of * far) - of * far
    gap, new = x0[1:] - reach[:-1], np.diff(of) > 0
    words = np.concatenate([[True], new | (gap > config.word_gap_h * height[1:])])
    covered = _covered(words, table, of, x0, reach)
    apart = covered < config.covered
    parts = words | (apart & np.concatenate([[True], gap > config.tight_gap_h * height[1:]]))
    hit = _covered(parts, table, of, x0, reach) >= config.covered
    bowed = ~hit & are_slender(pieces, near.label, height)
    labels, at = np.unique(near.label[bowed], return_inverse=True)
    brackets = [is_bowed(pieces, label) for label in labels.tolist()]
    bowed[bowed] = np.array(brackets, np.bool_)[at]
    may[of[hit | bowed]] = True
    return may, _are_rules(table, near, pieces, parts, own, reach, config)


def _covered(starts: Flags, table: _Table, of: Whole, x0: Whole, reach: Whole) -> Real:
    """For each letter, the share of its word under the stroke; words start where `starts` says."""
    first = np.flatnonzero(starts)
    left, right = x0[first], reach[np.append(first[1:], len(of)) - 1]
    own = of[first]
    under = np.minimum(right, table.x1[own]) - np.maximum(left, table.x0[own])
    shares: Real = (np.maximum(0, under) / (right - left))[np.cumsum(starts) - 1]
    return shares


def _are_rules(
    table: _Table,
    near: _Pairs,
    pieces: Pieces,
    starts: Flags,
    own: Real,
    reach: Whole,
    config: StrikeConfig,
) -> Flags:
    """Which strokes `filters.rule` turns down."""
    first = np.flatnonzero(starts)
    left, right = pieces.lefts[near.label][first], reach[np.append(first[1:], len(near.of)) - 1]
    of = near.of[first]
    over = (right > table.x0[of]) & (left < table.x1[of])
    count, far = len(table.x0), np.int64(pieces.shape[1]) * 2
    begin, end = np.full(count, far), np.full(count, -far)
    np.minimum.at(begin, of[over], left[over])
    np.maximum.at(end, of[over], right[over])
    ends = np.minimum(pieces.rights[near.label], table.x1[near.of])
    ends = np.maximum(0, ends - np.maximum(pieces.lefts[near.label], table.x0[near.of]))
    filled = np.bincount(near.of, ends * over[np.cumsum(starts) - 1], count) / table.lengths
    rules = table.lengths / pieces.shape[1] > config.page_share
    rules |= np.minimum(begin - table.x0, table.x1 - end) / own > config.overhang_h
    return np.asarray((rules | (filled < config.filled)) & (end > begin), np.bool_)
