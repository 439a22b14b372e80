"""What fusion gives: words that know who read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from processors.geometry import Affine, Box, bounding
from processors.ocr.engine import EngineWord
from processors.ocr.noise import RejectedWord
from processors.records import Line, LineKind, Value, Word


@dataclass(frozen=True, slots=True)
class FusedWord:
    """A word with the engine it came from: one name, or both joined by `+` where both had a part in it."""

    text: str
    box: Box
    confidence: float
    engine: str


@dataclass(frozen=True, slots=True)
class FusedLine:
    """Words on one line, left to right, with the box around them; never empty."""

    words: tuple[FusedWord, ...]
    box: Box

    @classmethod
    def of(cls, words: Iterable[FusedWord]) -> FusedLine:
        """The line of these words, from left to right.

        Raises:
            ValueError: there is none.
        """
        kept = tuple(sorted(words, key=lambda word: (word.box.x0, word.box.x1)))
        return cls(kept, bounding(word.box for word in kept))

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Fused:
    """A page as both engines read it.

    Attributes:
        lines: boxes in pixels of the image that was read.
        rejected: words of the first engine that were turned down, with the filter's name.
        parameters: what was done and why, for provenance.
    """

    lines: tuple[FusedLine, ...]
    rejected: tuple[RejectedWord, ...]
    parameters: dict[str, Value]

    def to_lines(self, to_points: Affine, kind: LineKind = LineKind.BODY) -> tuple[Line, ...]:
        """The lines as lines of a page, boxes mapped by `to_points`."""
        return tuple(_record_line(line, to_points, kind) for line in self.lines)


def taken_word(word: EngineWord, engine: str) -> FusedWord:
    """A word as one engine read it."""
    return FusedWord(word.text, word.box, word.confidence, engine)


def _record_line(line: FusedLine, to_points: Affine, kind: LineKind) -> Line:
    words = tuple(Word(w.text, to_points.box(w.box), w.confidence, w.engine) for w in line.words)
    letters = sum(len(w.text) for w in words)
    confidence = sum(w.confidence * len(w.text) for w in words) / letters
    return Line(line.text, to_points.box(line.box), confidence, kind, words)
