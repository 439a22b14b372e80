"""Numbers that were read differently between words that both releases show: to check, never silently equal.

Points, commas and other marks between figures count, and a minus before them; spaces, and commas that part thousands,
do not. A number that only one release was read with is to check where it was read well, on a line with a neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from processors.compare.changes import Told, confidence_of, shown_spot, words_around
from processors.compare.settings import CompareConfig
from processors.compare.sides import NONE, Side, stretches
from processors.compare.spaces import on_a_line
from processors.compare.tokens import Token, key_of
from processors.compare.types import Certainty, Change, ChangeKind, Spot
from processors.language.usual_words import is_common

Known = tuple[Container[int], Container[int]]
"""Words of release A and of release B that are told otherwise."""

_REASON = (
    "the releases were read with different numbers here: which one is right must be looked up on the pages"
)
_LOST = "only one release was read with a number here, and well: it must be looked up on the pages of both"
NOTHING = "[nothing]"
"""Stands for a number that one release was read without."""
_NUMBER = re.compile(r"((?<![\w-])-)?[$£€]?(\d+(?:[.,:/-]\d+)*)")
"""Figures with the marks between them, and a minus before."""
_FIGURES = re.compile(r"\W*\d+(?:[.,:/-]\d+)*\W*")
"""A word that is a number with marks around it."""
_RULE = re.compile(r"(?<=\d)-+(?=\d)")
"""Hyphens between figures: typewriters have two for a dash."""
_DASHES = str.maketrans("–—−", "---")  # noqa: RUF001 - dashes and the minus sign of typesetters
_THOUSANDS = re.compile(r",(?=\d{3}(?:,\d{3})*(?![\d,]))")
"""Commas that only part thousands."""
_LOOKS = {
    "0": "odq", "1": "lij", "2": "z", "3": "", "4": "a", "5": "s", "6": "bg", "7": "t", "8": "bs", "9": "gq",
}  # fmt: skip
"""The letters that each figure is taken for."""


def number_changes(a: Side, b: Side, told: Known, added: Known, config: CompareConfig) -> Iterator[Told]:
    """Numbers that differ between words that both releases have alike, or that one of them lacks there.

    Args:
        a: release A.
        b: release B.
        told: words that are told as opened or closed.
        added: words that are told as text of one release.
        config: the thresholds.
    """
    for left, right in stretches(a, b, lambda i, j: not _differ(a.tokens[i].text, b.tokens[j].text)):
        own, other = _words(a, left, told[0]), _words(b, right, told[1])
        if not left or not right:
            for k in _lost(a, own, added[0], config):
                yield _told((a, [k]), (b, []), right.start, config)
            for k in _lost(b, other, added[1], config):
                yield _told((a, []), (b, [k]), left.start, config)
        elif own and other:
            for one, two in _pairs(a, b, own, other, config):
                yield _told((a, _numbers(a, one) or one), (b, _numbers(b, two) or two), 0, config)


def _pairs(
    a: Side, b: Side, own: list[int], other: list[int], config: CompareConfig
) -> list[tuple[list[int], list[int]]]:
    """Words with different numbers: all between the same words, or counterparts, where those are many."""
    if max(len(own), len(other)) > config.number_words:
        return [([i], [a.match[i]]) for i in own if a.match[i] != NONE]
    return [(own, other)] if _differ(_text(a, own), _text(b, other)) else []


def _lost(side: Side, words: Sequence[int], added: Container[int], config: CompareConfig) -> list[int]:
    """Well read numbers with a word beside them on their line, in whose place the other release has nothing at all."""
    if len(words) > config.number_words:
        return []
    return [
        k
        for k in words
        if k not in added
        and side.tokens[k].confidence >= config.sure_word
        and _FIGURES.fullmatch(side.tokens[k].text)
        and any(_is_beside(side, k, n) for n in (k - 1, k + 1))
    ]


def _is_beside(side: Side, k: int, n: int) -> bool:
    """Whether token `n` is a word on the line of token `k`."""
    if (
        not 0 <= n < len(side.tokens)
        or side.tokens[n].is_redaction
        or side.tokens[n].page != side.tokens[k].page
    ):
        return False
    return on_a_line(side.tokens[k].boxes[0], side.tokens[n].boxes[0 if n > k else -1])


def _differ(one: str, other: str) -> bool:
    """Whether two readings of a word have different numbers; a word that was read with digits for letters has none."""
    if _figures(one) == _figures(other):
        return False
    return not (_is_misread(one, other) or _is_misread(other, one))


def _is_misread(text: str, other: str) -> bool:
    """Whether a word was read with digits for a few letters, or, a common one, for any that look like them."""
    size = len(key_of(text))
    if _digits(text) or size != len(key_of(other)):
        return False
    return (is_common(text) and _looks_like(text, other)) or len(_digits(other)) < size / 2


def _looks_like(text: str, other: str) -> bool:
    """Whether each digit of `other` is one that the letter in its place is taken for."""
    letters, signs = ([c for c in word.casefold() if c.isalnum()] for word in (text, other))
    return len(letters) == len(signs) and all(
        sign == letter or letter in _LOOKS.get(sign, "") for letter, sign in zip(letters, signs, strict=True)
    )


def _words(side: Side, stretch: range, told: Container[int]) -> list[int]:
    return [k for k in stretch if not side.tokens[k].is_redaction and k not in told]


def _numbers(side: Side, words: Sequence[int]) -> list[int]:
    """Those of the words that have digits, with what stands between them."""
    found = [k for k in words if _digits(side.tokens[k].text)]
    return [k for k in words if found[0] <= k <= found[-1]] if found else []


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _figures(text: str) -> str:
    """The numbers of a text: a point or comma that was lost makes another one, unless it only parts thousands."""
    plain = _RULE.sub("-", text.translate(_DASHES))
    return "".join(minus + _THOUSANDS.sub("", number) for minus, number in _NUMBER.findall(plain))


def _text(side: Side, words: Sequence[int]) -> str:
    return " ".join(side.tokens[k].text for k in words)


def _told(
    left: tuple[Side, Sequence[int]], right: tuple[Side, Sequence[int]], near: int, config: CompareConfig
) -> Told:
    """A change of the words of both releases; where one has none, its place is before its token `near`."""
    words = [[side.tokens[k] for k in chosen] for side, chosen in (left, right)]
    shown = left if left[1] else right
    change = Change(
        id="",
        kind=ChangeKind.NUMBERS,
        status=Certainty.UNSURE,
        reason=_REASON if all(words) else _LOST,
        text=" → ".join(_text(side, chosen) or NOTHING for side, chosen in (left, right)),
        confidence=min(confidence_of(some) for some in words if some),
        a=_spot(left[0], words[0], near),
        b=_spot(right[0], words[1], near),
        before=" ".join(words_around(shown[0].tokens, shown[1][0], -1, config.context)),
        after=" ".join(words_around(shown[0].tokens, shown[1][-1], 1, config.context)),
    )
    first, last = (left[1][0], left[1][-1]) if left[1] else (NONE, NONE)
    return Told(change, first, last, range(right[1][0], right[1][-1] + 1) if right[1] else range(0))


def _spot(side: Side, words: Sequence[Token], near: int) -> Spot | None:
    if words:
        return shown_spot(side, words)
    return Spot(side.tokens[min(near, len(side.tokens) - 1)].page, ()) if side.tokens else None
