"""Taking decisions, and reading the log of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from declass.catalog.decided import decisions_within
from declass.catalog.decisions import Proposal
from declass.catalog.models import DecisionRow, Document
from declass.catalog.queue_fill import take_over
from declass.review.api import (
    SHA256,
    DecisionIn,
    Decisions,
    DecisionsIn,
    LogLine,
    LogPage,
    Newer,
    Problem,
    StateIn,
)
from declass.review.asking import Reader, TheDesk, Writer
from declass.review.desk import Desk
from declass.review.shelf import NotFoundError
from processors.decisions.types import Act, State
from processors.errors import UsageError
from processors.geometry import Box

Size = tuple[float, float]

router = APIRouter(tags=["decisions"])


@router.post(
    "/decisions",
    status_code=201,
    response_model=Decisions,
    responses={404: {"model": Problem}, 409: {"model": Newer}, 422: {"model": Problem}},
)
def decide(desk: TheDesk, who: Writer, asked: DecisionsIn) -> Response:
    """Keeps decisions, all or none: they are on the disk when this answers."""
    _check_places(desk, asked.decisions)
    # The key is the reviewer's own: nobody gets the answer to somebody else's request.
    request = f"{who.reviewer}/{asked.request}"
    made = desk.log.add([_proposal(d, _size(desk, d)) for d in asked.decisions], who.reviewer, request)
    take_over(desk.database)
    desk.live.decided(made)
    return JSONResponse(Decisions(decisions=made).model_dump(mode="json"), 201)


@router.get("/decisions")
def log(
    desk: TheDesk,
    _who: Reader,
    document: SHA256 | None = None,
    reviewer: Annotated[str, Query(max_length=100)] = "",
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    after: Annotated[int | None, Query(ge=0, le=2**62)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> LogPage:
    """The log: the newest first, or with `after` what came since, in order."""
    conditions: list[sa.ColumnElement[bool]] = []
    if document:
        conditions.append(DecisionRow.sha256 == document)
    if reviewer:
        conditions.append(DecisionRow.reviewer == reviewer)
    with desk.database.reading() as connection:
        if after is not None:
            found = decisions_within(connection, DecisionRow.number > after, *conditions, limit=limit)
        else:
            if before is not None:
                conditions.append(DecisionRow.number < before)
            numbers = sa.select(DecisionRow.number).where(*conditions).order_by(DecisionRow.number.desc())
            last = connection.execute(numbers.limit(limit)).scalars().all()
            found = decisions_within(connection, DecisionRow.number.in_(last))[::-1]
        names = {
            sha256: (folder, title)
            for sha256, folder, title in connection.execute(
                sa.select(Document.sha256, Document.folder, Document.title).where(
                    Document.sha256.in_({d.sha256 for d in found})
                )
            )
        }
    lines = tuple(
        LogLine(decision=d, document=names.get(d.sha256, ("", ""))[0], title=names.get(d.sha256, ("", ""))[1])
        for d in found
    )
    return LogPage(lines=lines, next=found[-1].number if len(found) == limit else None)


def _check_places(desk: Desk, asked: Sequence[DecisionIn]) -> None:
    """Decisions are about pages of files that were read; what is taken back may be about any that there was.

    Raises:
        NotFoundError: a file was not read.
        UsageError: a page is none of its file.
    """
    pages = sa.func.max(Document.page_count)
    known = sa.select(Document.sha256, pages).where(Document.sha256.in_({d.sha256 for d in asked}))
    if desk.output is not None:
        known = known.where(Document.output_id == desk.output)
    with desk.database.reading() as connection:
        found = {sha256: count for sha256, count in connection.execute(known.group_by(Document.sha256))}  # noqa: C416 - the types differ
    for decision in asked:
        if decision.sha256 not in found:
            raise NotFoundError(
                "there is no such document", hint="Perhaps it was read anew; open the list again"
            )
        if decision.page > found[decision.sha256] and decision.act is not Act.UNDO:
            raise UsageError(
                f"this cannot be decided: the document has {found[decision.sha256]} pages, and no page {decision.page}"
            )


def _size(desk: Desk, asked: DecisionIn) -> Size | None:
    """Width and height of the page as the record has them, in points; None where no place is told on it."""
    if asked.before is None and asked.after is None:
        return None
    page = desk.shelf.volume(asked.sha256).page(asked.page)
    return (page.width, page.height) if page is not None else None


def _proposal(asked: DecisionIn, size: Size | None) -> Proposal:
    return Proposal(
        sha256=asked.sha256,
        page=asked.page,
        ref=asked.ref,
        subject=asked.subject,
        act=asked.act,
        before=_state(asked.before, (asked.before and asked.before.page) or size),
        # Whoever keeps what was decided on a page that was measured otherwise sees it on this one.
        after=_state(asked.after, size),
        comment=asked.comment,
        undoes=asked.undoes,
        seen=asked.seen,
    )


def _state(asked: StateIn | None, page: Size | None) -> State | None:
    if asked is None:
        return None
    # A box found at the edge of a scan may begin a hair outside of the page.
    bbox = Box(*(max(0.0, v) for v in asked.bbox))
    return State(
        bbox=bbox,
        kind=asked.kind,
        codes=asked.codes,
        text=asked.text,
        what=asked.what,
        struck=asked.struck,
        status=asked.status,
        confidence=asked.confidence,
        page=page,
    )
