"""Grey boxes on pages of one bit: a scanner or a copier renders their tone as dots.

The dots of a screen lie closer than the strokes of letters do, to the right as downwards. Where gaps as narrow as
between them are closed, a screen becomes a solid area, which is cut into rectangles as black boxes are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import components
from processors.config.screens import DottedConfig
from processors.geometry import Box
from processors.marks.rasters import (
    Reduced,
    box_of,
    closed,
    level_counts,
    mean_reduced,
    opened,
    share,
    window,
)
from processors.marks.redactions.filters import (
    NamedFilter,
    first_objection,
    is_upright,
    strips_beside,
    touches_edge,
)
from processors.marks.redactions.shapes import fullness_of, outline_of
from processors.marks.redactions.split import Steps, rectangles
from processors.marks.redactions.types import RedactionMark
from processors.records import RedactionKind
from processors.scan import Raster

_LEAST = (5, 3)
"""Places across and down of an area of dots: a line of type is six high. Odd sides, which move nothing."""

_CODE = (31, 9)
"""Places across and down of a code that stands among dots: eight tenths of an inch."""

_BAR = "upright_bar"
"""What turns down the bars of a chart."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A rectangle of dots, in reduced pixels.

    Attributes:
        box: the rectangle.
        fullness: share of it that holds dots or print.
        dots: dots on an inch, to the right or downwards, whichever are fewer.
        explained: share of the shape that it was cut from which fills rectangles.
    """

    box: Box
    fullness: float
    dots: float
    explained: float


class ScreenSearch:
    """Finds the boxes of one page that are filled with dots."""

    def __init__(self, grey: Raster, darkest: Reduced, likely: Raster, config: DottedConfig) -> None:
        """Takes the page.

        Args:
            grey: the untouched page.
            darkest: the same reduced, each pixel the darkest of its block.
            likely: 0/1 mask of where dots may be, in reduced pixels.
            config: thresholds.
        """
        self.grey, self.page, self.likely, self.config = grey, darkest, likely, config

    def marks(self) -> list[RedactionMark]:
        """All rectangles of dots, each found or rejected by name, in pixels of the full raster."""
        screens = self._candidates()
        objections = [first_objection(screen, self._filters()) for screen in screens]
        bars = [s.box for s, objection in zip(screens, objections, strict=True) if objection == _BAR]
        return [
            RedactionMark(
                self.page.to_raster(screen.box),
                RedactionKind.GREY_BOX,
                round(0.45 + 0.5 * screen.fullness, 3),
                objection or (_BAR if self._stands_with(bars, screen.box) else None),
            )
            for screen, objection in zip(screens, objections, strict=True)
        ]

    def _stands_with(self, bars: Sequence[Box], box: Box) -> bool:
        """Whether two bars of a chart stand on one line with a box: it is a low one."""
        slack = self.config.row_slack * self.page.dpi
        return sum(abs(bar.y1 - box.y1) <= slack for bar in bars) >= 2

    def _candidates(self) -> list[Screen]:
        c, px = self.config, self.page.px
        # Odd sides, which move nothing.
        gap, core = px(c.gap, 3) | 1, px(c.core, 3) | 1
        left, top, across, down = cv2.boundingRect(self.likely)
        rows, columns = slice(top, top + down), slice(left, left + across)
        inked = (self.page.pixels[rows, columns] < c.ink).view(np.uint8) & self.likely[rows, columns]
        shapes = components(opened(closed(inked, gap, gap), core, core), 4)
        found: list[Screen] = []
        steps = Steps(px(c.step), px(c.step, 2))
        wide, high = shapes.stats[:, cv2.CC_STAT_WIDTH], shapes.stats[:, cv2.CC_STAT_HEIGHT]
        large = (wide >= px(c.smallest_width)) & (high >= px(c.smallest_height))
        large[0] = False
        for i in np.flatnonzero(large).tolist():
            box = box_of(shapes.stats[i]).moved(left, top)
            if self._may_be_dots(box):
                found += self._of_shape(shapes.piece(i), steps, box)
        return [screen for screen in found if screen.dots >= c.dots and self._is_toned(screen.box)]

    def _of_shape(self, shape: Raster, steps: Steps, box: Box) -> list[Screen]:
        """The rectangles of a shape that are large enough for a box; a leaning one counts as full."""
        parts = [part.box for part in rectangles(shape, steps)]
        pieces = [shape[window(part, shape.shape)] for part in parts]
        areas = [int(np.count_nonzero(piece)) for piece in pieces]
        full = [fullness_of(outline_of(np.ascontiguousarray(piece))) for piece in pieces]
        clean = sum(area for area, share_ in zip(areas, full, strict=True) if share_ >= self.config.fullness)
        moved = [part.moved(box.x0, box.y0) for part in parts]
        return [
            Screen(part, fullness, self._dots(part), clean / max(1, sum(areas)))
            for part, fullness in zip(moved, full, strict=True)
            if self._is_large(part)
        ]

    def _may_be_dots(self, box: Box) -> bool:
        """Whether a shape may hold a box: half of it, if the rest is a line of letters that hangs on it."""
        return self._dots(box) >= self.config.dots / 2

    def _is_large(self, box: Box) -> bool:
        c, dpi = self.config, self.page.dpi
        return box.width >= c.smallest_width * dpi and box.height >= c.smallest_height * dpi

    def _filters(self) -> tuple[NamedFilter[Screen], ...]:
        return (
            (_BAR, self._upright_bar),
            ("ragged_shape", lambda s: s.fullness < self.config.fullness),
            ("part_of_larger", lambda s: s.explained < self.config.explained),
            ("scanner_edge", lambda s: touches_edge(s.box, self.page.pixels.shape)),
            ("meshed", self._meshed),
            ("mottled", lambda s: self._evenness(s) < self.config.even),
            ("picture", lambda s: self._slope(s) > self.config.slope),
            ("part_of_a_tone", self._part_of_a_tone),
            ("text_inside", self._text_inside),
        )

    def _black(self, box: Box) -> Raster:
        """0/1 mask of what is black in a box of the full raster."""
        return (self.grey[window(self.page.to_raster(box), self.grey.shape)] < self.config.ink).view(np.uint8)

    def _dots(self, box: Box) -> float:
        """Pieces of black along an inch, to the right or downwards, whichever are fewer."""
        black = self._black(box)
        if black.size == 0:
            return 0.0
        right = np.count_nonzero(black[:, 1:] > black[:, :-1])
        down = np.count_nonzero(black[1:] > black[:-1])
        return min(right, down) / black.size * self.page.dpi * self.page.factor

    def _is_toned(self, box: Box) -> bool:
        lightest, darkest = self.config.black
        return lightest <= share(self._black(box)) <= darkest

    def _upright_bar(self, screen: Screen) -> bool:
        """A bar of a chart, or a strip along a side of the page."""
        return is_upright(screen.box, self.config.upright_width * self.page.dpi, self.config.upright_aspect)

    def _meshed(self, screen: Screen) -> bool:
        """Lines that cross: they hang together and leave holes, fewer and larger ones than the light dots of a tone.

        There may be none of these; then the dark ones lie apart.
        """
        black, c = self._black(screen.box), self.config
        dpi = self.page.dpi * self.page.factor
        areas = components(1 - black, 4).stats[1:, cv2.CC_STAT_AREA]
        holes = np.sort(areas[areas <= (c.hole * dpi) ** 2])
        pieces = cv2.connectedComponents(black, connectivity=4)[0]
        apart = pieces > c.apart * black.size
        if apart or not c.holes * black.size / dpi**2 <= len(holes) <= c.most_holes * black.size:
            return False
        up_to = np.cumsum(holes)
        return int(holes[np.searchsorted(up_to, up_to[-1] / 2)]) >= c.hole_pixels

    def _slope(self, screen: Screen) -> float:
        """Levels between the quarters of a box: pictures have light and dark ones, and boxes of two tones are two."""
        tone = self._tone(screen)
        high, wide = tone.shape[0] // 2, tone.shape[1] // 2
        quarters = (tone[:high, :wide], tone[:high, wide:], tone[high:, :wide], tone[high:, wide:])
        return float(np.ptp([np.median(quarter) for quarter in quarters])) if high and wide else 255.0

    def _part_of_a_tone(self, screen: Screen) -> bool:
        """Dots go on beyond two sides or more: a picture, a mottled page."""
        near, far = (v * self.page.dpi for v in self.config.around)
        sides = strips_beside(screen.box, near, far)
        return sum(self._dots(side) > self.config.goes_on * screen.dots for side in sides) >= 2

    def _tone(self, screen: Screen) -> Raster:
        """The levels of a box, its dots smoothed over a square; 255 is black."""
        side = round(self.config.smooth * self.page.dpi * self.page.factor) | 1
        return np.asarray(cv2.blur(self._black(screen.box) * np.uint8(255), (side, side)), np.uint8)

    def _evenness(self, screen: Screen) -> float:
        """Share of a box that has its commonest tone: what machines make of a tone is even, dirt and toner are not."""
        side, levels = self.config.smooth * self.page.dpi * self.page.factor, 2 * self.config.even_levels + 1
        tone = self._tone(screen)
        height, width = tone.shape
        inner = np.ascontiguousarray(tone[window(Box(0, 0, width, height).grown(-side / 2), tone.shape)])
        if not inner.size:
            return 0.0
        return float(np.convolve(level_counts(inner), np.ones(levels)).max()) / inner.size

    def _text_inside(self, screen: Screen) -> bool:
        """Many words, darker or lighter than the dots between them: text on a tint, not a code in a box."""
        tone, dpi = self._tone(screen), self.page.dpi * self.page.factor
        level, least = float(np.median(tone)), self.config.letter_levels
        lowest, highest = (inches * dpi for inches in self.config.word_height)
        height, width = tone.shape
        inside = window(Box(0, 0, width, height).grown(-self.config.smooth * dpi), tone.shape)
        spaces = max(1, round(self.config.letter_space * dpi))

        def words(mask: NDArray[np.bool_]) -> int:
            joined = closed(np.ascontiguousarray(mask[inside]).view(np.uint8), spaces, 1)
            high = components(joined, 8).stats[1:, cv2.CC_STAT_HEIGHT]
            return int(np.count_nonzero((high >= lowest) & (high <= highest)))

        return max(words(tone > level + least), words(tone < level - least)) > self.config.words


def is_of_one_bit(grey: Raster, config: DottedConfig) -> bool:
    """Whether a page is black and white, but for the edges of letters."""
    some = grey[::4, ::4]
    low, high = config.greys
    return share((some > low) & (some < high)) <= config.few_greys


def find_screens(
    grey: Raster, page: Reduced, darkest: Reduced, config: DottedConfig
) -> Sequence[RedactionMark]:
    """Boxes filled with dots on a page of hardly any greys, with the rejected candidates; none on others.

    Args:
        grey: the untouched page, height x width.
        page: the same reduced, each pixel the mean of its block.
        darkest: the same, each pixel the darkest of its block.
        config: thresholds.

    Returns:
        Marks in pixels of `grey`; those with `rejected_by` are no redactions.
    """
    if not is_of_one_bit(grey, config):
        return ()
    likely = _likely(page, config)
    return ScreenSearch(grey, darkest, likely, config).marks() if likely is not None else ()


def _likely(page: Reduced, config: DottedConfig) -> Raster | None:
    """Where most blocks of pixels hold black and white, as a 0/1 mask of a reduced page; None where that is nowhere.

    Of letters only the edges hold both. A code between dots is part of them.
    """
    # A page that is not reduced has no blocks yet.
    halves = 2 if page.factor == 1 else 1
    side = max(1, round(config.place * page.dpi / halves))
    height, width = (length // (halves * side) for length in page.pixels.shape)
    if not height or not width:
        return None
    blocks = mean_reduced(page.pixels, page.dpi, page.dpi / halves).pixels[: height * side, : width * side]
    mixed = cv2.inRange(blocks, *config.greys)
    shares = cv2.resize(mixed, (width, height), interpolation=cv2.INTER_AREA)
    places = opened((shares >= 255 * config.mixed).astype(np.uint8), *_LEAST)
    if not places.any():
        return None
    whole = cv2.dilate(closed(places, *_CODE), np.ones((3, 3), np.uint8))
    likely = np.zeros(page.pixels.shape, np.uint8)
    scale = halves * side
    likely[: height * scale, : width * scale] = np.repeat(np.repeat(whole, scale, axis=0), scale, axis=1)
    return likely
