"""What tells a black redaction from heavy type, rules, panels, pictures and dirt: named filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import components, set_places
from processors.config.redactions import SolidConfig
from processors.geometry import Box
from processors.marks.rasters import Reduced, box_of, lettering, opened, paper_level, share, window
from processors.marks.redactions.filters import NamedFilter, is_upright, strips_beside
from processors.scan import Raster

_PICTURES = frozenset({"screened", "text_inside", "title_panel", "picture", "halftone"})


@dataclass(frozen=True, slots=True)
class Solid:
    """A rectangle of black, in reduced pixels.

    Attributes:
        box: the rectangle.
        fullness: share of it that is black, lettering inside counted as black.
    """

    box: Box
    fullness: float


class SolidFilters:
    """The filters of one page, in the order in which they object."""

    def __init__(self, page: Reduced, black: Raster, solids: Sequence[Solid], config: SolidConfig) -> None:
        """Takes what the filters look at.

        Args:
            page: the reduced page.
            black: 0/1 mask of what is black on it.
            solids: all candidates of the page: each is judged beside the others.
            config: thresholds.
        """
        self.config = config
        self.page, self.black = page, black
        self.paper = paper_level(page.pixels)
        self.boxes = tuple(s.box for s in solids if not self._ragged_shape(s))
        blots = [s.box.height for s in solids if self._too_small(s)]
        self._shape_of: dict[Box, int] = {}
        self._capitals: dict[Box, list[Box]] = {}
        self.type_height = float(np.median(blots)) if len(blots) >= config.blots else 0.0

    def named(self) -> tuple[NamedFilter[Solid], ...]:
        """All filters, the cheap and certain ones first."""
        return (
            ("too_small", self._too_small),
            ("too_coarse", self._too_coarse),
            ("blot", self._blot),
            ("heavy_type", self._heavy_type),
            ("thick_rule", self._thick_rule),
            ("upright_bar", self._upright_bar),
            ("emblem", self._emblem),
            ("scanner_edge", self._scanner_edge),
            ("ragged_shape", self._ragged_shape),
            ("round_shape", self._round_shape),
            ("binding", self._binding),
            ("rough_edges", self._rough_edges),
            ("screened", self._screened),
            ("text_inside", self._text_inside),
            ("title_panel", self._title_panel),
            ("part_of_larger", self._part_of_larger),
            ("picture", self._picture),
            ("halftone", self._halftone),
        )

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
        shapes = components(opened(self.black, stroke, stroke), 4)
        covered = set_places(self._covered.view(np.bool_))
        inside = np.bincount(shapes.labels.reshape(-1).take(covered), minlength=len(shapes))
        return shapes.labels, shapes.stats, inside

    def spoilt_shapes(self, judged: Sequence[tuple[Solid, str | None]]) -> set[int]:
        """Shapes of black most of which was turned down as a picture or panel: what is left of them is no more.

        Args:
            judged: all candidates with the filter that objected to them.
        """
        if all(objection not in _PICTURES for _, objection in judged) or all(o for _, o in judged):
            return set()
        turned_down: Counter[int] = Counter()
        whole: Counter[int] = Counter()
        for solid, objection in judged:
            shape = self.shape_of(solid)
            whole[shape] += round(solid.box.area)
            turned_down[shape] += round(solid.box.area) if objection in _PICTURES else 0
        return {s for s, area in turned_down.items() if s and area > self.config.spoilt * whole[s]}

    def _too_small(self, s: Solid) -> bool:
        return (
            s.box.height < self.config.smallest_height * self.page.dpi
            or s.box.width < self.config.smallest_width * self.page.dpi
        )

    def _too_coarse(self, s: Solid) -> bool:
        """In so few pixels strokes, rules and bold letters look like a box as well."""
        return s.box.height * self.page.factor < self.config.coarse

    def _blot(self, s: Solid) -> bool:
        """Small and low: a letter of blotted type, an icon's half, unless it is clean and stands alone."""
        c, dpi = self.config, self.page.dpi
        if s.box.height > c.blot_height * dpi or s.box.width > c.blot_width * dpi:
            return False
        return max(self.beside(s)) > c.blot_joined or s.fullness < c.blot_fullness

    def beside(self, s: Solid) -> tuple[float, float, float, float]:
        """Share of black in a strip a little off the left, top, right and bottom side."""
        near, far = self.page.px(0.02), self.page.px(0.06, 2)
        strips = strips_beside(s.box, near, far)
        left, top, right, bottom = (share(self.black[window(b, self.black.shape)]) for b in strips)
        return left, top, right, bottom

    def _screened(self, s: Solid) -> bool:
        """Printed in dots or meshes: black with white specks all over, as large letters in grey are."""
        return share(self.black[window(s.box, self.black.shape)]) < self.config.least_black

    def _heavy_type(self, s: Solid) -> bool:
        """On a page of heavy, blotted type words grow together into bars no higher than its letters."""
        return s.box.height < 1.8 * self.type_height and s.box.width < 1.0 * self.page.dpi

    def _thick_rule(self, s: Solid) -> bool:
        """Low and long; a little higher ones go on at both ends, where redactions end."""
        c, dpi = self.config, self.page.dpi
        if s.box.width <= c.rule_aspect * s.box.height or s.box.height > c.going_on_height * dpi:
            return False
        left, _, right, _ = self.beside(s)
        return s.box.height <= c.rule_height * dpi or min(left, right) > c.going_on

    def _upright_bar(self, s: Solid) -> bool:
        return is_upright(s.box, self.config.upright_width * self.page.dpi, self.config.upright_aspect)

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
        """White lettering too large for a code, in the whole shape of black or across this part of it."""
        whole = self._whole_shape(s)
        if whole.width > 2 * whole.height and len(self._white_capitals(whole)) >= 3:
            return True
        near = s.box.grown(1.5 * self.config.lettering_height * self.page.dpi)
        # letters are narrow; words left open between boxes make islands as long as they are
        return sum(b.width < 1.2 * b.height for b in self._white_capitals(near)) >= 3

    def _white_capitals(self, area: Box) -> list[Box]:
        """White blobs in black higher than a code; what reaches the edge of the area is the paper beside it."""
        if area not in self._capitals:
            self._capitals[area] = self._seen_capitals(area)
        return self._capitals[area]

    def _seen_capitals(self, area: Box) -> list[Box]:
        inner = 1 - self.black[window(area, self.black.shape)]
        height, width = inner.shape
        return [
            b
            for b in lettering(inner, self.page.dpi).boxes
            if b.height > self.config.lettering_height * self.page.dpi
            and b.x0 > 0
            and b.y0 > 0
            and b.x1 < width
            and b.y1 < height
        ]

    def _text_inside(self, s: Solid) -> bool:
        """A page or panel of white lettering on black."""
        inner = 1 - self.black[window(s.box, self.black.shape)]
        return len(lettering(inner, self.page.dpi).boxes) > self.config.most_letters

    def _whole_shape(self, s: Solid) -> Box:
        """The box round all the black that the candidate hangs on."""
        label = self.shape_of(s)
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
        return cv2.connectedComponents(inner, connectivity=4)[0] > c.emblem_detail

    def shape_of(self, s: Solid) -> int:
        """The connected shape of black that the middle of the box belongs to, 0 for none."""
        if s.box not in self._shape_of:
            labels = self._shapes[0]
            middle = labels[window(s.box.grown(-0.25 * s.box.width, -0.25 * s.box.height), labels.shape)]
            self._shape_of[s.box] = int(np.bincount(middle.ravel()).argmax()) if middle.size else 0
        return self._shape_of[s.box]

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
        label = self.shape_of(s)
        return bool(label > 0 and inside[label] < self.config.explained * stats[label, cv2.CC_STAT_AREA])

    def _halftone(self, s: Solid) -> bool:
        """Dots of a screen all around the boxes of one shape: the dark part of a picture."""
        c, dpi = self.config, self.page.dpi
        if s.fullness > c.clean:
            # a clean rectangle on a dirty page
            return False
        left, _, right, _ = self.beside(s)
        stroke = s.box.height < c.small * dpi and max(left, right) <= c.dark_end and self._has_no_hole(s)
        if stroke and not self._in_screen(s):
            # so is a marker's stroke over a line: a picture is dark beside its dark parts, and has light dots in them
            return False
        whole = self._whole_shape(s)
        rows, columns = window(whole.grown(c.dots_around * dpi), self.black.shape)
        around = np.zeros((rows.stop - rows.start, columns.stop - columns.start), dtype=bool)
        for box in (b for b in self.boxes if b.overlap(whole) > 0):
            near = box.grown(c.dots_around * dpi).moved(-columns.start, -rows.start)
            around[window(near, around.shape)] = True
        around &= self._covered[rows, columns] == 0
        dots = (around & (self.black[rows, columns] > 0)).astype(np.uint8)
        inches = np.count_nonzero(around) / dpi**2
        density = len(self._specks(dots)) / max(inches, 0.1)
        # where the black frays into the dots at its ends fewer of them tell
        least = c.dots_at_ends if max(left, right) > c.dark_end else c.dots
        return density > least and density > c.dirt * self._dirt

    def _has_no_hole(self, s: Solid) -> bool:
        """Whether all white in its rectangle, but a speck or two, reaches its sides."""
        white = (self.black[window(s.box, self.black.shape)] == 0).astype(np.uint8)
        height, width = white.shape
        left, top, across, down = components(white, 4).stats[1:, :4].T
        holes = (left > 0) & (top > 0) & (left + across < width) & (top + down < height)
        return int(np.count_nonzero(holes)) <= self.config.worn

    def _in_screen(self, s: Solid) -> bool:
        """Whether the dots around are printed, at equal distances or thickly: a copier strews few, and anyhow."""
        c, dpi = self.config, self.page.dpi
        rows, columns = window(s.box.grown(c.dots_around * dpi), self.black.shape)
        paper = 1 - self._covered[rows, columns]
        dots = self._specks(self.black[rows, columns] & paper)
        # asked first: among very many dots, looking for the nearest of each takes long
        if len(dots) * dpi**2 > c.screen.thick * max(1, int(np.count_nonzero(paper))):
            return True
        if len(dots) < 2:
            return False
        left_top, size = np.split(dots[:, :4].astype(np.float32), 2, axis=1)
        centres = left_top + size / 2
        nearest = np.asarray(cv2.batchDistance(centres, centres, cv2.CV_32F, K=2)[0][:, 1], np.float32)
        usual = float(np.median(nearest))
        even = np.abs(nearest - usual) <= c.screen.slack * usual
        return bool(even.mean() >= c.screen.even)

    @cached_property
    def _dirt(self) -> float:
        """Dots on a square inch in the clean quarter of the page: a copier strews them all over, a screen does not."""
        side = self.page.px(0.5)
        rows, columns = (max(1, n // side) for n in self.black.shape)
        specks = self._specks(self.black)
        places = (specks[:, [cv2.CC_STAT_TOP, cv2.CC_STAT_LEFT]] // side).T
        inside = (places[0] < rows) & (places[1] < columns)
        counts = np.bincount((places[0] * columns + places[1])[inside], minlength=rows * columns)
        return float(np.quantile(counts, 0.25)) * (self.page.dpi / side) ** 2

    def _specks(self, black: Raster) -> NDArray[np.int32]:
        """Statistics of the pieces of black that are no larger than a dot."""
        stats = components(black, 8).stats[1:]
        small = (
            stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) < self.config.dot * self.page.dpi
        )
        return np.asarray(stats[small], dtype=np.int32)

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
