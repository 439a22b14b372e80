"""What a catalog holds, in figures: documents by outcome, failures with their reasons, the last runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from declass.catalog.catalog import output_number
from declass.catalog.database import Database
from declass.catalog.gone import is_gone_for_good
from declass.catalog.models import Address, Document, Failure, Output, Run
from declass.catalog.runs import run_state

RUNS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class RunView:
    """A run; `state` is `ended`, `running`, `stopped` where it was killed, or `elsewhere`: on another machine.

    `outcome` and what is behind it are None where it did not end, or an older version wrote it.
    """

    started: str
    ended: str | None
    state: str
    output: str
    documents: int
    pages_read: int
    pages_known: int
    pages_failed: int
    outcome: str | None
    reason: str
    documents_failed: int | None
    unfinished: int | None


@dataclass(frozen=True, slots=True)
class FailureView:
    """What could not be read: a page, a whole document (`page` None), or a file that could not even be opened.

    `file` is the name of the document, or the address of a file that could not even be opened; `addresses` are all
    places where a file with these contents lies, none where the catalog was made from result folders alone. `gone` says
    that it lies at none of them any more.
    """

    file: str
    folder: str
    page: int | None
    category: str
    message: str
    addresses: tuple[str, ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures.

    Attributes:
        documents: how many, by status: `read`, `partial`, `failed`.
        pages: of all documents.
        pages_failed: those that could not be read.
        redactions: on all pages.
        strikes: on all pages.
        failures: how many, by category.
        runs: the last ones, newest first.
    """

    documents: dict[str, int]
    pages: int
    pages_failed: int
    redactions: int
    strikes: int
    failures: dict[str, int]
    runs: tuple[RunView, ...]


def overview(database: Database, out: Path | None) -> Overview:
    """The figures of the output at `out`, or of all outputs in the catalog.

    Raises:
        AccessError: the catalog cannot be used.
        UsageError: the catalog knows nothing of `out`.
    """
    with database.reading() as connection:
        number = output_number(connection, out)
        mine = _of(Document.output_id, number)
        by_status = sa.select(Document.status, sa.func.count()).where(mine).group_by(Document.status)
        sums = [
            sa.func.coalesce(sa.func.sum(column), 0)
            for column in (Document.page_count, Document.pages_failed, Document.redactions, Document.strikes)
        ]
        pages, failed, redactions, strikes = map(int, connection.execute(sa.select(*sums).where(mine)).one())
        return Overview(
            documents={str(status): int(count) for status, count in connection.execute(by_status)},
            pages=pages,
            pages_failed=failed,
            redactions=redactions,
            strikes=strikes,
            failures=_by_category(connection, number),
            runs=tuple(_runs(connection, number)),
        )


def failures(database: Database, out: Path | None) -> Iterator[FailureView]:
    """All that could not be read, by document and page; then the files that could not even be opened.

    Raises:
        AccessError: the catalog cannot be used.
        UsageError: the catalog knows nothing of `out`.
    """
    with database.reading() as connection:
        number = output_number(connection, out)
        pages = (
            sa.select(
                Document.id, Document.uri, Document.folder, Failure.page, Failure.category, Failure.message
            )
            .join(Document, Document.id == Failure.document_id)
            .where(_of(Document.output_id, number))
            .order_by(Document.folder, Failure.page)
        )
        problems = (
            sa.select(Address.path, Address.category, Address.problem)
            .where(_of(Address.output_id, number), Address.problem.is_not(None))
            .order_by(Address.path)
        )
        places = _places(connection, number)
        for document, uri, folder, page, category, message in connection.execute(pages):
            at = places.get(document, ())
            gone = bool(at) and all(map(is_gone_for_good, at))
            yield FailureView(uri, folder, page, category, message, at, gone)
        for path, category, problem in connection.execute(problems):
            yield FailureView(path, "", None, category or "", problem or "", (path,))


def page_failures(database: Database, out: Path, sha256: str) -> dict[int, str]:
    """Why pages of the document with these contents could not be read when it was last written, by their numbers.

    Raises:
        AccessError: the catalog cannot be used.
        UsageError: the catalog knows nothing of `out`.
    """
    with database.reading() as connection:
        query = (
            sa.select(Failure.page, Failure.category, Failure.message)
            .join(Document, Document.id == Failure.document_id)
            .where(_of(Document.output_id, output_number(connection, out)))
            .where(Document.sha256 == sha256, Failure.page.is_not(None))
        )
        return {page: f"{category}: {message}" for page, category, message in connection.execute(query)}


def _places(connection: Connection, output: int | None) -> dict[int, tuple[str, ...]]:
    """Where each document lies of which something failed; not where a file lay that its folder had before."""
    query = (
        sa.select(Address.document_id, Address.path)
        .join(Document, sa.and_(Document.id == Address.document_id, Document.sha256 == Address.sha256))
        .where(_of(Address.output_id, output), Document.id.in_(sa.select(Failure.document_id)))
        .order_by(Address.path)
    )
    found: dict[int, list[str]] = {}
    for document, path in connection.execute(query):
        found.setdefault(document, []).append(path)
    return {document: tuple(paths) for document, paths in found.items()}


def _of(column: sa.orm.InstrumentedAttribute[int], output: int | None) -> sa.ColumnElement[bool]:
    return sa.true() if output is None else column == output


def _by_category(connection: Connection, output: int | None) -> dict[str, int]:
    pages = (
        sa.select(Failure.category.label("category"))
        .join(Document, Document.id == Failure.document_id)
        .where(_of(Document.output_id, output))
    )
    files = sa.select(Address.category.label("category")).where(
        _of(Address.output_id, output), Address.problem.is_not(None)
    )
    found = sa.union_all(pages, files).subquery()
    query = sa.select(found.c.category, sa.func.count()).group_by(found.c.category).order_by(found.c.category)
    return {str(category): count for category, count in connection.execute(query)}


def _runs(connection: Connection, output: int | None) -> Iterator[RunView]:
    query = (
        sa.select(Run, Output.path)
        .join(Output, Output.id == Run.output_id)
        .where(_of(Run.output_id, output))
        .order_by(Run.started.desc(), Run.id.desc())
        .limit(RUNS_SHOWN)
    )
    for run in connection.execute(query).mappings():
        yield RunView(
            started=run["started"],
            ended=run["ended"],
            state=run_state(run["started"], run["ended"], run["host"], run["pid"]),
            output=run["path"],
            documents=run["documents"],
            pages_read=run["pages_read"],
            pages_known=run["pages_known"],
            pages_failed=run["pages_failed"],
            outcome=run["outcome"],
            reason=run["reason"] or "",
            documents_failed=run["documents_failed"],
            unfinished=run["unfinished"],
        )
