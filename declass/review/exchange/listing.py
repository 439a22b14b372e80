"""What of a record is handed to other programs: redactions, rejected candidates, strikes and markings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from declass.catalog.queue_state import DECIDED, Standing
from declass.review.overlay import as_decided
from processors.decisions.sheet import decided
from processors.decisions.standing import standing
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
    """A finding as it is handed out. The text in `state` is what can be seen, never what a redaction hides."""

    page: int
    ref: str
    subject: Subject
    state: State


@dataclass(frozen=True, slots=True)
class Listing:
    """What is handed out of one document.

    Attributes:
        record: of the document.
        log: number of its newest decision, 0 for none: what is decided later than this is not overwritten by what
            comes back.
    """

    record: Record
    log: int = 0

    @property
    def items(self) -> tuple[Item, ...]:
        """Its findings, page by page."""
        return tuple(items(self.record))

    def page(self, number: int) -> Page:
        """The page of that number."""
        return next(page for page in self.record.pages if page.number == number)


def as_left(record: Record, decisions: Sequence[Decision]) -> Listing:
    """A document as people left it, whether that was published or not.

    Args:
        record: as it was published.
        decisions: on it, in any order.
    """
    held = {d.ref: Standing(DECIDED, d.number, d) for d in standing(decisions)}
    pages = tuple(_as_left(as_decided(page, held), held) for page in record.pages)
    return Listing(replace(record, pages=pages), max((d.number for d in decisions), default=0))


def _as_left(page: Page, held: Mapping[str, Standing]) -> Page:
    """The page without strikes and markings that are none, and with who said what is there."""
    said = {ref: s.decision for ref, s in held.items() if s.decision is not None}
    return replace(
        page,
        redactions=tuple(_said(r, said.get(r.id)) for r in page.redactions),
        strikes=tuple(_said(s, said.get(s.id)) for s in page.strikes if not _is_none(said.get(s.id))),
        markings=tuple(_said(m, said.get(m.id)) for m in page.markings if not _is_none(said.get(m.id))),
    )


def _said(item: _Found, decision: Decision | None) -> _Found:
    return item if decision is None else replace(item, confidence=1.0, decided=decided(decision))


def _is_none(decision: Decision | None) -> bool:
    return decision is not None and decision.act is Act.REJECT


def items(record: Record) -> Iterator[Item]:
    """The findings of a record that can be corrected, page by page; candidates that were rejected come last."""
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
