"""The catalog of one output folder: documents go in when they are finished, and are known again by their files.

Everything is written in one transaction a document and again in the same place, so that writing twice counts nothing
twice; the result folders hold the truth.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from declass.catalog.database import Database
from declass.catalog.documents import failed_pages, now
from declass.catalog.locks import Locks
from declass.catalog.models import (
    Address,
    Base,
    Document,
    Failure,
    Finding,
    FindingCode,
    Output,
    Page,
    PageDate,
    PageText,
    Reading,
    Run,
    Term,
)
from declass.catalog.rows import PageRows, Row, document_status, document_title, page_rows, plain
from declass.catalog.stamps import stamp
from declass.catalog.store import STORE_NAME
from declass.catalog.words import likeness, vector, vocabulary
from processors.errors import DeclassError, printable
from processors.outputs.files import write_atomic
from processors.outputs.record import RECORD_NAME
from processors.records import Record

# Holds the key of an output, so that its rows are found again when the folder was moved.
_MARKER = "output"
_PATH = 4096


@dataclass(frozen=True, slots=True)
class Known:
    """A document as the catalog has it, found by the file at one address."""

    sha256: str
    name: str
    folder: str
    digest: str
    record_stamp: str
    pages: int
    failed: int
    redactions: int
    strikes: int
    record_sha256: str


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a record lies and what it came from.

    Attributes:
        folder: the result folder's name under the output.
        name: the name asked for, before anything was done against clashes.
        digest: of the reading, by which equal records are known.
        source: the file.
        stamp: of the file when its checksum was taken, empty where that proves nothing.
        record_sha256: of `record.json`.
        seconds: how long pages took that this run read.
    """

    folder: str
    name: str
    digest: str
    source: Path
    stamp: str
    record_sha256: str
    seconds: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a run did."""

    documents: int
    pages_read: int
    pages_known: int
    pages_failed: int


class Catalog:
    """The rows of one output folder; safe for several threads and processes."""

    def __init__(self, database: Database, out: Path, output: int) -> None:
        """Takes the output's folder and number; `open_catalog` finds them."""
        self.database = database
        self._out = out
        self._output = output

    def known(self, path: Path) -> tuple[str, Known | None]:
        """The stamp that the file at `path` had, empty where none was kept, and the document it is.

        Raises:
            AccessError: the catalog cannot be used.
        """
        query = (
            sa.select(Address.stamp, Document.sha256, Document.name, Document.folder, Reading.digest)
            .add_columns(Document.record_stamp, Document.page_count, Document.pages_failed)
            .add_columns(Document.redactions, Document.strikes, Document.record_sha256)
            .join(Document, Document.id == Address.document_id)
            .join(Reading, Reading.id == Document.reading_id)
            .where(Address.output_id == self._output, Address.key == _key(path))
        )
        with self.database.reading() as connection:
            row = connection.execute(query).first()
        return (row[0], Known(*row[1:])) if row else ("", None)

    def has(self, folder: str, record_sha256: str) -> bool:
        """Whether the document in `folder` is in the catalog as its record is now.

        Raises:
            AccessError: the catalog cannot be used.
        """
        query = sa.select(Document.record_sha256).where(
            Document.output_id == self._output, Document.folder == folder
        )
        with self.database.reading() as connection:
            return bool(connection.execute(query).scalar() == record_sha256)

    def put(self, record: Record, filing: Filing) -> None:
        """Writes a document with its pages, findings and text, in place of what was there.

        Raises:
            AccessError: the catalog cannot be used.
        """
        pages = list(page_rows(record, filing.seconds))
        self._put_terms(pages)
        with self.database.writing() as connection:
            document = self._put_document(connection, record, filing)
            connection.execute(sa.delete(Page).where(Page.document_id == document))
            connection.execute(sa.delete(Failure).where(Failure.document_id == document))
            _put_pages(connection, document, pages)
            errors: list[Row] = [
                {
                    "document_id": document,
                    "page": e.page,
                    "category": plain(e.category),
                    "message": plain(e.message),
                }
                for e in record.errors
            ]
            _insert(connection, Failure, errors)
            address: Row = {"stamp": filing.stamp, "sha256": record.source.sha256, "document_id": document}
            self._put_address(connection, filing.source, address)

    def put_address(self, path: Path, stamp_: str, folder: str) -> None:
        """Keeps that the file at `path` is the document in `folder`, whose record is there as it was written.

        Raises:
            AccessError: the catalog cannot be used.
        """
        here = (Document.output_id == self._output, Document.folder == folder)
        record: Row = {"record_stamp": stamp(self._out / folder / RECORD_NAME)}
        with self.database.writing() as connection:
            changed = sa.update(Document).where(*here).values(record).returning(Document.id, Document.sha256)
            for number, sha256 in connection.execute(changed).all():
                address: Row = {"stamp": stamp_, "sha256": sha256, "document_id": number}
                self._put_address(connection, path, address)

    def put_problem(self, path: Path, error: DeclassError) -> None:
        """Keeps that the file at `path` could not even be looked at.

        Raises:
            AccessError: the catalog cannot be used.
        """
        with self.database.writing() as connection:
            problem: Row = {"category": error.category, "problem": plain(error.message)}
            self._put_address(connection, path, problem)

    def start_run(self, started: str) -> int:
        """Keeps that a run begins; gives its number.

        Raises:
            AccessError: the catalog cannot be used.
        """
        row = {
            "output_id": self._output,
            "started": started,
            "host": socket.gethostname(),
            "pid": os.getpid(),
        }
        with self.database.writing() as connection:
            number: int = connection.execute(sa.insert(Run).values(row).returning(Run.id)).scalar_one()
            return number

    def end_run(self, number: int, counts: Counts) -> None:
        """Keeps how a run ended.

        Raises:
            AccessError: the catalog cannot be used.
        """
        values = {
            "ended": now(),
            "documents": counts.documents,
            "pages_read": counts.pages_read,
            "pages_known": counts.pages_known,
            "pages_failed": counts.pages_failed,
        }
        with self.database.writing() as connection:
            connection.execute(sa.update(Run).where(Run.id == number).values(values))

    def _put_terms(self, pages: Sequence[PageRows]) -> None:
        """The vocabulary of tolerant search; sorted, so that two writers cannot wait for each other in a ring."""
        terms = vocabulary(str(page.text["body"]) for page in pages)
        alike = [(term, likeness(term)) for term in terms]
        rows = [{"term": term, "likeness": like, "backward": like[::-1]} for term, like in alike]
        if rows:
            with self.database.writing() as connection:
                connection.execute(_upsert(connection, Term).on_conflict_do_nothing(), rows)

    def _put_document(self, connection: Connection, record: Record, filing: Filing) -> int:
        source = record.source
        key: Row = {"output_id": self._output, "folder": filing.folder}
        values: Row = {
            "name": plain(filing.name),
            "sha256": source.sha256,
            "uri": plain(source.uri),
            "media_type": plain(source.media_type),
            "bytes": source.bytes,
            "page_count": source.page_count,
            "pages_failed": failed_pages(record),
            "redactions": sum(len(page.redactions) for page in record.pages),
            "strikes": sum(len(page.strikes) for page in record.pages),
            "status": document_status(record),
            "title": document_title(record),
            "original": plain(record.classification.original),
            "current": plain(record.classification.current),
            "reading_id": _reading(connection, record, filing.digest),
            "record_sha256": filing.record_sha256,
            "record_stamp": stamp(self._out / filing.folder / RECORD_NAME),
            "finished": now(),
        }
        upsert = _upsert(connection, Document).values({**key, **values})
        upsert = upsert.on_conflict_do_update(index_elements=list(key), set_=values)
        number: int = connection.execute(upsert.returning(Document.id)).scalar_one()
        return number

    def _put_address(self, connection: Connection, path: Path, found: Row) -> None:
        key: Row = {"output_id": self._output, "key": _key(path)}
        absent: Row = {"stamp": "", "sha256": "", "document_id": None, "category": None, "problem": None}
        values: Row = {"path": plain(printable(str(path.absolute())), _PATH), **absent, **found}
        upsert = _upsert(connection, Address).values({**key, **values})
        connection.execute(upsert.on_conflict_do_update(index_elements=list(key), set_=values))


