"""What needs a person, item by item."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query, Response

from declass.catalog.models import FindingCode, Page
from declass.catalog.queue import MOST_ALIKE, Cursor, Queued
from declass.catalog.queue_query import QueueQuery
from declass.catalog.queue_state import REJECTED_ONCE
from declass.catalog.reasons import Reason
from declass.review.api import (
    SHA256,
    Alike,
    Item,
    ItemDetail,
    QueuePage,
    QueueState,
    Ref,
    Skip,
)
from declass.review.asking import Reader, TheDesk, Writer
from declass.review.desk import Desk
from declass.review.problems import Refusal
from declass.review.shelf import NotFoundError
from declass.review.views import item_view, near_lines, standings, withheld_page
from processors.decisions.types import Decision, Subject
from processors.records import Page as RecordPage

router = APIRouter(tags=["queue"])
# Codes of a document that are told: as many as have a digit.
_MOST_CODES = 9
_CURSOR = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})\.([0-9]{1,9})")


def _query(
    desk: TheDesk,
    who: Reader,
    state: QueueState = QueueState.OPEN,
    reason: Reason | None = None,
    document: SHA256 | None = None,
    batch: Annotated[int | None, Query(ge=1, le=2**31)] = None,
    subject: Subject | None = None,
    kind: Annotated[str, Query(max_length=40)] = "",
    code: Annotated[str, Query(max_length=60)] = "",
    least: Annotated[float, Query(ge=0, le=1, allow_inf_nan=False)] = 0.0,
    most: Annotated[float, Query(ge=0, le=1, allow_inf_nan=False)] = 1.0,
    reviewer: Annotated[str, Query(max_length=100)] = "",
) -> QueueQuery:
    return QueueQuery(
        viewer=who.reviewer,
        state=str(state),
        output=desk.output or batch,
        reason=reason,
        document=document or "",
        subject=str(subject or ""),
        kind=kind,
        code=code,
        least=least,
        most=most,
        reviewer=reviewer,
        second=desk.second_review,
    )


@router.get("/queue")
def queue(
    desk: TheDesk,
    query: Annotated[QueueQuery, Depends(_query)],
    cursor: Annotated[str, Query(max_length=60)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> QueuePage:
    """Some of the queue, the most urgent first, or of what is decided the newest first."""
    found = desk.queue.page(query, _read_cursor(cursor), limit + 1)
    counts = desk.queue.counts(query)
    shown = found[:limit]
    return QueuePage(
        total=sum(counts.values()),
        counts=counts,
        items=_items(desk, shown),
        next=_cursor(shown[-1], query) if len(found) > limit else None,
    )


@router.get("/items/{sha256}/{ref}")
def item(desk: TheDesk, _who: Reader, sha256: SHA256, ref: Ref) -> ItemDetail:
    """One item with its history."""
    row = _row(desk, sha256, ref)
    left = _left(desk, [row]).get((sha256, row.page))
    history = tuple(d for d in desk.log.of(sha256) if d.ref == ref)
    decided = {d.number: d for d in history}
    return ItemDetail(
        item=item_view(row, decided, left),
        history=history,
        lines=near_lines(row, left),
        codes=_codes(desk, row),
    )


@router.get("/items/{sha256}/{ref}/alike")
def alike(
    desk: TheDesk,
    _who: Reader,
    sha256: SHA256,
    ref: Ref,
    limit: Annotated[int, Query(ge=1, le=MOST_ALIKE)] = MOST_ALIKE,
) -> Alike:
    """What can be decided together with an item: to be looked at before."""
    return Alike(items=_items(desk, desk.queue.alike(_row(desk, sha256, ref), limit)))


@router.post("/skips", status_code=204)
def skip(desk: TheDesk, who: Writer, asked: Skip) -> Response:
    """Puts an item off for this reviewer; it comes back after an hour."""
    _row(desk, asked.sha256, asked.ref)
    desk.queue.skip(who.reviewer, asked.sha256, asked.ref)
    return Response(status_code=204)


@router.post("/skips/back", status_code=204)
def unskip(desk: TheDesk, who: Writer, asked: Skip) -> Response:
    """Brings back what this reviewer put off."""
    desk.queue.unskip(who.reviewer, asked.sha256, asked.ref)
    return Response(status_code=204)


def _codes(desk: Desk, row: Queued) -> tuple[str, ...]:
    count = sa.func.count()
    query = (
        sa.select(FindingCode.code)
        .join(Page, Page.id == FindingCode.page_id)
        .where(Page.document_id == row.document_id)
        .group_by(FindingCode.code)
        .order_by(count.desc(), FindingCode.code)
        .limit(_MOST_CODES)
    )
    with desk.database.reading() as connection:
        return tuple(connection.execute(query).scalars())


def _row(desk: Desk, sha256: str, ref: str) -> Queued:
    row = desk.queue.item(sha256, ref, desk.output)
    if row is None:
        raise NotFoundError("nothing of that id is in the queue", hint="Perhaps the document was read anew")
    if desk.second_review and row.state == REJECTED_ONCE:
        return replace(row, rank=Reason.SECOND_REVIEW.rank)
    return row


def _items(desk: Desk, rows: list[Queued]) -> tuple[Item, ...]:
    numbers = [row.standing for row in rows if row.standing is not None]
    decided, left = desk.decisions(numbers), _left(desk, rows)
    return tuple(item_view(row, decided, left.get((row.sha256, row.page))) for row in rows)


def _left(desk: Desk, rows: list[Queued]) -> dict[tuple[str, int], RecordPage]:
    """The pages of rows without what people say is withheld: rows tell what was read when they were filed."""
    said: dict[str, list[Decision]] = {}
    for decision in desk.on_redactions({(row.sha256, row.page) for row in rows}):
        said.setdefault(decision.sha256, []).append(decision)
    wanted = {(row.sha256, row.page) for row in rows if row.sha256 in said}
    left: dict[tuple[str, int], RecordPage] = {}
    for sha256, number in sorted(wanted):
        page = desk.shelf.volume(sha256).page(number)
        seen = withheld_page(page, standings(said[sha256])) if page is not None else None
        if seen is not None:
            left[sha256, number] = seen
    return left


def _cursor(row: Queued, query: QueueQuery) -> str:
    first = row.standing or 0 if query.state == "decided" else row.rank
    return f"{first}.{row.document_id}.{row.position}"


def _read_cursor(text: str) -> Cursor | None:
    if not text:
        return None
    match = _CURSOR.fullmatch(text)
    if match is None:
        raise Refusal(
            422, "cursor", "That is no place in the queue", "Take what the last answer gave as next"
        )
    first, document, position = map(int, match.groups())
    return first, document, position
