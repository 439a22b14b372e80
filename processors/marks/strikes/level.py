"""Level strikes: lines and pen lines through words, told from underlines, overlines and rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.strikes import StrikeConfig
from processors.geometry import Box
from processors.marks.strikes.ink import Pieces
from processors.marks.strikes.parentheses import is_closing, is_opening, is_slender
from processors.marks.strikes.paths import Stroke

TALLEST = 6
"""Height of the tallest letters in letters of the page: banners over small print."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A stroke over one word, with what tells a strike from its look-alikes.

    Attributes:
        box: of the word's letters, in pixels.
        letter: height of the word's letters in pixels.
        usual: height of the page's letters in pixels, display type left out.
        crossed: share of the word's columns in which letters lie on both sides of the stroke.
        covered: share of the word's width under the stroke.
        position: where the stroke lies in the letters' height, 0 = top, 1 = bottom.
        filled: share of the whole stroke's length with letters on it.
        overhang: how far the stroke goes beyond its words, on the shorter side, in letter heights.
        page_share: length of the stroke over the width of the page.
        bare: length of the stroke, in letter heights, that runs free between this word's letters or just beside it.
    """

    box: Box
    stroke: Stroke
    letter: float
    usual: float
    crossed: float
    covered: float
    position: float
    filled: float
    overhang: float
    page_share: float
    bare: float


def crossings(
    stroke: Stroke,
    letters: Pieces,
    likely: NDArray[np.int64],
    heights: tuple[float, float],
    config: StrikeConfig,
) -> list[Crossing]:
    """The words that the stroke touches, each with its measures.

    Args:
        stroke: a level line.
        letters: the ink without strokes.
        likely: labels of the pieces that may be letters or parts of them.
        heights: of the page's letters in pixels, and of letters that are no display type.
        config: thresholds.
    """
    letter, usual = heights
    near = _near(stroke, letters, likely, letter, config)
    if not len(near):
        return []
    own = _own_height(stroke, letters, near, letter)
    near = near[_in_band(stroke, letters, near, own)]
    if not len(near):
        return []
    words = [
        mark
        for word in _words(letters, near, config.word_gap_h * own)
        for part in (
            [word]
            if _covered(stroke, letters, word) >= config.covered
            else _words(letters, word, config.tight_gap_h * own)
        )
        for mark in (
            [part]
            if _covered(stroke, letters, part) >= config.covered
            else _bracketed(letters, part, own, config)
        )
    ]
    over = [w for w in words if letters.rights[w].max() > stroke.x0 and letters.lefts[w].min() < stroke.x1]
    if not over:
        return []
    first, last = min(letters.lefts[w].min() for w in over), max(letters.rights[w].max() for w in over)
    overhang = min(first - stroke.x0, stroke.x1 - last) / own
    lettered = sum(
        min(int(letters.rights[i]), stroke.x1) - max(int(letters.lefts[i]), stroke.x0)
        for w in over
        for i in w
        if letters.rights[i] > stroke.x0 and letters.lefts[i] < stroke.x1
    )
    filled = lettered / (stroke.x1 - stroke.x0)
    page = (stroke.x1 - stroke.x0) / letters.labels.shape[1]
    return [_crossing(stroke, letters, w, (own, usual), filled, overhang, page, config) for w in over]


def _near(
    stroke: Stroke, letters: Pieces, likely: NDArray[np.int64], letter: float, config: StrikeConfig
) -> NDArray[np.int64]:
    """Labels of pieces that may be letters on the stroke."""
    reach = config.reach_h * letter
    lefts, rights = letters.lefts[likely], letters.rights[likely]
    beside = (rights > stroke.x0 - 2 * reach) & (lefts < stroke.x1 + 2 * reach)
    near = likely[beside]
    row = stroke.rows(((lefts + rights)[beside] // 2).astype(np.int64))
    return near[(letters.tops[near] < row + reach) & (letters.bottoms[near] > row - reach)]


def _own_height(stroke: Stroke, letters: Pieces, near: NDArray[np.int64], letter: float) -> float:
    """Height of the letters on the stroke, halves that it parts taken together: banners are larger than the type."""
    on = near[(letters.rights[near] > stroke.x0) & (letters.lefts[near] < stroke.x1)]
    if not len(on):
        return letter
    columns = np.arange(stroke.x0, stroke.x1)
    top, bottom = _extents(letters, on, stroke, letter, columns)
    window = max(1, round(0.2 * letter))
    tall = (_widened(bottom, window, cv2.dilate) - _widened(top, window, cv2.erode))[bottom > top]
    if len(tall) < 0.2 * len(columns):
        tall = (letters.bottoms - letters.tops)[on].astype(np.float64)
        tall = tall[tall >= 0.5 * letter]
    return float(np.clip(np.median(tall), 0.7 * letter, TALLEST * letter)) if len(tall) else letter


def _in_band(stroke: Stroke, letters: Pieces, near: NDArray[np.int64], own: float) -> NDArray[np.bool_]:
    centre = ((letters.lefts + letters.rights) // 2).astype(np.int64)[near]
    row = stroke.rows(centre)
    tops, bottoms = letters.tops[near], letters.bottoms[near]
    close = (tops < row + 0.35 * own) & (bottoms > row - 0.5 * own)
    return np.asarray(close & (bottoms - tops <= 2.2 * own))


def _words(letters: Pieces, near: NDArray[np.int64], gap: float) -> list[NDArray[np.int64]]:
    order = near[np.argsort(letters.lefts[near], kind="stable")]
    reach = np.maximum.accumulate(letters.rights[order])
    breaks = np.flatnonzero(letters.lefts[order][1:] - reach[:-1] > gap) + 1
    return [np.asarray(part) for part in np.split(order, breaks)]


def _bracketed(
    letters: Pieces, word: NDArray[np.int64], own: float, config: StrikeConfig
) -> list[NDArray[np.int64]]:
    """The word, parted before and behind parentheses: `(U)(S)` are two marks, of which one may be struck."""
    order = word[np.argsort(letters.lefts[word], kind="stable")]
    slender = [is_slender(letters, int(i), own) for i in order]
    opens = [s and is_opening(letters, int(i)) for s, i in zip(slender, order, strict=True)]
    closes = [s and is_closing(letters, int(i)) for s, i in zip(slender, order, strict=True)]
    breaks = [k for k in range(1, len(order)) if opens[k] or closes[k - 1]]
    parts = [np.asarray(part) for part in np.split(order, breaks)]
    wide = [p for p in parts if letters.rights[p].max() - letters.lefts[p].min() >= config.word_h * own]
    return wide if len(wide) > 1 else [word]


def _covered(stroke: Stroke, letters: Pieces, word: NDArray[np.int64]) -> float:
    """Share of the word's width under the stroke."""
    x0, x1 = int(letters.lefts[word].min()), int(letters.rights[word].max())
    return max(0, min(x1, stroke.x1) - max(x0, stroke.x0)) / (x1 - x0)


