"""How usual words are: a comparison between readings, nothing more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.language.usual_words import is_common, word_cost


@pytest.mark.parametrize(
    ("usual", "odd"),
    [
        ("MILITARY", "MLITARY"),
        ("the", "thu"),
        ("(AMBASSADOR'S", "(AMBASSADOR5"),
        ("Subject:", "SubJeCt:"),
        ("192010Z", "1920IOZ"),
        ("10076", "10O76"),
    ],
)
def test_usual_words_cost_less(usual: str, odd: str) -> None:
    assert word_cost(usual) < word_cost(odd)


@pytest.mark.parametrize(
    ("one", "two"),
    [("MXBLAZE", "MXBLAZF"), ("2018", "2013"), ("1", "7"), ("4.4%", "44%"), ("1/23", "123"), ("--", ".,")],
)
def test_what_no_list_knows_costs_by_its_length(one: str, two: str) -> None:
    assert word_cost(one) == word_cost(two)


def test_two_words_cost_less_than_their_letters_run_together() -> None:
    assert word_cost("BOLIVIA") + word_cost("LAST") < word_cost("BOLIVIALAST")
    assert word_cost("REDUCING") < word_cost("REDU") + word_cost("CING")


@pytest.mark.parametrize(
    ("token", "common"),
    [
        ("Mr.", True),
        ("(said", True),
        ("tho", False),
        ("Dulles", False),
        ("1961", False),
        ("a", False),
        ("--", False),
    ],
)
def test_common_words(token: str, common: bool) -> None:
    assert is_common(token) is common


@given(st.text(max_size=40))
def test_anything_has_a_cost(token: str) -> None:
    assert abs(word_cost(token)) <= 10 * (len(token) + 1)
