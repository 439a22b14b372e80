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
from processors.geometry import Box
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
    struck = _with_top(line.words, [is_struck(w.bbox, strikes, config) for w in line.words])
    # A struck number in brackets among struck words belongs to a list; alone, it is a portion mark.
    alone = [
        not (before or after) for before, after in zip([False, *struck], [*struck[1:], False], strict=False)
    ]
    words = tuple(
        replace(w, struck=True, text="TOP" if _is_top(k, line.words) else mended(w.text, alone=single))
        if yes
        else w
        for k, (w, yes, single) in enumerate(zip(line.words, struck, alone, strict=True))
    )
    if [w.text for w in words] == [w.text for w in line.words]:
        return replace(line, words=words)
    return replace(line, text=" ".join(w.text for w in words), words=words)


def _with_top(words: Sequence[Word], struck: Sequence[bool]) -> list[bool]:
    """`TOP SECRET` is one level: a slash through its `SECRET` strikes its `TOP`."""
    return [yes or (_is_top(k, words) and struck[k + 1]) for k, yes in enumerate(struck)]


def _is_top(place: int, words: Sequence[Word]) -> bool:
    """Whether a word is the `TOP` of a `TOP SECRET`; a damaged one is where no other words stand in the line."""
    if place + 1 >= len(words) or not mended(words[place + 1].text, alone=False).startswith("SECRET"):
        return False
    if words[place].text == "TOP":
        return True
    before = any(c.isalnum() for word in words[:place] for c in word.text)
    return place + 2 >= len(words) and not before and _is_damaged_top(words[place].text)


def _is_damaged_top(read: str) -> bool:
    """Whether letters are those of `TOP` but for one that is lacking or read as another."""
    if len(read) == 3:
        return sum(a != b for a, b in zip(read, "TOP", strict=True)) == 1
    return read in ("OP", "TP", "TO")


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
