"""What counts as told of a passage."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.compare.letters import COVERED, covered
from bench.compare.score import score_passages
from processors.compare.comparing import compare_records
from processors.compare.types import Certainty, Change, ChangeKind
from tests.processors.compare.releases import release


@pytest.mark.parametrize(
    ("told", "share"),
    [("[?] continue", 1.0), ("continue [?]", 8 / 12), ("continue", 8 / 12), ("[?]", 0.0)],
)
def test_the_sign_of_an_unread_word_stands_for_the_word_in_its_place(told: str, share: float) -> None:
    assert covered(["will continue"], [told])[0] == [pytest.approx(share)]


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
    assert (covered([true, "Northern Liaison"], ["Northern Liaison", told])[0][0] >= COVERED) is found


@pytest.mark.parametrize(
    ("true", "told", "shares"),
    [
        # Another number than the true one tells nothing of the passage.
        ("paid 1,250 dollars", "paid 7,980 dollars", (0.0, 11 / 15)),
        ("paid 1,250 dollars", "paid 1, 250 dollars.", (1.0, 1.0)),
        ("on 12 May", "on l2 May", (0.0, 5 / 7)),
        ("on 12 May", "on12.May", (1.0, 1.0)),
        ("It is", "If is", (3 / 4, 3 / 4)),
        ("not guilty", "now guilty", (8 / 9, 8 / 9)),
    ],
)
def test_only_letters_that_are_equal_count_and_numbers_must_be_equal(
    true: str, told: str, shares: tuple[float, float]
) -> None:
    found = covered([true], [told])
    assert (found[0][0], found[1][0]) == pytest.approx(shares)


@pytest.mark.parametrize(
    ("true", "told", "share"),
    [
        ("alpha beta gamma delta", "[?] beta [?] delta", 9 / 19),
        ("alpha beta gamma delta", "alpha [?] gamma [?]", 15 / 19),
        ("1968 report", "[?] report", 0.0),
    ],
)
def test_the_sign_of_an_unread_word_stands_for_one_word_that_is_no_number(
    true: str, told: str, share: float
) -> None:
    assert covered([true], [told])[0] == [pytest.approx(share)]


@pytest.mark.parametrize(
    ("told", "invented"), [(["[?]", "Northern Liaison"], 1), (["Northern Liaison", "[?]"], 0)]
)
def test_the_sign_of_an_unread_word_alone_is_invented_unless_a_passage_lies_there(
    told: list[str], invented: int
) -> None:
    nothing = compare_records(release(["alpha"]), release(["beta"], name="b")).comparison
    changes = tuple(
        Change(f"c{n}", ChangeKind.OPENED, Certainty.FOUND, "", text, 0.9, None, None)
        for n, text in enumerate(told)
    )
    tally = score_passages(replace(nothing, changes=changes), ChangeKind.OPENED, ["Northern Liaison", "was"])
    assert (tally.invented, tally.missed) == (invented, 1)
