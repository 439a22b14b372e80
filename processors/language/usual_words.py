"""How usual words are: evidence between readings that were offered, never a source of words.

The frequencies are those of the package `wordfreq` (English, 320,000 words), which are installed with it. A word that
is not among them is not wrong: names, cryptonyms and halves of words at line ends are not; it weighs as its length.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache

from processors.once import loaded_once

USUAL_LETTER = 1.0
"""Cost taken off for each letter, so that a reading is not the better for leaving letters out."""

UNKNOWN = 3.5
"""Cost of an unknown word besides its letters: decimal logarithm of how seldom such a word is."""

UNKNOWN_LETTER = 1.0
"""Cost of each letter of an unknown word."""

DIGIT = 1.0
"""Cost of a digit: one of ten."""

ODD = 1.5
"""Cost of what hardly any word shows: letters among digits, capitals after small letters."""

LETTER_SPACE = 2.0
"""Cost of a single letter or digit."""

NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)+")
"""Figures with marks between them: the marks cost nothing, since `4.4` is no more unusual than `44`."""

COMMON = 4.0
"""Decimal logarithm of how many words there are for one of a common one: `Mr`, `end` and `said` are, `tho` is not."""

WORD = 6.6
"""The same for anything that may be a word: `tog` and `tor` are, `tgp` is not."""

PARTS = re.compile(NUMBER.pattern + r"|[A-Za-z0-9]+(?:['’][A-Za-z]+)*")  # noqa: RUF001 - the typographic apostrophe is meant
"""Pieces of a token between marks."""

PATTERNS = re.compile(
    # Date-time groups, decades and ordinals, codes of offices, numbers with a letter before or after them.
    r"\d{6}Z|\d+(?:S|s|st|nd|rd|th|ST|ND|RD|TH)|[A-Z]{1,3}\d+|\d+[A-Z]"
)
"""Letters and digits in one word as releases and cables have them."""

USUAL_CASE = re.compile(r"[A-Z]+|[A-Z]?[a-z]+|(?:Mc|Mac|De|La|Le|Di|O['’])[A-Z][a-z]+|[A-Z]+s")  # noqa: RUF001
"""Capitals and small letters as words have them."""


@lru_cache(maxsize=65536)
def word_cost(token: str) -> float:
    """How unusual a token is: about the decimal logarithm of how many words there are for one of it; 0 for marks alone.

    Args:
        token: a word with the marks around it, without white space.
    """
    return sum(_part_cost(part) - USUAL_LETTER * len(part) for part in PARTS.findall(token))


def is_common(token: str) -> bool:
    """Whether all words of a token, with the marks around them, are among the commonest few thousand."""
    parts = PARTS.findall(token)
    return bool(parts) and all(
        len(part) > 1 and part[0].isalpha() and _known(part.casefold()) <= COMMON for part in parts
    )


def is_word(token: str) -> bool:
    """Whether a token, or a part of it between marks, is among the words in use, however seldom.

    >>> is_word("TO."), is_word("TGP")
    (True, False)
    """
    return any(_known(part.casefold()) <= WORD for part in PARTS.findall(token))


def is_one_word(token: str) -> bool:
    """Whether a token is a single word in use with nothing but marks around it.

    >>> is_one_word("reported."), is_one_word("old-fashioned"), is_one_word("hadçbeen")
    (True, False, False)
    """
    return len(PARTS.findall(token)) == 1 and is_word(token)


def _part_cost(part: str) -> float:
    if len(part) == 1:
        return LETTER_SPACE if part in "AIai" or part.isdigit() else LETTER_SPACE + 1
    digits = sum(c.isdigit() for c in part)
    if NUMBER.fullmatch(part):
        return DIGIT * digits + USUAL_LETTER * (len(part) - digits)
    if digits:
        return DIGIT * len(part) + (ODD if digits < len(part) and not PATTERNS.fullmatch(part) else 0.0)
    plain = part.replace("’", "'")  # noqa: RUF001
    known = _known(plain.casefold())
    odd = 0.0 if USUAL_CASE.fullmatch(plain.replace("'", "")) else ODD
    return min(known, UNKNOWN + UNKNOWN_LETTER * len(plain)) + odd


def _known(word: str) -> float:
    frequency = _frequencies().get(word) or _frequencies().get(word.removesuffix("'s"))
    return -math.log10(frequency) if frequency else math.inf


@loaded_once(1)
def _frequencies() -> Mapping[str, float]:
    from wordfreq import get_frequency_dict

    return get_frequency_dict("en", "large")
