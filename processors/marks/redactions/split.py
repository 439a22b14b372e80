"""Cuts a rectilinear shape into the rectangles it was drawn from.

Redactors draw one rectangle for each line or paragraph, so a shape whose outline jumps is several boxes that touch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from processors.components import components
from processors.geometry import Box, bounding
from processors.marks.rasters import quantile, share, window
from processors.scan import Raster

_CLEAN = 0.95
"""Share of its rectangle that a box fills which a program drew."""

_STRIP = 3
"""Pixels of the thinnest strip beside a line left open."""

_NOTCH = 0.15
"""Share of a row that a line left open takes at least: a few words."""


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle of a shape and the share of it that the shape fills, 0 to 1."""

    box: Box
    fullness: float


@dataclass(frozen=True, slots=True)
class Steps:
    """Where a shape is cut, in pixels.

    Attributes:
        step: that an edge must jump to be cut there.
        thinnest: lower parts are ragged edge and stay with their neighbour.
        line: lowest part that a small step of a straight edge cuts off, the height of a line; 0 for ragged shapes,
            where small steps mean nothing.
        open_lines: whether lines left open within a block are cut out; in a tone, type that runs across looks like one.
    """

    step: int
    thinnest: int
    line: int = 0
    open_lines: bool = False


def rectangles(shape: Raster, steps: Steps) -> tuple[Part, ...]:
    """The rectangles that a filled shape consists of.

    Lines of text make horizontal bands the likelier cut; an upright cut is taken where a bar sticks out of the
    side of a block, which would fall into three bands.

    Args:
        shape: 0/1 mask of one connected shape.
        steps: where it is cut.

    Returns:
        The parts in coordinates of `shape`, from top to bottom.
    """
    bands = _bands(shape, steps)
    if len(bands) == 3 and _same_extent(bands[0].box, bands[2].box, steps.step / 3):
        columns = _bands(np.ascontiguousarray(shape.T), replace(steps, line=0))
        if len(columns) == 2:
            return tuple(Part(Box(p.box.y0, p.box.x0, p.box.y1, p.box.x1), p.fullness) for p in columns)
    return bands


def _same_extent(a: Box, b: Box, step: float) -> bool:
    return abs(a.x0 - b.x0) < step and abs(a.x1 - b.x1) < step


def _bands(shape: Raster, steps: Steps) -> tuple[Part, ...]:
    rows = np.flatnonzero(shape.any(axis=1))
    if rows.size == 0:
        return ()
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    left = shape.argmax(axis=1)
    right = shape.shape[1] - shape[:, ::-1].argmax(axis=1)
    edges = [top, *_cuts(left[top:bottom], right[top:bottom], steps, top), bottom]
    parts: list[Part] = []
    for a, b in pairwise(edges):
        # what is not cut stays the one shape that it is
        whole = len(edges) == 2 and bool(shape[top:bottom, 0].any() and shape[top:bottom, -1].any())
        parts.extend(_pieces(shape[a:b], a, steps, whole))
    return tuple(parts)