def _crossing(
    stroke: Stroke,
    letters: Pieces,
    word: NDArray[np.int64],
    heights: tuple[float, float],
    filled: float,
    overhang: float,
    page: float,
    config: StrikeConfig,
) -> Crossing:
    own, usual = heights
    x0, x1 = int(letters.lefts[word].min()), int(letters.rights[word].max())
    y0, y1 = int(letters.tops[word].min()), int(letters.bottoms[word].max())
    box = Box(float(x0), float(y0), float(x1), float(y1))
    covered = _covered(stroke, letters, word)
    pad = round(0.5 * own)
    columns = np.arange(x0 - pad, x1 + pad)
    row = stroke.rows(columns)
    under = (columns >= stroke.x0) & (columns < stroke.x1)
    top, bottom = _extents(letters, word, stroke, own, columns)
    bare = float(np.sum(under & ~(bottom > top))) / own
    window = max(1, round(0.2 * own))
    top, bottom = _widened(top, window, cv2.erode), _widened(bottom, window, cv2.dilate)
    use = (bottom > top) & under
    if not use.any():
        return Crossing(box, stroke, own, usual, 0.0, covered, 1.0, filled, overhang, page, bare)
    clear = stroke.thickness / 2 + config.clear_h * own
    crossed = float(np.mean(((top < row - clear) & (bottom > row + clear))[use]))
    high, low = float(np.median(top[use])), float(np.median(bottom[use]))
    position = float(np.median((row[use] - high) / max(1.0, low - high)))
    return Crossing(box, stroke, own, usual, crossed, covered, position, filled, overhang, page, bare)


def _extents(
    letters: Pieces, word: NDArray[np.int64], stroke: Stroke, own: float, columns: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """First row and row after the last of the word's pieces that touch the stroke, by column; top > bottom if none."""
    x0, x1 = int(columns[0]), int(columns[-1]) + 1
    course = stroke.rows(columns)
    y0 = max(int(letters.tops[word].min()), int(course.min() - TALLEST * own), 0)
    y1 = min(int(letters.bottoms[word].max()), int(course.max() + TALLEST * own) + 1)
    left = max(0, x0)
    part = letters.labels[y0:y1, left:x1]
    near = stroke.thickness / 2 + max(2.5, 0.1 * own)
    rows = np.arange(y0, y1)[:, None]
    band = np.abs(rows - course[None, left - x0 : left - x0 + part.shape[1]]) <= near
    touching = np.zeros(len(letters.stats), dtype=bool)
    touching[part[band]] = True
    member = np.zeros(len(letters.stats), dtype=bool)
    member[word] = True
    inked = (touching & member)[part]
    top = np.full(len(columns), np.inf)
    bottom = np.full(len(columns), -np.inf)
    some = inked.any(axis=0)
    here = slice(left - x0, left - x0 + part.shape[1])
    top[here] = np.where(some, np.argmax(inked, axis=0) + y0, np.inf)
    bottom[here] = np.where(some, y1 - np.argmax(inked[::-1], axis=0), -np.inf)
    return top, bottom


def _widened(values: NDArray[np.float64], window: int, pick: Callable[..., Any]) -> NDArray[np.float64]:
    """The least (`cv2.erode`) or most (`cv2.dilate`) of each value and its `window` neighbours on either side."""
    across = np.ones((1, 2 * window + 1), np.uint8)
    widened = pick(values[None, :], across, borderType=cv2.BORDER_REPLICATE)
    row: NDArray[np.float64] = np.asarray(widened, dtype=np.float64)[0]
    return row
