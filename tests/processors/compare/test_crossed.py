from __future__ import annotations

from dataclasses import replace
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


def _words(name: str, count: int) -> list[Token]:
    return [_word(f"{name}{chr(97 + k)}word") for k in range(count)]


def _hidden(characters: int) -> Token:
    found = replace(_REDACTION, hidden_characters=Interval(characters - 10, characters + 10))
    return Token("", "", 1, (_BOX,), 0.9, 1, redactions=(found,))


def test_words_of_both_releases_between_what_each_withholds_stay_matched() -> None:
    both = _words("both", 6)
    a = _side([_hidden(110), *both, *_words("shut", 12)])
    b = _side([*_words("open", 12), *both, _hidden(110)])
    join(a, b, [(k + 1, k + 12) for k in range(6)])
    part_crossed(a, b, CompareConfig())
    assert a.match.count(NONE) == 13


def test_redactions_beside_each_other_withhold_a_part_together() -> None:
    a = _side([_hidden(55), _hidden(55), *_words("shut", 12)])
    b = _side([*_words("open", 12), _hidden(110)])
    join(a, b, [(6, 4), (8, 6)])
    part_crossed(a, b, CompareConfig())
    assert a.match.count(NONE) == len(a.tokens)
