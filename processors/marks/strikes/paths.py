"""Following strokes: long, nearly level paths through the ink, and taking them out.

Letters are parted by paper, so a path that only goes from ink to ink ends within a letter or two; along a line drawn
through a word it goes on. This is a path opening (Heijmans, Buckley, Talbot: Path openings and closings, J. Math.
Imaging Vis. 22, 2005) with paths that rise or fall by one pixel in `STEP` columns at most, so that wandering pen lines
are followed and the slopes of letters are not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import counted, runs_of
from processors.config.strikes import StrikeConfig
from processors.marks.strikes.courses import Courses, Stroke, strokes_along
from processors.marks.strikes.ink import Mask, Pieces, pieces_of
from processors.marks.strikes.sheets import STEP, Sheet, sheets

BEYOND = 1.5
"""How far beyond a stroke ink must reach to go on, in pixels."""

SPLIT = 0.3
"""Share of columns in which a piece of paths must show a slit to be read as two lines."""


def long_paths(ink: Mask, shortest: float) -> Mask:
    """Marks the pixels of ink through which a nearly level path runs that spans more than `shortest` columns.

    A path keeps its row for `STEP` columns, so that these are taken at once.
    """
    height, width = ink.shape
    blocks = -(-width // STEP)
    # both ways side by side, a blank lane between them: half as many steps
    lanes = np.zeros((blocks * STEP, 2 * height + 1), np.uint8)
    turned = np.asarray(cv2.transpose(ink))
    lanes[:width, :height] = turned
    lanes[:width, height + 1 :] = turned[::-1]
    spans = _spans(*(lanes[k::STEP] for k in range(STEP)))
    long = np.empty((width, height), np.bool_)
    for k, span in enumerate(spans):
        # on the way back the columns come from the last to the first
        place, column = divmod(width - 1 - k, STEP)
        onwards, back = span[: place + 1, :height], spans[column][: place + 1, height + 1 :]
        long[k::STEP] = onwards + back[::-1] > math.floor(shortest)
    return np.asarray(cv2.transpose(long.view(np.uint8)), dtype=np.uint8)


def _spans(first: Mask, second: Mask, third: Mask) -> tuple[NDArray[np.uint16], ...]:
    """For each pixel the columns of the longest path that ends there, in the three columns of all blocks."""
    blocks, lanes = first.shape
    two = second & third
    whole = first & two
    # ink that ends a block, and does not go through it, starts a path
    tail = (third + two + whole).astype(np.uint16)
    through = whole.astype(np.uint16)
    ends = np.zeros((blocks + 1, lanes + 2), np.uint16)
    before = np.empty((blocks, lanes), np.uint16)
    # a wide sheet has many blocks of few lanes: to pick rows one by one takes longer than to add them up
    last = (ends[:-1, :-2], ends[:-1, 1:-1], ends[:-1, 2:])
    for above, beside, below, best, goes, rest, end in zip(
        *last, before, through, tail, ends[1:, 1:-1], strict=True
    ):
        np.maximum(above, below, out=best)
        np.maximum(best, beside, out=best)
        np.multiply(best, goes, out=end)
        np.add(end, rest, out=end)
    begun = (before + np.uint16(1)) * first
    return begun, (begun + np.uint16(1)) * second, ends[1:, 1:-1]


def strokes_of(pieces: Pieces, letter: float, config: StrikeConfig) -> list[Stroke]:
    """All strokes at least `run_h` letters long, thin enough to be lines, from the top down.

    A path never leaves its piece of ink, so only pieces that are wide enough are followed.

    Args:
        pieces: of ink.
        letter: height of the page's letters in pixels.
        config: thresholds.
    """
    shortest = max(8.0, config.run_h * letter)
    wide = pieces.rights - pieces.lefts >= shortest
    wide[0] = False
    labels = np.flatnonzero(wide)
    if not len(labels):
        return []
    return strokes_on(sheets(pieces, labels, shortest), shortest, letter, config)


def strokes_on(some: Iterable[Sheet], shortest: float, letter: float, config: StrikeConfig) -> list[Stroke]:
    """The strokes of sheets, in coordinates of the page, from the top down.

    Args:
        some: the sheets.
        shortest: columns that a stroke spans at least.
        letter: height of the page's letters in pixels.
        config: thresholds.
    """
    courses = [pair for sheet in some if (pair := _on_sheet(sheet, shortest)) is not None]
    limits = (config.max_thickness_h * letter, config.steady)
    found = [
        stroke
        for parts in zip(*courses, strict=True)
        for stroke in strokes_along(Courses.joined(parts), letter, *limits)
    ]
    return sorted(found, key=lambda s: (float(s.centre[0]), s.x0))


def _on_sheet(sheet: Sheet, shortest: float) -> tuple[Courses, Courses] | None:
    """The courses of a sheet, as `_courses` gives them, in coordinates of the page; None where it has none."""
    mask = long_paths(sheet.ink, shortest)
    if not mask.any():
        return None
    long = pieces_of(mask)
    labels = np.flatnonzero(long.rights - long.lefts >= shortest)
    labels = labels[labels > 0]
    if not len(labels):
        return None
    tops = long.tops[labels].astype(np.int64)
    home = np.searchsorted(sheet.starts, tops, side="right") - 1
    corners = sheet.corners[home] + np.stack([long.lefts[labels], tops - sheet.starts[home]], axis=1)
    return _courses(mask, long, labels, corners)


def _courses(
    mask: Mask, long: Pieces, labels: NDArray[np.int64], corners: NDArray[np.int64]
) -> tuple[Courses, Courses]:
    """The courses of pieces of long paths; of those that are two lines joined by letters the upper, then the lower."""
    widths = (long.rights - long.lefts)[labels].astype(np.int64)
    at, starts, lengths = _by_column(mask, long, labels, widths)
    ends = starts + lengths
    count = int(widths.sum())
    top, first_end, last_start, bottom = np.zeros((4, count), np.int64)
    # runs come from the top down: of several in one column the last one given stays
    top[at[::-1]], last_start[at] = starts[::-1], starts
    first_end[at[::-1]], bottom[at] = ends[::-1], ends
    extent = np.bincount(at, lengths, count)
    split = extent < bottom - top
    parted = np.add.reduceat(split, np.cumsum(widths) - widths, dtype=np.int64) >= SPLIT * widths
    two = np.repeat(parted, widths)
    end = np.where(two & split, first_end, bottom)
    lefts, rows = corners[:, 0], corners[:, 1]
    inked = np.where(two, end - top, extent.astype(np.int64))
    upper = Courses(lefts, rows, widths, top, end, inked, split | ~two)
    start = np.where(split, last_start, top)
    lower = Courses(lefts, rows, widths, start, bottom, bottom - start, split)
    return upper, lower.picked(parted)


def _by_column(
    mask: Mask, long: Pieces, labels: NDArray[np.int64], widths: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Runs down columns: these counted along all pieces of `labels`, first rows in the piece, and lengths."""
    first = np.full(len(long.stats), -1, np.int64)
    first[labels] = np.cumsum(widths) - widths
    height, width = mask.shape
    columns, places, lengths = runs_of(np.asarray(cv2.transpose(mask)))
    rows = places - columns * height
    label = long.labels.reshape(-1).take(rows * width + columns)
    begins = first.take(label)
    at, starts = begins + columns - long.lefts.take(label), rows - long.tops.take(label)
    wanted = np.flatnonzero(begins >= 0)
    return at.take(wanted), starts.take(wanted), lengths.take(wanted)


