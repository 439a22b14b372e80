"""What tells a redaction from a table cell, a form field, a framed word or a row of letters: named filters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from processors.geometry import Box, bounding
from processors.marks.rasters import glyphs, share, window
from processors.marks.redactions.filters import NamedFilter
from processors.marks.redactions.frame_measures import FrameMeasures
from processors.marks.redactions.frame_types import Frame, is_open

OVERRULED_BY_HATCHING = frozenset(
    {
        "open_side",
        "border_of_letters",
        "letter_shapes",
        "row_of_letters",
        "print_at_border",
        "heavy_border",
        "crossed",
        "text_inside",
        "framed_word",
    }
)
"""Filters that take strokes for print, and so hatching too."""

_LINE = 2.0
"""Reduced pixels from the middle of a line to the area beside it."""


class FrameFilters:
    """The filters of one page, in the order in which they object."""

    def __init__(self, measures: FrameMeasures, table: set[Box], frames: Sequence[Frame] = ()) -> None:
        """Takes what the filters look at.

        Args:
            measures: of the areas of the page.
            table: enclosed areas that are cells of a table.
            frames: all areas of the page.
        """
        self.measures, self.grid = measures, table
        c = measures.config
        self._whole = [f.box for f in frames if f.fullness >= c.fullness and min(f.sides) >= c.support]
        self.page, self.ink = measures.page, measures.ink
        self.lines, self.config = measures.lines, measures.config

    def named(self) -> tuple[NamedFilter[Frame], ...]:
        """All filters, the cheap and certain ones first."""
        return (
            ("open_side", self._open_side),
            ("not_rectangular", self._not_rectangular),
            ("scanner_border", self._scanner_border),
            ("too_coarse", self._too_coarse),
            ("on_dark", self._on_dark),
            ("part_of_a_tone", self._part_of_a_tone),
            ("border_of_letters", self._border_of_letters),
            ("letter_shapes", self._letter_shapes),
            ("row_of_letters", self._row_of_letters),
            ("hung_on_box", self._hung_on_box),
            ("print_at_border", self._print_at_border),
            ("heavy_border", self._heavy_border),
            ("table_cell", lambda f: f.box in self.grid or self.measures.arms(f) >= self.config.grid_arms),
            ("crossed", self._crossed),
            ("check_box", self._check_box),
            ("text_inside", self._text_inside),
            ("framed_word", self._framed_word),
        )

    def _open_side(self, f: Frame) -> bool:
        return is_open(f.sides, self.config)

    def _not_rectangular(self, f: Frame) -> bool:
        bitten = min(f.sides) >= self.config.support or self._overlaid(f)
        return f.fullness < (self.config.bitten_fullness if bitten else self.config.fullness)

    def _scanner_border(self, f: Frame) -> bool:
        """The rest of the page beside a line that runs from edge to edge touches two edges or more."""
        height, width = self.page.pixels.shape
        r = 3.0
        touched = (f.box.x0 <= r) + (f.box.y0 <= r) + (f.box.x1 >= width - r) + (f.box.y1 >= height - r)
        return bool(touched >= 2)

    def _too_coarse(self, f: Frame) -> bool:
        """In so few pixels letters between two rules look like a box as well."""
        return f.box.height * self.page.factor < self.config.coarse

    def _on_dark(self, f: Frame) -> bool:
        """White inside black: an emblem, a picture, lettering on a panel."""
        outer = f.box.grown(0.06 * self.page.dpi)
        rows, columns = window(outer, self.ink.shape)
        ring = np.ones((rows.stop - rows.start, columns.stop - columns.start), dtype=bool)
        ring[window(f.box.grown(2).moved(-columns.start, -rows.start), ring.shape)] = False
        around = self.ink[rows, columns][ring]
        return bool(around.size > 0 and share(around) > self.config.dark_around)

    def _part_of_a_tone(self, f: Frame) -> bool:
        """A screen, or the film beside the page, goes on to the left and to the right as it is inside."""
        c = self.config
        inside = share(self.ink[window(f.box.grown(-2), self.ink.shape)])
        if inside < c.tone:
            return False
        x0, y0, x1, y1 = f.box
        beside = 0.1 * self.page.dpi
        ends = (Box(x0 - beside, y0, x0 - 2, y1), Box(x1 + 2, y0, x1 + beside, y1))
        return all(share(self.ink[window(end, self.ink.shape)]) >= c.tone_beside * inside for end in ends)

    def _border_of_letters(self, f: Frame) -> bool:
        """Three sides at least are drawn; rows of letters have strokes leaving the border everywhere."""
        c = self.config
        worst, second = sorted(f.drawn)[:2]
        height, width = self.ink.shape
        cut = min(f.box.x0, f.box.y0, width - f.box.x1, height - f.box.y1) <= 3.0
        if cut and worst < c.poor_cut:
            # the edge of the page passes for a side: the others must be the better
            return True
        return (second < c.drawn or (worst < c.poor and second < c.beside_poor)) and not self._bitten(f)

    def _bitten(self, f: Frame) -> bool:
        """Two sides are whole and nothing is inside: of the others, boxes drawn over it or print took a part."""
        better, second, worst, line, ink = self.config.bitten
        drawn = sorted(f.drawn)
        if drawn[2] < better or drawn[1] < second or drawn[0] < worst:
            return False
        if min(f.sides) < line and not self._overlaid(f):
            return False
        inner = f.box.grown(-0.015 * self.page.dpi)
        return share(self.ink[window(inner, self.ink.shape)]) < ink

    def _overlaid(self, f: Frame) -> bool:
        """Whether what is missing of a box, and of one of its sides, lies under another that was drawn over it."""
        c = self.config
        worst, second = sorted(f.sides)[:2]
        if worst < c.overlaid[0] or second < c.overlaid[1]:
            return False
        missing = (1 - f.fullness) * f.box.area
        others = (box.grown(_LINE) for box in self._whole if box != f.box)
        return any(other.overlap(f.box) >= c.overlaid[2] * missing for other in others)

    def _well_drawn(self, f: Frame) -> bool:
        """The border is so clean that print which touches it, inside or outside, was there before or came after."""
        worst, second = sorted(f.drawn)[:2]
        c = self.config
        if f.box.height < c.low_box * self.page.dpi:
            # of so few pixels one more or less is much
            return worst >= c.low_drawn
        return worst >= c.well_drawn_worst and second >= c.well_drawn

    def _heavy_border(self, f: Frame) -> bool:
        """The inside of a large letter: its strokes are heavy for its size."""
        small = min(f.box.width, f.box.height)
        c = self.config
        long = f.box.width > 3 * f.box.height and self._well_drawn(f)
        stroke = self.measures.stroke(f)
        return (stroke > c.heavy * small and not long) or (
            stroke > c.pen * self.page.dpi and small < 0.5 * self.page.dpi
        )

    def _crossed(self, f: Frame) -> bool:
        """Lines from side to side make a table of it; a single stray line does not."""
        inner = window(f.box.grown(-0.2 * f.box.width, -0.2 * f.box.height), self.lines.across.shape)
        across = _bars(self.lines.across[inner].mean(axis=1) > 0.9)
        down = _bars(self.lines.down[inner].mean(axis=0) > 0.95)
        if f.box.height < self.config.tall * self.page.dpi:
            down = 0
        return across + down >= 2 or (across + down == 1 and self.measures.arms(f) >= 2)

    @cached_property
    def _glyphs(self) -> NDArray[np.float64]:
        """Boxes of everything of the size and shape of a letter on the page, as rows of x0, y0, x1, y1."""
        found = glyphs(self.ink, self.page.dpi)
        x0, y0, x1, y1 = found.T
        return np.asarray(found[x1 - x0 < 1.5 * (y1 - y0)])

    def _letter_shapes(self, f: Frame) -> bool:
        """Strokes of letters look like a low box; the letters beside it then stand as high and as low as it does."""
        reach, slack = 0.6 * self.page.dpi, 2.5
        if f.box.height > self.config.letter_height * self.page.dpi or self._well_drawn(f):
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

    def _row_of_letters(self, f: Frame) -> bool:
        """No higher than the letters beside it, and inked: stems and serifs over an underline, which its sides are of.

        That they are is told by a side that is open, or by a letter close beside it that stands as high and as low.
        """
        c, dpi = self.config, self.page.dpi
        if f.box.height > c.letter_height * dpi:
            return False
        inked = share(self.ink[window(f.box.grown(-0.015 * dpi), self.ink.shape)])
        if inked < c.inked_row or not self._glyphs.size:
            return False
        if inked >= c.full_row and min(f.sides) < c.row_side:
            # letters that run together, or the dots of a screen: a code leaves more paper around itself
            return True
        x0, y0, x1, y1 = self._glyphs.T
        gap = np.maximum(f.box.x0 - x1, x0 - f.box.x1)
        high = y1 - y0
        beside = (gap >= 0) & (np.minimum(y1, f.box.y1) - np.maximum(y0, f.box.y0) >= 0.6 * high)
        near = np.sort(high[beside & (gap < c.beside * dpi)])
        # One may be a bracket or a speck.
        if len(near) < 2 or f.box.height > c.row_height * float(near[-2]):
            return False
        slack = c.row_slack * f.box.height
        joined = beside & (gap < c.letter_gap * f.box.height)
        joined &= (np.abs(y0 - f.box.y0) <= slack) & (np.abs(y1 - f.box.y1) <= slack)
        return min(f.sides) < c.row_side or bool(joined.any())

    def _hung_on_box(self, f: Frame) -> bool:
        """A row of print right below or above a longer box: the side that is whole is that box's, the other is type."""
        c, slack = self.config, 3.0
        _, top, _, bottom = f.sides
        if min(top, bottom) >= c.support or min(top, bottom) > min(f.sides):
            return False
        if share(self.ink[window(f.box.grown(-0.015 * self.page.dpi), self.ink.shape)]) < c.hung_ink:
            return False
        return any(
            abs(box.y1 - f.box.y0 if bottom < top else f.box.y1 - box.y0) <= slack
            and box.x0 <= f.box.x0 + slack
            and box.x1 >= f.box.x1 - slack
            for box in self._whole
            if box != f.box
        )

    def _print_at_border(self, f: Frame) -> bool:
        """Along at least two sides the inside is clean, where it was the letters of a line that seemed a border."""
        if self._well_drawn(f):
            return False
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
        square = long < c.check_box * self.page.dpi and long < c.square * short
        return square and len(self.measures.letters(f).boxes) < 3

    def _text_inside(self, f: Frame) -> bool:
        """More than a code: many characters or many lines."""
        c, letters = self.config, self.measures.letters(f)
        # the dots of a screen or of dirt stand in many rows, but are no letters
        tall = int(np.count_nonzero(letters.heights > c.letter * self.page.dpi))
        rows = letters.lines > c.code_lines + 2 and tall > len(letters.boxes) // 2
        return len(letters.boxes) > c.code_glyphs or rows

    def _framed_word(self, f: Frame) -> bool:
        """Capitals of one size and nothing else: a classification in a frame. Codes have dots, brackets or digits."""
        c, letters = self.config, self.measures.letters(f)
        tall = letters.heights[letters.heights > 0.07 * self.page.dpi]
        if tall.size < c.word_glyphs:
            return False
        even = share(np.abs(tall - np.median(tall)) <= c.even * np.median(tall)) >= c.even_share
        # print that runs over the border was there before or came after, and is not framed
        words = bounding(b for b in letters.boxes if b.height > 0.07 * self.page.dpi)
        words = words.moved(f.box.x0 + 3, f.box.y0 + 3)
        margin = min(words.x0 - f.box.x0, f.box.x1 - words.x1)
        if margin < (0.03 if tall.size >= c.long_word else 0.05) * self.page.dpi:
            return False
        return even and not self._goes_on(f, words)

    def _goes_on(self, f: Frame, words: Box) -> bool:
        """Whether the row of words inside goes on outside: a release line printed across the border."""
        gap, low = self.config.goes_on
        if words.height > low * f.box.height:
            return False
        reach = gap * words.height
        x0, y0, x1, y1 = self._glyphs.T
        level = np.minimum(y1, words.y1) - np.maximum(y0, words.y0) >= 0.6 * (y1 - y0)
        before = (x0 < f.box.x0) & (words.x0 - x1 <= reach)
        after = (x1 > f.box.x1) & (x0 - words.x1 <= reach)
        return bool((level & (before | after)).any())


def _bars(rows: NDArray[np.bool_]) -> int:
    """How many runs of True there are."""
    return int(np.count_nonzero(np.diff(np.concatenate(([False], rows)).astype(np.int8)) == 1))
