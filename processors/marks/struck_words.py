"""Which words are struck: strikes seen on the raster meet the words that were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors.geometry import Box
from processors.records import Line, Word

# A word is struck if a strike covers at least this share of its width; a stroke seldom runs from edge to edge.
STRUCK_SHARE = 0.5


def is_struck(word: Box, strikes: Sequence[Box]) -> bool:
    """Whether one of the strikes lies over the word: over half its width, and over its middle."""
    return any(_covers(strike, word) for strike in strikes)


def _covers(strike: Box, word: Box) -> bool:
    common = strike.intersection(word)
    if common.area <= 0 or word.width <= 0:
        return False
    # A strike's box may be as flat as its stroke, so heights are compared with the flatter of the two.
    tall = common.height >= 0.5 * min(strike.height, word.height)
    return tall and common.width / word.width >= STRUCK_SHARE


def mark_struck(lines: Sequence[Line], strikes: Sequence[Box]) -> tuple[Line, ...]:
    """The lines with `struck` set on every struck word."""
    if not strikes:
        return tuple(lines)
    return tuple(replace(line, words=tuple(_marked(w, strikes) for w in line.words)) for line in lines)


def _marked(word: Word, strikes: Sequence[Box]) -> Word:
    return replace(word, struck=True) if is_struck(word.bbox, strikes) else word


def struck_text(lines: Sequence[Line], strike: Box) -> str:
    """The words under one strike, in the order of the lines, empty where none was read."""
    return " ".join(w.text for line in lines for w in line.words if w.struck and _covers(strike, w.bbox))


def unread_strikes(lines: Sequence[Line], strikes: Sequence[Box]) -> tuple[int, ...]:
    """Indices of the strikes under which no word was read."""
    return tuple(i for i, strike in enumerate(strikes) if not struck_text(lines, strike))
