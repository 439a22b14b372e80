"""Black boxes and marker strokes: large areas of solid black, cut into rectangles, minus what else is black.

Candidates are the places where a square wider than any stroke of type fits into the black; each connected shape is
cut into rectangles, and rectangles that were torn apart by white lettering are joined again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.redactions import SolidConfig
from processors.geometry import Box
from processors.marks.rasters import (
    Reduced,
    box_of,
    lettering,
    mean_reduced,
    opened,
    paper_level,
    share,
    window,
)
from processors.marks.redactions.filters import NamedFilter, first_objection
from processors.marks.redactions.split import Part, joined, rectangles
from processors.marks.redactions.types import RedactionMark
from processors.records import RedactionKind
from processors.scan import Raster


@dataclass(frozen=True, slots=True)
class Solid:
    """A rectangle of black, in reduced pixels.

    Attributes:
        box: the rectangle.
        fullness: share of it that is black, lettering inside counted as black.
    """

    box: Box
    fullness: float


class SolidSearch:
    """Finds the black boxes of one page."""

    def __init__(self, grey: Raster, dpi: float, config: SolidConfig) -> None:
        """Reduces the page and marks what is black.

        Args:
            grey: the untouched page, height x width.
            dpi: its pixels per inch.
            config: thresholds.
        """
        self.config = config
        self.page: Reduced = mean_reduced(grey, dpi, config.working_dpi)
        self.black: Raster = (self.page.pixels < config.black).astype(np.uint8)
        self.paper = paper_level(self.page.pixels)
        self.boxes: tuple[Box, ...] = ()
        self.type_height = 0.0

    def marks(self) -> list[RedactionMark]:
        """All candidates, each found or rejected by name, in pixels of the full raster."""
        solids = self._candidates()
        self.boxes = tuple(s.box for s in solids if not self._ragged_shape(s))
        blots = [s.box.height for s in solids if self._too_small(s)]
        self.type_height = float(np.median(blots)) if len(blots) >= self.config.blots else 0.0
        return [self._mark(solid) for solid in solids]

    @cached_property
    def _covered(self) -> Raster:
        """0/1 mask of all candidates that are full rectangles."""
        mask = np.zeros(self.black.shape, np.uint8)
        for box in self.boxes:
            mask[window(box, mask.shape)] = 1
        return mask

    @cached_property
    def _shapes(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
        """Connected black without thin strokes: labels, their statistics, and how much the candidates cover."""
        stroke = self.page.px(self.config.heavy_stroke, 2)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(
            opened(self.black, stroke, stroke), connectivity=4
        )
        inside = np.bincount(labels[self._covered > 0], minlength=count)
        return np.asarray(labels, np.int32), np.asarray(stats, np.int32), inside

    def _mark(self, solid: Solid) -> RedactionMark:
        area = self.page.pixels.shape[0] * self.page.pixels.shape[1]
        if solid.box.area > self.config.page_cover * area:
            kind = RedactionKind.PAGE_DENIED
        elif solid.fullness < 0.97:
            kind = RedactionKind.MARKER
        else:
            kind = RedactionKind.BLACK_BOX
        confidence = round(0.5 + 0.49 * min(1.0, max(0.0, (solid.fullness - 0.7) / 0.3)), 3)
        objection = first_objection(solid, self._filters())
        return RedactionMark(self.page.to_raster(solid.box), kind, confidence, objection)

    def _candidates(self) -> list[Solid]:
        c, px = self.config, self.page.px
        core = px(c.core, 3)
        shapes = opened(_without_specks(self.black, px(c.speck) ** 2 // 3), core, core)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(shapes, connectivity=4)
        found: list[Part] = []
        for i in range(1, count):
            rows, columns = window(box_of(stats[i]), shapes.shape)
            shape = (labels[rows, columns] == i).astype(np.uint8)
            parts = rectangles(shape, px(c.step), px(c.thinnest_part, 2))
            found += [Part(p.box.moved(columns.start, rows.start), p.fullness) for p in parts]
        whole = joined(found, self.black, px(1.0))
        return [Solid(p.box, p.fullness) for p in whole]

    def _filters(self) -> tuple[NamedFilter[Solid], ...]:
        return (
            ("too_small", self._too_small),
            ("heavy_type", self._heavy_type),
            ("thick_rule", self._thick_rule),
            ("upright_bar", self._upright_bar),
            ("emblem", self._emblem),
            ("scanner_edge", self._scanner_edge),
            ("ragged_shape", self._ragged_shape),
            ("round_shape", self._round_shape),
            ("binding", self._binding),
            ("rough_edges", self._rough_edges),
            ("text_inside", self._text_inside),
            ("title_panel", self._title_panel),
            ("part_of_larger", self._part_of_larger),
            ("picture", self._picture),
        )

    def _too_small(self, s: Solid) -> bool:
        return (
            s.box.height < self.config.smallest_height * self.page.dpi
            or s.box.width < self.config.smallest_width * self.page.dpi
        )

    def _heavy_type(self, s: Solid) -> bool:
        """On a page of heavy, blotted type words grow together into bars no higher than its letters."""
        return s.box.height < 1.8 * self.type_height and s.box.width < 1.0 * self.page.dpi

    def _thick_rule(self, s: Solid) -> bool:
        c = self.config
        return s.box.height <= c.rule_height * self.page.dpi and s.box.width > c.rule_aspect * s.box.height

    def _upright_bar(self, s: Solid) -> bool:
        c = self.config
        return s.box.width < c.upright_width * self.page.dpi and s.box.height > c.upright_aspect * s.box.width

    def _scanner_edge(self, s: Solid) -> bool:
        """Wedges, borders and film edges touch the edge of the raster."""
        height, width = self.black.shape
        m = self.config.edge_margin * self.page.dpi
        across = s.box.x0 <= m or s.box.x1 >= width - m
        down = s.box.y0 <= m or s.box.y1 >= height - m
        whole = s.box.area > self.config.page_cover * height * width
        return (across or down) and not whole

    def _ragged_shape(self, s: Solid) -> bool:
        c = self.config
        small = max(s.box.width, s.box.height) < c.small * self.page.dpi
        return s.fullness < (c.small_fullness if small else c.fullness)

    def _title_panel(self, s: Solid) -> bool:
        """White lettering too large for a code, in the whole shape of black that the box belongs to."""
        around = self._whole_shape(s)
        inner = 1 - self.black[window(around, self.black.shape)]
        height, width = inner.shape
        limit = self.config.lettering_height * self.page.dpi
        # what reaches the edge of the area is the paper beside a leaning or stepped shape
        tall = [
            b
            for b in lettering(inner, self.page.dpi).boxes
            if b.height > limit and b.x0 > 0 and b.y0 > 0 and b.x1 < width and b.y1 < height
        ]
        return len(tall) >= 3 and around.width > 2 * around.height

    def _text_inside(self, s: Solid) -> bool:
        """A page or panel of white lettering on black."""
        inner = 1 - self.black[window(s.box, self.black.shape)]
        return len(lettering(inner, self.page.dpi).boxes) > self.config.most_letters

    def _whole_shape(self, s: Solid) -> Box:
        """The box round all the black that the candidate hangs on."""
        label = self._label(s)
        if not label:
            return s.box
        return box_of(self._shapes[1][label])

    def _emblem(self, s: Solid) -> bool:
        """An upright block with white detail in its lower half: the emblem of a letterhead."""
        whole = self._whole_shape(s)
        c, dpi = self.config, self.page.dpi
        if whole.height < c.emblem_aspect * whole.width or whole.width > c.emblem_width * dpi:
            return False
        lower = Box(whole.x0, whole.centre[1], whole.x1, whole.y1)
        inner = 1 - self.black[window(lower, self.black.shape)]
        count, _, _, _ = cv2.connectedComponentsWithStats(inner, connectivity=4)
        return count > c.emblem_detail

    def _label(self, s: Solid) -> int:
        """The connected shape of black that the middle of the box belongs to, 0 for none."""
        labels = self._shapes[0]
        middle = labels[window(s.box.grown(-0.25 * s.box.width, -0.25 * s.box.height), labels.shape)]
        return int(np.bincount(middle.ravel()).argmax()) if middle.size else 0

    def _rough_edges(self, s: Solid) -> bool:
        """Scribbles and type have no straight upper and lower edge; marker strokes lean but run straight."""
        if s.box.height > self.config.rough_below * self.page.dpi:
            return False
        margin = self.page.px(0.03)
        inner = self.black[window(s.box.grown(0, margin), self.black.shape)]
        if inner.size == 0:
            return True
        upper, lower = inner.argmax(axis=0), inner[::-1].argmax(axis=0)
        limit = self.config.rough * self.page.dpi
        if _wander(upper) > limit and _wander(lower) > limit:
            return True
        sides = self.black[window(s.box.grown(margin, 0), self.black.shape)]
        left, right = sides.argmax(axis=1), sides[:, ::-1].argmax(axis=1)
        curved = self.config.curved * self.page.dpi
        return _wander(left) > curved and _wander(right) > curved

    def _round_shape(self, s: Solid) -> bool:
        """Half-moons of punch holes and blots leave two corners white."""
        if max(s.box.width, s.box.height) > self.config.round_below * self.page.dpi:
            return False
        inner = self.black[window(s.box, self.black.shape)]
        h, w = max(1, inner.shape[0] // 5), max(1, inner.shape[1] // 8)
        corners = (inner[:h, :w], inner[:h, -w:], inner[-h:, :w], inner[-h:, -w:])
        return sum(share(c) < self.config.corners for c in corners) >= 2

    def _binding(self, s: Solid) -> bool:
        """Small marks one below the other along a side of the page."""
        dpi, width = self.page.dpi, self.black.shape[1]
        x = s.box.centre[0]
        if max(s.box.width, s.box.height) > 0.3 * dpi or 0.8 * dpi < x < width - 0.8 * dpi:
            return False
        column = [b for b in self.boxes if abs(b.centre[0] - x) < 0.12 * dpi and b.height < 0.3 * dpi]
        span = max((b.y1 for b in column), default=0.0) - min((b.y0 for b in column), default=0.0)
        return len(column) >= self.config.binding and span > 2 * dpi

    def _part_of_larger(self, s: Solid) -> bool:
        """The black goes on beyond the boxes: a title, a seal, a heavy letter, a picture."""
        _, stats, inside = self._shapes
        label = self._label(s)
        return bool(label > 0 and inside[label] < self.config.explained * stats[label, cv2.CC_STAT_AREA])

    def _picture(self, s: Solid) -> bool:
        """Redactions lie on paper; dark parts of photographs and toner clouds lie in more of the same."""
        reach = self.page.px(0.05, 3)
        outer = s.box.grown(reach)
        rows, columns = window(outer, self.black.shape)
        ring = np.ones((rows.stop - rows.start, columns.stop - columns.start), dtype=bool)
        inner = s.box.grown(1).moved(-columns.start, -rows.start)
        ring[window(inner, ring.shape)] = False
        ring &= self._covered[rows, columns] == 0
        around = self.page.pixels[rows, columns][ring]
        bright = around > self.config.black + 0.35 * (self.paper - self.config.black)
        c, dpi = self.config, self.page.dpi
        small = s.box.width < c.letters_wide * dpi or s.box.height < c.letters_high * dpi
        least = self.config.paper_around_small if small else self.config.paper_around
        grey = ~bright & (around > self.config.black)
        return bool(around.size > 0 and (share(bright) < least or share(grey) > c.grey_around))


def _wander(edge: NDArray[np.intp]) -> float:
    """How far an edge strays from its own straight line, in pixels: the mean, the worst fifth left out."""
    x = np.arange(edge.size)
    half = edge.size // 2
    if half < 2:
        return 0.0
    # the line through the medians of both halves: print that touches the edge does not turn it
    slope = (float(np.median(edge[half:])) - float(np.median(edge[:half]))) / half
    stray = np.abs((edge - slope * x) - np.median(edge - slope * x))
    return float(np.sort(stray)[: max(1, int(0.8 * stray.size))].mean())


def _without_specks(black: Raster, area: int) -> Raster:
    """Fills white specks of up to `area` pixels inside black."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(1 - black, connectivity=4)
    if count < 2:
        return black
    speck = stats[:, cv2.CC_STAT_AREA] <= area
    speck[0] = False
    return np.asarray(black | speck[labels], dtype=np.uint8)


def find_solid(grey: Raster, dpi: float, config: SolidConfig) -> list[RedactionMark]:
    """Black boxes and marker strokes of a page, with the rejected candidates.

    Args:
        grey: the untouched page, height x width.
        dpi: its pixels per inch.
        config: thresholds.

    Returns:
        Marks in pixels of `grey`, from top to bottom; those with `rejected_by` are no redactions.
    """
    marks = SolidSearch(grey, dpi, config).marks()
    return [replace(m, box=m.box.clipped(grey.shape[1], grey.shape[0])) for m in marks]
