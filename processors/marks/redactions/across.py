"""Print that runs across the side of a white box: a release line, stamped on the page when the box was drawn.

It is no part of what the box withholds, nor a code or a word in it: it goes on outside, as high and on one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from processors.config.across import AcrossConfig
from processors.geometry import Box, bounding
from processors.marks.rasters import glyphs, opened, paper_level, window
from processors.marks.redactions.types import RedactionMark, RedactionMarks
from processors.records import RedactionKind
from processors.scan import Raster


def printed_across(grey: Raster, dpi: float, marks: RedactionMarks, config: AcrossConfig) -> tuple[Box, ...]:
    """Where rows of print that run across the left or right side of a white box lie in it, in pixels.

    What another redaction covers is none of them.

    Args:
        grey: the untouched page, height x width.
        dpi: its pixels per inch.
        marks: redactions found on it.
        config: thresholds.
    """
    white = [m for m in marks.found if m.kind is RedactionKind.WHITE_BOX and not m.corners]
    paper = paper_level(grey) if white else 255
    rows = ((mark, row) for mark in white for row in _rows(grey, paper, dpi, mark, config))
    return tuple(
        row for mark, row in rows if not any(m.box.overlap(row) > 0 for m in marks.found if m is not mark)
    )


def without_rows(raster: Raster, rows: Sequence[Box]) -> Raster:
    """A copy of the raster with paper in place of the rows."""
    bare = raster.copy()
    for row in rows:
        bare[window(row, raster.shape)] = 255
    return bare


def _rows(grey: Raster, paper: int, dpi: float, mark: RedactionMark, config: AcrossConfig) -> list[Box]:
    letters = _letters_about(grey, paper, dpi, mark.box, config)
    low = [row for row in letters.rows_across(config) if row.height <= config.low * mark.box.height]
    return [row.grown(1) for row in low or _typed_rows(letters, dpi, mark.box, config)]


def _typed_rows(letters: _Letters, dpi: float, box: Box, config: AcrossConfig) -> list[Box]:
    """Rows of type, with its wide spaces, that reach both sides of a box: a code that is longer than the box."""
    inner = box.grown(-config.border * dpi)
    return [
        row
        for row in letters.rows_across(replace(config, space=config.typed_space))
        if row.height <= config.typed_low * box.height and row.x0 < inner.x0 and row.x1 > inner.x1
    ]


def rows_across(grey: Raster, paper: int, dpi: float, box: Box, config: AcrossConfig) -> list[Box]:
    """The letters in a box of each row of print that goes on beyond its left or right side, in pixels.

    Args:
        grey: the page, height x width.
        paper: its level of paper.
        dpi: its pixels per inch.
        box: where rows are looked for.
        config: thresholds.
    """
    return _letters_about(grey, paper, dpi, box, config).rows_across(config)


@dataclass(frozen=True, slots=True)
class _Letters:
    """Letters in a box and beside it, as rows of x0, y0, x1, y1.

    Attributes:
        box: the box, in pixels of the part of the page around it.
        inside: the letters in it, in the same.
        outside: those to the left and the right of it.
        corner: of that part on the page, in pixels.
    """

    box: Box
    inside: NDArray[np.float64]
    outside: NDArray[np.float64]
    corner: tuple[int, int]

    def rows_across(self, config: AcrossConfig) -> list[Box]:
        """The rows of letters inside that go on outside, in pixels of the page."""
        before = self.outside[self.outside[:, 0] < self.box.x0]
        after = self.outside[self.outside[:, 2] > self.box.x1]
        rows = (
            bounding(Box(*letter) for letter in letters.tolist())
            for letters in _runs(self.inside, config)
            if _goes_on(letters[0], before, config) or _goes_on(letters[-1], after, config)
        )
        return [row.moved(*self.corner) for row in rows]


def _letters_about(grey: Raster, paper: int, dpi: float, box: Box, config: AcrossConfig) -> _Letters:
    rows, columns = window(box.grown(config.reach * dpi, config.highest * dpi), grey.shape)
    ink = (grey[rows, columns] < paper - config.ink).astype(np.uint8)
    long = max(3, round(config.line * dpi))
    ink &= ~(opened(ink, long, 1) | opened(ink, 1, long))
    here = box.moved(-columns.start, -rows.start)
    found = letters_in(ink, dpi, config)
    within = (found[:, 2] > here.x0) & (found[:, 0] < here.x1)
    inside = found[within & (found[:, 3] > here.y0) & (found[:, 1] < here.y1)]
    return _Letters(here, inside, found[~within], (columns.start, rows.start))


def letters_in(ink: Raster, dpi: float, config: AcrossConfig) -> NDArray[np.float64]:
    """Boxes (x0, y0, x1, y1) of what is as high as the letters of a release line, in a 0/1 mask of ink."""
    found = glyphs(ink, dpi)
    high = found[:, 3] - found[:, 1]
    return np.asarray(found[(high >= config.lowest * dpi) & (high <= config.highest * dpi)])


def _runs(letters: NDArray[np.float64], config: AcrossConfig) -> list[NDArray[np.float64]]:
    """Letters beside each other on one line, from left to right."""
    runs: list[list[NDArray[np.float64]]] = []
    for letter in letters[np.argsort(letters[:, 0], kind="stable")]:
        home = next((run for run in runs if _follows(run[-1], letter, config.space)), None)
        if home is None:
            runs.append([letter])
        else:
            home.append(letter)
    return [np.array(run) for run in runs if len(run) >= config.letters]


def _follows(one: NDArray[np.float64], other: NDArray[np.float64], space: float) -> bool:
    """Whether the second of two letters stands behind the first on its line, no further than `space` (heights)."""
    high = max(one[3] - one[1], other[3] - other[1])
    common = min(one[3], other[3]) - max(one[1], other[1])
    return bool(
        other[0] - one[2] <= space * high and common >= 0.5 * min(one[3] - one[1], other[3] - other[1])
    )


def _goes_on(letter: NDArray[np.float64], others: NDArray[np.float64], config: AcrossConfig) -> bool:
    """Whether one of the others stands beside a letter as high as it and on its line: type goes on there."""
    high = letter[3] - letter[1]
    gap = np.maximum(others[:, 0] - letter[2], letter[0] - others[:, 2])
    slack = config.slack * high
    level = (np.abs(others[:, 1] - letter[1]) <= slack) & (np.abs(others[:, 3] - letter[3]) <= slack)
    return bool((level & (gap <= config.gap * high)).any())
