"""Which words are struck: strikes seen on the raster meet the words that were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors.config.reading import ReadingConfig
from processors.geometry import Box
from processors.records import Line, Word


def is_struck(word: Box, strikes: Sequence[Box], config: ReadingConfig) -> bool:
    """Whether one of the strikes lies over the word: over half its width, and over its middle."""
    return any(_covers(strike, word, config) for strike in strikes)


def _covers(strike: Box, word: Box, config: ReadingConfig) -> bool:
    common = strike.intersection(word)
    if common.area <= 0 or word.width <= 0:
        return False
    tall = common.height >= config.struck_height * min(strike.height, word.height)
    return tall and common.width / word.width >= config.struck_share


def mark_struck(lines: Sequence[Line], strikes: Sequence[Box], config: ReadingConfig) -> tuple[Line, ...]:
    """The lines with `struck` set on every struck word."""
    if not strikes:
        return tuple(lines)
    return tuple(
        replace(line, words=tuple(_marked(w, strikes, config) for w in line.words)) for line in lines
    )


def _marked(word: Word, strikes: Sequence[Box], config: ReadingConfig) -> Word:
    return replace(word, struck=True) if is_struck(word.bbox, strikes, config) else word


def struck_text(lines: Sequence[Line], strike: Box, config: ReadingConfig) -> str:
    """The words under one strike, in the order of the lines, empty where none was read."""
    return " ".join(
        w.text for line in lines for w in line.words if w.struck and _covers(strike, w.bbox, config)
    )
