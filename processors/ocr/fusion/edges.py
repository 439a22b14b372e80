"""What the boxes of readings have in common with their neighbours: words read twice, and words seen in part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from processors.geometry import overlap_1d
from processors.ocr.engine import EngineWord
from processors.ocr.line_reader import LineReading

SAME = 60.0
"""Likeness (0..100) of two words at one place that are one word."""

SEEN = 80.0
"""Likeness (0..100) of the part of a word that lies in a reading's box to what was read there."""


def without_repeated(
    reading: LineReading, own: Sequence[EngineWord], others: Sequence[EngineWord]
) -> LineReading:
    """The reading without the words at its ends that another reading is about.

    The detector's boxes overlap now and then, and what stands where they do would come out twice.

    Args:
        reading: of a box.
        own: the first reader's words that it is about.
        others: the other ones of its row.
    """
    words = reading.words()
    first, end = 0, len(words)
    while first < end and _is_repeated(words[first], own, others):
        first += 1
    while end > first and _is_repeated(words[end - 1], own, others):
        end -= 1
    if (first, end) == (0, len(words)):
        return reading
    if first == end:
        return LineReading(reading.box, ())
    x0, x1 = words[first].box.x0, words[end - 1].box.x1
    kept = tuple(c for c in reading.characters if x0 <= c.x <= x1)
    return LineReading(reading.box._replace(x0=x0, x1=x1), kept)


def _is_repeated(word: EngineWord, own: Sequence[EngineWord], others: Sequence[EngineWord]) -> bool:
    return any(_is_same(word, one) for one in others) and not any(_is_same(word, one) for one in own)


def _is_same(word: EngineWord, other: EngineWord) -> bool:
    """Whether two words stand at one place and read alike."""
    common = overlap_1d(word.box.x0, word.box.x1, other.box.x0, other.box.x1)
    if common <= 0.5 * min(word.box.width, other.box.width):
        return False
    return fuzz.ratio(word.text, other.text) >= SAME


def cut_at(reading: LineReading, word: EngineWord) -> tuple[EngineWord, EngineWord] | None:
    """A word that goes on beyond the reading's box, as the part in the box and the part that the reader was not shown.

    What it was not shown it cannot have turned down: of `13,1975` it saw the year alone.

    Returns:
        None where the word lies in the box, or where nothing tells that the reader saw only a part of it.
    """
    words = reading.words()
    if not words:
        return None
    step = word.box.width / len(word.text)
    before = sum(word.box.x0 + (k + 0.5) * step < reading.box.x0 for k in range(len(word.text)))
    behind = sum(word.box.x0 + (k + 0.5) * step > reading.box.x1 for k in range(len(word.text)))
    if (before > 0) == (behind > 0):
        return None
    at = before or len(word.text) - behind
    left, right = _parts(word, at, step)
    seen, unseen, read = (right, left, words[0]) if before else (left, right, words[-1])
    if not any(c.isalnum() for c in unseen.text):
        return None
    alike = fuzz.ratio(seen.text, read.text)
    return (seen, unseen) if alike >= SEEN and alike > fuzz.ratio(word.text, read.text) else None


def _parts(word: EngineWord, at: int, step: float) -> tuple[EngineWord, EngineWord]:
    """A word cut before the character at `at`, each of which is `step` pixels wide."""
    x = word.box.x0 + at * step
    return (
        replace(word, text=word.text[:at], box=word.box._replace(x1=x)),
        replace(word, text=word.text[at:], box=word.box._replace(x0=x)),
    )
