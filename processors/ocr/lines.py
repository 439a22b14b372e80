"""From what an engine says, in pixels, to lines of the record, in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors.geometry import Affine, Box, bounding, overlap_1d
from processors.ocr.beside import beside, pitch_of
from processors.ocr.engine import EngineLine
from processors.records import Line, LineKind, Word

_SAME_PLACE = 0.3
"""Share of a word's box in another one from which both are readings of the same word."""


def to_lines(
    read: Sequence[EngineLine], engine: str, to_points: Affine, kind: LineKind = LineKind.BODY
) -> tuple[Line, ...]:
    """The engine's lines as lines of a page, boxes mapped by `to_points`."""
    lines = (
        tuple(Word(w.text, to_points.box(w.box), w.confidence, engine) for w in line.words) for line in read
    )
    return tuple(_line_of(words, kind) for words in lines if words)


def _line_of(words: Sequence[Word], kind: LineKind) -> Line:
    letters = sum(len(w.text) for w in words)
    confidence = sum(w.confidence * len(w.text) for w in words) / letters if letters else 0.0
    text = " ".join(w.text for w in words)
    return Line(text, bounding(w.bbox for w in words), confidence, kind, tuple(words))


def moved(line: Line, by: Affine) -> Line:
    """The line with all its boxes mapped by `by`."""
    words = tuple(replace(word, bbox=by.box(word.bbox)) for word in line.words)
    return replace(line, bbox=by.box(line.bbox), words=words)


def _stands_in(word: Box, row: Box) -> bool:
    """Whether a word belongs to a row of print, which may begin or end within it."""
    level = row.y0 <= word.centre[1] <= row.y1
    return level and overlap_1d(word.x0, word.x1, row.x0, row.x1) >= 0.5 * min(word.width, row.width)


def outside(
    lines: Sequence[Line], covered: Sequence[Box], share: float, across: Sequence[Box] = ()
) -> tuple[Line, ...]:
    """The lines without the words of which more than `share` lies in a redaction; lines left empty are dropped.

    What lies in a row of print `across` the side of a redaction stays, and a word that only its box draws over one
    that it stands beside.
    """
    if not covered:
        return tuple(lines)
    kept = []
    pitch = pitch_of(lines)
    for line in lines:
        placed = [beside(w, covered, pitch) for w in line.words]
        words = [
            w
            for w in placed
            if not any(w.bbox.covered_by(box) > share for box in covered)
            or any(_stands_in(w.bbox, row) for row in across)
        ]
        if words == list(line.words):
            kept.append(line)
        elif words:
            kept.append(_line_of(words, line.kind))
    return tuple(kept)


def unread_lines(lines: Sequence[Line], read: Sequence[Line]) -> tuple[Line, ...]:
    """The lines without the words in whose place others were read; lines left empty are dropped."""
    places = [word.bbox for line in read for word in line.words]
    left = [
        (line, [w for w in line.words if all(w.bbox.covered_by(box) < _SAME_PLACE for box in places)])
        for line in lines
    ]
    return tuple(_line_of(words, line.kind) for line, words in left if words)
