"""Level strikes: lines and pen lines through words, told from underlines, overlines and rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.strikes import StrikeConfig
from processors.geometry import Box
from processors.marks.rasters import median
from processors.marks.strikes.courses import Stroke
from processors.marks.strikes.ink import Pieces
from processors.marks.strikes.parentheses import are_slender, is_closing, is_opening
from processors.marks.strikes.sieve import TALLEST


@dataclass(frozen=True, slots=True)
class Word:
    """Letters close to one another: their labels from left to right, and the columns `x0 <= x < x1` they lie in."""

    labels: NDArray[np.int64]
    x0: int
    x1: int

    def covered(self, stroke: Stroke) -> float:
        """Share of the word's width under a stroke."""
        return max(0, min(self.x1, stroke.x1) - max(self.x0, stroke.x0)) / (self.x1 - self.x0)


@dataclass(frozen=True)
class Crossing:
    """A stroke over one word, with what tells a strike from its look-alikes.

    Most are turned down by where the stroke begins and ends; the letters on either side of it are looked at only once
    that is asked for.

    Attributes:
        box: of the word's letters, in pixels.
        stroke: the line.
        letter: height of the word's letters in pixels.
        usual: height of the page's letters in pixels, display type left out.
        covered: share of the word's width under the stroke.
        filled: share of the whole stroke's length with letters on it.
        overhang: how far the stroke goes beyond its words, on the shorter side, in letter heights.
        page_share: length of the stroke over the width of the page.
        word: the letters.
        pieces: that they are among.
        clear: from the middle of the stroke to letters that lie beyond it, in pixels.
    """

    box: Box
    stroke: Stroke
    letter: float
    usual: float
    covered: float
    filled: float
    overhang: float
    page_share: float
    word: Word
    pieces: Pieces
    clear: float

    @property
    def crossed(self) -> float:
        """Share of the word's columns in which letters lie on both sides of the stroke."""
        return self._sides[0]

    @property
    def position(self) -> float:
        """Where the stroke lies in the letters' height, 0 = top, 1 = bottom."""
        return self._sides[1]

    @property
    def bare(self) -> float:
        """Length of the stroke, in letter heights, that runs free between this word's letters or just beside it."""
        return self._sides[2]

    @cached_property
    def _sides(self) -> tuple[float, float, float]:
        """`crossed`, `position` and `bare`."""
        stroke, own = self.stroke, self.letter
        pad = round(0.5 * own)
        columns = np.arange(self.word.x0 - pad, self.word.x1 + pad)
        row = stroke.rows(columns)
        under = (columns >= stroke.x0) & (columns < stroke.x1)
        top, bottom = _extents(self.pieces, self.word.labels, stroke, own, columns)
        bare = int(np.count_nonzero(under & ~(bottom > top))) / own
        window = max(1, round(0.2 * own))
        top, bottom = _widened(top, window, cv2.erode), _widened(bottom, window, cv2.dilate)
        use = (bottom > top) & under
        if not use.any():
            return 0.0, 1.0, bare
        row, top, bottom = row[use], top[use], bottom[use]
        beyond = (top < row - self.clear) & (bottom > row + self.clear)
        high, low = median(top), median(bottom)
        position = median((row - high) / max(1.0, low - high))
        return int(np.count_nonzero(beyond)) / len(row), position, bare


def crossings(
    stroke: Stroke,
    pieces: Pieces,
    near: NDArray[np.int64],
    heights: tuple[float, float],
    config: StrikeConfig,
) -> list[Crossing]:
    """The words that the stroke touches, each with its measures.

    Args:
        stroke: a level line.
        pieces: the ink without strokes.
        near: labels of the letters in line with the stroke.
        heights: of these letters in pixels, and of the page's letters that are no display type.
        config: thresholds.
    """
    own, usual = heights
    if not len(near):
        return []
    words = [
        mark
        for word in _spaced_out(_words(pieces, near, config.word_gap_h * own), own, config)
        for part in (
            [word]
            if word.covered(stroke) >= config.covered
            else _words(pieces, word.labels, config.tight_gap_h * own)
        )
        for mark in (
            [part] if part.covered(stroke) >= config.covered else _bracketed(pieces, part, own, config)
        )
    ]
    over = [_reached(pieces, w, stroke, own, config) for w in words if w.x1 > stroke.x0 and w.x0 < stroke.x1]
    if not over:
        return []
    overhang = min(min(w.x0 for w in over) - stroke.x0, stroke.x1 - max(w.x1 for w in over)) / own
    labels = np.concatenate([w.labels for w in over])
    ends = np.minimum(pieces.rights[labels], stroke.x1) - np.maximum(pieces.lefts[labels], stroke.x0)
    length = stroke.x1 - stroke.x0
    filled = int(np.maximum(ends, 0).sum()) / length
    page = length / pieces.shape[1]
    clear = stroke.thickness / 2 + config.clear_h * own
    return [
        Crossing(
            _box(pieces, w), stroke, own, usual, w.covered(stroke), filled, overhang, page, w, pieces, clear
        )
        for w in over
    ]


def _box(pieces: Pieces, word: Word) -> Box:
    y0, y1 = int(pieces.tops[word.labels].min()), int(pieces.bottoms[word.labels].max())
    return Box(float(word.x0), float(y0), float(word.x1), float(y1))


