from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from processors.assembly import failed_page
from processors.document_records import Event, Identifier
from processors.geometry import Box
from processors.records import (
    Marking,
    MarkingKind,
    Page,
    Redaction,
    RedactionKind,
    Strike,
    StrikeStyle,
    StruckWhat,
    UnsureWord,
)
from processors.stable_ids import events_with_ids, identifiers_with_ids, page_with_ids

corners = st.tuples(st.integers(0, 40), st.integers(0, 40))
boxes = st.builds(
    lambda corner, w, h: Box(*corner, corner[0] + w, corner[1] + h), corners, *[st.integers(1, 9)] * 2
)
redactions = st.builds(
    Redaction, st.just("p1-r1"), boxes, st.sampled_from(RedactionKind), st.sampled_from([0.5, 0.9])
)
markings = st.builds(
    Marking, st.just(MarkingKind.CLASSIFICATION), st.sampled_from(["SECRET", "TOP SECRET"]),
    st.just({}), boxes, st.booleans(), st.just(0.9),
)  # fmt: skip


def _page(found: list[Redaction], number: int = 1, **more: object) -> Page:
    return page_with_ids(replace(failed_page(number), redactions=tuple(found), **more))  # type: ignore[arg-type]


def _box(name: str, *edges: float) -> Redaction:
    return Redaction(name, Box(*edges), RedactionKind.BLACK_BOX, 0.9)


def test_a_name_tells_page_class_and_corner() -> None:
    box = Box(214.4, 529.6, 300, 540)
    page = _page(
        [_box("p1-r7", *box)],
        3,
        rejected=(_box("p1-c1", *box),),
        strikes=(Strike("p1-s1", box, "", StrikeStyle.X, StruckWhat.BODY, 0.9),),
        markings=(Marking(MarkingKind.CONTROL, "NOFORN", {}, box, False, 0.9),),
        unsure=(UnsureWord(0, "word", box, 0.2),),
    )
    found = (*page.redactions, *page.rejected, *page.strikes, *page.markings, *page.unsure)
    assert [item.id for item in found] == [f"p3-{letter}214x530" for letter in "rcsmu"]


@given(st.lists(redactions, max_size=12), st.lists(markings, max_size=12))
def test_names_are_unique(found: list[Redaction], marks: list[Marking]) -> None:
    page = _page(found, markings=tuple(marks))
    names = [item.id for item in (*page.redactions, *page.markings)]
    assert len(set(names)) == len(names)


@given(st.lists(redactions, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_finding_changes_no_name(found: list[Redaction], random: object) -> None:
    mixed = list(found)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert set(_page(found).redactions) == set(_page(mixed).redactions)


@given(st.lists(redactions, max_size=8), redactions)
def test_another_finding_elsewhere_renames_nothing(found: list[Redaction], more: Redaction) -> None:
    elsewhere = replace(more, bbox=Box(*(value + 100 for value in more.bbox)))
    before, after = _page(found), _page([elsewhere, *found])
    assert after.redactions[1:] == before.redactions


def test_findings_with_one_corner_are_told_apart_by_what_they_are() -> None:
    small, large = _box("a", 10, 10, 20, 20), _box("b", 10, 10, 90, 20)
    for order in ([small, large], [large, small]):
        names = {r.bbox.x1: r.id for r in _page(order).redactions}
        assert names == {20: "p1-r10x10", 90: "p1-r10x10_2"}


def test_a_box_beyond_the_edge_has_a_plain_name() -> None:
    assert _page([_box("a", -3.2, -0.4, 9, 9)]).redactions[0].id == "p1-r0x0"


def test_events_keep_their_order() -> None:
    box = Box(10, 20, 30, 40)
    first, second = (
        Event("approved", "CIA", date, "day", "", "", page, box) for date, page in [("2001", 2), ("2000", 1)]
    )
    both = replace(first, page=1)
    named = events_with_ids([first, second, both])
    assert [e.id for e in named] == ["p2-e10x20", "p1-e10x20", "p1-e10x20_2"]
    assert [replace(e, id="") for e in named] == [first, second, both]


def test_numbers_are_named_after_their_value() -> None:
    rif = Identifier("JFK RIF", "104-10012-10070", "104-10012-l0070", (1,), True)
    like = Identifier("JFK RIF", "104 10012 10070", "", (2,), False)
    named = identifiers_with_ids([rif, like])
    assert {i.value: i.id for i in named} == {
        "104 10012 10070": "n-jfk-rif-104-10012-10070",
        "104-10012-10070": "n-jfk-rif-104-10012-10070_2",
    }
