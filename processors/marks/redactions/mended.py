"""White boxes across whose sides a release line was printed, which took a piece out of them with its white ground.

Where print runs across, the sides are drawn on and the print is taken away; what is left is looked at once more. Such
boxes are known from frames that are broken, and from level lines at both of whose ends a line turns off to the print.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from processors.config.across import AcrossConfig
from processors.config.redactions import RedactionConfig
from processors.geometry import Box, overlap_1d
from processors.marks.rasters import mean_reduced, median, paper_level, share, window
from processors.marks.redactions.across import letters_in, rows_across
from processors.marks.redactions.frames import find_frames
from processors.marks.redactions.types import RedactionMark
from processors.marks.rules import LineMasks, line_masks
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
    grey: Raster, dpi: float, lines: LineMasks, frames: Sequence[RedactionMark], config: RedactionConfig
) -> Iterator[RedactionMark]:
    """White boxes that are found once the print across their sides is taken away.

    Args:
        grey: the untouched page, height x width.
        dpi: its pixels per inch.
        lines: of the page.
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
                yield _surest(found)
    known = [mark.box.grown(3 * page.border) for mark in frames if mark.rejected_by is None]
    for line, box in _turned_ends(page, lines):
        if not any(line.covered_by(one) >= config.across.same for one in known):
            looked_at = (m for row in _across_both(page, box) for m in _looked_at(page, box, row, config))
            found = [m for m in looked_at if _has_both_ends(page, m.box, line)]
            if found:
                yield _surest(found)


def _surest(found: Sequence[RedactionMark]) -> RedactionMark:
    return max(found, key=lambda m: (m.confidence, -m.box.area))


def _turned_ends(page: _Page, lines: LineMasks) -> Iterator[tuple[Box, Box]]:
    """Level lines at both of whose ends lines turn off to one side, with where a box may lie behind each."""
    config, dpi = page.config, page.dpi
    thick = round(config.thickest * dpi)
    pieces = lines.across_pieces.stats[1:, :4]
    # Lines are a reduced pixel too thick above and below there.
    wide = pieces[:, 2] >= config.narrowest * lines.page.dpi
    low = (pieces[:, 3] - 2) * lines.page.factor <= thick
    for x, y, width, height in pieces[wide & low].tolist():
        line = lines.page.to_raster(Box(x, y, x + width, y + height).grown(0, -1))
        if not _is_line(page, page.inked(line.grown(-thick, page.border)), 0, thick):
            continue
        for y, inwards in ((line.y0, -1), (line.y1, 1)):
            far = y + inwards * config.stub * dpi
            if _turn_off(page, line, y, far, thick):
                deep = y + inwards * config.deep * dpi
                yield line, Box(line.x0, min(y, deep), line.x1, max(y, deep))


def _has_both_ends(page: _Page, box: Box, line: Box) -> bool:
    """Whether a box begins or ends at a line, and its other end is on the page, too.

    There is ink all along it, and at its corners lines turn off to the print, unless something else lies over them.
    """
    slack = page.config.thickest * page.dpi
    ends = [y for y in (box.y0, box.y1) if abs(y - line.centre[1]) > slack]
    if len(ends) != 1:
        return False
    y = ends[0]
    inked = page.inked(Box(box.x0, y, box.x1, y).grown(-2 * page.border, page.border))
    if not inked.size or inked.any(axis=0).mean() < page.config.whole:
        return False
    near = y + (page.border if y == box.y0 else -page.border)
    far = near + (1 if y == box.y0 else -1) * page.config.stub * page.dpi
    return all(_turns(page, x, near, far) or _is_spoilt(page, x, y) for x in (box.x0, box.x1))


def _turns(page: _Page, x: float, near: float, far: float) -> bool:
    """Whether there is ink from height to height at a corner."""
    inked = _at_side(page, x, near, far)
    return bool(inked.size and inked.any(axis=1).mean() >= page.config.whole)


def _at_side(page: _Page, x: float, near: float, far: float) -> NDArray[np.bool_]:
    """Ink from height to height about a side."""
    wide = 3 * page.border
    return page.inked(Box(x - wide, min(near, far), x + wide, max(near, far)))


def _is_spoilt(page: _Page, x: float, y: float) -> bool:
    """Whether the edge of the page, or more ink than any border has, lies at a corner: pen, film or half a hole."""
    reach = page.config.spoilt * page.dpi
    inked = page.inked(Box(x, y, x, y).grown(reach))
    return not inked.size or bool(inked.sum(axis=0).max() > 2 * page.config.thickest * page.dpi)


