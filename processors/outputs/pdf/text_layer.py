"""The invisible text of a page: one run of glyphs a word, in the reading order of the record."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from processors.config.text import TextConfig
from processors.geometry import Affine, Box
from processors.outputs.page_rows import is_hidden
from processors.outputs.pdf.font import ADVANCE, DESCENT, Font, clean
from processors.outputs.pdf.space import Frame, reading_turn
from processors.records import Line, Page, Word

FONT_NAME = "/FDeclass"
# Points. A word's box counts as at least so wide and high, so that it can be selected, and a blank too.
_LEAST = 0.5
# Decimals of coordinates and sizes (points) and of horizontal scaling (percent): half a tenth of a point is a fifth of
# a pixel at 300 dpi, and each digit more makes the file larger.
_DIGITS = 1


# A word whose letters would be narrower than this (share of its height) is set as one glyph that stands for all of it:
# readers such as poppler take letters that begin within a tenth of a height of each other for one letter set twice. The
# text of a glyph may have 256 UTF-16 units.
_NARROW, _LONGEST = 0.15, 100


@dataclass(frozen=True, slots=True)
class _Run:
    """A word that fills a box, which is in the frame of the lines: they run to the right, y grows downwards."""

    units: tuple[str, ...]
    box: Box


def text_layer(page: Page, frame: Frame, font: Font) -> bytes:
    """A content stream that sets the words of `page` invisibly at their places; empty for a page without words.

    Args:
        page: what was read.
        frame: where it lies.
        font: one that has all its characters; the page's resources name it `FONT_NAME`.
    """
    turn = reading_turn(page)
    lines = [_runs(seen_words(line, page), turn.inverse()) for line in page.lines]
    shown = b"\n".join(_Setter(turn.then(frame.to_user), font).operators(lines))
    return b"q\nBT\n3 Tr\n" + shown + b"\nET\nQ\n" if any(lines) else b""


def units(pages: Iterable[Page]) -> Iterator[str]:
    """What the font of a document with these pages must have."""
    for page in pages:
        upright = reading_turn(page).inverse()
        for line in page.lines:
            for run in _runs(seen_words(line, page), upright):
                yield from run.units


def seen_words(line: Line, page: Page) -> list[Word]:
    """The words of a line but for those under a digital redaction: a record of another program may have them."""
    return [word for word in line.words if not is_hidden(word.bbox, page, TextConfig())]


def _runs(words: Iterable[Word], upright: Affine) -> list[_Run]:
    return [
        _Run(_units(text, box), box)
        for word in words
        if (text := clean(word.text).strip())
        for box in (upright.box(word.bbox),)
    ]


def _units(text: str, box: Box) -> tuple[str, ...]:
    narrow = max(box.width, _LEAST) < _NARROW * max(box.height, _LEAST) * len(text)
    return (text,) if narrow and len(text) <= _LONGEST else tuple(text)


class _Setter:
    """Sets runs one after the other, each from where the one before began: small numbers make a small file.

    The text matrix turns so that its x axis runs along the lines; from there on all is in its own tenths of points.
    """

    def __init__(self, to_user: Affine, font: Font) -> None:
        self._font = font
        # The record's points may be larger or smaller than those of the page's own space.
        self._across, self._up = math.hypot(to_user.a, to_user.d), math.hypot(to_user.b, to_user.e)
        self._along = (to_user.a / self._across, to_user.d / self._across)
        self._upwards = (-to_user.b / self._up, -to_user.e / self._up)
        self._to_user = to_user
        self._at = (0, 0)

    def operators(self, lines: list[list[_Run]]) -> Iterator[bytes]:
        """The operators for all lines; words of a line are parted by blanks."""
        yield b"%s 0 0 Tm" % b" ".join(_number(v, 5) for v in (*self._along, *self._upwards))
        for line in lines:
            for word, following in pairwise([*line, None]):
                if word is not None:
                    yield self._word(word)
                    if following is not None:
                        yield self._blank(word, following.box.x0 - word.box.x1)

    def _word(self, run: _Run) -> bytes:
        """The size of a word is the height of its box, its scaling makes it as wide."""
        width, height = max(run.box.width, _LEAST), max(run.box.height, _LEAST)
        size = max(round(height * self._up, _DIGITS), 10**-_DIGITS)
        scaling = 100 * width * self._across / (len(run.units) * ADVANCE * size)
        return b"%s %s Tf %s Tz %s Td %s Tj" % (
            FONT_NAME.encode(),
            _number(size, _DIGITS),
            _number(scaling, _DIGITS),
            self._move(run.box.x0, run.box.y0 + height * (1 - DESCENT)),
            self._font.code(run.units),
        )

    def _blank(self, after: _Run, gap: float) -> bytes:
        """A blank from the end of a word, where the pen is, to the next one."""
        size = max(after.box.height, _LEAST) * self._up
        scaling = 100 * max(gap, _LEAST) * self._across / (ADVANCE * size)
        return b"%s Tz %s Tj" % (_number(scaling, 0), self._font.code(" "))

    def _move(self, x: float, y: float) -> bytes:
        """From the start of the last word to that of the next, without adding up what is rounded away."""
        to = self._to_user.point(x, y)
        unit = 10**_DIGITS
        there = tuple(round(unit * (to[0] * v[0] + to[1] * v[1])) for v in (self._along, self._upwards))
        step = (there[0] - self._at[0], there[1] - self._at[1])
        self._at = (there[0], there[1])
        return b" ".join(_number(v / unit, _DIGITS) for v in step)


def _number(value: float, digits: int) -> bytes:
    """A number as PDF writes it: no exponent, no needless zeros."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return b"0" if text in ("-0", "") else text.encode()
