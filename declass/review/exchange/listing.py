"""What of a record is handed to other programs: redactions, rejected candidates, strikes and markings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from declass.review.views import Said
from processors.decisions.sheet import decided
from processors.decisions.standing import in_order
from processors.decisions.types import Act, Decision, State, Subject
from processors.outputs.findings import Finding, FindingKind, findings
from processors.records import FindingStatus, Marking, Page, Record, Redaction, Strike

_Found = TypeVar("_Found", Redaction, Strike, Marking)
_SUBJECTS = {
    FindingKind.REDACTION: Subject.REDACTION,
    FindingKind.STRIKE: Subject.STRIKE,
    FindingKind.MARKING: Subject.MARKING,
}


@dataclass(frozen=True, slots=True)
class Item:
    """A finding as it is handed out.

    Attributes:
        page: 1-based.
        ref: its id.
        subject: what it is.
        state: as it is; its text is what can be seen, never what a redaction hides.
        act: of the decision that holds about it, None where there is none.
    """

    page: int
    ref: str
    subject: Subject
    state: State
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What is handed out of one document.

    Attributes:
        record: of the document.
        log: number of its newest decision, 0 for none: what is decided later than this is not overwritten by what
            comes back.
        held: the decisions that it was made with, from the oldest.
    """

    record: Record
    log: int = 0
    held: tuple[Decision, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """Its findings that can be corrected, page by page; candidates that were rejected come last."""
        acts = {decision.ref: decision.act for decision in self.held}
        return tuple(replace(item, act=acts.get(item.ref)) for item in _items(self.record))

    def page(self, number: int) -> Page:
        """The page of that number."""
        return next(page for page in self.record.pages if page.number == number)


def listed(record: Record, said: Said) -> Listing:
    """What is handed out of a document.

    Args:
        record: as people left it (`review.decided.record_as_left`).
        said: what they said about it.
    """
    held = {ref: s.decision for ref, s in said.carried.items() if s.decision is not None}
    pages = tuple(
        replace(
            page,
            redactions=tuple(_said(r, held.get(r.id)) for r in page.redactions),
            rejected=tuple(_said(r, held.get(r.id)) for r in page.rejected),
            strikes=tuple(_said(s, held.get(s.id)) for s in page.strikes),
            markings=tuple(_said(m, held.get(m.id)) for m in page.markings),
        )
        for page in record.pages
    )
    newest = max((s.newest for s in said.standing.values()), default=0)
    return Listing(replace(record, pages=pages), newest, in_order(held.values()))


def _said(item: _Found, decision: Decision | None) -> _Found:
    return item if decision is None else replace(item, confidence=1.0, decided=decided(decision))


def _items(record: Record) -> Iterator[Item]:
    seen = [item for finding in findings(record) if (item := _of_finding(finding)) is not None]
    for page in record.pages:
        yield from (item for item in seen if item.page == page.number)
        yield from (_of_candidate(page, candidate) for candidate in page.rejected)


def _of_finding(finding: Finding) -> Item | None:
    subject = _SUBJECTS.get(finding.kind)
    if subject is None or finding.bbox is None:
        return None
    state = State(
        bbox=finding.bbox,
        kind=finding.type,
        codes=finding.codes if subject is Subject.REDACTION else (),
        text=finding.text,
        what=finding.what,
        struck=finding.struck if subject is Subject.MARKING else None,
        status=str(finding.status),
        confidence=finding.confidence if finding.confidence is not None else 1.0,
    )
    return Item(finding.pages[0], finding.id, subject, state)


def _of_candidate(page: Page, item: Redaction) -> Item:
    codes = tuple(code.code for code in item.codes)
    status = str(FindingStatus.REJECTED)
    state = State(item.bbox, str(item.kind), codes, status=status, confidence=item.confidence)
    return Item(page.number, item.id, Subject.REDACTION, state)
