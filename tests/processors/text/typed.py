"""Typed pages for tests: monospaced lines with exact boxes, in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors.geometry import Box, bounding
from processors.records import (
    Code,
    Line,
    LineKind,
    Page,
    PageStatus,
    Quality,
    Redaction,
    RedactionKind,
    TextSource,
    Word,
)

PITCH = 7.2
LEADING = 12.0
CAP = 7.0
WIDTH, HEIGHT = 612.0, 792.0


def word(text: str, x: float, y: float, *, struck: bool = False, size: float = 1.0) -> Word:
    """A typed word whose capitals stand on the line `y` + 7 points."""
    up = CAP if any(c.isupper() or c.isdigit() or c in "bdfhklt(" for c in text) else 5.0
    down = 2.0 if any(c in "gjpqy,;()" for c in text) else 0.0
    box = Box(x, y + (CAP - up) * size, x + len(text) * PITCH * size - 0.6, y + (CAP + down) * size)
    return Word(text, box, 0.95, "test", struck)


def line(
    text: str,
    x: float = 72.0,
    y: float = 100.0,
    *,
    kind: LineKind = LineKind.BODY,
    struck: Sequence[str] = (),
    size: float = 1.0,
) -> Line:
    """A typed line; words are parted at spaces, each space one character wide; `struck` names struck words."""
    words: list[Word] = []
    position = 0
    for part in text.split(" "):
        if part:
            at = x + position * PITCH * size
            words.append(word(part, at, y, struck=part in struck, size=size))
        position += len(part) + 1
    return Line(text, bounding(w.bbox for w in words), 0.95, kind, tuple(words))


def typed(texts: Sequence[str], x: float = 72.0, y: float = 100.0, leading: float = LEADING) -> list[Line]:
    """Typed lines below each other; an empty text leaves a line free, leading spaces indent."""
    lines: list[Line] = []
    for number, text in enumerate(texts):
        if text.strip():
            indent = len(text) - len(text.lstrip(" "))
            lines.append(line(text.strip(), x + indent * PITCH, y + number * leading))
    return lines


def page(lines: Sequence[Line], number: int = 1, redactions: Sequence[Redaction] = ()) -> Page:
    return Page(
        number=number,
        width=WIDTH,
        height=HEIGHT,
        dpi=300.0,
        rotation=0,
        skew_degrees=0.0,
        text_source=TextSource.OCR,
        text_reason="test",
        status=PageStatus.OK,
        quality=Quality("good", 0.95, 10, 0, 20.0),
        lines=tuple(lines),
        redactions=tuple(redactions),
    )


def redaction(
    box: tuple[float, float, float, float],
    *codes: str,
    kind: RedactionKind = RedactionKind.BLACK_BOX,
    code_box: Box | None = None,
) -> Redaction:
    found = tuple(Code(code, "foia", code, (), code_box, 0.9) for code in codes)
    return Redaction("r1", Box(*box), kind, 0.9, found)


def restruck(item: Line, *struck: str) -> Line:
    """The line with the named words struck."""
    words = tuple(replace(w, struck=w.text in struck) for w in item.words)
    return replace(item, words=words)
