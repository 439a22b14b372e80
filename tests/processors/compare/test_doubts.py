"""Redactions of which codes seem to differ, or which words they hide, and what speaks against it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processors.compare.comparing import compare_records
from processors.compare.settings import CompareConfig
from processors.compare.sides import side_of
from processors.compare.types import Certainty, Change
from processors.geometry import Box
from processors.records import Interval, Record, Redaction, RedactionKind
from tests.processors.compare.releases import Hidden, record_of, release, some_text

TEXT = some_text(7)
KEPT = [Hidden(60, 62, ("(b)(1)",)), Hidden(90, 92, ("(b)(6)",)), Hidden(120, 122, ("(b)(7)(C)",))]


def changed(before: tuple[str, ...], after: tuple[str, ...], *kept: Hidden) -> tuple[Record, Record]:
    a = release(TEXT, [Hidden(20, 22, before), *KEPT, *kept], name="a")
    return a, release(TEXT, [Hidden(20, 22, after), *KEPT, *kept], name="b")


def change_of(a: Record, b: Record) -> Change:
    (change,) = compare_records(a, b).comparison.changes
    return change


def test_a_code_that_begins_as_the_other_is_never_certain() -> None:
    change = change_of(*changed(("(b)(1)", "(b)(6)"), ("(b)(1)(B)",), Hidden(140, 142, ("(b)(1)(B)",))))
    assert change.status is Certainty.UNSURE and "beginning" in change.reason


def test_a_code_written_unlike_all_others_is_never_certain() -> None:
    change = change_of(*changed(("(b)(1)",), ("b6",)))
    assert change.status is Certainty.UNSURE and "unlike" in change.reason
    assert change_of(*changed(("(b)(1)",), ("(b)(6)",))).status is Certainty.FOUND


def test_one_reading_that_stands_for_several_redactions_is_one() -> None:
    a, b = changed(("(b)(1)",), ("(b)(4)",), Hidden(150, 152, ("(b)(4)",)))
    assert change_of(a, b).status is Certainty.FOUND
    page = b.pages[0]
    place = Box(60, 60, 90, 70)
    redactions = tuple(
        replace(r, codes=tuple(replace(c, bbox=place) for c in r.codes)) if r.codes[0].code == "(b)(4)" else r
        for r in page.redactions
    )
    b = replace(b, pages=(replace(page, redactions=redactions), *b.pages[1:]))
    a = release(TEXT, [Hidden(20, 22, ("(b)(1)",)), *KEPT, Hidden(150, 152)], name="a")
    change = next(c for c in compare_records(a, b).comparison.changes if c.a and "(b)(1)" in c.a.codes)
    assert change.status is Certainty.UNSURE and "nowhere else" in change.reason


@pytest.mark.parametrize(("skew", "hidden", "sure"), [(2.4, 180, False), (2.4, 60, True), (0.0, 180, True)])
def test_a_box_of_a_crooked_page_that_holds_more_than_it_has_room_for_is_not_sure(
    skew: float, hidden: int, sure: bool
) -> None:
    page = release(TEXT, name="a").pages[0]
    bar = Redaction(
        "p1-r1", Box(83, 166, 523, 184), RedactionKind.MARKER, 0.7, (), Interval(hidden, hidden + 30)
    )
    record = record_of("a", [replace(page, skew_degrees=skew, redactions=(bar,))])
    (cover,) = side_of(record, CompareConfig()).leaf(1).covers
    assert (not cover.doubt) is sure
