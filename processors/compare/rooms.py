"""Codes in lines of text: the room around one without a box is where words were withheld, words beside it are text."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from processors.compare.flat import LINE, lowered, type_height
from processors.geometry import Box, bounding, overlap_1d
from processors.records import Line, LineKind, Marking, MarkingKind, Page, Word
from processors.text.fragments import looks_like_code

_TEXT = (LineKind.BODY, LineKind.LIST_ITEM, LineKind.HEADING)
_BRACKET = re.compile(r"[()\[\]{}]")
_BRACKETS = 3
"""A word with that many brackets is a code, however badly its letters are read, if a figure or a (b) is in them."""
_GROUPS = re.compile(r"(?:[(\[{]\w{0,3}[)\]}]){2,}")
_TAIL = re.compile(r"(?<=[a-z]{2})\([bB]\)?\(?[1-9lIi]\)\W*$")
"""A code of which a bracket was lost, run together with the word before it: `would(b)1).`"""
_FIGURE = r"[1-9lIiSBG]"
"""A figure, or a letter that readers take one for."""
_MISREAD = re.compile(
    rf"\(\w{{1,2}}\({_FIGURE}\w{{0,2}}\)?|\([bB68][xX]{_FIGURE}[\da-zA-Z]?\)?|[bB]j{_FIGURE}\(\w\)?"
)
"""A code of which brackets were read as a figure or letter: `(6(31` is (b)(3), `(bX6)` is (b)(6); `(BXA)` is a name."""
_TORN = re.compile(r"\([bB]\)?\(?[1-9lIi]\)?")
"""A code in two words, of which a reader lost a bracket."""
_WORD = re.compile(r"[^\W\d_]{2,}|\d{3,}")
_FIGURED = re.compile(
    r"[(\[{](?:[bB68]X?)?\d{1,2}(?!\d)"  # (6), (b7C), (25X1), (bX6
    r"|(?<!\w)\d{1,2}[a-zA-Z]?[)\]}]"  # b)6), of which a bracket was lost
    rf"|[)\]}}][(\[{{]?{_FIGURE}[)\]}}]"  # (t)(l)
    r"|[(\[{][bB][()\[\]{}]|^[)\]}][(\[{]|[(\[{][)\]}]"  # (b)(, and what is left of one whose figure was lost
)
"""What codes have in their brackets; names, as `((ROCA))` and `((FBI))`, and formulas, as `(f(x)`, have none of it."""
_PLAIN = re.compile(r"[^\W\d_]?[^\W\d_A-Z]+")
"""Letters of a plain word, in small ones but for the first: names of laws beside codes are often in capitals."""
_LETTERS = 2
_AROUND = ".,;:!?\"'|"
"""What may stand around a plain word."""
_LONG = 3
"""Words that a line of the text has more than: those tell where its edges are."""
_ON = 0.5
_WIDER = 3.0
"""Characters by which a room is wider than its code at least: a code in a sentence that speaks of it has no room."""


@dataclass(frozen=True, slots=True)
class Room:
    """The place between the words before and behind a code, in points of the flat page.

    Attributes:
        box: the place.
        word: box of the code itself.
        raw: the code as read.
        marking: what it was understood as; None where it was not.
    """

    box: Box
    word: Box
    raw: str
    marking: Marking | None


@functools.lru_cache(maxsize=100_000)
def is_code(text: str) -> bool:
    """Whether a word is an exemption code, well read or badly."""
    if without_code(text) != text and _WORD.search(without_code(text)):
        return False
    many = len(_BRACKET.findall(text)) >= _BRACKETS and _has_figure(text)
    return many or looks_like_code(text) or _MISREAD.fullmatch(text) is not None


def _has_figure(text: str) -> bool:
    """Whether a figure is among what stands in brackets, or nothing is."""
    return _FIGURED.search(text) is not None or not any(c.isalnum() for c in text)


@functools.lru_cache(maxsize=100_000)
def without_code(text: str) -> str:
    """A word without a code that a reader ran together with it."""
    return _TAIL.sub("", _GROUPS.sub("", text))


def with_text_beside_codes(page: Page) -> Page:
    """The page with lines as text that were taken for codes though plain words of the text stand beside the code.

    A short line with a redaction in it is its code and a few words.
    """
    codes = [m for m in page.markings if m.kind is MarkingKind.EXEMPTION]
    edges = _edges(page)
    beside = [
        line for line in page.lines if line.kind is LineKind.CODE and _is_text_beside(line, codes, edges)
    ]
    lines = [line for line in page.lines if line not in beside]
    for line in beside:
        lines.insert(_place_of(line, lines, page), replace(line, kind=LineKind.BODY))
    return replace(page, lines=tuple(lines)) if beside else page


def _place_of(line: Line, lines: Sequence[Line], page: Page) -> int:
    """Behind the text on its left in its row, else before that on its right; where it was, if it stands alone."""
    row = [k for k, other in enumerate(lines) if other.kind in _TEXT and _in_a_row(line.bbox, other.bbox)]
    left = [k for k in row if lines[k].bbox.x1 <= line.bbox.x0]
    if left:
        return max(left, key=lambda k: lines[k].bbox.x1) + 1
    if row:
        return min(row, key=lambda k: lines[k].bbox.x0)
    return sum(other in lines for other in page.lines[: page.lines.index(line)])


def _in_a_row(one: Box, other: Box) -> bool:
    return overlap_1d(one.y0, one.y1, other.y0, other.y1) > _ON * min(one.height, other.height)


def _is_text_beside(line: Line, codes: Sequence[Marking], edges: tuple[float, float]) -> bool:
    coded = [_is_code(word, codes) for word in line.words]
    return any(coded) and any(
        _is_plain(word.text) and edges[0] <= word.bbox.centre[0] <= edges[1]
        for word, is_coded in zip(line.words, coded, strict=True)
        if not is_coded
    )


def _is_plain(text: str) -> bool:
    bare = text.strip(_AROUND)
    return len(bare) >= _LETTERS and _PLAIN.fullmatch(bare) is not None


def _edges(page: Page) -> tuple[float, float]:
    """Left and right edge of the text in points."""
    long = [line.bbox for line in page.lines if len(line.words) > _LONG]
    return min((box.x0 for box in long), default=0.0), max((box.x1 for box in long), default=page.width)


def rooms_of_codes(page: Page) -> Iterator[Room]:
    """The rooms of all codes in lines of text that belong to no redaction."""
    known = [r.bbox for r in page.redactions] + [
        c.bbox for r in page.redactions for c in r.codes if c.bbox is not None
    ]
    codes = [m for m in page.markings if m.kind is MarkingKind.EXEMPTION]
    edges = _edges(page)
    height = type_height(page)
    for line in page.lines:
        if line.kind in _TEXT:
            for first, last in _runs(line, codes):
                box = bounding(word.bbox for word in line.words[first : last + 1])
                if not any(box.covered_by(other) >= _ON for other in known):
                    marking = next((m for m in codes if box.covered_by(m.bbox) >= _ON), None)
                    yield from _room(line, (first, last), marking, edges, height)


def _runs(line: Line, codes: Sequence[Marking]) -> Iterator[tuple[int, int]]:
    """First and last word of each stretch of codes."""
    start: int | None = None
    for k, word in enumerate((*line.words, None)):
        if word is not None and _is_code(word, codes):
            start = k if start is None else start
        elif start is not None:
            yield start, k - 1
            start = None


def with_codes_whole(page: Page) -> Page:
    """The page with codes that a reader cut in two as one word each: `(b` and `(1`."""
    lines = tuple(replace(line, words=tuple(_whole(line.words))) for line in page.lines)
    return replace(page, lines=lines) if lines != page.lines else page


def _whole(words: Sequence[Word]) -> Iterator[Word]:
    last: Word | None = None
    for word in words:
        text = last.text + word.text if last is not None else ""
        if last is not None and _TORN.fullmatch(text) and text.count("(") != text.count(")"):
            last = replace(last, text=text, bbox=bounding((last.bbox, word.bbox)))
            continue
        if last is not None:
            yield last
        last = word
    if last is not None:
        yield last


def _is_code(word: Word, codes: Sequence[Marking]) -> bool:
    return is_code(word.text) or any(word.bbox.covered_by(m.bbox) >= _ON for m in codes)


def _room(
    line: Line, run: tuple[int, int], marking: Marking | None, edges: tuple[float, float], height: float
) -> Iterator[Room]:
    words = line.words[run[0] : run[1] + 1]
    box = bounding(word.bbox for word in words)
    start = line.words[run[0] - 1].bbox.x1 if run[0] else min(edges[0], box.x0)
    end = line.words[run[1] + 1].bbox.x0 if run[1] + 1 < len(line.words) else max(edges[1], box.x1)
    # As high as a line of type: the boxes of a crooked line are higher.
    middle, half = box.centre[1], min(box.height, LINE * height) / 2
    room = Box(start, middle - half, end, middle + half)
    raw = _raw(words)
    if room.width >= box.width + _WIDER * box.width / max(1, len(raw)):
        yield Room(room, lowered(box, LINE * height), raw, marking)


def _raw(words: Sequence[Word]) -> str:
    """The codes without words that were read together with them."""
    text = " ".join(word.text for word in words)
    return " ".join(_GROUPS.findall(text)) or text
