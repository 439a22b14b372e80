"""Pieces of lines, the material of the layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from processors.config.text import TextConfig
from processors.geometry import Box, bounding
from processors.records import Line, LineKind, Word
from processors.text.metrics import straight_bounds
from processors.text.spacing import spaced_text


@dataclass(frozen=True, slots=True)
class Fragment:
    """Neighbouring words of one line; `box` is straightened (see `metrics.straightened`)."""

    words: tuple[Word, ...]
    box: Box
    kind: LineKind

    @property
    def characters(self) -> int:
        """Number of characters without spaces."""
        return sum(len(word.text) for word in self.words)

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)


_CODE = re.compile(
    # (b)(3), b7C, (b) (3)-P.L. 86-36; not `blue`, `Bill of lading`
    r"[({\[]?[bB][)}\]]? ?[({\[]?(?:[1-9]|[lIi](?![^\W\d_]))[)}\]]?.{0,24}"
    r"|[1356][. ][0-9] ?[({\[][a-zA-Z0-9][)}\]].{0,12}"  # 3.5(c), 3.3(h)(2), 1.4(d)
    r"|(25|50|75)X[0-9A-Za-z,-]{0,8}|STAT(?:IN[A-Z]{2}|SP[A-Z]{2})?|NR|ILLEGIB"
)


def looks_like_code(text: str) -> bool:
    """Whether a short text has the shape of an exemption code; a shape only, the language step reads it."""
    return bool(_CODE.fullmatch(text.strip()))


def split(line: Line, slope: float, pitch: float, config: TextConfig) -> list[Fragment]:
    """A line's fragments: it is cut at wide gaps, and before a code at lesser ones (`pitch` is a character in points).

    A code in the margin often stands close to the text, and the engine takes it for the line's last word.
    """
    words = sorted(line.words, key=lambda word: word.bbox.centre[0])
    groups: list[list[Word]] = []
    for word in words:
        limit = config.code_gap if looks_like_code(word.text) else config.wide_gap
        if groups and word.bbox.x0 - max(w.bbox.x1 for w in groups[-1]) <= limit * pitch:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [Fragment(tuple(g), straight_bounds((w.bbox for w in g), slope), line.kind) for g in groups]


def line_of(fragments: Sequence[Fragment], pitch: float, config: TextConfig) -> Line:
    """One line of the fragments' words from left to right; `pitch` is a character's width in points."""
    words = tuple(
        sorted((w for f in fragments for w in f.words), key=lambda w: (w.bbox.centre[0], w.bbox.x0))
    )
    kinds = {fragment.kind for fragment in fragments}
    return Line(
        text=spaced_text(words, pitch, config),
        bbox=bounding(word.bbox for word in words),
        confidence=_confidence(words),
        kind=kinds.pop() if len(kinds) == 1 else LineKind.BODY,
        words=words,
    )


def _confidence(words: Iterable[Word]) -> float:
    """Mean confidence, weighted by length."""
    weighted = [(word.confidence, max(1, len(word.text))) for word in words]
    return round(sum(c * n for c, n in weighted) / sum(n for _, n in weighted), 4)
