"""Numbers that both releases show in one place and that were read differently there: to check, never silently equal."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from processors.compare.changes import Told, confidence_of, shown_spot, words_around
from processors.compare.settings import CompareConfig
from processors.compare.sides import NONE, Side
from processors.compare.tokens import key_of
from processors.compare.types import Certainty, Change, ChangeKind
from processors.language.usual_words import is_common

Known = tuple[Container[int], Container[int]]
"""Words of release A and of release B that other changes tell."""

_REASON = (
    "the releases were read with different numbers here: which one is right must be looked up on the pages"
)
_MOST = 6
"""Words between the same words: more of them are other texts, or lines that were read mixed."""


def number_changes(a: Side, b: Side, known: Known, config: CompareConfig) -> Iterator[Told]:
    """Numbers that differ between words that both releases have alike.

    Args:
        a: release A.
        b: release B.
        known: words that are told otherwise.
        config: the thresholds.
    """
    for left, right in _stretches(a, b):
        own, other = _words(a, left, known[0]), _words(b, right, known[1])
        if not own or not other:
            continue
        if max(len(own), len(other)) > _MOST:
            pairs = [([i], [a.match[i]]) for i in own if a.match[i] != NONE]
        else:
            pairs = [(own, other)] if _differ(_text(a, own), _text(b, other)) else []
        for one, two in pairs:
            yield _told(a, b, _numbers(a, one) or one, _numbers(b, two) or two, config)


def _stretches(a: Side, b: Side) -> Iterator[tuple[range, range]]:
    """The tokens between words that are each other's counterpart, numbers and all."""
    i0 = j0 = 0
    for i, j in enumerate([*a.match, len(b.tokens)]):
        if j == NONE or (i < len(a.tokens) and _differ(a.tokens[i].text, b.tokens[j].text)):
            continue
        yield range(i0, i), range(j0, j)
        i0, j0 = i + 1, j + 1


def _differ(one: str, other: str) -> bool:
    """Whether two readings of a word have different numbers; a word that was read with digits for letters has none."""
    if _digits(one) == _digits(other):
        return False
    return not (_is_misread(one, other) or _is_misread(other, one))


def _is_misread(text: str, other: str) -> bool:
    """Whether a word without digits was read with digits for some of its letters, or, a common one, for all."""
    size = len(key_of(text))
    if _digits(text) or size != len(key_of(other)):
        return False
    return is_common(text) or len(_digits(other)) < size / 2


def _words(side: Side, stretch: range, told: Container[int]) -> list[int]:
    return [k for k in stretch if not side.tokens[k].is_redaction and k not in told]


def _numbers(side: Side, words: Sequence[int]) -> list[int]:
    """Those of the words that have digits, with what stands between them."""
    found = [k for k in words if _digits(side.tokens[k].text)]
    return [k for k in words if found[0] <= k <= found[-1]] if found else []


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _text(side: Side, words: Sequence[int]) -> str:
    return " ".join(side.tokens[k].text for k in words)


def _told(a: Side, b: Side, left: Sequence[int], right: Sequence[int], config: CompareConfig) -> Told:
    words = [[side.tokens[k] for k in chosen] for side, chosen in ((a, left), (b, right))]
    change = Change(
        id="",
        kind=ChangeKind.NUMBERS,
        status=Certainty.UNSURE,
        reason=_REASON,
        text=f"{_text(a, left)} → {_text(b, right)}",
        confidence=min(map(confidence_of, words)),
        a=shown_spot(a, words[0]),
        b=shown_spot(b, words[1]),
        before=" ".join(words_around(a.tokens, left[0], -1, config.context)),
        after=" ".join(words_around(a.tokens, left[-1], 1, config.context)),
    )
    return Told(change, left[0], left[-1], range(right[0], right[-1] + 1))
