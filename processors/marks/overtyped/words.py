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
"""A sign before or behind a mark is no narrower, in the mark's height."""

OFF = 1.5
"""Brackets lie no farther from where they are in a word of even signs, in signs: half the shortest mark."""


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
    """The line with a word in place of what was read of it, or between its neighbours where nothing was."""
    words: list[Word] = []
    at: int | None = None
    for read in line.words:
        beside = _beside(read, word)
        if beside is None:
            words.append(read)
            continue
        before, behind = beside
        words += before
        at = len(words) if at is None else at
        words += behind
    if at is None:
        at = sum(w.bbox.centre[0] < word.bbox.centre[0] for w in words)
    words.insert(at, word)
    text = " ".join(w.text for w in words)
    return replace(line, words=tuple(words), text=text, bbox=bounding(w.bbox for w in words))


def _beside(read: Word, mark: Word) -> tuple[list[Word], list[Word]] | None:
    """What was read together with a mark but stands before it, and behind; None where the word is to stay as it is.

    That is where it does not reach over the mark, or where its letters cannot be told from those of the mark: text that
    was not struck must not be lost.
    """
    own = read.struck and read.bbox.covered_by(mark.bbox) >= OWN
    if not own and read.bbox.overlap(mark.bbox) < OWN * mark.bbox.area:
        return None
    cut = _cut(read, mark.bbox)
    if cut is None:
        return None
    head, tail = cut
    room = BESIDE * mark.bbox.height
    narrow_head = bool(head) and mark.bbox.x0 - read.bbox.x0 < room
    narrow_tail = bool(tail) and read.bbox.x1 - mark.bbox.x1 < room
    if not own and (narrow_head or narrow_tail or not (head or tail)):
        return None
    struck = read.struck and not own
    left = replace(read, text=head, bbox=read.bbox._replace(x1=mark.bbox.x0), struck=struck)
    right = replace(read, text=tail, bbox=read.bbox._replace(x0=mark.bbox.x1), struck=struck)
    return [left] if head and not narrow_head else [], [right] if tail and not narrow_tail else []


def _cut(read: Word, box: Box) -> tuple[str, str] | None:
    """The text of a word before a box and behind it, cut at its brackets; None where these do not lie there.

    Where there is no bracket and not even one sign has room beside the box, nothing stands there.
    """
    text, sign = read.text, read.bbox.width / len(read.text)
    x0, x1 = (box.x0 - read.bbox.x0) / sign, (box.x1 - read.bbox.x0) / sign
    start = _nearest(x0, [k for k, c in enumerate(text) if c == "("])
    end = _nearest(x1, [k + 1 for k, c in enumerate(text) if c == ")"])
    start = 0 if start is None and x0 < 1 else start
    end = len(text) if end is None and len(text) - x1 < 1 else end
    if start is None or end is None or start >= end:
        return None
    return text[:start].strip(), text[end:].strip()


def _nearest(at: float, places: Sequence[int]) -> int | None:
    near = min(places, key=lambda k: abs(k - at), default=None)
    return near if near is not None and abs(near - at) <= OFF else None
