"""What was struck: a cancelled marking, a stamp, or the author's own text; and what of it can be read."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from processors.config.language import LanguageConfig
from processors.geometry import Box, bounding
from processors.language.classification import PortionMark, banner_text, find_banner, find_portion_marks
from processors.language.folding import letters
from processors.language.lexicon import PORTION_CONTROLS, PORTION_SOLE_CONTROLS
from processors.language.releases import find_release
from processors.language.segments import line_text
from processors.records import Line, LineKind, StruckWhat, Word

_CONFIG = LanguageConfig()

_CONTROLS = frozenset((*PORTION_CONTROLS.values(), *PORTION_SOLE_CONTROLS.values()))

ILLEGIBLE = "[unreadable]"
"""Stands for struck words that could not be read."""


def struck_what(text: str, line: Line | None) -> StruckWhat:
    """Which of the facts a historian must not mix up a strike is.

    Args:
        text: what could be read under the stroke; may be empty.
        line: the line it stands in, None where there is none.
    """
    if text.strip():
        marks = find_portion_marks(text, _CONFIG, tolerant=False)
        if marks and len(letters(text)) <= len(letters(text[marks[0].start : marks[0].end])) + 2:
            return StruckWhat.PORTION_MARK
        if find_banner(text, _CONFIG, tolerant=True) is not None:
            return StruckWhat.CLASSIFICATION
    if line is None:
        return StruckWhat.BODY
    whole = line_text(line)
    if line.kind is LineKind.STAMP or find_release(whole, _CONFIG, tolerant=False) is not None:
        return StruckWhat.STAMP
    part = letters(banner_text(whole, _CONFIG, tolerant=False))
    if 0 < len(part) < len(letters(whole)):
        # The line that classifies a telegram: its office and number do not.
        return StruckWhat.CLASSIFICATION if letters(text) in part else StruckWhat.BODY
    return StruckWhat.CLASSIFICATION if part or line.kind is LineKind.MARKING else StruckWhat.BODY


_SET_BY_PROGRAM = frozenset(
    {
        "approved",
        "released",
        "declassified_and_approved",
        "declassified_in_part_sanitized",
        "sanitized_approved",
    }
)
"""What release lines say that are set upon the scan, last of all."""


def _with_open_release(line: Line, config: LanguageConfig) -> Line:
    """The line with its release line unstruck where a strike takes a part of it: it strikes what lies beneath.

    What stands before the release line or, words, behind it, is struck as it was.
    """
    words = line.words
    if all(w.struck for w in words) or not tells_release(words, config):
        return line
    first = max(k for k in range(len(words)) if tells_release(words[k:], config))
    end = min(k for k in range(first + 1, len(words) + 1) if tells_release(words[first:k], config))
    # Behind the date stands the number of the document.
    while end < len(words) and not words[end].text.isalpha():
        end += 1
    open_ = (replace(w, struck=False) for w in words[first:end])
    return replace(line, words=(*words[:first], *open_, *words[end:]))


def tells_release(words: Sequence[Word], config: LanguageConfig) -> bool:
    """Whether words are a release line that was set upon the scan, with its date."""
    release = find_release(" ".join(w.text for w in words), config, tolerant=False)
    return release is not None and release.date is not None and release.action in _SET_BY_PROGRAM


def without_guesses(lines: Sequence[Line], config: LanguageConfig) -> tuple[Line, ...]:
    """The lines with `[unreadable]` for struck words that are neither markings nor sure enough to be given as text.

    Release lines that were set upon a strike are no part of it. A stroke damages what it crosses: readers are as sure
    of such words as of others, and wrong far more often.
    """
    return tuple(
        _line_without(_with_open_release(line, config), config) if any(w.struck for w in line.words) else line
        for line in lines
    )


def _line_without(line: Line, config: LanguageConfig) -> Line:
    words: list[Word] = []
    for struck, group in itertools.groupby(line.words, key=lambda w: w.struck):
        run = tuple(group)
        words += (
            run if not struck or _is_marking(" ".join(w.text for w in run), config) else _read(run, config)
        )
    return replace(line, words=tuple(words), text=" ".join(w.text for w in words))


def _is_marking(text: str, config: LanguageConfig) -> bool:
    if find_banner(text, config, tolerant=True) is not None:
        return True
    marks = find_portion_marks(text, config, tolerant=False)
    return any(m.end - m.start >= len(text) - 1 and _is_in_use(m) for m in marks)


def _is_in_use(mark: PortionMark) -> bool:
    """Whether all controls of a portion mark are known: `(S//NE)` under a line is `(S//NF)` read amiss.

    Of some controls the reference knows no abbreviation (KLONDIKE; that of the DEA but for `DSEN`): portion marks with
    them are not known.
    """
    return all(control in _CONTROLS or control.startswith("REL TO") for control in mark.controls)


def is_printed_marking(text: str, config: LanguageConfig) -> bool:
    """Whether a text is a banner or a portion mark, each letter as printed, and nothing else."""
    return find_banner(text, config, tolerant=False) is not None or is_printed_portion(text, config)


def is_printed_portion(text: str, config: LanguageConfig) -> bool:
    """Whether a text is a portion mark of controls in use and nothing else."""
    marks = find_portion_marks(text, config, tolerant=False)
    return any(m.start == 0 and m.end == len(text) and _is_in_use(m) for m in marks)


def struck_banners(lines: Sequence[Line], config: LanguageConfig) -> list[tuple[str, Box]]:
    """The struck banners of a page as they were read, each letter as printed, with the boxes around them."""
    runs = [
        tuple(run)
        for line in lines
        for struck, run in itertools.groupby(line.words, key=lambda w: w.struck)
        if struck
    ]
    told = [(" ".join(w.text for w in run), bounding(w.bbox for w in run)) for run in runs]
    return [(text, box) for text, box in told if find_banner(text, config, tolerant=False) is not None]


def _read(run: Sequence[Word], config: LanguageConfig) -> list[Word]:
    out: list[Word] = []
    for word in run:
        said, right = zip(*config.struck_right, strict=True)
        sure = float(np.interp(word.confidence, said, right))
        if _is_marking(word.text, config):
            out.append(word)
        elif sure >= config.struck_legible and sum(c.isalnum() for c in word.text) > 1:
            out.append(replace(word, confidence=sure))
        else:
            out.append(replace(word, text=ILLEGIBLE, confidence=sure))
    return out


SLASH = 0.4
"""Width of a slash in signs: in Helvetica and Times it is .28 em among capitals of .7; typewriters' are wider."""

