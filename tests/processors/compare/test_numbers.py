"""Numbers that the releases were read with in one place and that differ."""

from __future__ import annotations

import pytest

from processors.compare.comparing import compare_records
from processors.compare.report_html import comparison_html
from processors.compare.report_markdown import comparison_markdown
from processors.compare.types import Certainty, ChangeKind
from tests.processors.compare.releases import Hidden, release, some_text

_TEXT = some_text(11)


def _with(*words: str) -> list[str]:
    return [*_TEXT[:40], *words, *_TEXT[40:]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["1975"], ["1976"]),  # alike: each other's counterpart
        (["27"], ["28"]),  # too short to be alike
        (["27"], ["279"]),
        (["2,598"], ["!,598"]),
        (["1975"], ["[?]"]),
        (["444percent"], ["percent"]),
        (["9", "March"], ["19", "Match"]),
    ],
)
def test_numbers_that_were_read_differently_are_to_check(one: list[str], other: list[str]) -> None:
    result = compare_records(release(_with(*one), name="a"), release(_with(*other), name="b"))
    (change,) = result.comparison.changes
    assert (change.kind, change.status) == (ChangeKind.NUMBERS, Certainty.UNSURE)
    assert change.text == f"{one[0]} → {other[0]}"
    assert change.a is not None and change.b is not None and change.a.boxes and change.b.boxes
    assert change.before.endswith(_TEXT[39]) and result.comparison.counts.unsure == 1
    assert f"### c1 · numbers differ · A page {change.a.page}, B page {change.b.page}" in comparison_markdown(
        result.comparison
    )
    marked = [
        run.text for row in result.rows for side in (row.a, row.b) for run in side if run.change == "c1"
    ]
    assert len(marked) == 2 and 'id="t-c1"' in comparison_html(result)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["1975,"], ["1975"]),
        (["is"], ["1s"]),
        (["old"], ["01d"]),
        (["is"], ["18"]),
        (["Brevessa."], ["Breve888."]),
        (["23.July"], ["23.", "July"]),
        (["Pebruary"], ["February"]),
    ],
)
def test_equal_numbers_and_words_read_with_digits_are_no_change(one: list[str], other: list[str]) -> None:
    assert compare_records(release(_with(*one)), release(_with(*other), name="b")).comparison.changes == ()


def test_numbers_of_passages_are_told_with_them_alone() -> None:
    text = _with("paid", "1,250", "dollars")
    a, b = release(text, [Hidden(40, 42)], name="a"), release(text, name="b")
    (change,) = compare_records(a, b).comparison.changes
    assert (change.kind, change.text) == (ChangeKind.OPENED, "paid 1,250 dollars")
