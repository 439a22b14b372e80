from __future__ import annotations

from dataclasses import replace

import pytest

from bench.review.made_up import made_up_record
from declass.catalog.queue_entries import Entry, line_refs, queue_entries
from declass.catalog.reasons import QueueRules, Reason
from processors.geometry import Box
from processors.records import (
    Code,
    Conflict,
    ConflictReason,
    FindingStatus,
    Line,
    LineKind,
    Marking,
    MarkingKind,
    Page,
    Record,
    Redaction,
    RedactionKind,
    Strike,
    StrikeStyle,
    StruckWhat,
    Surviving,
    UnsureWord,
    Word,
)

RULES = QueueRules()
CODE = Code("(b)(1)", "FOIA", "(b)(1)", (), None, 0.99)
BOX = Box(100, 100, 160, 112)


def _record(**more: object) -> Record:
    """A page with nothing on it but what is given."""
    record = made_up_record(0, 1)
    empty = {"lines": (), "redactions": (), "strikes": (), "markings": (), "unsure": (), "rejected": ()}
    page = replace(record.pages[0], **{**empty, **more})  # type: ignore[arg-type]
    return replace(record, pages=(page,))


def _entries(record: Record) -> list[Entry]:
    return list(queue_entries(record, RULES))


def _reasons(record: Record) -> list[Reason]:
    return [entry.reason for entry in _entries(record)]


def _redaction(**more: object) -> Redaction:
    sure = Redaction("p1-r100x100", BOX, RedactionKind.BLACK_BOX, 0.97, (CODE,))
    return replace(sure, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, None),
        ({"status": FindingStatus.UNSURE}, Reason.UNCERTAIN_REDACTION),
        ({"codes": ()}, Reason.NO_CODE),
        ({"codes": (), "status": FindingStatus.UNSURE}, Reason.UNCERTAIN_REDACTION),
        ({"kind": RedactionKind.DIGITAL}, Reason.POSSIBLE_LEAK),
        (
            {"codes": (replace(CODE, candidates=("(b)(1)", "(b)(7)"), confidence=0.6),)},
            Reason.SEVERAL_CANDIDATES,
        ),
        ({"codes": (replace(CODE, candidates=("(b)(1)",), confidence=0.6),)}, None),
    ],
)
def test_a_redaction_comes_for_its_most_urgent_reason(more: dict[str, object], reason: Reason | None) -> None:
    assert _reasons(_record(redactions=(_redaction(**more),))) == ([] if reason is None else [reason])


@pytest.mark.parametrize(
    ("more", "nearly"),
    [
        ({"rejected_by": "text_inside"}, True),
        ({"rejected_by": "text_inside", "confidence": 0.5}, False),
        ({"rejected_by": "text_inside", "bbox": Box(100, 100, 104, 112)}, False),
        ({"rejected_by": "scanner_border"}, False),
    ],
)
def test_a_candidate_that_nearly_passed_comes_too(more: dict[str, object], nearly: bool) -> None:
    candidate = _redaction(id="p1-c100x100", codes=(), status=FindingStatus.REJECTED, **more)
    assert _reasons(_record(rejected=(candidate,))) == ([Reason.NEAR_MISS] if nearly else [])


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (BOX, Reason.POSSIBLE_LEAK),
        (Box(150, 100, 230, 112), Reason.POSSIBLE_LEAK),
        (Box(155, 100, 230, 112), None),
        (Box(100, 113, 160, 125), None),
    ],
)
def test_a_redaction_over_surviving_text_is_a_possible_leak(place: Box, reason: Reason | None) -> None:
    record = _record(redactions=(_redaction(),), surviving=(Surviving("ocr_layer", place, 7),))
    assert _reasons(record) == ([] if reason is None else [reason])


def test_surviving_text_without_a_redaction_asks_nobody() -> None:
    assert _entries(_record(surviving=(Surviving("outside_page", Box(700, 100, 760, 112), 7),))) == []


def _banner(**more: object) -> Marking:
    marking = Marking(
        MarkingKind.CLASSIFICATION, "SECRET", {}, Box(250, 30, 360, 46), False, 0.99, "p1-m250x30"
    )
    return replace(marking, **more)  # type: ignore[arg-type]


def _strike(confidence: float, what: StruckWhat = StruckWhat.CLASSIFICATION) -> Strike:
    box = Box(250, 36, 360, 40)
    return Strike("p1-s250x36", box, "SECRET", StrikeStyle.HORIZONTAL, what, confidence)


