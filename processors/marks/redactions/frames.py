"""White boxes: areas that thin lines enclose on all sides.

Lines are thickened, so that small breaks in them close; each area that they cut off from the rest of the page is a
candidate. What tells a redaction from a table cell, a form field or a framed word is the run of the lines beyond the
corners and what is printed inside.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

import numpy as np

from processors.components import components
from processors.config.redactions import FrameConfig
from processors.geometry import Box
from processors.marks.rasters import Reduced, window
from processors.marks.redactions.borders import Ink, Sides, drawn_sides, thin_ink
from processors.marks.redactions.filters import first_objection
from processors.marks.redactions.frame_filters import OVERRULED_BY_HATCHING, FrameFilters
from processors.marks.redactions.frame_measures import FrameMeasures
from processors.marks.redactions.frame_types import Frame, is_open
from processors.marks.redactions.hatching import is_hatched
from processors.marks.redactions.outlines import Thin, corners, open_outlines, thin_lines
from processors.marks.redactions.overlaps import edges_of, lies_on_any
from processors.marks.redactions.shapes import Contour, fullness_of, outline_of, steps_of
from processors.marks.redactions.side_lines import SideLines
from processors.marks.redactions.steps import Quad, stretches_of
from processors.marks.redactions.tables import cells, in_columns
from processors.marks.redactions.types import RedactionMark
from processors.marks.rules import LineMasks
from processors.records import RedactionKind


class FrameSearch:
    """Finds the white boxes of one page."""

    def __init__(self, page: Reduced, lines: LineMasks, config: FrameConfig) -> None:
        """Takes the page and the lines found on it.

        Args:
            page: the untouched page in greys, reduced as the lines are.
            lines: of `rules.line_masks`.
            config: thresholds.
        """
        self.page, self.lines, self.config = page, lines, config
        self.measures = FrameMeasures(self.page, lines, config)
        self.side_lines = SideLines(lines, config)
        self.least_height = config.smallest_height * self.page.dpi - 2
        self.least_width = config.smallest_width * self.page.dpi - 2

    @cached_property
    def _drawn_ink(self) -> Ink:
        return thin_ink(self.lines, self.config)

    def marks(self) -> list[RedactionMark]:
        """All candidates, each found or rejected by name, in pixels of the full raster."""
        frames = self._candidates()
        filters = FrameFilters(self.measures, self._table(frames), frames)
        return [self._mark(f, filters) for f in frames]

    def _table(self, frames: list[Frame]) -> set[Box]:
        """The cells of tables, and fields in a row along an edge of the page, which belong to a viewer's window."""
        c = self.config
        drawn = [f.box for f in frames if not is_open(f.sides, c) and sorted(f.drawn)[1] >= c.drawn]
        slack = max(3.0, c.column_slack * self.page.dpi)
        height = self.page.pixels.shape[0]
        at_edge = [_turned(b) for b in drawn if b.y0 <= 3 or b.y1 >= height - 3]
        rows = {_turned(b) for b in in_columns(at_edge, slack, c.column_cells)}
        return cells(drawn, 3.0, c.grid_cells) | in_columns(drawn, slack, c.column_cells) | rows

    def _mark(self, frame: Frame, filters: FrameFilters) -> RedactionMark:
        height, width = self.page.pixels.shape
        c = self.config
        whole = frame.box.width > c.page_cover * width and frame.box.height > c.page_cover * height
        kind = RedactionKind.PAGE_DENIED if whole else RedactionKind.WHITE_BOX
        objection = first_objection(frame, filters.named())
        if (objection is None or objection in OVERRULED_BY_HATCHING) and self._hatched(frame):
            kind, objection = RedactionKind.HATCHED_BOX, None
        confidence = round(0.4 + 0.3 * frame.fullness + 0.29 * min(frame.sides), 3)
        return RedactionMark(self.page.to_raster(frame.box), kind, confidence, objection)

    def _hatched(self, frame: Frame) -> bool:
        """Whether hatching fills the box, which is then a redaction whatever its lines look like to print."""
        if sorted(frame.sides)[2] < self.config.hatched_sides:
            return False
        inside = self.page.pixels[window(frame.box.grown(-3), self.page.pixels.shape)]
        return is_hatched(inside, self.page.dpi, self.config.hatch)

    def _candidates(self) -> list[Frame]:
        frames = self._enclosed()
        thin = thin_lines(self.lines, self.config)
        known = edges_of([f.box for f in frames])
        outlines = open_outlines(thin, self.page.dpi, self.config)
        every_side, bare = self.side_lines.of(outlines)
        for k in np.flatnonzero(~bare).tolist():
            box, sides = outlines[k], every_side[k]
            ordered = sorted(sides)
            if ordered[0] < self.config.weakest_support or ordered[1] < self.config.open_support:
                continue
            if not lies_on_any(box, known, 0.6):
                frames.append(self._measured(box, 1.0, sides))
                known = np.vstack([known, box])
        return frames + self._from_corners(thin, frames)

    def _from_corners(self, thin: Thin, known: list[Frame]) -> list[Frame]:
        """Boxes that only one corner tells of, the best drawn first, where nothing is known yet."""
        boxes = edges_of([f.box for f in known])
        whole = [f.box for f in known if min(f.drawn) >= self.config.poor]
        likely: list[Box] = []
        for box in corners(thin, self.page.dpi, self.config):
            if box.height < self.least_height or box.width < self.least_width:
                continue
            doubled = lies_on_any(box, boxes, 0.6)
            # a line that goes on beyond a whole box is another box's or an underline
            if not doubled and not any(other.covered_by(box) > 0.8 for other in whole):
                likely.append(box)
        every_side, _ = self.side_lines.of(likely)
        found = [self._measured(box, 1.0, sides) for box, sides in zip(likely, every_side, strict=True)]
        kept: list[Frame] = []
        taken = edges_of([])
        for frame in sorted(found, key=lambda f: (-min(f.drawn), f.box)):
            if not lies_on_any(frame.box, taken, 0.3):
                kept.append(frame)
                taken = np.vstack([taken, frame.box])
        return kept

    def _enclosed(self) -> list[Frame]:
        both = self.lines.both
        height, width = both.shape
        enclosed = components(1 - both, 4)
        found: list[tuple[Box, float]] = []
        stepped: list[Box] = []
        _, _, widths, heights, areas = enclosed.stats.astype(np.int64).T
        likely = (widths >= self.least_width) & (heights >= self.least_height)
        likely &= (areas >= 0.4 * widths * heights) & (areas <= 0.97 * width * height)
        likely[0] = False
        for i in np.flatnonzero(likely).tolist():
            outline = outline_of(enclosed.piece(i))
            fullness = fullness_of(outline)
            x, y, w, h = enclosed.stats[i, :4].tolist()
            box = Box(x - 1, y - 1, x + w + 1, y + h + 1)
            if self._is_stepped(box, outline, fullness):
                stepped += self._stretches(box, outline)
            elif fullness >= self.config.bitten_fullness:
                found.append((box, fullness))
        every_side, _ = self.side_lines.of([box for box, _ in found])
        measured = zip(found, every_side, strict=True)
        return [
            *(self._measured(box, fullness, sides) for (box, fullness), sides in measured),
            *(self._stepped(box) for box in stepped),
        ]

    def _stretches(self, box: Box, outline: Contour) -> list[Box]:
        """The boxes of which an area with steps consists, what stands beside its short lines left out.

        Another shape stays one box, and so does what leans until the search for leaning boxes finds its stretches.
        """
        leaning = self.config.leaning
        quads = stretches_of(outline, self.page.dpi, leaning)
        if not quads:
            return [box]
        (x0, y0), (x1, y1) = quads[0][:2].tolist()
        if abs(y1 - y0) >= leaning.least * (x1 - x0):
            return [box]
        return [_middle(quad).grown(1).moved(box.x0 + 1, box.y0 + 1) for quad in quads]

    def _is_stepped(self, box: Box, outline: Contour, fullness: float) -> bool:
        """Whether an area is a run of lines with unequal ends: right angles, and no line that goes on beyond one."""
        c, dpi = self.config, self.page.dpi
        if not c.stepped_fullness <= fullness < c.fullness:
            return False
        if box.height < c.stepped_height * dpi or box.width < c.stepped_width * dpi:
            return False
        corners_of = steps_of(outline, 0.02 * dpi)
        if len(corners_of) == 0:
            return False
        arms = 0
        for (ax, ay), (bx, by) in pairwise([*corners_of, corners_of[0]]):
            edge = Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)).moved(box.x0 + 1, box.y0 + 1)
            arms += self._edge_arms(edge)
        return arms <= 1

    def _edge_arms(self, edge: Box) -> int:
        """How many ends of one edge go on as a line."""
        reach, r = self.config.arm * self.page.dpi, 2.0
        if edge.width > edge.height:
            y0, y1 = edge.y0 - r, edge.y1 + r
            ends = (
                Box(edge.x0 - reach - r, y0, edge.x0 - r, y1),
                Box(edge.x1 + r, y0, edge.x1 + reach + r, y1),
            )
            return sum(self.measures.runs(self.lines.across, end, 0) for end in ends)
        x0, x1 = edge.x0 - r, edge.x1 + r
        ends = (Box(x0, edge.y0 - reach - r, x1, edge.y0 - r), Box(x0, edge.y1 + r, x1, edge.y1 + reach + r))
        return sum(self.measures.runs(self.lines.down, end, 1) for end in ends)

    def _stepped(self, box: Box) -> Frame:
        """Closed by lines on all sides, as every enclosed area is; a rectangle's sides say nothing about it."""
        whole = (1.0, 1.0, 1.0, 1.0)
        return Frame(box, 1.0, whole, whole, stepped=True)

    def _measured(self, box: Box, fullness: float, sides: Sides) -> Frame:
        if is_open(sides, self.config):
            # turned down by its sides alone: the rest is not worth the time
            return Frame(box, fullness, sides, (0.0, 0.0, 0.0, 0.0))
        return Frame(box, fullness, sides, drawn_sides(self._drawn_ink, box, self.page.dpi, self.config))


def _middle(quad: Quad) -> Box:
    """The level box that lies best on four corners."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = quad.tolist()
    return Box((ax + dx) / 2, (ay + by) / 2, (bx + cx) / 2, (cy + dy) / 2)


def _turned(box: Box) -> Box:
    """The box with its axes exchanged."""
    return Box(box.y0, box.x0, box.y1, box.x1)


def find_frames(page: Reduced, lines: LineMasks, config: FrameConfig) -> list[RedactionMark]:
    """White boxes of a page, with the rejected candidates.

    Args:
        page: the untouched page in greys, reduced as the lines are.
        lines: the lines of the page, from `rules.line_masks`.
        config: thresholds.

    Returns:
        Marks in pixels of the page's raster; those with `rejected_by` are no redactions.
    """
    return FrameSearch(page, lines, config).marks()
