"""White boxes across whose sides a release line was printed, which took a piece out of them with its white ground.

Where print runs across, the sides are drawn on and the print is taken away; what is left is looked at once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from processors.config.across import AcrossConfig
from processors.config.redactions import RedactionConfig
from processors.geometry import Box, overlap_1d
from processors.marks.rasters import mean_reduced, paper_level, window
from processors.marks.redactions.across import letters_in, rows_across
from processors.marks.redactions.frames import find_frames
from processors.marks.redactions.types import RedactionMark
from processors.marks.rules import line_masks
from processors.scan import Raster

_BROKEN = frozenset({"open_side", "not_rectangular", "border_of_letters"})
"""What filters say of a box of which print took a piece."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A page and what tells its ink: all lengths in pixels."""

    grey: Raster
    paper: int
    dpi: float
    config: AcrossConfig

    @property
    def border(self) -> int:
        return max(2, round(self.config.border * self.dpi))

    def inked(self, box: Box) -> NDArray[np.bool_]:
        return np.asarray(self.grey[window(box, self.grey.shape)] < self.paper - self.config.ink)


def mended_frames(
    grey: Raster, dpi: float, frames: Sequence[RedactionMark], config: RedactionConfig
) -> Iterator[RedactionMark]:
    """White boxes that are found once the print across their sides is taken away.

    Args:
        grey: the untouched page, height x width.
        dpi: its pixels per inch.
        frames: white boxes of the page, found and rejected.
        config: thresholds.

    Yields:
        The finds, in pixels of the page.
    """
    page = _Page(grey, paper_level(grey), dpi, config.across)
    for mark in frames:
        if mark.rejected_by in _BROKEN and _has_a_whole_end(page, mark.box):
            rows = [row for row in _rows(page, mark.box) if not _says_more(page, mark.box, row)]
            found = [m for row in rows for m in _looked_at(page, mark.box, row, config)]
            if found:
                yield max(found, key=lambda m: (m.confidence, -m.box.area))


def _has_a_whole_end(page: _Page, box: Box) -> bool:
    """Whether the upper or the lower side is drawn, and both of the others where they meet it."""
    return any(_is_whole_end(page, box, y, inwards) for y, inwards in ((box.y1, -1), (box.y0, 1)))


def _is_whole_end(page: _Page, box: Box, y: float, inwards: int) -> bool:
    """Whether thin lines run along the side at `y`, and from both of its ends inwards for as long as print is high."""
    thick, wide = page.border, 3 * page.border
    if not _is_line(page, page.inked(Box(box.x0 + wide, y - wide, box.x1 - wide, y + wide)), 0):
        return False
    near, far = y + inwards * thick, y + inwards * page.config.side * page.dpi
    ends = (Box(x - wide, min(near, far), x + wide, max(near, far)) for x in (box.x0, box.x1))
    return all(_is_line(page, page.inked(end), 1) for end in ends)


def _is_line(page: _Page, inked: NDArray[np.bool_], axis: int) -> bool:
    """Whether a line, thinner than strokes of letters, runs along a strip, whose other side has `axis`."""
    if inked.size == 0:
        return False
    along = inked.sum(axis=axis)
    return bool((along > 0).mean() >= page.config.whole and np.median(along) <= page.border)


def _rows(page: _Page, box: Box) -> list[Box]:
    """Rows of print across the box, or right above or below it, where they cut off the rest."""
    around = box.grown(0, page.config.highest * page.dpi)
    return rows_across(page.grey, page.paper, page.dpi, around, page.config)


def _says_more(page: _Page, box: Box, row: Box) -> bool:
    """Whether letters stand in a box besides those of a row of print: then it is a field of a form, not a blank."""
    inner = box.grown(-2 * page.border)
    ink = np.ascontiguousarray(page.inked(inner), np.uint8)
    if ink.size == 0:
        return True
    top = window(inner, page.grey.shape)[0].start
    letters = letters_in(ink, page.dpi, page.config)
    middle = top + (letters[:, 1] + letters[:, 3]) / 2
    return bool(((middle < row.y0) | (middle > row.y1)).sum() >= page.config.letters)


