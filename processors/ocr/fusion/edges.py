"""What the boxes of readings have in common with their neighbours: words read twice, and words seen in part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from rapidfuzz import fuzz

from processors.config.fusion import FusionConfig
from processors.geometry import overlap_1d
from processors.ocr.engine import EngineWord
from processors.ocr.line_reader import LineReading

Told = tuple[LineReading, Sequence[EngineWord]]
"""A reading, and the words of the first reader that it is about."""


def without_repeated(told: Sequence[Told], config: FusionConfig) -> list[LineReading]:
    """The readings, each without the words at its ends that another one shows, too.

    The detector's boxes overlap now and then, and what stands where they do would come out twice. It stays with the
    reading that is about a word of the first reader there, or with the one that comes first.
    """
    edges = np.array([reading.box for reading, _ in told], np.float64).reshape(-1, 4)
    x0, y0, x1, y1 = edges.T[:, :, None]
    common = (np.minimum(x1, x1.T) > np.maximum(x0, x0.T)) & (np.minimum(y1, y1.T) > np.maximum(y0, y0.T))
    np.fill_diagonal(common, False)
    out = [reading for reading, _ in told]
    for k in np.flatnonzero(common.any(axis=1)).tolist():
        others = [
            word
            for other in np.flatnonzero(common[k]).tolist()
            for word in _in_row(told[other][0], told[k][0], config)
            if other < k or _is_known(word, told[other][1])
        ]
        out[k] = _without(*told[k], others, config)
    return out


def _in_row(reading: LineReading, of: LineReading, config: FusionConfig) -> Sequence[EngineWord]:
    """The words of a reading if it stands in the row of another."""
    rows = overlap_1d(reading.box.y0, reading.box.y1, of.box.y0, of.box.y1)
    return reading.words() if rows >= config.repeated_rows * min(reading.box.height, of.box.height) else ()


def _without(
    reading: LineReading, own: Sequence[EngineWord], others: Sequence[EngineWord], config: FusionConfig
) -> LineReading:
    words = reading.words()
    repeated = [
        not _is_known(word, own) and any(_is_same(word, other, config) for other in others) for word in words
    ]
    if not any(repeated[:1] + repeated[-1:]):
        return reading
    if all(repeated):
        return LineReading(reading.box, ())
    first, last = repeated.index(False), len(words) - 1 - repeated[::-1].index(False)
    x0, x1 = words[first].box.x0, words[last].box.x1
    kept = tuple(c for c in reading.characters if x0 <= c.x <= x1)
    return LineReading(reading.box._replace(x0=x0, x1=x1), kept)


def _is_known(word: EngineWord, own: Sequence[EngineWord]) -> bool:
    """Whether the first reader has a word at that place."""
    return any(_share_place(word, one) for one in own)


def _is_same(word: EngineWord, other: EngineWord, config: FusionConfig) -> bool:
    return _share_place(word, other) and fuzz.ratio(word.text, other.text) >= config.like


def _share_place(word: EngineWord, other: EngineWord) -> bool:
    common = overlap_1d(word.box.x0, word.box.x1, other.box.x0, other.box.x1)
    return common > 0.5 * min(word.box.width, other.box.width)


def cut_at(
    reading: LineReading, word: EngineWord, config: FusionConfig
) -> tuple[EngineWord, EngineWord] | None:
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
    return (seen, unseen) if alike >= config.seen and alike > fuzz.ratio(word.text, read.text) else None


def _parts(word: EngineWord, at: int, step: float) -> tuple[EngineWord, EngineWord]:
    """A word cut before the character at `at`, each of which is `step` pixels wide."""
    x = word.box.x0 + at * step
    return (
        replace(word, text=word.text[:at], box=word.box._replace(x1=x)),
        replace(word, text=word.text[at:], box=word.box._replace(x0=x)),
    )
