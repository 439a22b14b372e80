"""Grey, coloured and hatched boxes: rectangles of one tone with crisp edges.

Print is taken off by a grey closing, which removes what is dark and thin and leaves the edges of areas where they
are; what then still differs from the paper over more than a stroke's width is a candidate.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from processors.components import Components, components
from processors.config.fills import FillConfig
from processors.config.redactions import FrameConfig
from processors.geometry import Box
from processors.marks.rasters import (
    Lettering,
    Reduced,
    box_of,
    closed,
    grey_of,
    lettering,
    mean_reduced,
    opened,
    paper_level,
    share,
    window,
)
from processors.marks.redactions.filters import NamedFilter, first_objection, is_upright, touches_edge
from processors.marks.redactions.split import Part, Steps, joined, rectangles
from processors.marks.redactions.tones import filled, flat_fills
from processors.marks.redactions.turned import find_turned
from processors.marks.redactions.types import RedactionMark
from processors.records import RedactionKind
from processors.scan import Raster


@dataclass(frozen=True)
class Fill:
    """A rectangle of one tone, in reduced pixels; most are turned down before what is printed in them is asked for.

    Attributes:
        box: the rectangle.
        fullness: share of it that has the tone.
        tone: its median grey level.
        colour: levels between its strongest and weakest channel.
        spread: standard deviation of its tone, in levels, print taken off.
        grain: mean distance of the pixels of the full raster from the tone, in levels.
        paper: share of its pixels as bright as paper.
        flat: whether a program filled it with one tone, which has crisp edges by itself.
        pixels: of the full raster.
        dpi: of these.
    """

    box: Box
    fullness: float
    tone: float
    colour: float
    spread: float
    grain: float
    paper: float
    flat: bool
    pixels: Raster
    dpi: float

    @cached_property
    def printed(self) -> float:
        """Median distance of the pixels of the full raster from the tone, which lettering on a flat tone leaves low."""
        return float(np.median(np.abs(self.pixels - self.tone))) if self.pixels.size else 0.0

    @cached_property
    def letters(self) -> Lettering:
        """Lettering inside, darker or lighter than the tone."""
        if self.pixels.size == 0:
            return Lettering((), 0)
        fine = mean_reduced(self.pixels, self.dpi, 150.0)
        dark = lettering((fine.pixels < self.tone - 70).astype(np.uint8), fine.dpi)
        light = lettering((fine.pixels > min(250.0, self.tone + 40)).astype(np.uint8), fine.dpi)
        return dark if len(dark.boxes) >= len(light.boxes) else light


class FillSearch:
    """Finds the grey and coloured boxes of one page."""

    def __init__(self, raster: Raster, page: Reduced, config: FillConfig, frame: FrameConfig) -> None:
        """Marks what has a tone.

        Args:
            raster: the untouched page, grey or RGB.
            page: the same, reduced.
            config: thresholds.
            frame: thresholds on what a code in a box looks like.
        """
        self.config, self.frame = config, frame
        self.grey = grey_of(raster)
        self.page, self.page_grey = page, grey_of(page.pixels)
        side = page.px(config.stroke, 3)
        smooth = closed(page.pixels, side, side)
        self.tone = grey_of(smooth)
        self.colour = _colourfulness(smooth)
        self.paper = paper_level(self.tone)
        self._shapes: Components | None = None

    def marks(self) -> list[RedactionMark]:
        """All candidates, each found or rejected by name, in pixels of the full raster."""
        return [self._mark(f) for f in self._candidates()]

    def turned(self) -> list[RedactionMark]:
        """Fills that lean, in pixels of the full raster; `marks` comes first."""
        if self._shapes is None:
            return []

        def level(picture: Raster, dpi: float) -> list[RedactionMark]:
            return FillSearch(picture, Reduced(picture, 1, dpi), self.config, self.frame).marks()

        return find_turned(self.page, self._shapes, 0, level, self.config.turned)

    def _mark(self, fill: Fill) -> RedactionMark:
        if fill.colour > self.config.coloured:
            kind = RedactionKind.COLOUR_BOX
        elif fill.grain > self.config.hatched_grain:
            kind = RedactionKind.HATCHED_BOX
        else:
            kind = RedactionKind.GREY_BOX
        confidence = round(0.45 + 0.5 * max(0.0, (fill.fullness - 0.7) / 0.3), 3)
        return RedactionMark(
            self.page.to_raster(fill.box), kind, min(0.99, confidence), first_objection(fill, self._filters())
        )

    def _candidates(self) -> list[Fill]:
        c, px = self.config, self.page.px
        mask = _between(self.tone, c.darkest, self.paper - c.tone)
        if self.page.pixels.ndim == 3:
            mask |= self.colour > c.colourful
        whole = self._parts(mask)
        if whole:
            # print between two boxes is darker than their tone and does not join them
            toned_with_code = _between(self.page_grey, c.darkest, self.paper - c.tone // 2)
            whole = joined(whole, toned_with_code, px(1.0))
        flat = flat_fills(self.page, self.page_grey, self.paper, c)
        return [
            *(self._measured(f.part.box, f.part.fullness, flat=True) for f in flat),
            *(self._measured(p.box, p.fullness, flat=False) for p in whole),
        ]

    def _parts(self, mask: Raster) -> list[Part]:
        c, px = self.config, self.page.px
        core = px(c.core, 3)
        if not opened(mask, core, core).any():
            return []
        shapes = filled(mask, px(c.letter), core)
        connected = self._shapes = components(shapes, 4)
        parts: list[Part] = []
        for i in range(1, len(connected)):
            rows, columns = window(box_of(connected.stats[i]), shapes.shape)
            shape = connected.piece(i)
            cut = rectangles(shape, Steps(px(c.step), px(c.step, 2)))
            parts += [Part(p.box.moved(columns.start, rows.start), p.fullness) for p in cut]
        return parts

    def _measured(self, box: Box, fullness: float, *, flat: bool) -> Fill:
        inner = window(box.grown(-1), self.tone.shape)
        tone = self.tone[inner]
        level = float(np.median(tone)) if tone.size else 255.0
        pixels = self.grey[window(self.page.to_raster(box.grown(-1)), self.grey.shape)]
        return Fill(
            box=box,
            fullness=fullness,
            tone=level,
            colour=float(np.median(self.colour[inner])) if tone.size else 0.0,
            spread=float(tone.std()) if tone.size else 0.0,
            grain=float(np.abs(pixels - level).mean()) if pixels.size else 0.0,
            paper=share(self.page_grey[inner] >= self.paper - self.config.tone // 2),
            flat=flat,
            pixels=pixels,
            dpi=self.page.dpi * self.page.factor,
        )

    def _filters(self) -> tuple[NamedFilter[Fill], ...]:
        return (
            ("too_small", self._too_small),
            ("upright_bar", self._upright_bar),
            ("ragged_shape", self._ragged_shape),
            ("scanner_edge", self._scanner_edge),
            ("soft_edges", lambda f: not f.flat and self._soft_edges(f)),
            ("picture", lambda f: f.spread > self.config.grain),
            ("icon", self._icon),
            ("print", lambda f: f.printed > self.config.flat),
            ("smudge", self._smudge),
            ("paper_inside", lambda f: f.paper > self.config.paper_inside),
            ("text_inside", self._text_inside),
            ("print_across", self._print_across),
        )

    def _upright_bar(self, f: Fill) -> bool:
        return is_upright(f.box, self.config.upright_width * self.page.dpi, self.config.upright_aspect)

    def _too_small(self, f: Fill) -> bool:
        c, dpi = self.config, self.page.dpi
        height = c.flat_height if f.flat else c.smallest_height
        return f.box.height < height * dpi or f.box.width < c.smallest_width * dpi

    def _ragged_shape(self, f: Fill) -> bool:
        return f.fullness < (self.config.flat_fullness if f.flat else self.config.fullness)

    def _smudge(self, f: Fill) -> bool:
        """Toner dust and blots: grainy as a screen is, but never quite a rectangle, and of no colour."""
        c = self.config
        return f.colour <= c.coloured and f.printed > c.grainy and f.fullness < c.grainy_fullness

    def _icon(self, f: Fill) -> bool:
        """Small coloured squares are icons and bullets."""
        long, short = max(f.box.width, f.box.height), min(f.box.width, f.box.height)
        c = self.config
        return f.colour > c.colourful and long < c.icon * self.page.dpi and long < c.icon_square * short

    def _scanner_edge(self, f: Fill) -> bool:
        return touches_edge(f.box, self.tone.shape)

    def _soft_edges(self, f: Fill) -> bool:
        reach = self.page.px(self.config.edge_reach, 2)
        crisp = sum(self._crisp(f.box, reach, side) for side in range(4))
        return crisp < self.config.crisp_sides

    def _crisp(self, box: Box, reach: int, side: int) -> bool:
        """Whether the paper begins within `reach` of one side (left, top, right, bottom) along most of it."""
        x0, y0, x1, y1 = box
        outside, inside = (
            (Box(x0 - 1 - reach, y0, x0 - 1, y1), Box(x0 + 1, y0, x0 + 1 + reach, y1)),
            (Box(x0, y0 - 1 - reach, x1, y0 - 1), Box(x0, y0 + 1, x1, y0 + 1 + reach)),
            (Box(x1 + 1, y0, x1 + 1 + reach, y1), Box(x1 - 1 - reach, y0, x1 - 1, y1)),
            (Box(x0, y1 + 1, x1, y1 + 1 + reach), Box(x0, y1 - 1 - reach, x1, y1 - 1)),
        )[side]
        axis = 1 if side in (0, 2) else 0
        a, b = self.page_grey[window(outside, self.tone.shape)], self.tone[window(inside, self.tone.shape)]
        if a.size == 0 or b.size == 0:
            return False
        # the brightest of the strip outside: print beside the box must not count as part of it
        step = a.max(axis=axis).astype(int) - np.median(b, axis=axis)
        return share(np.asarray(step > self.config.edge)) > 0.6

    def _print_across(self, f: Fill) -> bool:
        """Print goes on through its upper or lower edge: a box on the back shines through a line of type."""
        if f.colour > self.config.coloured or f.grain > self.config.hatched_grain:
            return False
        dpi = self.page.dpi * self.page.factor
        box, reach = self.page.to_raster(f.box), max(1, round(self.config.across_reach * dpi))
        strokes = 0
        for y in (round(box.y0), round(box.y1)):
            band = self.grey[
                window(Box(box.x0 + reach, y - reach, box.x1 - reach, y + reach), self.grey.shape)
            ]
            dark = (
                (band < f.tone - self.config.across).all(axis=0) if band.size else np.zeros(0, dtype=np.bool_)
            )
            strokes = max(strokes, int(np.count_nonzero(np.diff(dark.astype(np.int8), prepend=0) == 1)))
        return strokes >= max(self.config.across_least, self.config.across_strokes * box.width / dpi)

    def _text_inside(self, f: Fill) -> bool:
        """A line of many characters is text on a tint (a highlighter, a table's head), not a code in a box."""
        return len(f.letters.boxes) > self.frame.code_glyphs or f.letters.lines > self.frame.code_lines + 2


def _between(grey: Raster, low: int, high: int) -> Raster:
    """0/1 mask of levels from `low` to below `high`."""
    return np.asarray(cv2.inRange(grey, low, high - 1), np.uint8) & np.uint8(1)


def _colourfulness(pixels: Raster) -> Raster:
    """Levels between the strongest and the weakest channel."""
    if pixels.ndim == 2:
        return np.zeros(pixels.shape, dtype=np.uint8)
    red, green, blue = cv2.split(pixels)
    strongest, weakest = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    return np.asarray(cv2.subtract(strongest, weakest), dtype=np.uint8)


def find_fills(raster: Raster, page: Reduced, config: FillConfig, frame: FrameConfig) -> list[RedactionMark]:
    """Grey, hatched and coloured boxes of a page, with the rejected candidates.

    Args:
        raster: the untouched page, grey or RGB.
        page: the same, reduced.
        config: thresholds.
        frame: thresholds on what a code in a box looks like.

    Returns:
        Marks in pixels of `raster`; those with `rejected_by` are no redactions.
    """
    search = FillSearch(raster, page, config, frame)
    marks = search.marks()
    return [*search.turned(), *marks]
