"""Words that one release runs together while the other withholds one of them, and words that nobody could read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processors.compare.comparing import compare_records
from processors.compare.types import Certainty, ChangeKind
from processors.geometry import bounding
from processors.records import FindingStatus, Record
from tests.processors.compare.releases import Hidden, found_texts, release, set_anew, some_text

TEXT = some_text(9, 6)
FIRST = 28
WORD = "construction"


def releases(rest: str, *, tail: bool = False) -> tuple[Record, Record]:
    """One withholds `rest` beside a word, the other runs both together; words of the text stand on either side."""
    words = [rest, WORD] if tail else [WORD, rest]
    place = FIRST if tail else FIRST + 1
    a = release([*TEXT[:FIRST], *words, *TEXT[FIRST + 1 :]], [Hidden(place, place)])
    b = release([*TEXT[:FIRST], "".join(words), *TEXT[FIRST + 1 :]], name="b")
    return a, b


@pytest.mark.parametrize("tail", [False, True])
@pytest.mark.parametrize("rest", ["schedule", "had", TEXT[2], "1975"])
def test_a_word_run_together_with_the_one_beside_it_is_told_to_check(rest: str, tail: bool) -> None:
    changes = compare_records(*releases(rest, tail=tail)).comparison.changes
    assert [(c.kind, c.text, c.status) for c in changes] == [(ChangeKind.OPENED, rest, Certainty.UNSURE)]


@pytest.mark.parametrize(
    ("other", "whole"),
    [
        ("report", "reported"),
        ("office", "officers"),
        ("1975", "197512"),
        ("Brevi", "Brevied"),
    ],
)
def test_the_end_of_a_word_is_none_before_a_redaction(other: str, whole: str) -> None:
    a = release([*TEXT[:30], whole, *TEXT[31:]], name="a")
    b = release([*TEXT[:30], other, *TEXT[31:]], [Hidden(31, 32)], name="b")
    found = compare_records(a, b).comparison.changes
    told = [(c.text, c.status) for c in found if c.kind is not ChangeKind.NUMBERS]
    assert told == [(" ".join(TEXT[31:33]), Certainty.FOUND)]


@pytest.mark.parametrize(("other", "whole"), [("able", "unable"), ("mark", "remark"), ("1975", "121975")])
def test_the_beginning_of_a_word_is_none_behind_a_redaction(other: str, whole: str) -> None:
    a = release([*TEXT[:30], whole, *TEXT[31:]], name="a")
    b = release([*TEXT[:30], other, *TEXT[31:]], [Hidden(28, 29)], name="b")
    found = compare_records(a, b).comparison.changes
    told = [(c.text, c.status) for c in found if c.kind is not ChangeKind.NUMBERS]
    assert told == [(" ".join(TEXT[28:30]), Certainty.FOUND)]


def test_a_passage_with_a_word_parted_from_another_is_never_certain() -> None:
    a = release([*TEXT[:30], "Brevihad", *TEXT[31:]], name="a")
    b = release([*TEXT[:30], "Brevi", *TEXT[31:]], [Hidden(31, 32)], name="b")
    (change,) = compare_records(a, b).comparison.changes
    assert (change.text, change.status) == (f"had {TEXT[31]} {TEXT[32]}", Certainty.UNSURE)


def test_letters_that_a_redaction_reaches_over_are_no_word() -> None:
    a, b = releases("do")
    page = a.pages[0]
    (bar,) = page.redactions
    # The bar is drawn from the last letter of the word before it.
    wider = replace(bar, bbox=bar.bbox._replace(x0=bar.bbox.x0 - 6))
    a = replace(a, pages=(replace(page, redactions=(wider,)), *a.pages[1:]))
    assert not compare_records(a, b).comparison.changes


@pytest.mark.parametrize("rest", ["l", "il", "'"])
def test_the_edge_of_a_box_read_as_letters_is_no_word(rest: str) -> None:
    assert not compare_records(*releases(rest)).comparison.changes


def test_a_word_that_nobody_could_read_belongs_to_the_passage_beside_it() -> None:
    a = release(TEXT, [Hidden(30, 32)])
    b = release([*TEXT[:30], "[?]", *TEXT[31:]], name="b")
    assert found_texts(compare_records(a, b).comparison, ChangeKind.OPENED) == [f"[?] {TEXT[31]} {TEXT[32]}"]


@pytest.mark.parametrize("first", [20, 33])
def test_a_word_that_the_other_release_has_unread_is_no_passage(first: int) -> None:
    a = release(TEXT, [Hidden(first + 1, first + 3)])
    b = set_anew([*TEXT[:first], "[?]", *TEXT[first + 1 :]], "b")
    changes = compare_records(a, b).comparison.changes
    assert [c.kind for c in changes] == [ChangeKind.OPENED]


def test_a_word_that_the_other_release_has_unread_behind_words_of_its_own_is_no_passage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a = release([*TEXT[:34], f"'{TEXT[34]}x", *TEXT[35:]], [Hidden(28, 33)])
    monkeypatch.setattr("tests.processors.compare.releases.LINE_LETTERS", 52)
    b = release([*TEXT[:34], "[?]", *TEXT[35:]], [Hidden(30, 31)], name="b")
    changes = compare_records(a, b).comparison.changes
    assert {c.kind for c in changes} == {ChangeKind.OPENED}


@pytest.mark.parametrize(
    ("shown", "sure"),
    [
        (["[?]", "█"], []),
        (["█", "[?]"], []),
        (["[?]", "█", "[?]"], []),
        (["[?]", "██"], [31]),
        (["[?]", "██", "[?]"], []),
        (["[?]", "███", "[?]"], [31]),
    ],
)
def test_a_withheld_word_beside_a_sign_that_may_be_a_speck_is_told_to_check(
    shown: list[str], sure: list[int]
) -> None:
    count = len(next(sign for sign in shown if sign != "[?]"))
    at = 30 + (shown[0] == "[?]")
    words = [*TEXT[:30]]
    for sign in shown:
        words += [sign] if sign == "[?]" else TEXT[30 : 30 + count]
    a = release(TEXT, name="a")
    b = release([*words, *TEXT[30 + count :]], [Hidden(at, at + count - 1)], name="b")
    changes = compare_records(a, b).comparison.changes
    assert " ".join(c.text for c in changes) == " ".join(TEXT[30 : 30 + count])
    assert [c.text for c in changes if c.status is Certainty.FOUND] == [TEXT[k] for k in sure]


def test_the_only_withheld_word_is_told_beside_a_word_that_may_be_it_misread() -> None:
    a = release(TEXT, name="a")
    b = release([*TEXT[:30], "xqz", *TEXT[30:]], [Hidden(31, 31)], name="b")
    (change,) = compare_records(a, b).comparison.changes
    assert (change.text, change.status) == (TEXT[30], Certainty.UNSURE)


def test_a_word_that_lacks_in_one_run_together_is_not_taken_for_part_of_it() -> None:
    text = [*TEXT[:30], "under", "the", "control", *TEXT[30:]]
    b = release(text, [Hidden(31, 31)], name="b")
    page = b.pages[0]
    line = next(line for line in page.lines if "under control" in line.text)
    k = [word.text for word in line.words].index("under")
    one = replace(line.words[k], text="undercontrol", bbox=bounding(w.bbox for w in line.words[k : k + 2]))
    words = (*line.words[:k], one, *line.words[k + 2 :])
    lines = tuple(replace(line, words=words) if other is line else other for other in page.lines)
    turned_down = replace(page.redactions[0], status=FindingStatus.REJECTED, rejected_by="check_box")
    b = replace(b, pages=(replace(page, lines=lines, redactions=(), rejected=(turned_down,)), *b.pages[1:]))
    (change,) = compare_records(set_anew(text, "a"), b).comparison.changes
    assert (change.kind, change.text, change.status) == (ChangeKind.CLOSED, "the", Certainty.UNSURE)
