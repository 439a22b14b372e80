"""Documents and their pages: text, findings, search, citations."""

from __future__ import annotations

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query
from sqlalchemy.engine import Connection

from declass.catalog.decided import newest_decision
from declass.catalog.models import Address, Document, QueueRow
from declass.catalog.queue_state import GONE, OPEN
from declass.review.api import SHA256
from declass.review.api_documents import (
    DocumentDetail,
    DocumentLine,
    DocumentPage,
    PageDetail,
    PageLine,
)
from declass.review.asking import Reader, TheDesk
from declass.review.decided import as_left, said_about
from declass.review.shelf import NotFoundError, Volume
from declass.review.views import PageViews
from declass.review.widths import widths
from processors.records import Page

router = APIRouter(tags=["documents"])
Number = Annotated[int, Path(ge=1, le=1_000_000)]


@router.get("/documents")
def documents(
    desk: TheDesk,
    _who: Reader,
    search: Annotated[str, Query(max_length=200)] = "",
    batch: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    cursor: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> DocumentPage:
    """The documents in the order in which they were read; `search` looks in their names and titles.

    `batch` is the number of the folder for results that they are of; left out, all that are served.
    """
    wanted = sa.true() if desk.output is None else Document.output_id == desk.output
    if batch is not None:
        wanted = sa.and_(wanted, Document.output_id == batch)
    for word in search.split():
        names = sa.or_(
            *(c.icontains(word, autoescape=True) for c in (Document.title, Document.folder, Document.uri))
        )
        wanted = sa.and_(wanted, sa.or_(names, Document.sha256.startswith(word.lower(), autoescape=True)))
    unpublished = (Document.decisions != newest_decision()).label("unpublished")
    query = sa.select(Document, unpublished).where(wanted, Document.id > cursor)
    query = query.order_by(Document.id).limit(limit + 1)
    with desk.database.reading() as connection:
        total = connection.execute(
            sa.select(sa.func.count()).select_from(Document).where(wanted)
        ).scalar_one()
        rows = connection.execute(query).mappings().all()
        counts = _counts(connection, [row["id"] for row in rows[:limit]])
    shown = tuple(
        DocumentLine(
            sha256=row["sha256"],
            folder=row["folder"],
            name=row["uri"],
            title=row["title"],
            pages=row["page_count"],
            redactions=row["redactions"],
            strikes=row["strikes"],
            status=row["status"],
            open=counts.get((row["id"], True), 0),
            decided=counts.get((row["id"], False), 0),
            unpublished=bool(row["unpublished"]),
        )
        for row in rows[:limit]
    )
    more = len(rows) > limit
    return DocumentPage(total=total, documents=shown, next=str(rows[limit - 1]["id"]) if more else None)


@router.get("/documents/{sha256}")
def document(desk: TheDesk, _who: Reader, sha256: SHA256) -> DocumentDetail:
    """A document with its pages."""
    volume = desk.shelf.volume(sha256)
    record = volume.record
    with desk.database.reading() as connection:
        waiting = _open_by_page(connection, volume)
        source = _source(connection, volume)
    return DocumentDetail(
        sha256=sha256,
        folder=volume.folder,
        name=record.source.uri,
        title=volume.title,
        media_type=record.source.media_type,
        status=volume.status,
        original=record.classification.original,
        current=record.classification.current,
        metadata={m.name: m.value for m in record.source.metadata if not m.doubt},
        source=source,
        pages=tuple(_page_line(page, waiting.get(page.number, 0)) for page in record.pages),
    )


@router.get("/documents/{sha256}/pages/{number}")
def page(desk: TheDesk, _who: Reader, sha256: SHA256, number: Number) -> PageDetail:
    """All that was found on a page, with what was decided about it."""
    volume = desk.shelf.volume(sha256)
    found, said = find_page(volume, number), said_about(desk.log, volume)
    (left,) = as_left(volume, said, (found,))
    views = PageViews(found, left, said)
    return PageDetail(
        number=found.number,
        width=found.width,
        height=found.height,
        rotation=found.rotation,
        dpi=found.dpi,
        status=str(found.status),
        grade=found.quality.grade,
        text_source=str(found.text_source),
        text_reason=found.text_reason,
        widths=widths(found),
        lines=views.lines(),
        redactions=views.redactions(),
        rejected=views.rejected(),
        strikes=views.strikes(),
        markings=views.markings(),
        unsure=views.unsure(),
    )


def find_page(volume: Volume, number: int) -> Page:
    """The page of that number.

    Raises:
        NotFoundError: the document has none that was read.
    """
    found = volume.page(number)
    if found is None:
        raise NotFoundError(f"there is no page {number} that was read", file=volume.folder)
    return found


def _counts(connection: Connection, documents: list[int]) -> dict[tuple[int, bool], int]:
    """How many entries of the queue wait (True) and are decided (False), by document."""
    waits = (QueueRow.state == OPEN).label("waits")
    query = (
        sa.select(QueueRow.document_id, waits, sa.func.count())
        .where(QueueRow.document_id.in_(documents), QueueRow.state != GONE)
        .group_by(QueueRow.document_id, waits)
    )
    return {(number, bool(open_)): count for number, open_, count in connection.execute(query)}


def _open_by_page(connection: Connection, volume: Volume) -> dict[int, int]:
    query = (
        sa.select(QueueRow.page, sa.func.count())
        .where(QueueRow.document_id == volume.document_id, QueueRow.state == OPEN)
        .group_by(QueueRow.page)
    )
    return {number: count for number, count in connection.execute(query)}  # noqa: C416 - the types differ


def _source(connection: Connection, volume: Volume) -> str:
    """Where the file lay when it was read."""
    query = (
        sa.select(Address.path).where(Address.document_id == volume.document_id).order_by(Address.id).limit(1)
    )
    return connection.execute(query).scalar() or ""


def _page_line(page: Page, waiting: int) -> PageLine:
    return PageLine(
        number=page.number,
        width=page.width,
        height=page.height,
        status=str(page.status),
        grade=page.quality.grade,
        findings=len(page.redactions) + len(page.strikes) + len(page.markings),
        open=waiting,
    )