def without_strokes(ink: Mask, strokes: list[Stroke]) -> Mask:
    """The ink with the strokes taken out, except where a letter's own stroke runs through them.

    In each column the stroke's pixels go unless ink goes on both above and below it: the rule by which staff lines
    are taken out of scores (Dalitz et al.: A comparative study of staff removal algorithms, IEEE TPAMI 30, 2008).
    """
    # a pixel behind the last stands for all that lie outside the page
    clean = np.append(ink.reshape(-1), np.uint8(0))
    if strokes:
        _take_out(clean, ink.shape, strokes)
    return clean[:-1].reshape(ink.shape)


def _take_out(clean: NDArray[np.uint8], shape: tuple[int, ...], strokes: Sequence[Stroke]) -> None:
    """Takes strokes out of a page, whose pixels are given row by row and one more for all that lie outside."""
    height, width = shape
    lengths = np.array([len(stroke.centre) for stroke in strokes])
    own, columns = counted(np.array([stroke.x0 for stroke in strokes]), lengths)
    centre = np.concatenate([stroke.centre for stroke in strokes])
    half = np.repeat([_half(stroke) for stroke in strokes], lengths)
    # rows are compared by their distance from the centre: halves are frequent, and rounding would decide
    first, last = np.floor(centre - half), np.ceil(centre + half)
    first, last = (
        (first + (centre - first > half)).astype(np.int64),
        (last - (last - centre > half)).astype(np.int64),
    )

    def inked(rows: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.bool_]:
        inside = (rows >= 0) & (rows < height)
        return clean.take(np.where(inside, rows * width + columns[at], len(clean) - 1)).view(np.bool_)

    starts = np.cumsum(lengths) - lengths
    reach = np.stack([np.minimum.reduceat(first, starts) - 2, np.maximum.reduceat(last, starts) + 2], axis=1)
    # what one stroke takes is no contact of the next: those that lie apart are taken out at once
    turns = _turns(np.array([(s.x0, s.x1) for s in strokes]), reach)[own]
    for turn in range(int(turns.max()) + 1):
        at = np.flatnonzero(turns == turn)
        above, below = first[at] - 1, last[at] + 1
        up = inked(above, at) | (inked(above - 1, at) & (centre[at] - (above - 1) <= half[at] + BEYOND))
        down = inked(below, at) | (inked(below + 1, at) & (below + 1 - centre[at] <= half[at] + BEYOND))
        gone = at[~(_widened(up, own[at]) & _widened(down, own[at]))]
        begin = np.maximum(first[gone], 0)
        of, rows = counted(begin, np.maximum(np.minimum(last[gone] + 1, height) - begin, 0))
        clean[rows * width + columns[gone][of]] = 0


def _turns(columns: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each stroke how many others, each about the one before, are to be taken out before it.

    Args:
        columns: first column, and column after the last.
        rows: first and last row that is looked at about it.
    """
    order = np.argsort(rows[:, 0], kind="stable")
    first = np.arange(1, len(rows) + 1)
    above, below = counted(first, np.searchsorted(rows[order, 0], rows[order, 1], side="right") - first)
    one, other = order[above], order[below]
    meet = (columns[one, 0] < columns[other, 1]) & (columns[other, 0] < columns[one, 1])
    earlier, later = np.sort([one[meet], other[meet]], axis=0)
    turns = np.zeros(len(rows), np.int64)
    while np.any(turns[later] <= turns[earlier]):
        np.maximum.at(turns, later, turns[earlier] + 1)
    return turns


def contacts(ink: Mask, stroke: Stroke) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """In which columns of a stroke ink goes on above it, and below it."""
    part, offset = _around(ink, stroke)
    return _contacts(part, offset, stroke)


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


def _widened(columns: NDArray[np.bool_], own: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The columns and their neighbours of the same stroke, which `own` tells."""
    wide, same = columns.copy(), own[1:] == own[:-1]
    wide[1:] |= columns[:-1] & same
    wide[:-1] |= columns[1:] & same
    return wide
