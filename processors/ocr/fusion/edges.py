"""What the boxes of readings have in common with their neighbours: words read twice, and words seen in part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz import fuzz

from processors.config.fusion import FusionConfig
from processors.geometry import overlap_1d
from processors.ocr.engine import EngineWord
from processors.ocr.fusion.places import are_level
from processors.ocr.line_reader import LineReading

Told = tuple[LineReading, Sequence[EngineWord]]
"""A reading, and the words of the first reader that it is about."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A word of a reading.

    Attributes:
        known: whether the first reader has a word there that the reading is about; then it stays.
        place: of the reading among all.
    """

    word: EngineWord
    known: bool
    place: int

    def yields_to(self, other: _Shown, config: FusionConfig) -> bool:
        """Whether another reading shows the same word, and better: whole, surer, or first."""
        if self.known or not _is_same(self.word, other.word, config):
            return False
        return self._rank() < other._rank()

    def _rank(self) -> tuple[bool, int, float, int]:
        return self.known, len(self.word.text), self.word.confidence, -self.place


def without_repeated(told: Sequence[Told], config: FusionConfig) -> list[LineReading]:
    """The readings, each without the words at its ends that another one shows as well.

    The detector's boxes overlap now and then, and what stands where they do would come out twice. It stays with the
    reading that is about a word of the first reader there, else with the one that shows more of it. Readings that are
    about nothing the first reader saw, and too doubtful to be taken, hold nothing.
    """
    edges = np.array([reading.box for reading, _ in told], np.float64).reshape(-1, 4)
    x0, y0, x1, y1 = edges.T[:, :, None]
    common = (np.minimum(x1, x1.T) > np.maximum(x0, x0.T)) & (np.minimum(y1, y1.T) > np.maximum(y0, y0.T))
    np.fill_diagonal(common, False)
    taken = [bool(own) or reading.confidence >= config.lone_second for reading, own in told]
    out = [reading for reading, _ in told]
    shown = {k: _shown(*told[k], k) for k in np.flatnonzero(common.any(axis=1)).tolist()}
    for k, words in shown.items():
        near = [j for j in np.flatnonzero(common[k]).tolist() if taken[j]]
        level = [j for j in near if are_level(out[k].box, told[j][0].box, config.repeated_rows)]
        out[k] = _without(out[k], words, [word for j in level for word in shown[j]], config)
    return out


def _shown(reading: LineReading, own: Sequence[EngineWord], place: int) -> list[_Shown]:
    """The words of a reading."""
    return [_Shown(word, any(_share_place(word, one) for one in own), place) for word in reading.words()]


def _without(
    reading: LineReading, words: Sequence[_Shown], others: Sequence[_Shown], config: FusionConfig
) -> LineReading:
    repeated = [any(word.yields_to(other, config) for other in others) for word in words]
    if not any(repeated[:1] + repeated[-1:]):
        return reading
    if all(repeated):
        return LineReading(reading.box, ())
    first, last = repeated.index(False), len(words) - 1 - repeated[::-1].index(False)
    x0, x1 = words[first].word.box.x0, words[last].word.box.x1
    kept = tuple(c for c in reading.characters if x0 <= c.x <= x1)
    return LineReading(reading.box._replace(x0=x0, x1=x1), kept)


def _is_same(word: EngineWord, other: EngineWord, config: FusionConfig) -> bool:
    """Whether two words are one; what has figures only where it is a part of the other: `1,25` of `1,250`."""
    if not _share_place(word, other):
        return False
    if any(c.isdigit() for c in word.text + other.text):
        return word.text in other.text
    return fuzz.ratio(word.text, other.text) >= config.like


def _share_place(word: EngineWord, other: EngineWord) -> bool:
    """Whether one word stands on half of the other at least."""
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
    if reading.box.x0 <= word.box.x0 and word.box.x1 <= reading.box.x1:
        return None
    step = word.box.width / len(word.text)
    before = sum(word.box.x0 + (k + 0.5) * step < reading.box.x0 for k in range(len(word.text)))
    behind = sum(word.box.x0 + (k + 0.5) * step > reading.box.x1 for k in range(len(word.text)))
    if (before > 0) == (behind > 0):
        return None
    words = reading.words()
    if not words:
        return None
    at = before or len(word.text) - behind
    # where the texts tell it, better than by widths: figures and commas are not equally wide
    if before and word.text.endswith(words[0].text):
        at = len(word.text) - len(words[0].text)
    elif behind and word.text.startswith(words[-1].text):
        at = len(words[-1].text)
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