def _looked_at(page: _Page, box: Box, row: Box, config: RedactionConfig) -> Iterator[RedactionMark]:
    around = box.grown(page.config.around * page.dpi)
    rows, columns = window(around, page.grey.shape)
    part = _Page(page.grey[rows, columns].copy(), page.paper, page.dpi, page.config)
    here = (-columns.start, -rows.start)
    if not _mend(part, box.moved(*here), row.moved(*here)):
        return
    lines = line_masks(part.grey, page.dpi, config.rules)
    reduced = mean_reduced(part.grey, page.dpi, config.rules.working_dpi)
    for mark in find_frames(reduced, lines, config.frame):
        found = RedactionMark(mark.box.moved(columns.start, rows.start), mark.kind, mark.confidence)
        if mark.rejected_by is None and _is_same(found.box, box, page.config):
            yield found


@dataclass(frozen=True, slots=True)
class _Side:
    """What a row of print took of an upright side: its column, and where the line ends above and begins below.

    `whole`: it runs on beside the print, past the end of the white ground.
    """

    column: int
    above: float | None
    below: float | None
    whole: bool = False


def _mend(page: _Page, box: Box, row: Box) -> bool:
    """Takes a row of print away and draws the sides on where it stood; False where they do not go on beside it."""
    left, right = (_side(page, x, row) for x in (box.x0, box.x1))
    if left is None or right is None or (left.whole and right.whole):
        return False
    sides, shape = (left, right), page.grey.shape
    page.grey[window(Box(0, row.y0 - 1, shape[1], row.y1 + 1), shape)] = page.paper
    columns = (left.column, right.column)
    top, bottom = row.y0, row.y1
    if all(side.above is None for side in sides):
        top = _close(page, columns, row.moved(0, -row.height))
    if all(side.below is None for side in sides):
        bottom = _close(page, columns, row.moved(0, row.height), from_above=True)
    for side in sides:
        ends = (top if side.above is None else side.above, bottom if side.below is None else side.below)
        page.grey[window(Box(side.column, ends[0], side.column + 1, ends[1]), shape)] = 0
    return True


def _close(page: _Page, columns: tuple[int, int], place: Box, *, from_above: bool = False) -> float:
    """Closes a box beside a row of print at which both sides end; gives the height of the side that does.

    That is a line right behind the row, else the row hides it and it is drawn at the row's edge.
    """
    left, right = columns
    inked = page.inked(Box(left, place.y0, right, place.y1)).mean(axis=1) >= page.config.whole
    lines = np.flatnonzero(inked)
    top = max(0.0, place.y0)
    if len(lines):
        return top + float(lines[0] if from_above else lines[-1])
    y = place.y0 if from_above else place.y1
    page.grey[window(Box(left, y, right + 1, y + 1), page.grey.shape)] = 0
    return y


def _side(page: _Page, x: float, row: Box) -> _Side | None:
    """The upright side at `x` beside a row of print that took a piece of it with the white ground it stands on."""
    thick, reach = page.border, row.height
    place = Box(x - thick, row.y1, x + thick, row.y1 + reach)
    below = _begins(page.inked(place), page)
    above = _begins(page.inked(place.moved(0, -reach - row.height))[::-1], page)
    line = below or above
    if line is None:
        return None
    column = max(0, round(x) - thick) + line[1]
    # The white ground leaves room between the print and what is left of the line; print across a whole side does not.
    whole = min(end[0] for end in (below, above) if end is not None) < page.border // 2
    along = page.inked(Box(column - 1, row.y0, column + 2, row.y1))
    if whole and not (along.size and along.any(axis=1).mean() >= page.config.whole):
        return None
    return _Side(
        column,
        row.y0 - above[0] if above else None,
        row.y1 + below[0] if below else None,
        whole,
    )


def _begins(inked: NDArray[np.bool_], page: _Page) -> tuple[int, int] | None:
    """The row at which an upright line begins, and its column."""
    least = 2 * page.border
    if len(inked) < least:
        return None
    runs = np.flatnonzero(np.lib.stride_tricks.sliding_window_view(inked.any(axis=1), least).all(axis=1))
    if not len(runs):
        return None
    first = int(runs[0])
    return first, int(inked[first : first + least].sum(axis=0).argmax())


def _is_same(one: Box, other: Box, config: AcrossConfig) -> bool:
    common = overlap_1d(one.x0, one.x1, other.x0, other.x1)
    return common >= config.same * max(one.width, other.width) and one.overlap(other) > 0
