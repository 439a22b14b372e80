"""White boxes on a page that leans: areas with four straight sides, of which the long ones lean alike.

Level and upright lines are no help where a line climbs by a tenth of an inch on its way, so the paper that ink encloses
is looked at as it is. A row of letters encloses no area with straight sides.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import components
from processors.config.redactions import FrameConfig
from processors.geometry import Box
from processors.marks.rasters import Lettering, box_of, lettering, share, window
from processors.marks.redactions.filters import NamedFilter, first_objection
from processors.marks.redactions.shapes import Contour, outline_of
from processors.marks.redactions.steps import stretches_of
from processors.marks.redactions.types import RedactionMark
from processors.marks.rules import LineMasks
from processors.records import RedactionKind
from processors.scan import Raster

Corners = NDArray[np.float64]
"""Top left, top right, bottom right, bottom left, as rows of x and y."""


_BESIDE = 4.0
"""Reduced pixels between the insides of two areas that share a line."""

_TO_LINE = 2.0
"""Reduced pixels from the outermost pixel of an area to the middle of the line around it."""

_CONFIDENCE = 0.8
"""Of a box with four straight sides around paper; there is no scale of better and worse."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """An area with four straight sides, in reduced pixels: the box around it and its corners.

    A part is a stretch of an area with steps.
    """

    box: Box
    corners: Corners
    part: bool = False


class LeaningSearch:
    """Finds the leaning white boxes of one page."""

    def __init__(self, lines: LineMasks, cells: Sequence[Box], config: FrameConfig) -> None:
        """Takes the lines of the page, the table cells known on it in pixels of the raster, and thresholds."""
        self.lines, self.frame, self.config = lines, config, config.leaning
        self.page = lines.page
        self.cells = [cell.scaled(1 / self.page.factor) for cell in cells]

    def marks(self) -> list[RedactionMark]:
        """All candidates, each found or rejected by name, in pixels of the full raster."""
        found = self._candidates()
        in_table = self._in_tables(found)
        filters: tuple[NamedFilter[Leaning], ...] = (
            ("too_coarse", lambda f: f.box.height * self.page.factor < self.frame.coarse),
            ("table_cell", lambda f: f.box in in_table),
            ("on_dark", self._on_dark),
            ("text_inside", self._text_inside),
            ("framed_word", self._stamp),
        )
        return [self._mark(f, first_objection(f, filters)) for f in found]

    def _mark(self, f: Leaning, objection: str | None) -> RedactionMark:
        factor = float(self.page.factor)
        # from the inside, where the line was made thicker, out to the middle of the line
        middle = f.corners + _TO_LINE * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
        corners = tuple((x * factor, y * factor) for x, y in (middle + 0.5).tolist())
        box = self.page.to_raster(f.box)
        return RedactionMark(box, RedactionKind.WHITE_BOX, _CONFIDENCE, objection, corners, f.part)

    def _candidates(self) -> list[Leaning]:
        rows = self._leaning_rows()
        if rows is None:
            return []
        # a line thin as a hair may have gaps where it steps
        thick = np.asarray(cv2.dilate(self.lines.ink[rows], np.ones((3, 3), np.uint8)), np.uint8)
        enclosed = components(1 - thick, 4)
        _, _, widths, heights, areas = enclosed.stats.astype(np.int64).T
        dpi, c = self.page.dpi, self.config
        likely = (widths >= c.width * dpi) & (heights >= c.height * dpi)
        likely &= areas >= c.fullness * widths * heights
        likely[0] = False
        found = []
        for i in np.flatnonzero(likely).tolist():
            down, across = window(box_of(enclosed.stats[i]), thick.shape)
            outline = outline_of(enclosed.piece(i))
            corner = (across.start, rows.start + down.start)
            shape = self._four_sides(outline, *corner)
            found += [shape] if shape is not None else self._stretches(outline, *corner)
        return found

    def _stretches(self, outline: Contour, left: int, top: int) -> list[Leaning]:
        """Of an area with steps whose lines end at its corners, the boxes that it consists of."""
        quads = [q + np.array([left, top]) for q in stretches_of(outline, self.page.dpi, self.config)]
        parts = [Leaning(_around(quad), quad, part=True) for quad in quads]
        ends = [(quads[0], ((0, 1), (1, 0))), (quads[-1], ((3, 2), (2, 3)))] if quads else []
        return parts if sum(self._goes_on(*end) for end in ends) <= 1 else []

    def _leaning_rows(self) -> slice | None:
        """The rows that leaning lines lie in, None where there are fewer than two."""
        stats = self.lines.across_pieces.stats[1:]
        width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
        lean = (height - 3) >= np.maximum(self.config.rise, math.tan(self.config.least) * width)
        thin = stats[:, cv2.CC_STAT_AREA] < 9 * width
        kept = stats[lean & thin & (width >= self.config.width * self.page.dpi)]
        if len(kept) < 2:
            return None
        bottoms = kept[:, cv2.CC_STAT_TOP] + kept[:, cv2.CC_STAT_HEIGHT]
        margin = self.page.px(0.1)
        return slice(max(0, int(kept[:, cv2.CC_STAT_TOP].min()) - margin), int(bottoms.max()) + margin)

    def _four_sides(self, outline: Contour, left: int, top: int) -> Leaning | None:
        slack = self.config.slack * self.page.dpi
        hull = cv2.approxPolyDP(cv2.convexHull(outline), 1.0, closed=True)
        corners = _corners_of(np.asarray(hull, dtype=np.float64).reshape(-1, 2), slack)
        if len(corners) != 4:
            return None
        ordered = _ordered(corners)
        whole = cv2.contourArea(ordered.astype(np.float32))
        if whole <= 0 or cv2.contourArea(outline) < self.config.filled * whole:
            return None
        upper, lower = (_slope(ordered[a], ordered[b]) for a, b in ((0, 1), (3, 2)))
        sides = [abs(_slope(ordered[a][::-1], ordered[b][::-1])) for a, b in ((0, 3), (1, 2))]
        c = self.config
        lean = min(abs(upper), abs(lower)) >= c.least and max(abs(upper), abs(lower)) <= c.most
        if not lean or abs(upper - lower) > c.parallel or max(sides) > c.side:
            return None
        x, y, width, height = cv2.boundingRect(outline)
        box = Box(left + x - 1, top + y - 1, left + x + width + 1, top + y + height + 1)
        return Leaning(box, ordered + np.array([left, top]))

    def _in_tables(self, found: Sequence[Leaning]) -> set[Box]:
        """Areas whose lines go on beyond the corners, that hang together in numbers, or that touch such a one."""
        boxes = [f.box for f in found]
        beside = {box: [b for b in boxes if b is not box and _touch(b, box)] for box in boxes}
        waiting = [
            f.box
            for f in found
            if len(beside[f.box]) >= self.config.cells
            or (not f.part and self._arms(f) >= self.frame.grid_arms)
            or any(_touch(cell, f.box) for cell in self.cells)
        ]
        table = set(waiting)
        while waiting:
            for box in beside[waiting.pop()]:
                if box not in table:
                    table.add(box)
                    waiting.append(box)
        return table

    def _arms(self, f: Leaning) -> int:
        ends = ((0, 1), (1, 0), (3, 2), (2, 3), (0, 3), (3, 0), (1, 2), (2, 1))
        return self._goes_on(f.corners, ends)

    def _goes_on(self, corners: Corners, ends: Sequence[tuple[int, int]]) -> int:
        """How many of the sides, each told by its end and its beginning, go on as a line beyond their end."""
        reach = self.frame.arm * self.page.dpi
        arms = 0
        for a, b in ends:
            along = corners[a] - corners[b]
            step = along / max(1.0, float(np.hypot(*along)))
            places = corners[a] + step * np.arange(4.0, reach + 4)[:, None]
            arms += self._inked(places) > 0.85
        return arms

    def _inked(self, places: NDArray[np.float64]) -> float:
        """Share of places with ink within two pixels."""
        ink = self.lines.ink
        hits = [ink[window(Box(x - 2, y - 2, x + 3, y + 3), ink.shape)].any() for x, y in places.tolist()]
        return share(np.array(hits))

    def _on_dark(self, f: Leaning) -> bool:
        """Black all round: a picture, an emblem, the paper between two dark pages."""
        ink, inside = self._ink_and_inside(f)
        far, near = (cv2.dilate(inside, np.ones((side, side), np.uint8)) for side in (19, 11))
        return share(ink[(far > 0) & (near == 0)]) > self.config.dark_around

    def _text_inside(self, f: Leaning) -> bool:
        c, letters = self.frame, self._letters(f)
        return len(letters.boxes) > c.code_glyphs or letters.lines > c.code_lines + 2

    def _stamp(self, f: Leaning) -> bool:
        """Letters of one size, as on a rubber stamp that was put down askew; the brackets of a code stand higher."""
        c, letters = self.frame, self._letters(f)
        tall = letters.heights[letters.heights > 0.07 * self.page.dpi]
        if tall.size < c.word_glyphs:
            return False
        return share(np.abs(tall - np.median(tall)) <= self.config.even * np.median(tall)) >= c.even_share

    def _letters(self, f: Leaning) -> Lettering:
        ink, inside = self._ink_and_inside(f)
        within = np.asarray(cv2.erode(inside, np.ones((7, 7), np.uint8)), np.uint8)
        return lettering(ink & within, self.page.dpi)

    def _ink_and_inside(self, f: Leaning) -> tuple[Raster, Raster]:
        """The ink around a shape, and a 0/1 mask of the shape on it."""
        rows, columns = window(f.box.grown(10), self.lines.ink.shape)
        ink = self.lines.ink[rows, columns]
        corners = np.rint(f.corners - np.array([columns.start, rows.start])).astype(np.int32)
        inside = cv2.fillConvexPoly(np.zeros(ink.shape, np.uint8), corners, 1)
        return ink, np.asarray(inside, dtype=np.uint8)


def _corners_of(hull: Corners, slack: float) -> Corners:
    """The corners of a convex outline: those that lie no more than `slack` off the line past them are left out."""
    points = list(hull)
    while len(points) > 3:
        strays = []
        for i, point in enumerate(points):
            before, after = points[i - 1], points[(i + 1) % len(points)]
            along, off = after - before, point - before
            strays.append(abs(along[0] * off[1] - along[1] * off[0]) / max(1.0, float(np.hypot(*along))))
        least = int(np.argmin(strays))
        if strays[least] > slack:
            break
        del points[least]
    return np.array(points)


def _ordered(corners: Corners) -> Corners:
    """Top left, top right, bottom right, bottom left."""
    # of a long area both ends of one side may lie above the other: left and right tell first
    by_side = corners[np.argsort(corners[:, 0])]
    left, right = by_side[:2], by_side[2:]
    left, right = left[np.argsort(left[:, 1])], right[np.argsort(right[:, 1])]
    return np.array([left[0], right[0], right[1], left[1]])


def _around(corners: Corners) -> Box:
    (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return Box(x0 - 1, y0 - 1, x1 + 1, y1 + 1)


def _touch(a: Box, b: Box) -> bool:
    return a.overlap(b.grown(_BESIDE)) > 0


def _slope(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Lean of a side in radians, 0 for a level one."""
    across, down = float(b[0] - a[0]), float(b[1] - a[1])
    return math.atan2(down, across)


def find_leaning(lines: LineMasks, cells: Sequence[Box], config: FrameConfig) -> list[RedactionMark]:
    """White boxes that lean with their page, with the rejected candidates.

    Args:
        lines: the lines of the page, from `rules.line_masks`.
        cells: table cells known on the page, in pixels of the full raster.
        config: thresholds.

    Returns:
        Marks in pixels of the full raster, as the level boxes around them and their corners.
    """
    return LeaningSearch(lines, cells, config).marks()