SAME_WIDTH = 0.4
"""By how much two banners as wide differ at most, in slashes: one that lacks a slash differs by a whole one."""

SAME_HEIGHT = (0.9, 1.7)
"""How many times as high as the other the one that lacks a slash is: one of other type may be as wide by chance, but
the stroke through it makes its box higher."""


def with_lost_slashes(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with the slashes that a stroke took from a banner, where the page bears the same one with them.

    Both are as wide and of one type, so they have as many signs.
    """
    whole = [word for line in lines for word in line.words if "//" in word.text]
    return tuple(_with_slashes(line, whole) for line in lines)


def _with_slashes(line: Line, whole: Sequence[Word]) -> Line:
    words = tuple(_like_its_twin(word, whole) if word.struck else word for word in line.words)
    if words == line.words:
        return line
    return replace(line, words=words, text=" ".join(w.text for w in words))


def _like_its_twin(word: Word, whole: Sequence[Word]) -> Word:
    for twin in whole:
        lost = twin.text != word.text and twin.text.replace("//", "/") == word.text
        if lost and _are_as_large(twin.bbox, word.bbox, len(twin.text)):
            return replace(word, text=twin.text, confidence=min(word.confidence, twin.confidence))
    return word


def _are_as_large(one: Box, other: Box, signs: int) -> bool:
    slash = SLASH * one.width / signs
    as_wide = abs(one.width - other.width) <= SAME_WIDTH * slash
    least, most = SAME_HEIGHT
    return as_wide and least * one.height <= other.height <= most * one.height


def legible_part(text: str) -> str:
    """What could be read of the words under a stroke, empty where nothing could."""
    return text if text.replace(ILLEGIBLE, "").strip() else ""
