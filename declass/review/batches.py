"""What the catalog says of batches, and how far those are that run."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from declass.catalog.database import Database
from declass.catalog.models import DecisionRow, Document, Output, QueueRow, Run
from declass.catalog.queue_state import GONE, OPEN
from declass.catalog.runs import run_state
from declass.review.api_batches import BatchLine, RunView
from declass.review.shelf import NotFoundError

RUNS_SHOWN = 20


def folder_of(database: Database, number: int, output: int | None = None) -> Path:
    """The folder for results of that number in the catalog; with `output` that one alone.

    Raises:
        NotFoundError: there is none.
        AccessError: the catalog cannot be used.
    """
    with database.reading() as connection:
        path = connection.execute(sa.select(Output.path).where(Output.id == number)).scalar()
    if path is None or output not in (None, number):
        raise NotFoundError("there is no such batch")
    return Path(path)


def batch_lines(database: Database, output: int | None) -> tuple[BatchLine, ...]:
    """The batches in the catalog, or the one of that number.

    Raises:
        NotFoundError: there is none of that number.
        AccessError: the catalog cannot be used.
    """
    query = sa.select(Output.id, Output.path).order_by(Output.id)
    if output is not None:
        query = query.where(Output.id == output)
    with database.reading() as connection:
        found = connection.execute(query).all()
        if output is not None and not found:
            raise NotFoundError("there is no such batch")
        return tuple(_line(connection, number, Path(path).name) for number, path in found)


def runs(database: Database, output: int, limit: int = RUNS_SHOWN) -> tuple[RunView, ...]:
    """The last runs of a batch, newest first.

    Raises:
        AccessError: the catalog cannot be used.
    """
    with database.reading() as connection:
        return _runs(connection, output, limit)


def running(database: Database, output: int | None) -> dict[int, RunView]:
    """The runs that go on, by the number of their folder.

    Raises:
        AccessError: the catalog cannot be used.
    """
    query = sa.select(Run.output_id).where(Run.ended.is_(None)).distinct()
    if output is not None:
        query = query.where(Run.output_id == output)
    with database.reading() as connection:
        found = {number: _runs(connection, number, 1) for number in connection.execute(query).scalars().all()}
    return {
        number: last[0]
        for number, last in found.items()
        if last and last[0].state in ("running", "elsewhere")
    }


def _line(connection: Connection, number: int, name: str) -> BatchLine:
    mine = Document.output_id == number
    sums = (Document.page_count, Document.pages_failed, Document.redactions)
    totals = sa.select(sa.func.count(), *(sa.func.coalesce(sa.func.sum(c), 0) for c in sums)).where(mine)
    documents, pages, failed, redactions = map(int, connection.execute(totals).one())
    waits = (QueueRow.state == OPEN).label("waits")
    queued = (
        sa.select(waits, sa.func.count())
        .join(Document, Document.id == QueueRow.document_id)
        .where(mine, QueueRow.state != GONE)
        .group_by(waits)
    )
    counts = {bool(open_): count for open_, count in connection.execute(queued)}
    newer = sa.select(DecisionRow.number).where(
        DecisionRow.sha256 == Document.sha256, DecisionRow.number > Document.decisions
    )
    unpublished = sa.select(sa.func.count()).select_from(Document).where(mine, newer.exists())
    last = _runs(connection, number, 1)
    return BatchLine(
        id=number,
        name=name,
        documents=documents,
        pages=pages,
        pages_failed=failed,
        redactions=redactions,
        open=counts.get(True, 0),
        decided=counts.get(False, 0),
        unpublished=connection.execute(unpublished).scalar_one(),
        last=last[0] if last else None,
    )


def _runs(connection: Connection, output: int, limit: int) -> tuple[RunView, ...]:
    query = (
        sa.select(Run.__table__)
        .where(Run.output_id == output)
        .order_by(Run.started.desc(), Run.id.desc())
        .limit(limit)
    )
    return tuple(_run(connection, output, row) for row in connection.execute(query).mappings().all())


def _run(connection: Connection, output: int, row: sa.RowMapping) -> RunView:
    ended = row["ended"]
    values = dict(row)
    started, host, pid = str(row["started"]), str(row["host"]), int(str(row["pid"]))
    state = run_state(started, str(ended) if ended else None, host, pid)
    if state in ("running", "elsewhere"):
        # Its own figures are kept when it ends; until then, documents tell how far it is.
        since = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Document.page_count), 0)).where(
            Document.output_id == output, Document.finished >= row["started"]
        )
        values["documents"], values["pages_read"] = connection.execute(since).one()
    return RunView.model_validate({**values, "state": state})
