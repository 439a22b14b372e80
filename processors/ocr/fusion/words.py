"""From words to characters and back."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from statistics import median

from processors.geometry import Box
from processors.ocr.engine import EngineWord
from processors.ocr.fusion.characters import Glyph
from processors.ocr.fusion.model import FusedWord
from processors.ocr.line_reader import LineReading

_REACH = 1.5
"""Usual distances of characters from the middle of the first or last of a line to the edge of it at most."""
LEAST_SPACE = 0.01
"""Confidence of a space between words that their engine does not believe in: it is there, but weighs nothing."""


def glyphs_of_words(words: Iterable[EngineWord], engine: str) -> tuple[Glyph, ...]:
    """The characters of words from left to right; each gets an equal part of its word's width.

    A space is as sure as the less sure of the words beside it.
    """
    out: list[Glyph] = []
    before = 0.0
    for word in words:
        step = word.box.width / len(word.text)
        for k, character in enumerate(word.text):
            x0 = word.box.x0 + k * step
            space = max(LEAST_SPACE, min(before, word.confidence)) if k == 0 and out else 0.0
            out.append(Glyph(character, x0, x0 + step, word.confidence, frozenset((engine,)), space))
        before = word.confidence
    return tuple(out)


def glyphs_of_reading(reading: LineReading, engine: str) -> tuple[Glyph, ...]:
    """The characters of a line; each reaches half way to its neighbours.

    Those at its ends reach no further than characters are wide: the box of the line may go on over a mark.
    """
    characters = reading.characters
    centres = [reading.box.x0, *(c.x for c in characters), reading.box.x1]
    shown = [c.x for c in characters if not c.text.isspace()]
    usual = median(b - a for a, b in itertools.pairwise(shown)) if len(shown) > 1 else 0.0
    reach = _REACH * usual or math.inf
    out: list[Glyph] = []
    space, before = 0.0, 0.0
    for k, character in enumerate(characters):
        if character.text.isspace():
            space = character.confidence
            continue
        first, last = k == 0, k == len(characters) - 1
        left = max(centres[0], character.x - reach) if first else (centres[k] + centres[k + 1]) / 2
        right = min(centres[-1], character.x + reach) if last else (centres[k + 1] + centres[k + 2]) / 2
        out.append(
            Glyph(
                character.text,
                left,
                max(left, right),
                character.confidence,
                frozenset((engine,)),
                space if out else 0.0,
                (character.x - before) / usual if out and usual > 0 else 1.0,
                character.others,
            )
        )
        space, before = 0.0, character.x
    return tuple(out)


def words_of_glyphs(glyphs: Sequence[Glyph], rows: Box) -> tuple[FusedWord, ...]:
    """The words that the glyphs' spaces divide; `rows` gives their upper and lower edge."""
    groups: list[list[Glyph]] = []
    for glyph in glyphs:
        if glyph.space > 0 or not groups:
            groups.append([])
        groups[-1].append(glyph)
    words: list[FusedWord] = []
    for group in groups:
        # The readers place characters a little differently: what comes later stands further right.
        words.append(_word(group, rows, words[-1].box.x0 + 1 if words else _first(group, rows)))
    return tuple(words)


def _first(group: Sequence[Glyph], rows: Box) -> float:
    """Where the first word may begin: with the first reader's words, unless it stands before all of these."""
    return rows.x0 if max(g.x1 for g in group) > rows.x0 else min(g.x0 for g in group)


def _word(group: Sequence[Glyph], rows: Box, least: float) -> FusedWord:
    x0, x1 = max(least, min(g.x0 for g in group)), max(g.x1 for g in group)
    values = [g.confidence for g in group]
    # One doubtful character makes the whole word doubtful.
    confidence = (min(values) + sum(values) / len(values)) / 2
    engines = sorted(frozenset().union(*(g.engines for g in group)), reverse=True)
    text = "".join(g.text for g in group)
    return FusedWord(text, Box(x0, rows.y0, max(x0 + 1, x1), rows.y1), confidence, "+".join(engines))
