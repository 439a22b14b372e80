"""Strokes from where their ink begins and ends in each column, many at once: a mottled page has a thousand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from processors.components import counted, numbers

USUAL = 0.3
"""Share of a stroke's columns that are no thicker than the thickness it is given: letters thicken the others."""


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
        x1: the column after the last.
    """

    x0: int
    centre: NDArray[np.float64]
    thickness: float
    scatter: float
    steady: float
    middle: float = field(init=False)
    x1: int = field(init=False)

    def __post_init__(self) -> None:
        """Takes the mean and the end once: all strokes are compared with one another by them."""
        # as `mean` has it, without its detours
        object.__setattr__(self, "middle", float(np.add.reduce(self.centre)) / len(self.centre))
        object.__setattr__(self, "x1", self.x0 + len(self.centre))

    def rows(self, x: NDArray[np.int64]) -> NDArray[np.float64]:
        """The stroke's row at columns `x`, held at its ends."""
        return self.centre.take(x - self.x0, mode="clip")


@dataclass(frozen=True, slots=True)
class Courses:
    """Ink by column of several lines, the columns of one after those of the other.

    Attributes:
        lefts: first column of each line.
        rows: added to the rows of each line.
        widths: columns of each line.
        top: first row of the ink by column.
        bottom: row after the last.
        extent: rows of ink between, less where there are gaps.
        use: which columns may show the line.
    """

    lefts: NDArray[np.int64]
    rows: NDArray[np.int64]
    widths: NDArray[np.int64]
    top: NDArray[np.int64]
    bottom: NDArray[np.int64]
    extent: NDArray[np.int64]
    use: NDArray[np.bool_]

    @classmethod
    def joined(cls, some: Sequence[Courses]) -> Courses:
        """The lines of several, one after the other."""
        return cls(*(np.concatenate([getattr(c, f.name) for c in some]) for f in fields(cls)))

    def picked(self, keep: NDArray[np.bool_]) -> Courses:
        """The lines for which `keep` says True."""
        if keep.all():
            return self
        columns = np.flatnonzero(np.repeat(keep, self.widths))
        return Courses(
            self.lefts[keep],
            self.rows[keep],
            self.widths[keep],
            self.top.take(columns),
            self.bottom.take(columns),
            self.extent.take(columns),
            self.use.take(columns),
        )


def strokes_along(courses: Courses, letter: float, thickest: float, steady: float) -> list[Stroke]:
    """A stroke a line: columns where it is thin show it, the rest is bridged.

    Args:
        courses: the lines.
        letter: height of the page's letters in pixels.
        thickest: thicker lines are left out, in pixels.
        steady: lines of which fewer columns are thin are left out (share, 0..1).
    """
    if not len(courses.lefts):
        return []
    thickness = _thickness(courses)
    keep = thickness <= thickest
    courses, thickness = courses.picked(keep), thickness[keep]
    thin = courses.use & (courses.bottom - courses.top <= 1.5 * np.repeat(thickness, courses.widths) + 1)
    seen = _counts(thin, courses.widths)
    keep = (seen >= steady * courses.widths) & (seen > 0)
    columns = np.repeat(keep, courses.widths)
    courses, thickness, thin, seen = courses.picked(keep), thickness[keep], thin[columns], seen[keep]
    if not len(seen):
        return []
    bridged = _bridged((courses.top + courses.bottom - 1) / 2, thin, courses.widths)
    smooth = _smoothed(bridged, courses.widths, max(3, round(2 * letter)) | 1)
    off = (bridged - smooth)[thin]
    scatter = np.sqrt(np.add.reduceat(off * off, np.cumsum(seen) - seen) / seen)
    smooth += np.repeat(courses.rows, courses.widths)
    shares = seen / courses.widths
    ends = np.cumsum(courses.widths).tolist()
    table = zip(
        courses.lefts.tolist(),
        (smooth[first:end] for first, end in pairwise([0, *ends])),
        thickness.tolist(),
        scatter.tolist(),
        shares.tolist(),
        strict=True,
    )
    return [Stroke(*row) for row in table]


def _counts(columns: NDArray[np.bool_], widths: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many columns of each line are set."""
    return np.add.reduceat(columns, np.cumsum(widths) - widths, dtype=np.int64)


def _thickness(courses: Courses) -> NDArray[np.float64]:
    """Extent that the share `USUAL` of the columns does not exceed, as `rasters.quantile` gives it."""
    counts = _counts(courses.use, courses.widths)
    of = np.repeat(np.arange(len(counts)), courses.widths)[courses.use]
    extents = courses.extent[courses.use]
    # line by line: one number tells line and extent
    apart = of * (int(extents.max(initial=0)) + 1)
    ordered = np.sort(apart + extents) - apart
    first = np.cumsum(counts) - counts
    place = (counts - 1) * USUAL
    low = place.astype(np.int64)
    a = ordered[first + low].astype(np.float64)
    b = ordered[first + np.minimum(low + 1, counts - 1)].astype(np.float64)
    part = place - low
    return np.asarray(np.where(part >= 0.5, b - (b - a) * (1 - part), a + (b - a) * part), np.float64)


def _bridged(
    middle: NDArray[np.float64], thin: NDArray[np.bool_], widths: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The rows where they are seen, a straight line between, held at the ends: `numpy.interp` line by line."""
    places = np.arange(len(middle))
    firsts = np.cumsum(widths) - widths
    before = np.maximum.accumulate(np.where(thin, places, -1))
    after = np.minimum.accumulate(np.where(thin, places, len(middle))[::-1])[::-1]
    none_before = before < np.repeat(firsts, widths)
    none_after = after >= np.repeat(firsts + widths, widths)
    before, after = np.where(none_before, after, before), np.where(none_after, before, after)
    slope = (middle[after] - middle[before]) / np.maximum(1, after - before)
    return np.where(thin, middle, slope * (places - before) + middle[before])


def _smoothed(values: NDArray[np.float64], widths: NDArray[np.int64], window: int) -> NDArray[np.float64]:
    """The mean of each value and those about it on its line, the outermost ones repeated."""
    beyond = window // 2
    padded = widths + 2 * beyond
    of, inner = counted(np.full(len(widths), -beyond), padded)
    at = np.clip(inner, 0, (widths - 1)[of]) + (np.cumsum(widths) - widths)[of]
    means = np.convolve(values[at], np.full(window, 1.0 / window), mode="valid")
    return means[numbers(np.cumsum(padded) - padded, widths)]
