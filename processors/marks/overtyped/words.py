"""Words for what was read by shapes, in the lines of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors.geometry import Box, bounding
from processors.marks.overtyped.read import ReadMark
from processors.records import Line, LineKind, Word

READER = "shapes"
"""Who is named as the reader of what was told by the shapes of its letters."""

OWN = 0.5
"""A struck word lies within the mark with this share of its area; so does the mark's height in its line."""

BESIDE = 0.2
"""A sign before a mark is no narrower, in the mark's height."""


def with_words(lines: Sequence[Line], marks: Sequence[ReadMark], reader: str = READER) -> tuple[Line, ...]:
    """The lines with a struck word for each mark, in place of what readers made of it.

    Args:
        lines: of the page, struck words marked.
        marks: what was read, in the units of the lines.
        reader: who read it.
    """
    out = list(lines)
    for mark in marks:
        word = Word(mark.text, mark.box, mark.confidence, reader, struck=True)
        place = _line_of(mark.box, out)
        if place is None:
            out.append(Line(mark.text, mark.box, mark.confidence, LineKind.BODY, (word,)))
        else:
            out[place] = _with(out[place], word)
    return tuple(out)


def _line_of(box: Box, lines: Sequence[Line]) -> int | None:
    """The line with words on the level of a box and nearest to it; None where there is none within its width."""
    best: tuple[float, int] | None = None
    for k, line in enumerate(lines):
        for word in line.words:
            common = min(word.bbox.y1, box.y1) - max(word.bbox.y0, box.y0)
            apart = max(0.0, word.bbox.x0 - box.x1, box.x0 - word.bbox.x1)
            if common >= OWN * min(word.bbox.height, box.height) and apart <= box.width:
                best = min(best or (apart, k), (apart, k))
    return None if best is None else best[1]


def _with(line: Line, word: Word) -> Line:
    """The line with a word in place of the struck ones that lie under it, or between its neighbours."""
    under = [k for k, w in enumerate(line.words) if w.struck and w.bbox.covered_by(word.bbox) >= OWN]
    if under:
        at, behind = under[0], under[-1] + 1
        new = [*_before(line.words[at], word), word]
        kept = [w for w in line.words[at:behind] if w not in (line.words[k] for k in under)]
    else:
        at = behind = sum(w.bbox.centre[0] < word.bbox.centre[0] for w in line.words)
        new, kept = [word], []
    left = [_without_tail(w, word) for w in line.words[:at]]
    words = (*left, *new, *kept, *line.words[behind:])
    text = " ".join(w.text for w in words)
    return replace(line, words=words, text=text, bbox=bounding(w.bbox for w in words))


def _without_tail(read: Word, mark: Word) -> Word:
    """A word without the mark that was read as its end: `(U)(&)` where `(S)` is struck."""
    head, bracket, _ = read.text.rpartition("(")
    reaches = read.bbox.overlap(mark.bbox) >= OWN * mark.bbox.area
    if not (reaches and bracket and head.strip()):
        return read
    return replace(read, text=head, bbox=read.bbox._replace(x1=mark.bbox.x0))


def _before(read: Word, word: Word) -> list[Word]:
    """What was read together with the mark but stands before it: the number of a footnote."""
    head, bracket, _ = read.text.partition("(")
    if not bracket or not head.strip() or word.bbox.x0 - read.bbox.x0 < BESIDE * word.bbox.height:
        return []
    return [replace(read, text=head, bbox=read.bbox._replace(x1=word.bbox.x0), struck=False)]
