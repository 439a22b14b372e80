from __future__ import annotations

from typing import SupportsIndex

import pytest

from processors.compare.crossed import part_crossed
from processors.compare.settings import CompareConfig
from processors.compare.sides import NONE, Side, join
from processors.compare.tokens import Token
from processors.geometry import Box
from processors.records import Interval, Redaction, RedactionKind
from tests.processors.compare.releases import record_of

_BOX = Box(0, 0, 1, 1)
_REDACTION = Redaction("p1-r1", _BOX, RedactionKind.BLACK_BOX, 0.98, (), Interval(60, 80))


def _word(text: str) -> Token:
    return Token(text, text, 1, (_BOX,), 0.9, 1)


class _Counted(list[Token]):
    """Tokens that count how often one of them is looked at."""

    looks = 0

    def __getitem__(self, k: SupportsIndex) -> Token:  # type: ignore[override]
        self.looks += 1
        return super().__getitem__(k)


def _side(tokens: list[Token]) -> Side:
    return Side(record_of("a", []), _Counted(tokens), [NONE] * len(tokens))


def _looks(side: Side) -> int:
    assert isinstance(side.tokens, _Counted)
    return side.tokens.looks


@pytest.mark.parametrize("matched", [False, True])
def test_redactions_of_one_release_only_are_not_held_against_all_the_words_of_the_other(
    matched: bool,
) -> None:
    count = 300
    hidden = Token("", "", 1, (_BOX,), 0.9, 1, redactions=(_REDACTION,))
    a = _side([token for k in range(count) for token in (hidden, _word(f"word{k}"))])
    b = _side([*(_word(f"word{k}") for k in range(count)), hidden])
    if matched:
        join(a, b, [(2 * k + 1, k) for k in range(count)])
    part_crossed(a, b, CompareConfig())
    assert _looks(a) + _looks(b) <= 30 * count
    assert a.match.count(NONE) == count * (1 if matched else 2)