def open_catalog(database: Database, out: Path, locks: Locks) -> Catalog:
    """The rows of the output at `out`, which get a place where they have none.

    Raises:
        AccessError: the catalog or the folder cannot be used.
    """
    out = out.resolve()
    path = plain(printable(str(out)), _PATH)
    marker = out / STORE_NAME / _MARKER
    with locks.held("output"), database.writing() as connection:
        key = marker.read_text().strip() if marker.is_file() else ""
        if not key:
            same = sa.select(Output.key).where(Output.path == path)
            key = connection.execute(same).scalar() or uuid.uuid4().hex
            write_atomic(marker, f"{key}\n".encode())
        number = _numbered(connection, Output, {"key": key}, {"path": path})
        connection.execute(sa.update(Output).where(Output.id == number).values(path=path))
    return Catalog(database, out, number)


def _key(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.absolute())).hexdigest()


def _reading(connection: Connection, record: Record, digest: str) -> int:
    tools = json.dumps([f"{t.name} {t.version}" for t in record.provenance.tools])
    return _numbered(connection, Reading, {"digest": digest}, {"tools": plain(tools), "first_used": now()})


def _numbered(connection: Connection, table: type[Output | Reading], key: Row, more: Row) -> int:
    """The number of the row with that key, which is made where there is none."""
    find = sa.select(table.id).filter_by(**key)
    number = connection.execute(find).scalar()
    if number is None:
        connection.execute(_upsert(connection, table).values({**key, **more}).on_conflict_do_nothing())
        number = connection.execute(find).scalar_one()
    return number


def _put_pages(connection: Connection, document: int, pages: Sequence[PageRows]) -> None:
    if not pages:
        return
    rows = [{"document_id": document, **page.page} for page in pages]
    made = connection.execute(sa.insert(Page).returning(Page.number, Page.id), rows)
    ids: dict[object, int] = {number: page_id for number, page_id in made}  # noqa: C416 - the types differ
    numbered = [({"page_id": ids[page.page["number"]]}, page) for page in pages]
    _insert(connection, PageText, [{**key, **page.text} for key, page in numbered])
    _insert(connection, Finding, [{**key, **row} for key, page in numbered for row in page.findings])
    _insert(connection, FindingCode, [{**key, **row} for key, page in numbered for row in page.codes])
    _insert(connection, PageDate, [{**key, **row} for key, page in numbered for row in page.dates])
    if connection.dialect.name == "postgresql":
        # SQLite's index follows page_texts by itself.
        vectors = [
            {**key, "body": vector(str(page.text["body"])), "struck": vector(str(page.text["struck"]))}
            for key, page in numbered
        ]
        connection.execute(_INDEX, vectors)


_INDEX = sa.text(
    "INSERT INTO search (page_id, body, struck) "
    "VALUES (:page_id, CAST(:body AS tsvector), CAST(:struck AS tsvector))"
)


def _insert(connection: Connection, table: type[Base], rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(sa.insert(_table(table)), rows)


def _upsert(connection: Connection, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that may say what to do where the row is there already; both databases write it alike."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(_table(table))
    return postgresql.insert(_table(table))


def _table(table: type[Base]) -> sa.Table:
    return cast("sa.Table", table.__table__)
