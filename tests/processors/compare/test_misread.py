"""Words, numbers and codes that were read badly at the edges of redactions or in boxes that were turned down."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processors.compare.comparing import compare_records
from processors.compare.types import Certainty, ChangeKind
from processors.records import FindingStatus, RedactionKind, Word
from tests.processors.compare.releases import Hidden, line_of, release, some_text


@pytest.mark.parametrize("pieces", [["(b", "(1"], ["(6(31"], ["(bX6)"], ["(bx6)"], ["bj7(C"]])
def test_a_code_that_was_read_badly_is_no_passage(pieces: list[str]) -> None:
    text = some_text(9)
    a = release(text, [Hidden(40, 45, ("(b)(1)",))], name="a")
    b = release([*text[:40], *pieces, *text[46:]], name="b")
    opened = [c for c in compare_records(a, b).comparison.changes if c.kind is ChangeKind.OPENED]
    assert opened == []


def test_words_read_badly_where_the_other_release_surely_withholds_some_are_to_check() -> None:
    text = some_text(9)
    a, b = release(text, [Hidden(40, 41)], name="a"), release(text, name="b")
    page = b.pages[0]
    bad = {text[40], text[41]}
    lines = tuple(
        replace(line, words=tuple(replace(w, confidence=0.3) if w.text in bad else w for w in line.words))
        for line in page.lines
    )
    b = replace(b, pages=(replace(page, lines=lines), *b.pages[1:]))
    (change,) = compare_records(a, b).comparison.changes
    assert (change.text, change.status) == (" ".join(text[40:42]), Certainty.UNSURE)


@pytest.mark.parametrize(("gap", "status"), [(1.0, Certainty.UNSURE), (6.0, Certainty.FOUND)])
def test_a_number_that_touches_a_redaction_may_go_on_under_it(gap: float, status: Certainty) -> None:
    text = some_text(9)
    text[40:43] = ["1975", "remained", "closed"]
    a = release(text, [Hidden(36, 42)], name="a")
    b = release(text, [Hidden(36, 39)], name="b")
    page = b.pages[0]
    word = next(w for line in page.lines for w in line.words if w.text == "1975")
    own = [r for r in page.redactions if r.bbox.overlap(word.bbox.grown(12, 0)) > 0]
    moved = tuple(
        replace(r, bbox=r.bbox._replace(x1=word.bbox.x0 - gap)) if r in own else r for r in page.redactions
    )
    b = replace(b, pages=(replace(page, redactions=moved), *b.pages[1:]))
    (change,) = [c for c in compare_records(a, b).comparison.changes if c.kind is ChangeKind.OPENED]
    assert (change.text, change.status) == ("1975 remained closed", status)


@pytest.mark.parametrize("read", ["666", "by"])
def test_rubbish_in_a_box_that_was_turned_down_does_not_stand_for_the_words(read: str) -> None:
    text = some_text(9)
    text[40:42] = ["by", "a"]
    b = release(text, [Hidden(40, 41)], name="b")
    page = b.pages[0]
    box = page.redactions[0].bbox
    word = Word(read, box.grown(-1, -1), 0.72, "test")
    row = next(n for n, line in enumerate(page.lines) if line.bbox.y0 < box.centre[1] < line.bbox.y1)
    words = sorted([*page.lines[row].words, word], key=lambda w: w.bbox.x0)
    lines = (*page.lines[:row], line_of(words), *page.lines[row + 1 :])
    turned_down = replace(page.redactions[0], status=FindingStatus.REJECTED, rejected_by="open_side")
    b = replace(b, pages=(replace(page, lines=lines, redactions=(), rejected=(turned_down,)), *b.pages[1:]))
    closed = [c for c in compare_records(release(text, name="a"), b).comparison.changes if c.text == "by a"]
    assert [(c.kind, c.status) for c in closed] == [(ChangeKind.CLOSED, Certainty.UNSURE)] * (read == "666")


@pytest.mark.parametrize(("confidence", "told"), [(0.45, 0), (0.9, 1)])
def test_a_few_letters_of_dirt_in_a_box_that_was_turned_down_are_no_passage(
    confidence: float, told: int
) -> None:
    text = some_text(9)
    text[40] = "SS"
    a, b = release(text, [Hidden(40, 40)], name="a"), release(text, name="b")
    page = a.pages[0]
    turned_down = replace(page.redactions[0], status=FindingStatus.REJECTED, rejected_by="too_small")
    a = replace(a, pages=(replace(page, redactions=(), rejected=(turned_down,)), *a.pages[1:]))
    lines = tuple(
        replace(
            line,
            words=tuple(replace(w, confidence=confidence) if w.text == "SS" else w for w in line.words),
        )
        for line in b.pages[0].lines
    )
    b = replace(b, pages=(replace(b.pages[0], lines=lines), *b.pages[1:]))
    assert len(compare_records(a, b).comparison.changes) == told


@pytest.mark.parametrize(("drawn", "status"), [(True, Certainty.UNSURE), (False, Certainty.FOUND)])
def test_a_box_that_stands_around_the_words_too_is_the_form_itself(drawn: bool, status: Certainty) -> None:
    text = some_text(9)
    a, b = release(text, name="a"), release(text, [Hidden(40, 44)], name="b")
    page = b.pages[0]
    boxes = tuple(replace(r, kind=RedactionKind.WHITE_BOX) for r in page.redactions)
    b = replace(b, pages=(replace(page, redactions=boxes), *b.pages[1:]))
    if drawn:
        cells = tuple(replace(r, status=FindingStatus.REJECTED, rejected_by="table_cell") for r in boxes)
        a = replace(a, pages=(replace(a.pages[0], rejected=cells), *a.pages[1:]))
    (change,) = compare_records(a, b).comparison.changes
    assert (change.kind, change.status) == (ChangeKind.CLOSED, status)


@pytest.mark.parametrize("turned_down", [True, False])
def test_white_space_is_no_redaction_by_the_code_in_a_box_that_was_turned_down(turned_down: bool) -> None:
    text = some_text(9)
    a, b = release(text, name="a"), release(text, [Hidden(40, 41, ("(b)(1)",))], name="b")
    page = b.pages[0]
    place = page.redactions[0].bbox.moved(0, -14)
    edge = place._replace(y0=place.y1 - 0.4).grown(-2, 0)
    codes = tuple(replace(c, bbox=edge) for c in page.redactions[0].codes)
    gap = replace(page.redactions[0], kind=RedactionKind.GAP, codes=codes)
    box = replace(gap, bbox=place, status=FindingStatus.REJECTED, rejected_by="ragged_shape", codes=())
    b = replace(
        b, pages=(replace(page, redactions=(gap,), rejected=(box,) if turned_down else ()), *b.pages[1:])
    )
    changes = compare_records(a, b).comparison.changes
    (change,) = [c for c in changes if c.text == " ".join(text[40:42])]
    assert (change.status is Certainty.UNSURE) is turned_down


@pytest.mark.parametrize(("confidence", "status"), [(0.5, Certainty.UNSURE), (0.9, Certainty.FOUND)])
def test_a_passage_with_a_number_that_was_read_badly_is_to_check(
    confidence: float, status: Certainty
) -> None:
    text = some_text(9)
    text[42] = "276715"
    a, b = release(text, [Hidden(36, 46)], name="a"), release(text, name="b")
    page = b.pages[0]
    lines = tuple(
        replace(
            line,
            words=tuple(replace(w, confidence=confidence) if w.text == "276715" else w for w in line.words),
        )
        for line in page.lines
    )
    (change,) = compare_records(
        a, replace(b, pages=(replace(page, lines=lines), *b.pages[1:]))
    ).comparison.changes
    assert (change.text, change.status) == (" ".join(text[36:47]), status)
