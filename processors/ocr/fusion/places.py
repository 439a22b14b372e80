"""Which words of the first reader lie where the second looked, and in which rows they stand."""

from __future__ import annotations

import itertools
import math
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from processors.config.fusion import FusionConfig
from processors.geometry import Box, bounding, overlap_1d
from processors.ocr.engine import EngineLine, EngineWord
from processors.ocr.fusion.model import FusedWord
from processors.ocr.line_reader import LineReading

STACKED = 2
"""Words that stand over words of a line from which on that is two lines: a single one may be a note or a speck."""

Key = tuple[int, int]
"""A word's line among the lines, and its place in the line."""


def by_letters(words: Iterable[EngineWord]) -> float:
    """Mean confidence, each word weighted by its length; 0 where there are no words."""
    kept = tuple(words)
    letters = sum(len(w.text) for w in kept)
    return sum(w.confidence * len(w.text) for w in kept) / letters if letters else 0.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words beside each other that are read again together.

    Attributes:
        keys: the words, from left to right.
        box: what of the line to read: as high as its piece of the line, and on either side as far as the middle of the
            space before the next word that is not read.
    """

    keys: tuple[Key, ...]
    box: Box


def unsure_stretches(
    lines: Sequence[EngineLine], gone: Container[Key], sure: float, config: FusionConfig
) -> list[Stretch]:
    """The words below the confidence `sure`, with those beside them; what overlaps is read together.

    Lines are cut at gaps as wide as between columns, and at words that are `gone`.
    """
    return [
        stretch
        for number, line in enumerate(lines)
        for segment in _segments(number, line, gone, config)
        for stretch in _stretches(line, segment, sure, config)
    ]


def _stretches(
    line: EngineLine, segment: Sequence[Key], sure: float, config: FusionConfig
) -> Iterator[Stretch]:
    piece = _piece([line.words[k] for _, k in segment], config)
    margin = config.rapid.line_margin * piece.height
    runs: list[list[int]] = []
    for place, (_, k) in enumerate(segment):
        if line.words[k].confidence >= sure:
            continue
        first, end = max(0, place - config.neighbours), min(len(segment), place + config.neighbours + 1)
        if runs and first <= runs[-1][1] + config.neighbours:
            runs[-1][1] = end
        else:
            runs.append([first, end])
    boxes = [line.words[k].box for _, k in segment]
    for first, end in runs:
        x0 = (
            piece.x0 - margin
            if first == 0
            else _between(boxes[first - 1], boxes[first], margin, right_of=True)
        )
        x1 = (
            piece.x1 + margin
            if end == len(boxes)
            else _between(boxes[end - 1], boxes[end], margin, right_of=False)
        )
        rows = piece.grown(0, margin)
        yield Stretch(tuple(segment[first:end]), Box(x0, rows.y0, max(x0 + 1, x1), rows.y1))


def _piece(words: Sequence[EngineWord], config: FusionConfig) -> Box:
    """Box of words in a row, as high as the usual ones: into others the edge of a frame was read, or another line.

    Signs alone may well be higher: a bar between columns cut off at the height of type is a 1.
    """
    whole, heights = bounding(w.box for w in words), [w.box.height for w in words if _has_letters(w)]
    most = config.tall_in_row * median(heights) if heights else math.inf
    usual = bounding(w.box for w in words if w.box.height <= most or not _has_letters(w))
    return whole._replace(y0=usual.y0, y1=usual.y1)


def _has_letters(word: EngineWord) -> bool:
    """Whether a word is more than signs."""
    return any(c.isalnum() for c in word.text)


def _between(left: Box, right: Box, margin: float, *, right_of: bool) -> float:
    """Where to cut between two words: as far from the one that is read as the margin allows, half way at most."""
    middle = (left.x1 + right.x0) / 2
    return max(middle, right.x0 - margin) if right_of else min(middle, left.x1 + margin)


def _segments(
    number: int, line: EngineLine, gone: Container[Key], config: FusionConfig
) -> Iterator[list[Key]]:
    segment: list[Key] = []
    for k, word in enumerate(line.words):
        if segment and ((number, k) in gone or _is_wide(line.words[k - 1].box, word.box, config)):
            yield segment
            segment = []
        if (number, k) not in gone:
            segment.append((number, k))
    if segment:
        yield segment


def _is_wide(before: Box, after: Box, config: FusionConfig) -> bool:
    """Whether the gap between two words is one between columns."""
    return after.x0 - before.x1 > config.segment_gap * max(before.height, after.height)


def lies_in(word: Box, area: Box, config: FusionConfig) -> bool:
    """Whether a word belongs to a detected line."""
    # Asked of every word and line: most of them are far apart.
    if word.y1 <= area.y0 or area.y1 <= word.y0 or word.x1 <= area.x0 or area.x1 <= word.x0:
        return False
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


def doubt(area: Box, words: Sequence[EngineWord]) -> float:
    """How much (0..1) of a line is not surely read: where no word stands, all."""
    return 1 - covered([word.box for word in words], area) * by_letters(words)


def characters_in(area: Box, words: Sequence[EngineWord], config: FusionConfig) -> int:
    """How many characters a line holds by the words that were read in it, spaces included; 0 where they tell little."""
    wide = sum(word.box.width for word in words)
    if wide < config.told_share * area.width:
        return 0
    return round(sum(len(word.text) for word in words) / wide * area.width)


def own_areas(
    words: Sequence[tuple[Key, EngineWord]], readings: Sequence[LineReading], config: FusionConfig
) -> list[list[Key]]:
    """Which words belong to which reading, each to one at most.

    Where lines stand close, the first reader's boxes reach into neighbouring lines: then the reading decides that has
    the word in it, and of several the one whose middle is nearest.
    """
    own: list[list[Key]] = [[] for _ in readings]
    near = _are_near([word.box for _, word in words], [reading.box for reading in readings])
    for (key, word), beside in zip(words, near, strict=True):
        inside = [k for k in np.flatnonzero(beside).tolist() if lies_in(word.box, readings[k].box, config)]
        if inside:
            own[max(inside, key=lambda k: _belonging(word, readings[k], config))].append(key)
    return own


def _are_near(words: Sequence[Box], areas: Sequence[Box]) -> NDArray[np.bool_]:
    """Which words (rows) reach into which areas (columns): most are far from most, and need not be asked singly."""
    x0, y0, x1, y1 = np.array(words, np.float64).reshape(-1, 4).T[:, :, None]
    left, top, right, bottom = np.array(areas, np.float64).reshape(-1, 4).T
    return np.asarray((y1 > top) & (bottom > y0) & (x1 > left) & (right > x0))


def _belonging(word: EngineWord, reading: LineReading, config: FusionConfig) -> tuple[bool, float, float]:
    like = fuzz.partial_ratio(word.text, reading.text)
    middle = (reading.box.y0 + reading.box.y1 - word.box.y0 - word.box.y1) / 2
    return (like >= config.like, like if like >= config.like else 0.0, -abs(middle))


def is_one_row(words: Sequence[EngineWord]) -> bool:
    """Whether the words stand beside, not above each other."""
    spans = sorted((w.box.x0, w.box.x1) for w in words)
    common = sum(max(0.0, a[1] - b[0]) for a, b in itertools.pairwise(spans))
    if common > 0.3 * sum(b - a for a, b in spans):
        return False
    # a short line below a long one hides among its words
    pairs = itertools.combinations([word.box for word in words], 2)
    return sum(_stand_above_each_other(*pair) for pair in pairs) < STACKED


def _stand_above_each_other(one: Box, other: Box) -> bool:
    """Whether one word stands over another, with no row in common."""
    common = overlap_1d(one.x0, one.x1, other.x0, other.x1)
    apart = one.y1 <= other.y0 or other.y1 <= one.y0
    return apart and common >= 0.5 * min(one.width, other.width)


def rows(parts: Sequence[Sequence[FusedWord]], config: FusionConfig) -> list[list[FusedWord]]:
    """Parts of what the first reader took for one line, by the rows in which they really stand, from the top down.

    In scrawl and between columns it strings together what stands above each other; the second reader's lines do not.
    """
    found: list[tuple[Box, list[FusedWord]]] = []
    for part in sorted(parts, key=lambda words: -sum(w.box.width for w in words)):
        box = bounding(w.box for w in part)
        same = next((words for row, words in found if in_one_row(row, box, config)), None)
        if same is None:
            found.append((box, list(part)))
        else:
            same.extend(part)
    return [words for _, words in sorted(found, key=lambda row: row[0].y0)]


def in_one_row(row: Box, box: Box, config: FusionConfig) -> bool:
    """Whether two boxes stand at one height."""
    return are_level(row, box, config.same_row)


def are_level(one: Box, other: Box, share: float) -> bool:
    """Whether two boxes have this share (0..1) of the lower one's height in common."""
    return overlap_1d(one.y0, one.y1, other.y0, other.y1) >= share * min(one.height, other.height)
