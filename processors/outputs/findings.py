"""Every finding of a document in one form: for tables, and for annotations.

Text is what is printed and can be seen: never what lies under a redaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from processors.config.text import TextConfig
from processors.document_records import Event, Identifier
from processors.geometry import Box
from processors.outputs.page_rows import is_hidden
from processors.records import (
    Decided,
    FindingStatus,
    Interval,
    Marking,
    MarkingKind,
    Page,
    Record,
    Redaction,
    Strike,
    UnsureWord,
    Value,
)
from processors.stable_ids import events_with_ids, identifiers_with_ids, page_with_ids

# Fields of a parsed marking that tell its value, the first that is there.
_VALUES = ("level", "id", "docid", "doc_id", "case", "number")


MACHINE, PERSON = "machine", "person"
"""Who says what a finding is."""


class FindingKind(StrEnum):
    """What was found."""

    REDACTION = "redaction"
    STRIKE = "strike"
    MARKING = "marking"
    EVENT = "event"
    IDENTIFIER = "identifier"
    UNSURE_WORD = "unsure_word"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Attributes:
        id: its own in the document.
        kind: what was found.
        type: of a redaction how it looks, of a strike its style, of a marking its kind, of an event the act, of an
            identifier its system; empty for an unsure word.
        pages: 1-based; an identifier can be on several.
        bbox: in points of the page as shown; None for an identifier.
        text: as printed, empty for a redaction.
        what: of a strike, what was struck.
        codes: exemption codes in normal form.
        struck: whether it is crossed out.
        status: `found` or `unsure`.
        confidence: 0 to 1; None where none is kept.
        characters: hidden under a redaction, None where no type is near.
        date: EDTF, empty where none could be read.
        precision: of the date.
        agency: whose act it is.
        value: the level of a marking, the number of an identifier, repaired.
        doubt: why a date is not to be trusted.
        said_by: `machine`, or `person` where one decided on it; of what follows from decided findings, `machine`.
        decision: number of the decision, None where there is none.
    """

    id: str
    kind: FindingKind
    type: str
    pages: tuple[int, ...]
    bbox: Box | None
    text: str = ""
    what: str = ""
    codes: tuple[str, ...] = ()
    struck: bool = False
    status: FindingStatus = FindingStatus.FOUND
    confidence: float | None = None
    characters: Interval | None = None
    date: str = ""
    precision: str = ""
    agency: str = ""
    value: str = ""
    doubt: str = ""
    said_by: str = MACHINE
    decision: int | None = None


def findings(record: Record) -> Iterator[Finding]:
    """All findings of the record, page by page, then those of the document; candidates that were rejected are none."""
    config = TextConfig()
    events = _named_events(record.events)
    for page in map(_named, record.pages):
        found = [_said(_of_redaction(page, r), r.decided) for r in page.redactions]
        found += [_said(_of_strike(page, s), s.decided) for s in page.strikes]
        found += [_said(_of_marking(page, m), m.decided) for m in page.markings]
        found += [_of_event(e) for e in events if e.page == page.number]
        found += [_of_unsure(page, u) for u in page.unsure]
        yield from (_seen(finding, page, config) for finding in found)
    read = {page.number for page in record.pages}
    yield from (_of_event(e) for e in events if e.page not in read)
    yield from map(_of_identifier, _named_identifiers(record.identifiers))


def _named(page: Page) -> Page:
    """The page with names for what has none: records older than 1.2.0 name redactions and strikes alone."""
    if all(m.id for m in page.markings) and all(u.id for u in page.unsure):
        return page
    named = page_with_ids(page)
    return replace(page, markings=named.markings, unsure=named.unsure)


def _named_events(events: tuple[Event, ...]) -> tuple[Event, ...]:
    return events if all(event.id for event in events) else events_with_ids(events)


def _named_identifiers(identifiers: tuple[Identifier, ...]) -> tuple[Identifier, ...]:
    return identifiers if all(i.id for i in identifiers) else identifiers_with_ids(identifiers)


def _seen(finding: Finding, page: Page, config: TextConfig) -> Finding:
    """The finding without what it says where that lies under a digital redaction; codes are printed upon it."""
    if finding.bbox is None or finding.type == MarkingKind.EXEMPTION or not finding.text:
        return finding
    if not is_hidden(finding.bbox, page, config):
        return finding
    return replace(finding, text="", value="", agency="", date="", precision="", doubt="")


def said_by(decided: Decided | None) -> str:
    """Who says so: `machine` or `person`."""
    return MACHINE if decided is None else PERSON


def _said(finding: Finding, decided: Decided | None) -> Finding:
    if decided is None:
        return finding
    return replace(finding, said_by=PERSON, decision=decided.number)


def _of_redaction(page: Page, item: Redaction) -> Finding:
    return Finding(
        item.id, FindingKind.REDACTION, str(item.kind), (page.number,), item.bbox,
        codes=tuple(code.code for code in item.codes), status=item.status, confidence=item.confidence,
        characters=item.hidden_characters,
    )  # fmt: skip


def _of_strike(page: Page, item: Strike) -> Finding:
    return Finding(
        item.id, FindingKind.STRIKE, str(item.style), (page.number,), item.bbox, text=item.text,
        what=str(item.what), struck=True, confidence=item.confidence,
    )  # fmt: skip


def _of_marking(page: Page, item: Marking) -> Finding:
    parsed = item.parsed
    value = next((_text(parsed.get(name)) for name in _VALUES if parsed.get(name)), "")
    codes = parsed.get("codes")
    return Finding(
        item.id, FindingKind.MARKING, str(item.kind), (page.number,), item.bbox, text=item.text,
        codes=tuple(map(str, codes)) if isinstance(codes, list) else (), struck=item.struck,
        confidence=item.confidence, date=_text(parsed.get("date")), agency=_text(parsed.get("agency")), value=value,
    )  # fmt: skip


def _text(value: Value) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def _of_event(item: Event) -> Finding:
    return Finding(
        item.id, FindingKind.EVENT, item.action, (item.page,), item.bbox, text=item.raw, date=item.date,
        precision=item.precision, agency=item.agency, doubt=item.doubt,
    )  # fmt: skip


def _of_unsure(page: Page, item: UnsureWord) -> Finding:
    return Finding(
        item.id, FindingKind.UNSURE_WORD, "", (page.number,), item.bbox, text=item.text,
        status=FindingStatus.UNSURE, confidence=item.confidence,
    )  # fmt: skip


def _of_identifier(item: Identifier) -> Finding:
    return Finding(
        item.id, FindingKind.IDENTIFIER, item.system, item.pages, None, text=item.raw, value=item.value
    )
