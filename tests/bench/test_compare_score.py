"""What counts as told of a passage."""

from __future__ import annotations

import pytest

from bench.compare.score import COVERED, _covered


@pytest.mark.parametrize(
    ("told", "share"),
    [("[?] continue", 1.0), ("continue [?]", 8 / 12), ("continue", 8 / 12), ("[?]", 0.0)],
)
def test_the_sign_of_an_unread_word_stands_for_the_word_in_its_place(told: str, share: float) -> None:
    assert _covered(["will continue"], [told])[0] == [pytest.approx(share)]


@pytest.mark.parametrize(
    ("true", "told", "found"),
    [
        ("before the", "before th", True),
        ("It is", "If is", True),
        ("It is", "is", False),
        ("the old depot", "depot", False),
    ],
)
def test_a_short_word_that_lost_a_letter_counts_letter_by_letter(true: str, told: str, found: bool) -> None:
    assert (_covered([true, "Northern Liaison"], ["Northern Liaison", told])[0][0] >= COVERED) is found
