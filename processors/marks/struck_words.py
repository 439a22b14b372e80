"""Which words are struck: strikes seen on the raster meet the words that were read.

A line through a word damages its letters even after it has been taken out. Struck markings come from a short closed
list, so a struck word that differs from one of them only by letters that a stroke makes alike is read as that one.
All others stay as they were read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from processors.config.reading import ReadingConfig
from processors.geometry import Box, overlap_1d
from processors.language.damaged_top import is_damaged_top
from processors.records import Line, Word

MARKINGS = ("SECRET", "CONFIDENTIAL", "RESTRICTED", "UNCLASSIFIED", "NOFORN", "ORCON")
"""Words of markings, long enough to be known by most of their letters (reference B1, B2)."""

_ALIKE = {
    "C": "GEO60(",
    "D": "O0B",
    "E": "FLCBS",
    "F": "EPT",
    "I": "1L|!",
    "L": "EI",
    "N": "HMW",
    "O": "0QDC",
    "R": "KBPH",
    "S": "C5869EG$",
    "T": "FIY7",
    "A": "4R",
    "U": "0V",
}
"""What letters are read as under a level line, which adds a bar to open ones and takes one from E, F and S."""

_PORTION_LETTER = {
    **dict.fromkeys("S58$§%&9", "S"),
    **dict.fromkeys("C€¢", "C"),
    "TS": "TS",
    "T5": "TS",
    "T8": "TS",
}
"""What the letters of portion marks are read as under a cross; `@`, `G` and other readings may be several of them."""

_BRACKETS = "(){}[]"
_PORTION = re.compile(r"[({\[].{1,2}[)}\]]?")
_SEPARATOR = re.compile(r"(/+)")
_EDGES = "-—_.,;:|)(]['~ "
"""Remains of the stroke and of frames at the ends of a word."""

REACHES = 0.15
"""A strike that goes over a word covers at least this share of its width: about half a letter of `TOP`."""


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
    return tuple(_marked_line(line, strikes, config) for line in lines)


def _marked_line(line: Line, strikes: Sequence[Box], config: ReadingConfig) -> Line:
    read = _with_whole_top(line.words, [is_struck(w.bbox, strikes, config) for w in line.words], strikes)
    struck = _with_top(read, [is_struck(w.bbox, strikes, config) for w in read])
    # A struck number in brackets among struck words belongs to a list; alone, it is a portion mark.
    alone = [
        not (before or after) for before, after in zip([False, *struck], [*struck[1:], False], strict=False)
    ]
    words = tuple(
        replace(w, struck=True, text=mended(w.text, alone=single)) if yes else w
        for w, yes, single in zip(read, struck, alone, strict=True)
    )
    if [w.text for w in words] == [w.text for w in line.words]:
        return replace(line, words=words)
    return replace(line, text=" ".join(w.text for w in words), words=words)


def _with_top(words: Sequence[Word], struck: Sequence[bool]) -> list[bool]:
    """`TOP SECRET` is one level: a slash through its `SECRET` strikes its `TOP`."""
    behind = [*(yes and _is_secret(w) for w, yes in zip(words, struck, strict=True)), False][1:]
    return [yes or (secret and w.text == "TOP") for w, yes, secret in zip(words, struck, behind, strict=True)]


def _with_whole_top(words: Sequence[Word], struck: Sequence[bool], strikes: Sequence[Box]) -> Sequence[Word]:
    """The words with a damaged `TOP` whole where it and a struck `SECRET` end the line and no word stands before.

    A strike must reach it: what no stroke damaged is what it was read as.
    """
    if len(words) < 2 or not (struck[-1] and _is_secret(words[-1])):
        return words
    top = words[-2]
    if any(c.isalnum() for word in words[:-2] for c in word.text) or not is_damaged_top(top.text):
        return words
    if not any(_reaches(strike, top.bbox) for strike in strikes):
        return words
    return (*words[:-2], replace(top, text="TOP"), words[-1])


def _is_secret(word: Word) -> bool:
    """Whether a word is `SECRET`, perhaps damaged, with no other word joined to it but controls behind slashes."""
    return _SEPARATOR.split(mended(word.text, alone=False))[0].strip(_EDGES) == "SECRET"


def _reaches(strike: Box, word: Box) -> bool:
    across = overlap_1d(strike.x0, strike.x1, word.x0, word.x1)
    return strike.overlap(word) > 0 and across >= REACHES * word.width


def mended(text: str, *, alone: bool) -> str:
    """A struck word as it was printed, where it can only be one of the markings; else as it was read.

    Args:
        text: the word as read.
        alone: no word beside it is struck.

    >>> mended("CECRET//NOFOPN", alone=False)
    'SECRET//NOFORN'
    >>> mended("(8)", alone=True)
    '(S)'
    """
    if alone and _PORTION.fullmatch(text):
        letter = _PORTION_LETTER.get(text.strip(_BRACKETS))
        return f"({letter})" if letter else text
    return "".join(_marking(part) or part for part in _SEPARATOR.split(text))


def _marking(text: str) -> str | None:
    """The marking that the letters can only be; None where they are none, or may be several."""
    bare = text.strip(_EDGES)
    fits = [m for m in MARKINGS if _is_damaged(bare, m)]
    return fits[0] if len(fits) == 1 else None


def _is_damaged(read: str, marking: str) -> bool:
    if len(read) != len(marking):
        return False
    differ = [(a, b) for a, b in zip(read, marking, strict=True) if a != b]
    alike = all(a in _ALIKE.get(b, "") for a, b in differ)
    return alike and len(differ) <= len(marking) // 3


def struck_text(lines: Sequence[Line], strike: Box, config: ReadingConfig) -> str:
    """The words under one strike, in the order of the lines, empty where none was read."""
    texts: list[str] = []
    for line in lines:
        under = [w.struck and _covers(strike, w.bbox, config) for w in line.words]
        struck = _with_top(line.words, under)
        texts += [w.text for w, yes in zip(line.words, struck, strict=True) if yes and w.struck]
    return " ".join(texts)
