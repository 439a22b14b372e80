"""White boxes: areas that thin lines enclose on all sides.

Lines are thickened, so that small breaks in them close; each area that they cut off from the rest of the page is a
candidate. What tells a redaction from a table cell, a form field or a framed word is the run of the lines beyond the
corners and what is printed inside.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.redactions import FrameConfig
from processors.geometry import Box, bounding
from processors.marks.rasters import (
    Lettering,
    Reduced,
    box_of,
    grey_of,
    lettering,
    mean_reduced,
    paper_level,
    share,
    window,
)
from processors.marks.redactions.filters import NamedFilter, first_objection
from processors.marks.redactions.outlines import open_outlines
from processors.marks.redactions.types import RedactionMark
from processors.marks.rules import LineMasks
from processors.records import RedactionKind
from processors.scan import Raster


@dataclass(frozen=True, slots=True)
class Frame:
    """An enclosed area, in reduced pixels.

    Attributes:
        box: along the middle of its lines.
        fullness: share of the rectangle that the area fills, 0 to 1.
        sides: share of the left, top, right and bottom side that is a line.
        arms: how many lines run on beyond the corners, 0 to 8.
        stroke: thickness of its lines in pixels, the thinner two sides.
        letters: the lettering inside.
    """

    box: Box
    fullness: float
    sides: tuple[float, float, float, float]
    arms: int
    stroke: float
    letters: Lettering


class FrameSearch:
    """Finds the white boxes of one page."""

    def __init__(self, raster: Raster, dpi: float, lines: LineMasks, config: FrameConfig) -> None:
        """Takes the page and the lines found on it.

        Args:
            raster: the untouched page, grey or RGB.
            dpi: its pixels per inch.
            lines: of `rules.line_masks`.
            config: thresholds.
        """
        self.config = config
        self.lines = lines
        self.page: Reduced = mean_reduced(grey_of(raster), dpi, dpi / lines.page.factor)
        self.paper = paper_level(self.page.pixels)
        self.least_height = config.smallest_height * self.page.dpi - 2
        self.least_width = config.smallest_width * self.page.dpi - 2
        self.grid: set[Box] = set()

    @cached_property
    def ink(self) -> Raster:
        """0/1 mask of print."""
        return np.asarray(self.page.pixels < self.paper - 80, dtype=np.uint8)

    def marks(self) -> list[RedactionMark]:
        """All candidates, each found or rejected by name, in pixels of the full raster."""
        return [self._mark(f) for f in self._candidates()]

    def _mark(self, frame: Frame) -> RedactionMark:
        height, width = self.page.pixels.shape
        c = self.config
        whole = frame.box.width > c.page_cover * width and frame.box.height > c.page_cover * height
        kind = RedactionKind.PAGE_DENIED if whole else RedactionKind.WHITE_BOX
        objection = first_objection(frame, self._filters())
        confidence = round(0.4 + 0.3 * frame.fullness + 0.29 * min(frame.sides), 3)
        return RedactionMark(self.page.to_raster(frame.box), kind, confidence, objection)

    def _candidates(self) -> list[Frame]:
        frames = self._enclosed()
        self.grid = _grid([f.box for f in frames if not self._open_side(f)], 3.0, self.config.grid_cells)
        for box in open_outlines(self.lines, self.config):
            ordered = sorted(self._sides(box))
            if ordered[0] < self.config.weakest_support or ordered[1] < self.config.open_support:
                continue
            if not any(box.iou(f.box) > 0.6 for f in frames):
                frames.append(self._measured(box, 1.0))
        return frames

    def _enclosed(self) -> list[Frame]:
        both = self.lines.both
        height, width = both.shape
        count, labels, stats, _ = cv2.connectedComponentsWithStats(1 - both, connectivity=4)
        frames = []
        for i in range(1, count):
            x, y, w, h, area = (int(v) for v in stats[i])
            if (
                w < self.least_width
                or h < self.least_height
                or area < 0.4 * w * h
                or area > 0.97 * width * height
            ):
                continue
            rows, columns = window(box_of(stats[i]), both.shape)
            fullness = _fullness((labels[rows, columns] == i).astype(np.uint8))
            if fullness >= self.config.bitten_fullness:
                frames.append(self._measured(Box(x - 1, y - 1, x + w + 1, y + h + 1), fullness))
        return frames

    def _measured(self, box: Box, fullness: float) -> Frame:
        sides = self._sides(box)
        if _is_open(sides, self.config):
            # turned down by its sides alone: the rest is not worth the time
            return Frame(box, fullness, sides, 0, 0.0, Lettering((), 0))
        inner = self.ink[window(box.grown(-3), self.ink.shape)]
        letters = lettering(inner, self.page.dpi)
        return Frame(box, fullness, sides, self._arms(box), self._stroke(box), letters)

    def _stroke(self, box: Box) -> float:
        """Thickness of the thinner half of the sides, in pixels."""
        out, inside = 0.06 * self.page.dpi, 0.02 * self.page.dpi
        middle = box.grown(-0.2 * box.width, -0.2 * box.height)
        strips = (
            (Box(box.x0 - out, middle.y0, box.x0 + inside, middle.y1), 1),
            (Box(middle.x0, box.y0 - out, middle.x1, box.y0 + inside), 0),
            (Box(box.x1 - inside, middle.y0, box.x1 + out, middle.y1), 1),
            (Box(middle.x0, box.y1 - inside, middle.x1, box.y1 + out), 0),
        )
        depths = []
        for strip, axis in strips:
            part = self.ink[window(strip, self.ink.shape)]
            depths.append(float(np.median(part.sum(axis=axis))) if part.size else 0.0)
        return sum(sorted(depths)[:2]) / 2

    def _sides(self, box: Box) -> tuple[float, float, float, float]:
        """Lines along each side; the edge of the raster counts as one, since boxes are cut off there."""
        r = 3.0
        height, width = self.page.pixels.shape
        # a leaning side drifts inwards from the edge of the box, never outwards, nor past the middle
        # and on a short side the thickness of the line is allowance enough
        short = 0.5 * self.page.dpi
        dx = r + min(self.config.lean * max(0.0, box.height - short), 0.2 * box.width)
        dy = r + min(self.config.lean * max(0.0, box.width - short), 0.2 * box.height)
        strips = (
            (self.lines.down, Box(box.x0 - r, box.y0, box.x0 + dx, box.y1), 1, box.x0 <= r),
            (self.lines.across, Box(box.x0, box.y0 - r, box.x1, box.y0 + dy), 0, box.y0 <= r),
            (self.lines.down, Box(box.x1 - dx, box.y0, box.x1 + r, box.y1), 1, box.x1 >= width - r),
            (self.lines.across, Box(box.x0, box.y1 - dy, box.x1, box.y1 + r), 0, box.y1 >= height - r),
        )
        sides = [
            1.0 if at_edge else share(np.asarray(mask[window(strip, mask.shape)].any(axis=axis)))
            for mask, strip, axis, at_edge in strips
        ]
        # a side that print touches is no line any more, but there is ink all along it
        worst = int(np.argmin(sides))
        _, strip, axis, _ = strips[worst]
        ink = self.lines.ink[window(strip, self.lines.ink.shape)]
        sides[worst] = max(sides[worst], share(np.asarray(ink.any(axis=axis))))
        return (sides[0], sides[1], sides[2], sides[3])

    def _arms(self, box: Box) -> int:
        reach, r = self.config.arm * self.page.dpi, 2.0
        arms = 0
        for y in (box.y0, box.y1):
            arms += self._runs(self.lines.across, Box(box.x0 - reach - r, y - r, box.x0 - r, y + r), 0)
            arms += self._runs(self.lines.across, Box(box.x1 + r, y - r, box.x1 + reach + r, y + r), 0)
        for x in (box.x0, box.x1):
            arms += self._runs(self.lines.down, Box(x - r, box.y0 - reach - r, x + r, box.y0 - r), 1)
            arms += self._runs(self.lines.down, Box(x - r, box.y1 + r, x + r, box.y1 + reach + r), 1)
        return arms

    def _runs(self, mask: Raster, strip: Box, axis: int) -> int:
        part = mask[window(strip, mask.shape)]
        if part.size == 0 or share(np.asarray(part.any(axis=axis))) <= 0.9:
            return 0
        # a line has paper beside it; a dark margin or a bar of type has not
        beside = 0.04 * self.page.dpi
        wide = strip.grown(0, beside) if axis == 0 else strip.grown(beside, 0)
        return int(share(mask[window(wide, mask.shape)]) < 0.5)

    def _filters(self) -> tuple[NamedFilter[Frame], ...]:
        return (
            ("open_side", self._open_side),
            ("not_rectangular", self._not_rectangular),
            ("scanner_border", self._scanner_border),
            ("on_dark", self._on_dark),
            ("letter_shapes", self._letter_shapes),
            ("print_at_border", self._print_at_border),
            ("heavy_border", self._heavy_border),
            ("table_cell", lambda f: f.arms >= self.config.grid_arms or f.box in self.grid),
            ("crossed", self._crossed),
            ("check_box", self._check_box),
            ("text_inside", self._text_inside),
            ("framed_word", self._framed_word),
        )

    def _open_side(self, f: Frame) -> bool:
        return _is_open(f.sides, self.config)

    def _not_rectangular(self, f: Frame) -> bool:
        bitten = min(f.sides) >= self.config.support
        return f.fullness < (self.config.bitten_fullness if bitten else self.config.fullness)

    def _scanner_border(self, f: Frame) -> bool:
        """The rest of the page beside a line that runs from edge to edge touches two edges or more."""
        height, width = self.page.pixels.shape
        r = 3.0
        touched = (f.box.x0 <= r) + (f.box.y0 <= r) + (f.box.x1 >= width - r) + (f.box.y1 >= height - r)
        return bool(touched >= 2)

    def _on_dark(self, f: Frame) -> bool:
        """White inside black: an emblem, a picture, lettering on a panel."""
        outer = f.box.grown(0.06 * self.page.dpi)
        rows, columns = window(outer, self.ink.shape)
        ring = np.ones((rows.stop - rows.start, columns.stop - columns.start), dtype=bool)
        ring[window(f.box.grown(2).moved(-columns.start, -rows.start), ring.shape)] = False
        around = self.ink[rows, columns][ring]
        return bool(around.size > 0 and share(around) > self.config.dark_around)

    def _heavy_border(self, f: Frame) -> bool:
        """The inside of a large letter: its strokes are heavy for its size."""
        small = min(f.box.width, f.box.height)
        c = self.config
        return f.stroke > c.heavy * small or (
            f.stroke > c.pen * self.page.dpi and small < 0.5 * self.page.dpi
        )

    def _crossed(self, f: Frame) -> bool:
        """Lines from side to side make a table of it; a single stray line does not."""
        inner = window(f.box.grown(-0.2 * f.box.width, -0.2 * f.box.height), self.lines.across.shape)
        across = _bars(self.lines.across[inner].mean(axis=1) > 0.9)
        down = _bars(self.lines.down[inner].mean(axis=0) > 0.95)
        if f.box.height < self.config.tall * self.page.dpi:
            down = 0
        return across + down >= 2 or (across + down == 1 and f.arms >= 2)

    @cached_property
    def _glyphs(self) -> NDArray[np.float64]:
        """Boxes of everything of the size and shape of a letter on the page, as rows of x0, y0, x1, y1."""
        found = lettering(self.ink, self.page.dpi).boxes
        return np.array([b for b in found if b.width < 1.5 * b.height], dtype=np.float64).reshape(-1, 4)

    def _letter_shapes(self, f: Frame) -> bool:
        """Strokes of letters look like a low box; the letters beside it then stand as high and as low as it does."""
        reach, slack = 0.6 * self.page.dpi, 2.5
        if f.box.height > self.config.letter_height * self.page.dpi or not self._glyphs.size:
            return False
        x0, y0, x1, y1 = self._glyphs.T
        inside = (x0 + x1 > 2 * f.box.x0) & (x0 + x1 < 2 * f.box.x1) & (y1 > f.box.y0) & (y0 < f.box.y1)
        crossing = inside & ((y0 < f.box.y0 - slack) & (y1 > f.box.y0 + slack))
        crossing |= inside & ((y0 < f.box.y1 - slack) & (y1 > f.box.y1 + slack))
        if crossing.sum() >= max(2, 0.5 * inside.sum()):
            return True
        if f.box.width > self.config.letter_width * self.page.dpi:
            return False
        near = (x1 > f.box.x0 - reach) & (x0 < f.box.x1 + reach)
        # the box's own outline is one blob with the same top and bottom
        others = (x1 - x0) < 0.9 * f.box.width
        tops, bottoms = np.abs(y0 - f.box.y0) <= slack, np.abs(y1 - f.box.y1) <= slack
        return bool(np.any(near & others & tops & bottoms))

    def _print_at_border(self, f: Frame) -> bool:
        """Along at least two sides the inside is clean, where it was the letters of a line that seemed a border."""
        near, far = 3.0, 3.0 + max(2.0, 0.02 * self.page.dpi)
        x0, y0, x1, y1 = f.box
        strips = (
            Box(x0 + near, y0 + near, x0 + far, y1 - near),
            Box(x0 + near, y0 + near, x1 - near, y0 + far),
            Box(x1 - far, y0 + near, x1 - near, y1 - near),
            Box(x0 + near, y1 - far, x1 - near, y1 - near),
        )
        printed = sorted(share(self.lines.ink[window(s, self.lines.ink.shape)]) for s in strips)
        return printed[1] > self.config.clean_sides or printed[2] > self.config.third_side

    def _check_box(self, f: Frame) -> bool:
        c = self.config
        long, short = max(f.box.width, f.box.height), min(f.box.width, f.box.height)
        return long < c.check_box * self.page.dpi and long < c.square * short and len(f.letters.boxes) < 3

    def _text_inside(self, f: Frame) -> bool:
        """More than a code: many characters or many lines."""
        c, letters = self.config, f.letters
        return len(letters.boxes) > c.code_glyphs or letters.lines > c.code_lines + 2

    def _framed_word(self, f: Frame) -> bool:
        """Capitals of one size and nothing else: a classification in a frame. Codes have dots, brackets or digits."""
        c, letters = self.config, f.letters
        tall = letters.heights[letters.heights > 0.07 * self.page.dpi]
        if tall.size < c.word_glyphs:
            return False
        # print that runs over the border was there before or came after, and is not framed
        words = bounding(b for b in letters.boxes if b.height > 0.07 * self.page.dpi)
        words = words.moved(f.box.x0 + 3, f.box.y0 + 3)
        if min(words.x0 - f.box.x0, f.box.x1 - words.x1) < 0.05 * self.page.dpi:
            return False
        return share(np.abs(tall - np.median(tall)) <= c.even * np.median(tall)) >= c.even_share


def _is_open(sides: tuple[float, float, float, float], config: FrameConfig) -> bool:
    ordered = sorted(sides)
    return ordered[0] < config.weakest_support or ordered[1] < config.support


def _bars(rows: NDArray[np.bool_]) -> int:
    """How many runs of True there are."""
    return int(np.count_nonzero(np.diff(np.concatenate(([False], rows)).astype(np.int8)) == 1))


def _grid(boxes: list[Box], slack: float, cells: int) -> set[Box]:
    """Boxes that hang together side to side, corner on corner, `cells` or more of them: a table."""
    grids = DisjointBoxes(boxes)
    for i, a in enumerate(boxes):
        for j in range(i + 1, len(boxes)):
            if _neighbours(a, boxes[j], slack):
                grids.join(i, j)
    return grids.in_groups_of(cells)


def _neighbours(a: Box, b: Box, slack: float) -> bool:
    beside = min(abs(a.x1 - b.x0), abs(b.x1 - a.x0)) <= slack
    above = min(abs(a.y1 - b.y0), abs(b.y1 - a.y0)) <= slack
    same_rows = abs(a.y0 - b.y0) <= slack, abs(a.y1 - b.y1) <= slack
    same_columns = abs(a.x0 - b.x0) <= slack, abs(a.x1 - b.x1) <= slack
    return (beside and all(same_rows)) or (above and all(same_columns))


class DisjointBoxes:
    """Groups of boxes that are joined two by two (union-find)."""

    def __init__(self, boxes: list[Box]) -> None:
        """Every box starts as its own group."""
        self.boxes = boxes
        self.parent = list(range(len(boxes)))

    def _root(self, i: int) -> int:
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join(self, i: int, j: int) -> None:
        """Makes one group of the groups of boxes `i` and `j`."""
        self.parent[self._root(i)] = self._root(j)

    def in_groups_of(self, size: int) -> set[Box]:
        """The boxes whose group has at least `size` members."""
        counts = Counter(self._root(i) for i in range(len(self.boxes)))
        return {b for i, b in enumerate(self.boxes) if counts[self._root(i)] >= size}


def _fullness(area: Raster) -> float:
    """Share of its rectangle (leaning by up to a few degrees) that an area fills, holes counted as filled."""
    contours, _ = cv2.findContours(area, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    contour = max(contours, key=cv2.contourArea)
    filled = cv2.contourArea(contour) + 0.5 * cv2.arcLength(contour, closed=True)
    straight = filled / area.size
    (_, (a, b), angle) = cv2.minAreaRect(contour)
    lean = min(angle % 90.0, 90.0 - angle % 90.0)
    leaning = filled / ((a + 1) * (b + 1)) if lean < 4.0 else 0.0
    return float(min(1.0, max(straight, leaning)))


def find_frames(raster: Raster, dpi: float, lines: LineMasks, config: FrameConfig) -> list[RedactionMark]:
    """White boxes of a page, with the rejected candidates.

    Args:
        raster: the untouched page, grey or RGB.
        dpi: its pixels per inch.
        lines: the lines of the page, from `rules.line_masks`.
        config: thresholds.

    Returns:
        Marks in pixels of `raster`; those with `rejected_by` are no redactions.
    """
    return FrameSearch(raster, dpi, lines, config).marks()
