"""What counts as told of a passage."""

from __future__ import annotations

import pytest

from bench.compare.score import _covered


@pytest.mark.parametrize(
    ("told", "share"),
    [("[?] continue", 1.0), ("continue [?]", 8 / 12), ("continue", 8 / 12), ("[?]", 0.0)],
)
def test_the_sign_of_an_unread_word_stands_for_the_word_in_its_place(told: str, share: float) -> None:
    assert _covered(["will continue"], [told])[0] == [pytest.approx(share)]
