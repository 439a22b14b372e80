"""Where the second reader is to look, and which words of the first lie there."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from processors.config.fusion import FusionConfig
from processors.geometry import Box, bounding, overlap_1d
from processors.ocr.engine import EngineLine, EngineWord


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring words of one line: its number among the lines, and the words' numbers in it."""

    line: int
    words: tuple[int, ...]
    box: Box
    confidence: float


def by_letters(words: Iterable[EngineWord]) -> float:
    """Mean confidence, each word weighted by its length; 0 where there are no words."""
    kept = tuple(words)
    letters = sum(len(w.text) for w in kept)
    return sum(w.confidence * len(w.text) for w in kept) / letters if letters else 0.0


def segments(lines: Sequence[EngineLine], config: FusionConfig) -> tuple[Segment, ...]:
    """The lines, cut at gaps as wide as between columns."""
    out = []
    for number, line in enumerate(lines):
        for group in _groups(line, config):
            words = [line.words[k] for k in group]
            out.append(Segment(number, tuple(group), bounding(w.box for w in words), by_letters(words)))
    return tuple(out)


def _groups(line: EngineLine, config: FusionConfig) -> Iterator[list[int]]:
    group: list[int] = []
    for k, word in enumerate(line.words):
        if group:
            before = line.words[group[-1]]
            high = max(before.box.height, word.box.height)
            if word.box.x0 - before.box.x1 > config.segment_gap * high or word.box.x0 < before.box.x0:
                yield group
                group = []
        group.append(k)
    if group:
        yield group


def is_unsure(segment: Segment, lines: Sequence[EngineLine], config: FusionConfig) -> bool:
    """Whether the first reader doubts it, as a whole or in one word."""
    if segment.confidence < config.unsure_segment:
        return True
    words = (lines[segment.line].words[k] for k in segment.words)
    return any(w.confidence < config.unsure_word and any(c.isalnum() for c in w.text) for w in words)


def lies_in(word: Box, area: Box, config: FusionConfig) -> bool:
    """Whether a word belongs to a detected line."""
    rows = overlap_1d(word.y0, word.y1, area.y0, area.y1)
    columns = overlap_1d(word.x0, word.x1, area.x0, area.x1)
    lower = min(word.height, area.height)
    return rows >= config.same_row * lower and columns >= config.same_place * word.width


def is_one_row(words: Sequence[EngineWord]) -> bool:
    """Whether the words stand beside, not above each other."""
    spans = sorted((w.box.x0, w.box.x1) for w in words)
    common = sum(max(0.0, a[1] - b[0]) for a, b in itertools.pairwise(spans))
    return common <= 0.3 * sum(b - a for a, b in spans)