def _cuts(left: NDArray[np.int_], right: NDArray[np.int_], steps: Steps, offset: int) -> list[int]:
    cuts = _jumps(left, right, steps.step, steps.thinnest, ())
    if steps.line and _is_sharp(left) and _is_sharp(right):
        # straight edges, as programs draw them: a step of a few pixels is another line
        cuts = _jumps(left, right, max(2, steps.step // 4), steps.line, cuts)
    return sorted(offset + c for c in cuts)


def _jumps(
    left: NDArray[np.int_], right: NDArray[np.int_], step: int, thinnest: int, known: Sequence[int]
) -> list[int]:
    """Rows where an edge jumps, the largest jumps first, besides those that are known."""
    reach = 2
    height = left.size
    cuts = list(known)
    if height < 2 * thinnest:
        return cuts
    jump = np.zeros(height, dtype=np.int64)
    for edge in (left, right):
        change = np.abs(edge[2 * reach - 1 :] - edge[: height - 2 * reach + 1])
        jump[reach : reach + change.size] = np.maximum(jump[reach : reach + change.size], change)
    for y in np.argsort(-jump, kind="stable"):
        if jump[y] < step:
            break
        row = _middle_of_plateau(jump, int(y))
        if thinnest <= row <= height - thinnest and all(abs(row - c) >= thinnest for c in cuts):
            cuts.append(row)
    return cuts


def _is_sharp(edge: NDArray[np.int_]) -> bool:
    """Whether nearly all steps of an edge from row to row are none or that of a slight lean."""
    return len(edge) < 2 or share(np.abs(edge[1:] - edge[:-1]) > 1) <= 0.04


def _middle_of_plateau(jump: NDArray[np.int64], y: int) -> int:
    a = b = y
    while a > 0 and jump[a - 1] >= 0.8 * jump[y]:
        a -= 1
    while b + 1 < jump.size and jump[b + 1] >= 0.8 * jump[y]:
        b += 1
    return (a + b + 1) // 2


def _pieces(band: Raster, offset: int, steps: Steps, whole: bool) -> list[Part]:
    pieces: list[Part] = []
    for x, y, own in _connected(band, whole):
        if min(own.shape) < steps.thinnest:
            continue
        part, inner = _typical(own)
        part = replace(part, box=part.box.moved(x, offset + y))
        around = _around_a_notch(inner, part, steps.thinnest) if steps.open_lines else []
        pieces += around or [part]
    return pieces


def _typical(own: NDArray[np.bool_]) -> tuple[Part, NDArray[np.bool_]]:
    """The rectangle that a shape mostly reaches to, and what is in it."""
    x0, x1 = _typical_extent(own)
    y0, y1 = _typical_extent(own.T)
    inner = own[y0:y1, x0:x1]
    return Part(Box(x0, y0, x1, y1), float(np.count_nonzero(inner)) / max(1, inner.size)), inner


def _around_a_notch(inner: NDArray[np.bool_], whole: Part, thinnest: int) -> list[Part]:
    """The clean rectangles around a line that was left open within a block; none where the shape is another.

    The sides of the block do not jump where such a line begins; how much of a row is filled does. What goes all the
    way round a white place is a panel.
    """
    if whole.fullness >= _CLEAN or len(inner) < 2 * thinnest:
        return []
    filled = inner.mean(axis=1)
    # Three rows on, past a step of the slant and of the reduction.
    change = filled[3:] - filled[:-3]
    steepest = float(np.abs(change).max())
    if steepest < _NOTCH:
        return []
    steep = np.flatnonzero(np.abs(change) >= 0.9 * steepest)
    # Rows in which it changes belong to the narrower part.
    cut = int(steep[-1]) + 1 if change[steep[0]] < 0 else int(steep[0]) + 3
    parts: list[Part] = []
    for y, rows in ((0, inner[:cut]), (cut, inner[cut:])):
        for left, top, own in _connected(np.ascontiguousarray(rows, np.uint8), whole=False):
            # Above a line left open the block may be no more than a strip, the edge of the box above it.
            if min(own.shape) < _STRIP:
                continue
            part, _ = _typical(own)
            if part.fullness < _CLEAN:
                return []
            parts.append(replace(part, box=part.box.moved(left + whole.box.x0, y + top + whole.box.y0)))
    return parts if len(parts) > 1 else []


def _connected(band: Raster, whole: bool) -> Iterator[tuple[int, int, NDArray[np.bool_]]]:
    """Left, top and pixels of the connected parts of a band; `whole`: it is one, as far as the band reaches."""
    if whole:
        yield 0, 0, band > 0
        return
    connected = components(band, 4)
    for i in range(1, len(connected)):
        x, y = connected.stats[i, :2].tolist()
        yield x, y, connected.piece(i).view(np.bool_)


def _typical_extent(own: NDArray[np.bool_]) -> tuple[int, int]:
    """The columns that a fifth of the outermost rows reach: past ragged ends, short of single whiskers."""
    rows = own.any(axis=1)
    first = own.argmax(axis=1)[rows]
    last = own.shape[1] - own[:, ::-1].argmax(axis=1)[rows]
    start = int(quantile(first, 0.2))
    return start, max(start + 1, int(quantile(last, 0.8)))


def joined(parts: list[Part], mask: Raster, widest: float) -> list[Part]:
    """Joins neighbours on a line that lettering tore apart: above and below the letters the mask goes on.

    Args:
        parts: rectangles in pixels of `mask`.
        mask: 0/1, the tone of the boxes.
        widest: pixels; longest lettering.

    Returns:
        The parts from top to bottom.
    """
    waiting = sorted(parts, key=lambda p: p.box.x0)
    boxes = np.array([p.box for p in waiting], dtype=np.float64).reshape(-1, 4)
    taken: set[int] = set()
    done: list[Part] = []
    for i, part in enumerate(waiting):
        if i in taken:
            continue
        whole = part
        while True:
            later = (i + 1 + k for k in _beside(whole.box, boxes[i + 1 :], widest))
            partner = next(
                (k for k in later if k not in taken and _lettered_gap(whole.box, waiting[k].box, mask)), None
            )
            if partner is None:
                break
            taken.add(partner)
            other = waiting[partner]
            whole = Part(bounding([whole.box, other.box]), min(whole.fullness, other.fullness))
        done.append(whole)
    return sorted(done, key=lambda p: (p.box.y0, p.box.x0))


def _beside(box: Box, others: NDArray[np.float64], widest: float) -> list[int]:
    """Which of the others, rows of `x0, y0, x1, y1`, follow on the same line, as far off as lettering is wide.

    A torn box leaves at least one piece longer than a letter.
    """
    x0, y0, x1, y1 = others.T
    heights, apart = y1 - y0, x0 - box.x1
    fits = apart >= 0.015 * widest
    fits &= apart <= np.maximum(6 * np.minimum(box.height, heights), widest)
    fits &= np.maximum(0.0, np.minimum(box.y1, y1) - np.maximum(box.y0, y0)) >= 0.8 * np.maximum(
        box.height, heights
    )
    fits &= np.maximum(box.width, x1 - x0) >= 0.06 * widest
    return [int(k) for k in np.flatnonzero(fits)]


def _lettered_gap(a: Box, b: Box, mask: Raster) -> bool:
    """Whether the mask goes on between two neighbours above and below letters."""
    gap = mask[window(Box(a.x1, max(a.y0, b.y0), b.x0, min(a.y1, b.y1)), mask.shape)]
    if gap.size == 0:
        return False
    rows = gap.mean(axis=1)
    third = max(1, rows.size // 3)
    rails = int(rows[:third].max() > 0.9) + int(rows[-third:].max() > 0.9)
    # letters that touch one edge of the box leave one rail, but never much white
    return bool((rails == 2 and gap.mean() > 0.35) or (rails == 1 and gap.mean() > 0.5))


def along_rails(part: Part, mask: Raster, lowest: int, farthest: int) -> Part:
    """Goes on at both ends as long as the mask does above and below: lettering may leave a sliver beyond it.

    Args:
        part: a rectangle in pixels of `mask`.
        mask: 0/1, the tone of the box.
        lowest: pixels; lower parts are too low to hold lettering between two rails.
        farthest: pixels to go on at most, the longest lettering.
    """
    x0, y0, x1, y1 = (int(v) for v in part.box)
    if part.fullness < 0.95 or part.box.height < lowest or part.box.width < part.box.height:
        # the ragged edge of marker has no rails, and a letter is no box
        return part
    rows = mask[y0:y1]
    left = _lettered_end(rows[:, max(0, x0 - farthest) : x0][:, ::-1])
    right = _lettered_end(rows[:, x1 : x1 + farthest])
    return replace(part, box=Box(x0 - left, y0, x1 + right, y1)) if left or right else part


def _lettered_end(side: Raster) -> int:
    """How many columns of lettering between two rails follow, 0 where none or none of them is open in the middle."""
    third = max(1, side.shape[0] // 3)
    length = min(_longest_run(side[:third]), _longest_run(side[-third:]))
    black = float(side[:, :length].mean()) if length > 1 else 1.0
    return length if 0.5 < black < 0.97 else 0


def _longest_run(side: Raster) -> int:
    """How far the mask goes on without a break from the first column, in the row where it goes farthest."""
    if side.size == 0:
        return 0
    stops = side == 0
    runs = np.where(stops.any(axis=1), stops.argmax(axis=1), side.shape[1])
    return int(runs.max())
