"""Connected pieces of a mask, with their boxes and areas.

OpenCV labels a page in a fifth of the time that it takes to count what it labelled: it visits every pixel, paper
included. Here the runs of ink along the rows are counted instead, of which a page has far fewer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

_Level = TypeVar("_Level", np.uint8, np.int32)

_Runs = tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]
"""Label, place of the first pixel and length of runs."""

_WORD_BITS = 3
_WORD = 1 << _WORD_BITS
"""Flags that are looked at together, as one number of 64 bits."""


_TINY = 20_000
"""Pixels up to which OpenCV counts what it labelled sooner than NumPy counts runs."""

_SMALL, _FEW = 40_000, 1 / 60
"""Pixels from which, and runs a pixel up to which, OpenCV takes longer to label pixels than NumPy to join runs."""


@dataclass(frozen=True)
class Components:
    """What is connected, as `cv2.connectedComponentsWithStats` gives it.

    Attributes:
        shape: height and width of the mask.
        stats: by label, `x, y, width, height, area` in pixels (columns `cv2.CC_STAT_*`); label 0 is the rest, for
            which the box is the whole mask.
        runs: label of every run of set pixels along a row, from top left to bottom right; place of its first pixel,
            counted along all rows; and its pixels; where they are known.
        numbered: the label of each pixel, where it is known; one of the two is.
    """

    shape: tuple[int, int]
    stats: NDArray[np.int32]
    runs: _Runs | None
    numbered: NDArray[np.int32] | None = None

    def __len__(self) -> int:
        """Number of labels, 0 included."""
        return len(self.stats)

    @property
    def of(self) -> NDArray[np.int32]:
        """Label of every run."""
        return self._known_runs[0]

    @property
    def firsts(self) -> NDArray[np.int64]:
        """Place of the first pixel of every run, counted along all rows."""
        return self._known_runs[1]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Pixels of every run."""
        return self._known_runs[2]

    @cached_property
    def _known_runs(self) -> _Runs:
        if self.runs is not None:
            return self.runs
        _, firsts, lengths = runs_of(self.labels)
        return self.labels.reshape(-1).take(firsts), firsts, lengths

    @cached_property
    def labels(self) -> NDArray[np.int32]:
        """Height x width, 0 = not set."""
        if self.numbered is not None:
            return self.numbered
        return _laid_out(self.of, self.firsts, self.lengths, self.shape)

    def picked(self, keep: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """0/1 mask of the pieces for which `keep` says True, by label; what is not set (label 0) stays 0."""
        chosen = np.flatnonzero(keep.take(self.of))
        firsts, lengths = self.firsts.take(chosen), self.lengths.take(chosen)
        return _laid_out(np.ones(len(firsts), np.uint8), firsts, lengths, self.shape)

    def piece(self, label: int) -> NDArray[np.uint8]:
        """0/1 mask of one piece, as large as its box; `label` is not 0."""
        x, y, width, height, _ = self.stats[label].tolist()
        if self.numbered is not None:
            return np.asarray(self.numbered[y : y + height, x : x + width] == label, np.uint8)
        order, ends = self._by_piece
        own = order[ends[label - 1] : ends[label]]
        rows, columns = np.divmod(self.firsts[own], self.shape[1])
        firsts = (rows - y) * width + columns - x
        return _laid_out(np.ones(len(own), np.uint8), firsts, self.lengths[own], (height, width))

    def holes(self, keep: NDArray[np.bool_]) -> NDArray[np.int64]:
        """By label, the spots of paper (4 neighbours) that a piece (8 neighbours) goes around; 0 where `keep` says no.

        The runs of a piece that touch from row to row make a net with a mesh around each spot, and a net has as many
        meshes as it has more links than knots, and one more.
        """
        chosen = np.flatnonzero(keep.take(self.of))
        of, firsts, lengths = self.of.take(chosen), self.firsts.take(chosen), self.lengths.take(chosen)
        width = self.shape[1]
        _, links = _touching_below(firsts // width, firsts, lengths, width, corner=True)
        more = np.bincount(of, links - 1, len(self)).astype(np.int64)
        return np.where(keep, more + 1, 0)

    @cached_property
    def _by_piece(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The runs by label, and how many there are up to each label."""
        return np.argsort(self.of, kind="stable"), np.cumsum(np.bincount(self.of, minlength=len(self)))


def _laid_out(
    values: NDArray[_Level], firsts: NDArray[np.int64], lengths: NDArray[np.int64], shape: tuple[int, int]
) -> NDArray[_Level]:
    """A picture of runs, each of one value, with 0 between them; they come from top left to bottom right."""
    by_turns = np.zeros(2 * len(values) + 1, values.dtype)
    counts = np.empty(len(by_turns), np.int64)
    by_turns[1::2], counts[1::2] = values, lengths
    # what lies before each run, and behind the last
    counts[0:-1:2], counts[-1] = firsts, shape[0] * shape[1]
    counts[2::2] -= firsts + lengths
    return np.repeat(by_turns, counts).reshape(shape)


def counted(
    firsts: NDArray[np.int64], counts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The numbers `firsts[0], firsts[0] + 1, ...`, so many of each one after the other: whose they are, and they."""
    return np.repeat(np.arange(len(firsts)), counts), numbers(firsts, counts)


def numbers(firsts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers `firsts[0], firsts[0] + 1, ...`, so many of each one after the other."""
    ends = np.cumsum(counts)
    every = np.repeat(firsts - ends + counts, counts)
    every += np.arange(len(every))
    return every


def components(mask: NDArray[Any], connectivity: int) -> Components:
    """The connected pieces of what is not 0 in `mask` (height x width).

    Args:
        mask: what is set, 8 bits a pixel.
        connectivity: 4 or 8 neighbours.
    """
    # OpenCV's own search does not end well where there is no pixel.
    if 0 < mask.size <= _TINY:
        return _counted_by_opencv(mask, connectivity)
    height, width = mask.shape
    rows, firsts, lengths = runs_of(mask)
    numbered = None
    if not mask.size or (mask.size >= _SMALL and len(firsts) <= _FEW * mask.size):
        at = _joined(rows, firsts, lengths, width, connectivity)
        count, of = int(at.max(initial=0)) + 1, at.astype(np.int32)
    else:
        count, found = cv2.connectedComponents(mask, connectivity=connectivity, ltype=cv2.CV_32S)
        numbered = np.asarray(found, np.int32)
        of = numbered.reshape(-1).take(firsts)
        at = of.astype(np.int64)
    left, right = np.full(count, width, np.int64), np.zeros(count, np.int64)
    top, last, areas = np.zeros((3, count), np.int64)
    starts = firsts - rows * width
    np.minimum.at(left, at, starts)
    np.maximum.at(right, at, starts + lengths)
    # runs come from the top down: of several of one piece the one given last stays
    top[at[::-1]], last[at] = rows[::-1], rows
    stats = np.empty((count, 5), np.int32)
    np.add.at(areas, at, lengths)
    columns = left, top, right - left, last - top + 1, areas
    for column, values in enumerate(columns):
        stats[:, column] = values
    return Components((height, width), _with_rest(stats, mask), (of, firsts, lengths), numbered)


def _counted_by_opencv(mask: NDArray[Any], connectivity: int) -> Components:
    """The pieces of a small mask."""
    found = cv2.connectedComponentsWithStats(mask, connectivity=connectivity, ltype=cv2.CV_32S)
    labels, stats = (np.asarray(table, np.int32) for table in found[1:3])
    height, width = mask.shape
    return Components((height, width), _with_rest(stats, mask), None, labels)


def _with_rest(stats: NDArray[np.int32], mask: NDArray[Any]) -> NDArray[np.int32]:
    """Fills in the row of what is not set."""
    stats[0] = (0, 0, mask.shape[1], mask.shape[0], mask.size - int(stats[1:, 4].sum()))
    return stats


def _joined(
    rows: NDArray[np.int64],
    firsts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    width: int,
    connectivity: int,
) -> NDArray[np.int64]:
    """The labels of runs, of `runs_of`: one for all that touch each other from row to row, in the order of OpenCV."""
    corner = connectivity == 8
    one, other = counted(*_touching_below(rows, firsts, lengths, width, corner=corner))
    every = np.arange(len(firsts))
    home = every
    while True:
        one, other = home[one], home[other]
        apart = one != other
        if not apart.any():
            break
        one, other = one[apart], other[apart]
        home = home.copy()
        np.minimum.at(home, np.maximum(one, other), np.minimum(one, other))
        while ((further := home[home]) != home).any():
            home = further
    # OpenCV counts pieces by their first pixel, those with corners by the first square of four pixels
    square = (rows // 2) * (width // 2 + 1) + (firsts - rows * width) // 2
    place = square if corner else every
    earliest = np.full(len(firsts), np.iinfo(np.int64).max)
    np.minimum.at(earliest, home, place)
    roots = np.flatnonzero(home == every)
    numbers = np.zeros(len(firsts), np.int64)
    numbers[roots[np.argsort(earliest[roots], kind="stable")]] = np.arange(1, len(roots) + 1)
    return numbers[home]


def _touching_below(
    rows: NDArray[np.int64],
    firsts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    width: int,
    *,
    corner: bool,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first of the runs that touch each run in the next row, and how many do; `corner`: by their corners, too."""
    # places with a column of nothing behind the last, so that rows stay apart
    begins, wide = firsts + rows, width + 1
    ends = begins + lengths
    first = np.searchsorted(ends, begins + wide, side="left" if corner else "right")
    stop = np.searchsorted(begins, ends + wide, side="right" if corner else "left")
    return first, np.maximum(stop - first, 0)


def runs_of(mask: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Row, place of the first pixel, and length of every run that is set, from top left to bottom right.

    Args:
        mask: height x width, what is not 0 is set.
    """
    height, width = mask.shape
    # A column of nothing behind the last keeps the runs of two rows apart.
    wide = width + 1
    size = height * wide
    # and nothing at the end makes up whole words, of `set_places`
    padded = np.zeros(1 + size + -size % _WORD, np.bool_)
    padded[1 : 1 + size].reshape(height, wide)[:, :-1] = mask
    edges = set_places(padded[1:] ^ padded[:-1])
    # side by side they are divided four times as fast as by turns
    starts = edges[0::2].copy()
    rows = starts // wide
    return rows, starts - rows, edges[1::2] - starts


def set_places(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """`numpy.flatnonzero` of flags of which few are set, in half its time."""
    flat = flags.reshape(-1)
    even = len(flat) - len(flat) % _WORD
    # as `flatnonzero` has it, without its detours: most masks are small
    words: NDArray[np.int64] = (flat[:even].view(np.uint64) != 0).nonzero()[0]
    within: NDArray[np.int64] = flat[:even].reshape(-1, _WORD).take(words, axis=0).reshape(-1).nonzero()[0]
    places = (words * _WORD).take(within >> _WORD_BITS) + (within & _WORD - 1)
    if even == len(flat):
        return places
    return np.concatenate([places, even + np.flatnonzero(flat[even:])])