@pytest.mark.parametrize(
    ("banner", "strikes", "doubt"),
    [
        (_banner(), (), False),
        (_banner(confidence=0.5), (), True),
        (_banner(bbox=Box(250, 35, 360, 41)), (_strike(0.95),), True),
        (_banner(struck=True, bbox=Box(250, 35, 360, 41)), (_strike(0.95),), False),
        (_banner(struck=True, bbox=Box(250, 35, 360, 41)), (_strike(0.6),), True),
        (_banner(kind=MarkingKind.RELEASE_STAMP, confidence=0.5), (), False),
    ],
)
def test_a_banner_that_may_or_may_not_be_struck_comes(
    banner: Marking, strikes: tuple[Strike, ...], doubt: bool
) -> None:
    found = _reasons(_record(markings=(banner,), strikes=strikes))
    assert found == ([Reason.BANNER_IN_DOUBT] if doubt else [])


def test_a_banner_that_other_pages_have_struck_comes_where_it_is_not() -> None:
    record = _record(markings=(_banner(struck=True),))
    pages = tuple(replace(record.pages[0], number=n) for n in (1, 2))
    open_ = replace(record.pages[0], number=3, markings=(_banner(id="p3-m250x30"),))
    found = _entries(replace(record, pages=(*pages, open_)))
    assert [(entry.page, entry.reason) for entry in found] == [(3, Reason.BANNER_IN_DOUBT)]


def test_struck_text_that_is_not_sure_comes() -> None:
    assert _reasons(_record(strikes=(_strike(0.6, StruckWhat.BODY),))) == [Reason.UNSURE_STRIKE]
    assert _reasons(_record(strikes=(_strike(0.9, StruckWhat.BODY),))) == []


def _line(number: int, y: float) -> Line:
    words = tuple(Word(f"w{k}", Box(100 + 40 * k, y, 130 + 40 * k, y + 10), 0.5, "t") for k in range(3))
    return Line("w0 w1 w2", Box(100, y, 210, y + 10), 0.5, LineKind.BODY, words, f"p1-l100x{y:.0f}")


def test_unsure_words_come_with_their_line_where_a_finding_is_near() -> None:
    near, far = _line(0, 114), _line(1, 400)
    words = [
        UnsureWord(k, word.text, word.bbox, 0.4, f"p1-u{k}{n}")
        for k, line in enumerate((near, far))
        for n, word in enumerate(line.words[:2])
    ]
    record = _record(lines=(near, far), unsure=tuple(words), redactions=(_redaction(),))
    entry, *others = _entries(record)
    assert others == []
    assert (entry.reason, entry.ref, entry.what) == (Reason.UNSURE_WORD, "p1-l100x114", "w0 w1")
    assert [near_line.ref for near_line in entry.lines] == ["p1-l100x114"]


def test_a_conflict_comes_before_everything_else_about_a_finding() -> None:
    record = _record(redactions=(_redaction(codes=()),))
    conflict = Conflict(1, "p1-r100x100", 7, "redaction", ConflictReason.CHANGED, BOX)
    entry, *others = _entries(replace(record, conflicts=(conflict,)))
    assert others == []
    assert (entry.reason, entry.since, entry.what) == (Reason.CONFLICT, 7, "changed")
    assert entry.kind == str(record.pages[0].redactions[0].kind)


def test_what_looks_alike_has_one_key_and_what_does_not_has_others() -> None:
    def key(redaction: Redaction) -> str:
        return _entries(_record(redactions=(redaction,)))[0].alike

    bare = _redaction(codes=())
    assert key(bare) == key(replace(bare, id="p1-r9x9", bbox=BOX.moved(50, 200)))
    for other in (
        replace(bare, kind=RedactionKind.WHITE_BOX),
        replace(bare, bbox=Box(100, 100, 300, 112)),
        replace(bare, confidence=0.3),
        replace(bare, status=FindingStatus.UNSURE),
    ):
        assert key(bare) != key(other)


def test_lines_of_older_records_get_the_names_that_newer_ones_have() -> None:
    from processors.stable_ids import page_with_ids

    lines = tuple(replace(_line(0, y), id="") for y in (100.0, 100.2, 300.0))
    page: Page = _record(lines=lines).pages[0]
    assert line_refs(page) == tuple(line.id for line in page_with_ids(page).lines)
    assert len(set(line_refs(page))) == 3
