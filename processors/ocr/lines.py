"""From what an engine says, in pixels, to lines of the record, in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from processors.config.reading import ReadingConfig
from processors.geometry import Affine, Box, bounding, overlap_1d
from processors.ocr.beside import beside, pitch_of
from processors.ocr.engine import EngineLine
from processors.records import Line, LineKind, Word


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
    lines: Sequence[Line], covered: Sequence[Box], config: ReadingConfig, across: Sequence[Box] = ()
) -> tuple[Line, ...]:
    """The lines without the words of which too much lies in a redaction; lines left empty are dropped.

    What lies in a row of print `across` the side of a redaction stays, and a word that only its box draws over one
    that it stands beside.
    """
    if not covered:
        return tuple(lines)
    kept = []
    pitch = pitch_of(lines)
    for line in lines:
        placed = [beside(w, covered, pitch, config.beside) for w in line.words]
        words = [
            w
            for w in placed
            if not any(w.bbox.covered_by(box) > config.inside for box in covered)
            or any(_stands_in(w.bbox, row) for row in across)
        ]
        if words == list(line.words):
            kept.append(line)
        elif words:
            kept.append(_line_of(words, line.kind))
    return tuple(kept)


def unread_lines(lines: Sequence[Line], read: Sequence[Line], config: ReadingConfig) -> tuple[Line, ...]:
    """The lines without the words in whose place they were read already; lines left empty are dropped."""
    others = [word for line in read for word in line.words]
    left = [
        (line, [w for w in line.words if not any(_is_read_by(w, other, config) for other in others)])
        for line in lines
    ]
    return tuple(_line_of(words, line.kind) for line, words in left if words)


def _is_read_by(word: Word, other: Word, config: ReadingConfig) -> bool:
    """Whether the other one is a reading of the same word: as likely, or much like it, but no scrap of it."""
    if word.bbox.covered_by(other.bbox) < config.framed_place:
        return False
    as_likely = other.confidence >= word.confidence and len(other.text) >= len(word.text)
    alike = fuzz.ratio(word.text.casefold(), other.text.casefold()) >= config.framed_like
    return as_likely or alike or word.text.casefold() in other.text.casefold()
