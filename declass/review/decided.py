"""Pages of a document as people left them, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from declass.catalog.decisions import DecisionLog
from declass.catalog.queue_entries import line_refs
from declass.catalog.second_review import in_force
from declass.catalog.store import PageStore
from declass.publishing.settings import config_of
from declass.publishing.stored import page_digests
from declass.review.shelf import Volume
from declass.review.views import Said, decided_page, standings
from flows.bucket import objects_at, store_place
from processors.assembly import finished_page
from processors.config import Config
from processors.decisions.standing import standing
from processors.decisions.types import Act, Decision, Subject
from processors.document_records import Event
from processors.outputs.visible import visible
from processors.records import LineKind, Page, Record

_RUNNING = frozenset({LineKind.HEADER, LineKind.FOOTER})
"""Kinds that a line has for what other pages say."""


def said_about(log: DecisionLog, volume: Volume, known: int | None = None) -> Said:
    """What people said about a document.

    Args:
        log: the decisions.
        volume: the document.
        known: number of the newest decision that is heeded, None for all.

    Raises:
        AccessError: the catalog cannot be used.
    """
    decisions = log.of(volume.record.source.sha256)
    heeded = [d for d in decisions if known is None or d.number <= known]
    return Said(standings(heeded), standings(in_force(log.database, volume.output, heeded)))


def as_left(volume: Volume, said: Said, pages: Iterable[Page]) -> Iterator[Page]:
    """Pages of a document as people left them, each line with its id.

    Where a decision that the result was made with holds no more, the page is laid out anew from what the machine read,
    if that is still stored: the result has forgotten what stood there.

    Raises:
        AccessError: the place for results of pages cannot be used.
    """
    holding = {_same(s.decision) for s in said.carried.values() if s.decision is not None}
    stale = {d.page for d in standing(volume.published) if _same(d) not in holding}
    for page in pages:
        base = _as_read(volume, page) if page.number in stale else None
        yield decided_page(base or page, said.carried)


def record_as_left(volume: Volume, said: Said) -> Record:
    """The record with its pages as people left them; what a person says is no line has no words.

    Raises:
        AccessError: the place for results of pages cannot be used.
    """
    pages = (_without_rejected(page, said) for page in as_left(volume, said, volume.record.pages))
    return replace(volume.record, pages=tuple(pages), events=tuple(_events(volume, said)))


def _events(volume: Volume, said: Said) -> Iterator[Event]:
    """The events that no redaction touches which people drew since: they quote what is printed there."""
    published = {_same(d) for d in volume.published}
    held = (s.decision for s in said.carried.values() if s.decision is not None)
    drawn = [
        (d.page, d.after.bbox)
        for d in held
        if d.subject is Subject.REDACTION and d.after is not None and _same(d) not in published
    ]
    for event in volume.record.events:
        if not any(page == event.page and box.overlap(event.bbox) > 0 for page, box in drawn):
            yield event


def _without_rejected(page: Page, said: Said) -> Page:
    # Words that were read unsurely count the lines, so that none is left out.
    lines = (replace(line, text="", words=()) if said.rejects(line.id) else line for line in page.lines)
    return replace(
        page,
        lines=tuple(lines),
        strikes=tuple(s for s in page.strikes if not said.rejects(s.id)),
        markings=tuple(m for m in page.markings if not said.rejects(m.id)),
    )


def _same(decision: Decision) -> tuple[str, str, Act]:
    """What a decision keeps in another log, where its number may be another one."""
    return decision.ref, decision.time, decision.act


def _as_read(volume: Volume, page: Page) -> Page | None:
    """The page as the machine read it, None where that is not stored any more."""
    record = volume.record
    objects = objects_at(store_place(), volume.output)
    for digest in page_digests(volume.output, volume.digest, volume.name, record):
        result = PageStore(volume.output, digest, volume.digest, objects).page(
            record.source.sha256, page.number
        )
        if result is not None:
            found = finished_page(result, result.page, config_of(record) or Config())
            return visible(replace(record, pages=(_with_running(found, page),), events=())).pages[0]
    return None


def _with_running(read: Page, page: Page) -> Page:
    """The page as read, with the lines that run through the document marked as in its result."""
    known = zip(line_refs(page), page.lines, strict=True)
    running = {ref: line.kind for ref, line in known if line.kind in _RUNNING and line.decided is None}
    lines = zip(line_refs(read), read.lines, strict=True)
    return replace(read, lines=tuple(replace(line, kind=running.get(ref, line.kind)) for ref, line in lines))
