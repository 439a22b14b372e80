"""Pieces of ink laid out one below the other, so that the paths through all of them are followed at once."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import numbers
from processors.marks.rasters import opened
from processors.marks.strikes.ink import Mask, Pieces

STEP = 3
"""Columns in which a path may change its row by one: slopes up to 1/3, some 18 degrees."""

_ROWS = 8
"""Rows that are kept or left out together."""

_SPARSE = 0.1
"""Share of ink below which rows are left out: only of large pieces there are many to leave out."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Pieces of about one width one below the other, or what is left of them.

    Attributes:
        ink: the pieces, a blank row between any two.
        starts: first row of each piece on the sheet.
        corners: x and y of each piece's corner on the page.
    """

    ink: Mask
    starts: NDArray[np.int64]
    corners: NDArray[np.int64]


def sheets(pieces: Pieces, labels: NDArray[np.int64], shortest: float) -> Iterator[Sheet]:
    """The pieces by classes of width, each up to twice as wide as the one before.

    Args:
        pieces: of ink.
        labels: those that are wanted.
        shortest: columns that a path must span; what can hold no such path may be left out.
    """
    classes = np.frexp(pieces.stats[labels, 2].astype(np.float64))[1]
    ordered = labels[np.argsort(classes, kind="stable")]
    counts = np.bincount(classes)
    for sheet in _laid_out(pieces, ordered, counts[counts > 0]):
        busy = busy_part(sheet, shortest)
        if busy.ink.size:
            yield busy


def sheet_rows(rows: int) -> int:
    """Rows of a sheet that holds so many: whole groups of those that are kept or left out together."""
    return -(-rows // _ROWS) * _ROWS


def busy_part(sheet: Sheet, shortest: float) -> Sheet:
    """The sheet, of which rows may be left out through which no path of more than `shortest` columns can run."""
    sparse = np.count_nonzero(sheet.ink) < _SPARSE * sheet.ink.size
    return _without_idle_rows(sheet, shortest) if sparse else sheet


def _laid_out(pieces: Pieces, labels: NDArray[np.int64], counts: NDArray[np.int64]) -> Iterator[Sheet]:
    """Sheets with so many of the pieces each."""
    x, y, widths, heights = pieces.stats[labels, :4].astype(np.int64).T
    ends = np.cumsum(counts)
    spans = [slice(end - count, end) for end, count in zip(ends.tolist(), counts.tolist(), strict=True)]
    starts = np.concatenate([np.cumsum(heights[s] + 1) - heights[s] - 1 for s in spans])
    across = np.array([widths[s].max() for s in spans])
    down = np.array([sheet_rows(int(starts[s.stop - 1] + heights[s.stop - 1] + 1)) for s in spans])
    offsets = np.concatenate([[0], np.cumsum(across * down)])
    ink = np.zeros(int(offsets[-1]), np.uint8)
    # from a pixel of the page, counted along all rows of it, to one of its sheet
    first, width = np.full((2, len(pieces.stats)), -1, np.int64)
    width[labels] = np.repeat(across, counts)
    first[labels] = np.repeat(offsets[:-1], counts) + (starts - y) * width[labels] - x
    connected = pieces.connected
    runs = np.flatnonzero(width.take(connected.of) > 0)
    of, begin = connected.of.take(runs), connected.firsts.take(runs)
    across_page = pieces.shape[1]
    # row by row as much narrower as the sheet is
    begin += first.take(of) + begin // across_page * (width.take(of) - across_page)
    ink[numbers(begin, connected.lengths.take(runs))] = 1
    for k, span in enumerate(spans):
        own = ink[offsets[k] : offsets[k + 1]].reshape(int(down[k]), int(across[k]))
        yield Sheet(own, starts[span], np.stack([x[span], y[span]], axis=1))


def _without_idle_rows(sheet: Sheet, shortest: float) -> Sheet:
    """The sheet without rows through which no path can run: of a frame around a page its upright sides."""
    keep = np.repeat(_busy(sheet.ink, math.floor(shortest) + 1), _ROWS)
    rows = np.flatnonzero(keep)
    firsts = rows[np.diff(rows, prepend=-2) > 1]
    ink = np.zeros((len(rows) + len(firsts), sheet.ink.shape[1]), np.uint8)
    # a blank row before each of the bands that are left
    ink[np.arange(len(rows)) + np.searchsorted(firsts, rows, side="right")] = sheet.ink[rows]
    anchors = np.union1d(firsts, sheet.starts[keep[sheet.starts]])
    home = np.searchsorted(sheet.starts, anchors, side="right") - 1
    corners = sheet.corners[home]
    corners[:, 1] += anchors - sheet.starts[home]
    starts = np.searchsorted(rows, anchors) + np.searchsorted(firsts, anchors, side="right")
    return Sheet(ink, starts, corners)


def _busy(ink: Mask, columns: int) -> NDArray[np.bool_]:
    """Which groups of rows a path that spans so many columns may run through."""
    groups, width = ink.shape[0] // _ROWS, ink.shape[1]
    rows = np.bitwise_or.reduce(ink.reshape(groups, _ROWS, width), axis=1)
    blocks = rows[:, : width - width % STEP]
    inked = blocks[:, 0::STEP] | blocks[:, 1::STEP] | blocks[:, 2::STEP]
    # on its way it strays so many rows, and goes through so many blocks from their first column to their last
    strays, least = columns // STEP + 2, max(1, (columns - STEP + 1) // STEP)
    reach = (strays + _ROWS - 1) // _ROWS
    near = cv2.dilate(inked, np.ones((2 * reach + 1, 1), np.uint8))
    return np.asarray(opened(np.asarray(near, np.uint8), least, 1).any(axis=1))
