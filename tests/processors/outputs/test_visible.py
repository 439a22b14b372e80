"""What lies under a digital redaction is in no output."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from processors.document_records import Event
from processors.geometry import Box
from processors.outputs.visible import visible
from processors.records import Marking, MarkingKind, Record, Redaction, RedactionKind
from tests.strategies import records


@given(record=records())
def test_nothing_printed_under_a_digital_redaction_is_left(record: Record) -> None:
    pages = tuple(
        replace(p, redactions=(Redaction("d", Box(0, 0, p.width, p.height), RedactionKind.DIGITAL, 1.0),))
        for p in record.pages
    )
    boxes = [Box(1, 1, 5, 5)] * len(pages)
    marked = tuple(
        replace(p, markings=(Marking(MarkingKind.RELEASE_STAMP, "HIDDEN", {}, b, False, 1.0),))
        for p, b in zip(pages, boxes, strict=True)
    )
    events = tuple(
        Event("approved", "CIA", "", "none", "", "HIDDEN", p.number, Box(1, 1, 5, 5)) for p in pages
    )
    seen = visible(replace(record, pages=marked, events=events))
    assert not seen.events
    for page in seen.pages:
        inside = Box(0, 0, page.width, page.height)
        assert not page.markings
        assert all(not w.bbox.covered_by(inside) >= 0.5 for line in page.lines for w in line.words)


@given(record=records())
def test_records_without_digital_redactions_stay_as_they_are(record: Record) -> None:
    pages = tuple(
        replace(p, redactions=tuple(r for r in p.redactions if r.kind is not RedactionKind.DIGITAL))
        for p in record.pages
    )
    plain = replace(record, pages=pages)
    assert visible(plain) is plain
