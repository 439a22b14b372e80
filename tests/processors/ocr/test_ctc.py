"""Characters out of the scores of a recogniser."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from processors.ocr.ctc import decode, likelihoods

CLASSES = ("", "a", "b", "B", "1", " ", "à")


def scored(best: list[int], **others: float) -> NDArray[np.float32]:
    """Columns with a best class each; `others` are scores of further classes, by column and class (`c2_1`)."""
    scores = np.full((len(best), len(CLASSES)), 0.001, np.float32)
    scores[np.arange(len(best)), best] = 0.8
    for name, score in others.items():
        column, kind = name.removeprefix("c").split("_")
        scores[int(column), int(kind)] = score
    return scores


def test_repeats_are_joined_and_blanks_dropped() -> None:
    found = decode(scored([0, 1, 1, 0, 1, 2, 0], c2_1=0.9), CLASSES, 2, 0.01)
    assert [(c.text, c.x) for c in found] == [("a", 1.5), ("a", 4.0), ("b", 5.0)]
    assert found[0].confidence == pytest.approx(0.9)


def test_letters_that_a_letter_may_be_instead_are_told() -> None:
    (found,) = decode(scored([0, 1, 1, 0], c1_2=0.05, c2_2=0.15), CLASSES, 2, 0.01)
    assert found.others == (("b", pytest.approx(0.15)),)
    assert decode(scored([1], c0_2=0.15), CLASSES, 0, 0.01)[0].others == ()
    assert decode(scored([1], c0_2=0.15), CLASSES, 2, 0.2)[0].others == ()


@pytest.mark.parametrize(("best", "other"), [(1, 3), (1, 4), (1, 5), (1, 6), (4, 1), (4, 5), (3, 1)])
def test_only_letters_of_the_same_case_are(best: int, other: int) -> None:
    (found,) = decode(scored([best], **{f"c0_{other}": 0.3}), CLASSES, 2, 0.01)
    assert found.others == ()


@given(
    arrays.arrays(np.float32, st.tuples(st.integers(1, 9), st.just(7)), elements=st.floats(0, 1, width=32))
)
def test_what_was_read_does_not_depend_on_the_others(scores: NDArray[np.float32]) -> None:
    alone, with_others = (decode(scores, CLASSES, most, 0.01) for most in (0, 2))
    assert [(c.text, c.x, c.confidence) for c in alone] == [(c.text, c.x, c.confidence) for c in with_others]
    for character in with_others:
        assert len(character.others) <= 2
        assert all(0.0099 <= score <= character.confidence for _, score in character.others)


def spelled(path: tuple[int, ...]) -> str:
    """What a class for each column spells: repeats joined, blanks left out."""
    return "".join(CLASSES[k] for k, _ in itertools.groupby(path))


def test_a_text_is_as_likely_as_all_ways_of_spelling_it() -> None:
    scores = np.random.default_rng(1).dirichlet(np.ones(len(CLASSES)), 4).astype(np.float32)
    texts = ["a", "ab", "aa", "b1", "aba", "abab"]
    every = list(itertools.product(range(len(CLASSES)), repeat=4))
    sums = [sum(np.prod(scores[range(4), p]) for p in every if spelled(p) == text) for text in texts]
    assert likelihoods(scores, texts, CLASSES) == pytest.approx(np.log(sums), abs=1e-4)


def test_texts_with_unknown_characters_or_too_long_are_not_likely() -> None:
    scores = scored([1, 1, 2])
    ab, unknown, long = likelihoods(scores, ["ab", "a?", "ababa"], CLASSES)
    assert ab > -2
    assert max(unknown, long) < -1e6


def test_no_texts_weigh_nothing() -> None:
    assert likelihoods(scored([1]), [], CLASSES).size == 0
