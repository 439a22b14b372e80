"""Numbers that the releases were read with in one place and that differ."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processors.compare.comparing import compare_records
from processors.compare.report_html import comparison_html
from processors.compare.report_markdown import comparison_markdown
from processors.compare.types import Certainty, ChangeKind
from processors.records import Line, Record
from tests.processors.compare.releases import Hidden, release, set_anew, some_text

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
        (["10.5"], ["1.05"]),  # the same digits
        (["1,500"], ["15.00"]),
        (["$1.5"], ["$15"]),
        (["1975-76"], ["197576"]),
        (["3/4"], ["34"]),
        (["-5"], ["5"]),
        (["no"], ["70"]),  # common words that do not look like the number
        (["to"], ["10"]),
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
        (["1,500"], ["1500"]),
        (["1975--76"], ["1975\u201376"]),
        (["$5"], ["5"]),
        (["on"], ["0n"]),
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


@pytest.mark.parametrize("shows", ["a", "b"])
def test_a_number_that_one_release_was_read_without_is_to_check(shows: str) -> None:
    texts = {
        name: _with("paid", "12", "dollars") if name == shows else _with("paid", "dollars") for name in "ab"
    }
    result = compare_records(release(texts["a"], name="a"), release(texts["b"], name="b"))
    (change,) = result.comparison.changes
    assert (change.kind, change.status) == (ChangeKind.NUMBERS, Certainty.UNSURE)
    assert change.text == ("12 → [nothing]" if shows == "a" else "[nothing] → 12")
    assert change.before.endswith("paid") and change.after.startswith("dollars")
    assert change.a is not None and change.b is not None and bool(change.a.boxes) is (shows == "a")
    assert 'id="t-c1"' in comparison_html(result) and "A page 1, B page 1" in comparison_markdown(
        result.comparison
    )
    rows = [side for row in result.rows for side in ((row.a, "a"), (row.b, "b"))]
    assert [(run.text, name) for side, name in rows for run in side if run.change == "c1"] == [("12", shows)]


def test_a_number_at_the_start_of_its_line_that_one_release_was_read_without_is_to_check() -> None:
    changes = compare_records(release(["12", *_TEXT]), release(_TEXT, name="b")).comparison.changes
    assert [(c.kind, c.text) for c in changes] == [(ChangeKind.NUMBERS, "12 → [nothing]")]


def test_a_number_read_badly_that_one_release_lacks_is_left_out() -> None:
    a, b = release(_with("paid", "12", "dollars"), name="a"), release(_with("paid", "dollars"), name="b")
    assert compare_records(_with_confidence(a, "12", 0.5), b).comparison.changes == ()


def test_a_number_in_a_passage_that_is_left_out_as_dirt_is_told_by_itself() -> None:
    a = _with_confidence(release(_with("27"), name="a"), "27", 0.2)
    b = release(_with("27", "3"), [Hidden(40, 40)], name="b")
    (change,) = compare_records(a, b).comparison.changes
    assert (change.kind, change.text) == (ChangeKind.NUMBERS, "27 → 3")


def _with_confidence(record: Record, text: str, confidence: float) -> Record:
    def read(line: Line) -> Line:
        words = (replace(w, confidence=confidence) if w.text == text else w for w in line.words)
        return replace(line, words=tuple(words))

    return replace(record, pages=tuple(replace(p, lines=tuple(map(read, p.lines))) for p in record.pages))


def test_a_number_at_the_end_of_a_page_is_no_reading_of_one_that_has_hardly_a_figure_of_it() -> None:
    text = some_text(11, 60)
    end = sum(len(line.words) for line in release(text).pages[0].lines)
    text[end - 3 : end + 1] = ["May", "1965.", "25", "counter-revolutionary-and-such"]
    a = release(text, [Hidden(end - 14, end - 2)], name="a")
    assert a.pages[0].lines[-1].words[-1].text == "25"
    changes = compare_records(a, set_anew([*text[: end - 1], *text[end:]], "b")).comparison.changes
    opened = [c for c in changes if c.kind is ChangeKind.OPENED]
    assert " ".join(c.text for c in opened) == " ".join(text[end - 14 : end - 1])
    assert (opened[-1].text, opened[-1].status) == ("1965.", Certainty.UNSURE)
