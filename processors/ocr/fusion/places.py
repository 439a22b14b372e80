"""Which words of the first reader lie where the second looked, and in which rows they stand."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from processors.config.fusion import FusionConfig
from processors.geometry import Box, bounding, overlap_1d
from processors.ocr.engine import EngineLine, EngineWord
from processors.ocr.fusion.model import FusedWord
from processors.ocr.line_reader import LineReading

LIKE = 60.0
"""Likeness (0..100) of a word to the best stretch of a line from which on it may be a reading of it."""

Key = tuple[int, int]
"""A word's line among the lines, and its place in the line."""


def by_letters(words: Iterable[EngineWord]) -> float:
    """Mean confidence, each word weighted by its length; 0 where there are no words."""
    kept = tuple(words)
    letters = sum(len(w.text) for w in kept)
    return sum(w.confidence * len(w.text) for w in kept) / letters if letters else 0.0


def unsure_segments(lines: Sequence[EngineLine], sure: float, config: FusionConfig) -> list[list[Key]]:
    """The pieces of lines, cut at gaps as wide as between columns, that have a word below the confidence `sure`."""
    return [
        segment
        for number, line in enumerate(lines)
        for segment in _segments(number, line, config)
        if min(line.words[k].confidence for _, k in segment) < sure
    ]


def _segments(number: int, line: EngineLine, config: FusionConfig) -> Iterator[list[Key]]:
    segment: list[Key] = []
    for k, word in enumerate(line.words):
        if segment:
            before = line.words[k - 1].box
            high = max(before.height, word.box.height)
            if word.box.x0 - before.x1 > config.segment_gap * high:
                yield segment
                segment = []
        segment.append((number, k))
    yield segment


def lies_in(word: Box, area: Box, config: FusionConfig) -> bool:
    """Whether a word belongs to a detected line."""
    rows = overlap_1d(word.y0, word.y1, area.y0, area.y1)
    columns = overlap_1d(word.x0, word.x1, area.x0, area.x1)
    lower = min(word.height, area.height)
    return rows >= config.same_row * lower and columns >= config.same_place * word.width


def unrolled(line: EngineLine) -> EngineLine:
    """The line with boxes cut where the next word begins: the first reader's boxes now and then span several words."""
    words = list(line.words)
    for k, (word, after) in enumerate(itertools.pairwise(line.words)):
        box = word.box
        if box.x0 < after.box.x0 < box.x1:
            words[k] = replace(word, box=box._replace(x1=after.box.x0))
    return replace(line, words=tuple(words))


def covered(words: Sequence[Box], area: Box) -> float:
    """Which share (0..1) of the width of a line words stand on, the spaces between them included."""
    spans = sorted((max(w.x0, area.x0), min(w.x1, area.x1)) for w in words)
    total, end = 0.0, area.x0
    for x0, x1 in spans:
        # A gap wider than the line is high is no space.
        total += max(0.0, x1 - (end if x0 - end <= area.height else x0))
        end = max(end, x1)
    return total / area.width


def own_areas(
    words: Sequence[tuple[Key, EngineWord]], readings: Sequence[LineReading], config: FusionConfig
) -> list[list[Key]]:
    """Which words belong to which reading, each to one at most.

    Where lines stand close, the first reader's boxes reach into neighbouring lines: then the reading decides that has
    the word in it, and of several the one whose middle is nearest.
    """
    own: list[list[Key]] = [[] for _ in readings]
    for key, word in words:
        inside = [k for k, reading in enumerate(readings) if lies_in(word.box, reading.box, config)]
        if inside:
            own[max(inside, key=lambda k: _belonging(word, readings[k]))].append(key)
    return own


def _belonging(word: EngineWord, reading: LineReading) -> tuple[bool, float, float]:
    like = fuzz.partial_ratio(word.text, reading.text)
    middle = (reading.box.y0 + reading.box.y1 - word.box.y0 - word.box.y1) / 2
    return (like >= LIKE, like if like >= LIKE else 0.0, -abs(middle))


def is_one_row(words: Sequence[EngineWord]) -> bool:
    """Whether the words stand beside, not above each other."""
    spans = sorted((w.box.x0, w.box.x1) for w in words)
    common = sum(max(0.0, a[1] - b[0]) for a, b in itertools.pairwise(spans))
    return common <= 0.3 * sum(b - a for a, b in spans)


def rows(parts: Sequence[Sequence[FusedWord]], config: FusionConfig) -> list[list[FusedWord]]:
    """Parts of what the first reader took for one line, by the rows in which they really stand, from the top down.

    In scrawl and between columns it strings together what stands above each other; the second reader's lines do not.
    """
    found: list[tuple[Box, list[FusedWord]]] = []
    for part in sorted(parts, key=lambda words: -sum(w.box.width for w in words)):
        box = bounding(w.box for w in part)
        same = next((words for row, words in found if _beside(row, box, config)), None)
        if same is None:
            found.append((box, list(part)))
        else:
            same.extend(part)
    return [words for _, words in sorted(found, key=lambda row: row[0].y0)]


def _beside(row: Box, box: Box, config: FusionConfig) -> bool:
    common = overlap_1d(row.y0, row.y1, box.y0, box.y1)
    return common >= config.same_row * min(row.height, box.height)