def _words(letters: Pieces, near: NDArray[np.int64], gap: float) -> list[Word]:
    order = near[np.argsort(letters.lefts[near], kind="stable")]
    lefts, reach = letters.lefts[order], np.maximum.accumulate(letters.rights[order])
    breaks = (np.flatnonzero(lefts[1:] - reach[:-1] > gap) + 1).tolist()
    # What comes after a gap lies beyond all that came before: the farthest right edge so far is its own.
    return [
        Word(order[start:stop], int(lefts[start]), int(reach[stop - 1]))
        for start, stop in pairwise([0, *breaks, len(order)])
    ]


def _spaced_out(words: Sequence[Word], own: float, config: StrikeConfig) -> list[Word]:
    """The words, letters that stand alone in a row (`S E C R E T`) taken for one."""
    runs: list[list[Word]] = []
    for word in words:
        single = word.x1 - word.x0 <= config.single_h * own
        last = runs[-1] if runs else []
        goes_on = bool(last) and single and last[-1].x1 - last[-1].x0 <= config.single_h * own
        if goes_on and word.x0 - last[-1].x1 <= config.spaced_gap_h * own:
            last.append(word)
        else:
            runs.append([word])
    whole: list[Word] = []
    for run in runs:
        labels = np.concatenate([word.labels for word in run])
        spaced = len(run) >= config.spaced
        whole += [Word(labels, run[0].x0, run[-1].x1)] if spaced else run
    return whole


def _bracketed(letters: Pieces, word: Word, own: float, config: StrikeConfig) -> list[Word]:
    """The word, parted before and behind parentheses: `(U)(S)` are two marks, of which one may be struck."""
    order = word.labels
    slender = np.flatnonzero(are_slender(letters, order, own)).tolist()
    breaks = {k for k in slender if k > 0 and is_opening(letters, int(order[k]))}
    breaks |= {k + 1 for k in slender if k + 1 < len(order) and is_closing(letters, int(order[k]))}
    if not breaks:
        return [word]
    parts = [order[start:stop] for start, stop in pairwise([0, *sorted(breaks), len(order)])]
    spans = [(int(letters.lefts[p].min()), int(letters.rights[p].max())) for p in parts]
    wide = [
        Word(p, x0, x1) for p, (x0, x1) in zip(parts, spans, strict=True) if x1 - x0 >= config.word_h * own
    ]
    return wide if len(wide) > 1 else [word]


def _reached(letters: Pieces, word: Word, stroke: Stroke, own: float, config: StrikeConfig) -> Word:
    """The word without letters beyond the ends of the stroke, where a gap parts them from several under it.

    Behind a portion mark stands another word, which the end of a stroke strikes only where it goes over most of it.
    """
    if word.covered(stroke) > config.reached:
        return word
    parts = _words(letters, word.labels, config.ends_gap_h * own)
    # what lies under the stroke, or beside it, by either measure needs no look at parentheses
    few, many = sorted((config.covered, config.under))
    covers = [part.covered(stroke) for part in parts]
    if min(covers) >= many or max(covers) < few:
        return word
    first = int(parts[0].labels[0])
    mark = is_opening(letters, first) and any(is_closing(letters, int(p.labels[-1])) for p in parts[:-1])
    least = config.covered if mark else config.under
    under = [part for part, cover in zip(parts, covers, strict=True) if cover >= least]
    if not under or len(under) == len(parts):
        return word
    reached = Word(np.concatenate([part.labels for part in under]), under[0].x0, under[-1].x1)
    shortest = config.word_h if mark else config.ends_word_h
    return reached if reached.x1 - reached.x0 >= shortest * own else word


def _extents(
    letters: Pieces, word: NDArray[np.int64], stroke: Stroke, own: float, columns: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """First row and row after the last of the word's pieces that touch the stroke, by column; top > bottom if none."""
    x0, x1 = int(columns[0]), int(columns[-1]) + 1
    course = stroke.rows(columns)
    highest, lowest = float(course.min()), float(course.max())
    y0 = max(int(letters.tops[word].min()), int(highest - TALLEST * own), 0)
    y1 = min(int(letters.bottoms[word].max()), int(lowest + TALLEST * own) + 1)
    left = max(0, x0)
    part = letters.labels[y0:y1, left:x1]
    here = slice(left - x0, left - x0 + part.shape[1])
    near = stroke.thickness / 2 + max(2.5, 0.1 * own)
    first, last = (min(max(v, y0), y1) for v in (int(highest - near), int(lowest + near) + 2))
    band = np.abs(np.arange(first, last)[:, None] - course[None, here]) <= near
    touching = np.zeros(len(letters.stats), dtype=bool)
    touching[part[first - y0 : last - y0][band]] = True
    own_labels = word[touching[word]]
    top = np.full(len(columns), np.inf)
    bottom = np.full(len(columns), -np.inf)
    if not len(own_labels):
        return top, bottom
    touching[:] = False
    touching[own_labels] = True
    # only the rows that the letters reach into
    first, last = (
        max(y0, int(letters.tops[own_labels].min())),
        min(y1, int(letters.bottoms[own_labels].max())),
    )
    inked = touching.take(part[first - y0 : last - y0])
    some = inked.any(axis=0)
    top[here] = np.where(some, inked.argmax(axis=0) + first, np.inf)
    bottom[here] = np.where(some, last - inked[::-1].argmax(axis=0), -np.inf)
    return top, bottom


def _widened(values: NDArray[np.float64], window: int, pick: Callable[..., Any]) -> NDArray[np.float64]:
    """The least (`cv2.erode`) or most (`cv2.dilate`) of each value and its `window` neighbours on either side."""
    across = np.ones((1, 2 * window + 1), np.uint8)
    widened = pick(values[None, :], across, borderType=cv2.BORDER_REPLICATE)
    row: NDArray[np.float64] = np.asarray(widened, dtype=np.float64)[0]
    return row
