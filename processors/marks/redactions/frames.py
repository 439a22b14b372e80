"""White boxes: areas that thin lines enclose on all sides.

Lines are thickened, so that small breaks in them close; each area that they cut off from the rest of the page is a
candidate. What tells a redaction from a table cell, a form field or a framed word is the run of the lines beyond the
corners and what is printed inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from processors.config.redactions import FrameConfig
from processors.geometry import Box
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
        letters: the lettering inside.
    """

    box: Box
    fullness: float
    sides: tuple[float, float, float, float]
    arms: int
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
        both = self.lines.both
        height, width = both.shape
        count, labels, stats, _ = cv2.connectedComponentsWithStats(1 - both, connectivity=4)
        low_h = self.config.smallest_height * self.page.dpi - 2
        low_w = self.config.smallest_width * self.page.dpi - 2
        frames = []
        for i in range(1, count):
            x, y, w, h, area = (int(v) for v in stats[i])
            if w < low_w or h < low_h or area < 0.4 * w * h or area > 0.97 * width * height:
                continue
            rows, columns = window(box_of(stats[i]), both.shape)
            fullness = _fullness((labels[rows, columns] == i).astype(np.uint8))
            if fullness < self.config.bitten_fullness:
                continue
            box = Box(x - 1, y - 1, x + w + 1, y + h + 1)
            inner = self.ink[window(box.grown(-3), self.ink.shape)]
            letters = lettering(inner, self.page.dpi)
            frames.append(Frame(box, fullness, self._sides(box), self._arms(box), letters))
        return frames

    def _sides(self, box: Box) -> tuple[float, float, float, float]:
        """Lines along each side; the edge of the raster counts as one, since boxes are cut off there."""
        r = 3.0
        height, width = self.page.pixels.shape
        strips = (
            (self.lines.down, Box(box.x0 - r, box.y0, box.x0 + r, box.y1), 1, box.x0 <= r),
            (self.lines.across, Box(box.x0, box.y0 - r, box.x1, box.y0 + r), 0, box.y0 <= r),
            (self.lines.down, Box(box.x1 - r, box.y0, box.x1 + r, box.y1), 1, box.x1 >= width - r),
            (self.lines.across, Box(box.x0, box.y1 - r, box.x1, box.y1 + r), 0, box.y1 >= height - r),
        )
        left, top, right, bottom = (
            1.0 if at_edge else share(mask[window(strip, mask.shape)].any(axis=axis))
            for mask, strip, axis, at_edge in strips
        )
        return (left, top, right, bottom)

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
        return int(part.size > 0 and share(part.any(axis=axis)) > 0.9)

    def _filters(self) -> tuple[NamedFilter[Frame], ...]:
        return (
            ("open_side", self._open_side),
            ("not_rectangular", self._not_rectangular),
            ("scanner_border", self._scanner_border),
            ("table_cell", lambda f: f.arms >= self.config.grid_arms),
            ("check_box", self._check_box),
            ("text_inside", self._text_inside),
            ("framed_word", self._framed_word),
        )

    def _open_side(self, f: Frame) -> bool:
        c = self.config
        ordered = sorted(f.sides)
        return ordered[0] < c.weakest_support or ordered[1] < c.support

    def _not_rectangular(self, f: Frame) -> bool:
        bitten = min(f.sides) >= self.config.support
        return f.fullness < (self.config.bitten_fullness if bitten else self.config.fullness)

    def _scanner_border(self, f: Frame) -> bool:
        """The rest of the page beside a line that runs from edge to edge touches two edges or more."""
        height, width = self.page.pixels.shape
        r = 3.0
        touched = (f.box.x0 <= r) + (f.box.y0 <= r) + (f.box.x1 >= width - r) + (f.box.y1 >= height - r)
        return touched >= 2

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
        if letters.lines != 1 or tall.size < c.word_glyphs or tall.size < len(letters.boxes):
            return False
        return bool(np.ptp(tall) <= c.even * np.median(tall))


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