def _across_both(page: _Page, box: Box) -> list[Box]:
    """Rows of print across a box that reach both of its sides."""
    typed = replace(page.config, space=page.config.typed_space)
    rows = rows_across(page.grey, page.paper, page.dpi, box, typed)
    return [row for row in rows if row.x0 <= box.x0 + row.height and row.x1 >= box.x1 - row.height]


def _has_a_whole_end(page: _Page, box: Box) -> bool:
    """Whether the upper or the lower side is drawn, and both of the others where they meet it."""
    return any(_is_whole_end(page, box, y, inwards) for y, inwards in ((box.y1, -1), (box.y0, 1)))


def _is_whole_end(page: _Page, box: Box, y: float, inwards: int) -> bool:
    """Whether thin lines run along the side at `y`, and from both of its ends inwards for as long as print is high."""
    thick, wide = page.border, 3 * page.border
    if not _is_line(page, page.inked(Box(box.x0 + wide, y - wide, box.x1 - wide, y + wide)), 0, thick):
        return False
    return _turn_off(page, box, y + inwards * thick, y + inwards * page.config.side * page.dpi, thick)


def _turn_off(page: _Page, box: Box, near: float, far: float, thick: float) -> bool:
    """Whether lines no thicker than that run from height to height at the left and the right side of a box."""
    return all(_is_line(page, _at_side(page, x, near, far), 1, thick) for x in (box.x0, box.x1))


def _is_line(page: _Page, inked: NDArray[np.bool_], axis: int, thick: float) -> bool:
    """Whether a line no thicker than that runs along a strip, whose other side has `axis`.

    Lines as thick as strokes of letters are as thick all along.
    """
    if inked.size == 0:
        return False
    along = np.add.reduce(inked, axis=axis, dtype=np.int64)
    # most strips show gaps, which are soonest seen
    if share(along) < page.config.whole:
        return False
    usual = median(along)
    if usual > thick:
        return False
    return usual <= page.border or share(np.abs(along - usual) <= 1) >= page.config.whole


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
    sides = _mend(part, box.moved(*here), row.moved(*here))
    if sides is None:
        return
    lines = line_masks(part.grey, page.dpi, config.rules)
    reduced = mean_reduced(part.grey, page.dpi, config.rules.working_dpi)
    for mark in find_frames(reduced, lines, config.frame):
        # Borders may be thick, and what is left of them beside the box would be read as letters.
        whole = Box(min(mark.box.x0, sides[0]), mark.box.y0, max(mark.box.x1, sides[1] + 1), mark.box.y1)
        found = RedactionMark(whole.moved(columns.start, rows.start), mark.kind, mark.confidence)
        is_box = mark.rejected_by is None and _is_same(found.box, box, page.config)
        if is_box and not _says_more(page, found.box, row):
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


def _mend(page: _Page, box: Box, row: Box) -> tuple[int, int] | None:
    """Takes a row of print away and draws the sides on where it stood.

    Gives the columns of both sides; None where they do not go on beside the row.
    """
    left, right = _side(page, box.x0, row), _side(page, box.x1, row, right=True)
    if left is None or right is None or (left.whole and right.whole):
        return None
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
    return columns


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


def _side(page: _Page, x: float, row: Box, *, right: bool = False) -> _Side | None:
    """The upright side at `x` beside a row of print that took a piece of it with the white ground it stands on.

    Its column is the outer one of a thick line: the left one, unless it is the `right` side.
    """
    thick, reach = page.border, row.height
    place = Box(x - thick, row.y1, x + thick, row.y1 + reach)
    below = _begins(page.inked(place), page, right=right)
    above = _begins(page.inked(place.moved(0, -reach - row.height))[::-1], page, right=right)
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


def _begins(inked: NDArray[np.bool_], page: _Page, *, right: bool) -> tuple[int, int] | None:
    """The row at which an upright line begins, and its column, the `right` or the left one of a thick line."""
    least = 2 * page.border
    if len(inked) < least:
        return None
    runs = np.flatnonzero(np.lib.stride_tricks.sliding_window_view(inked.any(axis=1), least).all(axis=1))
    if not len(runs):
        return None
    first = int(runs[0])
    along = inked[first : first + least].sum(axis=0)
    return first, int(len(along) - 1 - along[::-1].argmax() if right else along.argmax())


def _is_same(one: Box, other: Box, config: AcrossConfig) -> bool:
    common = overlap_1d(one.x0, one.x1, other.x0, other.x1)
    return common >= config.same * max(one.width, other.width) and one.overlap(other) > 0
