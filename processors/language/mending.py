"""Damaged type mended word by word against the vocabulary of markings, for a second strict reading.

A word that OCR damaged is one or two edits away from a word that markings are made of; a number holds letters that
look like its digits (reference A7). Mending never decides: the mended string must still fit a strict form.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from processors.language.denied import SHEET_TITLES
from processors.language.lexicon import CONTROLS, LEVELS, NOT_A_LEVEL, PROSE_AFTER_LEVEL
from processors.language.release_rules import RULES

_FORMS = """FOIA CASE APPEAL ISCAP REQUEST SEGMENT PAGE PAGES DENIED EXEMPT DELETED TOTAL NEXT SOURCE TEXT LINES LINE
PARAGRAPH PARAGRAPHS NAME FOLDER TITLE COLUMN LESS THAN DOLLAR AMOUNT HANDLING RESTRICTION RESTRICTIONS CODE REASON
REASONS DECLASSIFY CLASSIFIED DERIVED FROM MULTIPLE SOURCES GROUP EXCLUDED AUTOMATIC DOWNGRADING DOWNGRADED
DECLASSIFICATION INTERVALS YEAR YEARS DATE AUTHORITY PRESIDENT KENNEDY ASSASSINATION RECORDS SECTION FILM NUMBER
SYSTEMATIC DEPARTMENT STATE PART FULL DECAPTIONED STATINTL STATSPEC DOCID"""
_SHORT = {
    "0f": "of",
    "n0t": "not",
    "f0r": "for",
    "t0p": "top",
    "n0": "no",
    "d0c": "doc",
    "f0ia": "foia",
    "cla": "CIA",
}
_WORD = re.compile(r"[A-Za-z0-9|]{2,24}")
_NUMBER = re.compile(r"(?<![A-Za-z0-9|])(?=[A-Za-z|]{0,6}\d)[0-9OolI|SBZb]{2,12}(?![A-Za-z0-9|])")
_DIGITS = str.maketrans("OolI|SBZb", "001115826")
_BRACES = str.maketrans("{}", "()")


def _vocabulary() -> tuple[str, ...]:
    printed = " ".join(p for control in CONTROLS for p in control.printed)
    levels = " ".join(p for level in LEVELS for p in level.printed)
    phrases = " ".join(rule.phrase for rule in RULES)
    everything = f"{_FORMS} {printed} {levels} {phrases} {' '.join(SHEET_TITLES)}".upper()
    return tuple(sorted(set(re.findall(r"[A-Z]{4,}", everything))))


_VOCABULARY = _vocabulary()
_KNOWN = frozenset(_VOCABULARY)


def mend(text: str) -> str:
    """`text` with damaged words and numbers mended; the same string where there is nothing to mend."""
    return _WORD.sub(_mend_word, _NUMBER.sub(_mend_number, text[:1000].translate(_BRACES)))


def _mend_number(match: re.Match[str]) -> str:
    printed = match.group()
    digits = sum(c.isdigit() for c in printed)
    # `B6` and `1B` are codes; a number has at least as many digits as letters.
    if digits * 2 < len(printed) or (len(printed) < 3 and re.search("[BSZb]", printed)):
        return printed
    return printed.translate(_DIGITS)


def _mend_word(match: re.Match[str]) -> str:
    printed = match.group()
    short = _SHORT.get(printed.lower())
    if short and (not printed.isalpha() or "l" in printed):
        return short.upper() if printed[:1].isupper() else short
    if len(printed) < 4 or sum(c.isdigit() for c in printed) * 2 > len(printed):
        return printed
    word = _nearest(printed.upper())
    if not word:
        return printed
    if printed.isupper() or sum(c.isupper() for c in printed) > len(printed) // 2:
        return word
    return word.capitalize() if printed[:1].isupper() else word.lower()


@lru_cache(maxsize=4096)
def _nearest(upper: str) -> str:
    """The one word of the vocabulary within one edit (two from eight letters on), empty if none or several."""
    if upper in _KNOWN or upper in NOT_A_LEVEL or upper in PROSE_AFTER_LEVEL:
        return ""
    allowed = 2 if len(upper) >= 8 else 1
    near = [
        (Levenshtein.distance(upper, w, score_cutoff=allowed), w)
        for w in _VOCABULARY
        if abs(len(w) - len(upper)) <= 1
    ]
    best = min((d for d, _ in near), default=allowed + 1)
    words = [w for d, w in near if d == best]
    return words[0] if best <= allowed and len(words) == 1 else ""
