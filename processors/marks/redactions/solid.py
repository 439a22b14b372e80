"""Black boxes and marker strokes: large areas of solid black, cut into rectangles, minus what else is black.

Candidates are the places where a square wider than any stroke of type fits into the black; each connected shape is
cut into rectangles, and rectangles that were torn apart by white lettering are joined again.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from processors.components import Components, components
from processors.config.redactions import SolidConfig
from processors.geometry import Box, overlap_1d
from processors.marks.rasters import Reduced, box_of, opened, window
from processors.marks.redactions.filters import first_objection
from processors.marks.redactions.inline import with_inline
from processors.marks.redactions.lettered import lettered_boxes
from processors.marks.redactions.slim import with_slim
from processors.marks.redactions.solid_filters import Solid, SolidFilters
from processors.marks.redactions.split import Part, Steps, along_rails, joined, rectangles
from processors.marks.redactions.turned import find_turned
from processors.marks.redactions.types import RedactionMark
from processors.records import RedactionKind
from processors.scan import Raster

_PIECE = 0.5
"""Share of a level box from which it is a piece of the leaning one it lies in."""


class SolidSearch:
    """Finds the black boxes of one page."""

    def __init__(self, page: Reduced, config: SolidConfig) -> None:
        """Marks what is black.

        Args:
            page: the untouched page in greys, reduced.
            config: thresholds.
        """
        self.config, self.page = config, page
        self.black: Raster = (page.pixels < config.black).view(np.uint8)
        self._shapes: tuple[Components, ...] = ()
        self._top = 0

    def marks(self) -> list[RedactionMark]:
        """All candidates, each found or rejected by name, in pixels of the full raster."""
        solids = self._candidates()
        filters = SolidFilters(self.page, self.black, solids, self.config)
        marks = [self._mark(solid, filters) for solid in solids]
        spoilt = filters.spoilt_shapes([(s, m.rejected_by) for s, m in zip(solids, marks, strict=True)])
        marks = [
            replace(m, rejected_by="part_of_picture")
            if m.rejected_by is None and filters.shape_of(s) in spoilt
            else m
            for s, m in zip(solids, marks, strict=True)
        ]
        marks = self._beside_others([s.box for s in solids], marks)
        marks = with_inline(solids, marks, filters, self.page, self.config.inline)
        marks = with_slim(solids, marks, filters, self.page.dpi, self.config.slim)
        return marks + self._lettered(marks)

    def _lettered(self, marks: list[RedactionMark]) -> list[RedactionMark]:
        """Boxes that may be told by what is printed in them."""
        if not self._shapes:
            return []
        # An opening by an even square moves all by a pixel to the right and downwards.
        moved = (self.page.px(self.config.core, 3) + 1) % 2
        place = (-moved, self._top - moved)
        return lettered_boxes(self._shapes[0], place, self.black, self.page, marks, self.config.lettered)

    def _beside_others(self, boxes: list[Box], marks: list[RedactionMark]) -> list[RedactionMark]:
        """What a candidate is, seen with those above and below it: a step of a stroke, or a piece of an emblem."""
        found = [box for box, m in zip(boxes, marks, strict=True) if m.rejected_by is None]
        rest = [box for box, m in zip(boxes, marks, strict=True) if m.rejected_by not in (None, "picture")]
        emblems = [box for box, m in zip(boxes, marks, strict=True) if m.rejected_by == "emblem"]
        out = []
        for box, mark in zip(boxes, marks, strict=True):
            objection = mark.rejected_by
            # black around a low box on top of a redaction is the edge of the marker, unless more lies on it; below a
            # redaction the edge runs into the next line of type
            upper = [other for other in found if other.centre[1] > box.centre[1]]
            if objection == "picture" and box.width > 2 * box.height and self._lies_on_any(box, upper):
                objection = "picture" if self._lies_on_any(box, rest) else None
            elif objection is None and self._lies_on_any(box, emblems):
                objection = "emblem"
            out.append(replace(mark, rejected_by=objection))
        return out

    def _lies_on_any(self, box: Box, others: list[Box]) -> bool:
        """Whether a box lies on another one with most of its upper or lower side."""
        slack, least = self.page.px(self.config.thinnest_part), self.config.step_side * box.width
        return any(
            overlap_1d(box.x0, box.x1, other.x0, other.x1) >= least
            and max(other.y0 - box.y1, box.y0 - other.y1) <= slack
            for other in others
        )

    def turned(self) -> list[RedactionMark]:
        """Boxes that lean, in pixels of the full raster; `marks` comes first."""

        def level(picture: Raster, dpi: float) -> list[RedactionMark]:
            return SolidSearch(Reduced(picture, 1, dpi), self.config).marks()

        marks: list[RedactionMark] = []
        for shapes in self._shapes:
            more = find_turned(self.page, shapes, self._top, level, self.config.turned)
            marks += [m for m in more if not any(m.box.covered_by(other.box) > _PIECE for other in marks)]
        return marks

    def _mark(self, solid: Solid, filters: SolidFilters) -> RedactionMark:
        area = self.page.pixels.shape[0] * self.page.pixels.shape[1]
        if solid.box.area > self.config.page_cover * area:
            kind = RedactionKind.PAGE_DENIED
        elif solid.fullness < 0.97:
            kind = RedactionKind.MARKER
        else:
            kind = RedactionKind.BLACK_BOX
        confidence = round(0.5 + 0.49 * min(1.0, max(0.0, (solid.fullness - 0.7) / 0.3)), 3)
        objection = first_objection(solid, filters.named())
        return RedactionMark(self.page.to_raster(solid.box), kind, confidence, objection)

    def _candidates(self) -> list[Solid]:
        c, px = self.config, self.page.px
        core = px(c.core, 3)
        heavy_rows = self._heavy_rows(core)
        if heavy_rows.stop == heavy_rows.start:
            return []
        heavy, lettered = _filled(
            np.ascontiguousarray(self.black[heavy_rows]), px(c.speck) ** 2 // 3, px(c.lettering_height)
        )
        shapes = opened(heavy, core, core)
        connected = components(shapes, 4)
        self._top = heavy_rows.start
        # a code tears a leaning bar into pieces that stand at different heights, which the search for level ones
        # does not put together again; without lettering, bars hang together with type that touches them
        whole_bars = opened(lettered, core, core)
        self._shapes = (components(whole_bars, 4), connected)
        found: list[Part] = []
        for i in range(1, len(connected)):
            rows, columns = window(box_of(connected.stats[i]), shapes.shape)
            shape = connected.piece(i)
            parts = rectangles(shape, Steps(px(c.step), px(c.thinnest_part, 2), px(c.line), open_lines=True))
            top = heavy_rows.start + rows.start
            found += [Part(p.box.moved(columns.start, top), p.fullness) for p in parts]
        longest = px(1.0)
        whole = joined(found, self.black, longest)
        whole = [along_rails(p, self.black, px(c.line), longest) for p in whole]
        return [Solid(p.box, p.fullness) for p in whole]

    def _heavy_rows(self, core: int) -> slice:
        """The rows from the first to the last thick piece of black: specks break a box up, but never all of it."""
        thick = opened(self.black, core // 2 + 1, core // 2 + 1).any(axis=1)
        where = np.flatnonzero(thick)
        if where.size == 0:
            return slice(0, 0)
        return slice(max(0, int(where[0]) - core), int(where[-1]) + core + 1)


def _filled(black: Raster, speck: int, highest: int) -> tuple[Raster, Raster]:
    """The black with white specks of up to `speck` pixels filled, and with lettering up to `highest` pixels too."""
    white = components(1 - black, 4)
    specks = white.stats[:, cv2.CC_STAT_AREA] <= speck
    letters = np.max(white.stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]], axis=1) <= highest
    specks[0] = letters[0] = False
    if not letters.any():
        heavy = np.asarray(black | white.picked(specks), np.uint8)
        return heavy, heavy
    whole, heavy = (np.asarray(black | white.picked(fits), np.uint8) for fits in (specks | letters, specks))
    return heavy, whole


def _in_screen(turned: RedactionMark, level: RedactionMark) -> bool:
    """Whether dots all around turned down a level piece of a leaning box: that takes the whole page to see."""
    return level.rejected_by == "halftone" and level.box.covered_by(turned.box) > _PIECE


def find_solid(page: Reduced, shape: tuple[int, ...], config: SolidConfig) -> list[RedactionMark]:
    """Black boxes and marker strokes of a page, with the rejected candidates.

    Args:
        page: the untouched page in greys, reduced.
        shape: height and width of its raster.
        config: thresholds.

    Returns:
        Marks in pixels of the raster, from top to bottom; those with `rejected_by` are no redactions.
    """
    search = SolidSearch(page, config)
    marks = search.marks()
    # what leans comes first: level pieces of it are then parts of what is found already
    turned = [m for m in search.turned() if not any(_in_screen(m, other) for other in marks)]
    marks = [*turned, *marks]
    return [replace(m, box=m.box.clipped(shape[1], shape[0])) for m in marks]
