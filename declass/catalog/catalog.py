"""The catalog of one output folder: documents go in when they are finished, and are known again by their files.

Everything is written in one transaction a document and again in the same place, so that writing twice counts nothing
twice; the result folders hold the truth.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from declass.catalog import runs
from declass.catalog.database import Database
from declass.catalog.decided import newest_decision
from declass.catalog.documents import failed_pages, now
from declass.catalog.gone import is_gone
from declass.catalog.inserts import insert, numbered, put_fingerprint, put_pages, upsert
from declass.catalog.locks import Locks
from declass.catalog.models import (
    Address,
    Document,
    Failure,
    Output,
    Page,
    Reading,
    Term,
)
from declass.catalog.queue_fill import put_queue
from declass.catalog.rows import PageRows, Row, document_status, document_title, page_rows, plain
from declass.catalog.stamps import stamp
from declass.catalog.store import STORE_NAME
from declass.catalog.words import likeness, vocabulary
from processors.errors import DeclassError, UsageError
from processors.outputs.files import write_atomic
from processors.outputs.record import RECORD_NAME
from processors.outputs.visible import visible
from processors.records import Record

# Holds the key of an output, so that its rows are found again when the folder was moved.
_MARKER = "output"
_PATH = 4096


@dataclass(frozen=True, slots=True)
class Known:
    """A document as the catalog has it, found by the file at one address.

    `decisions` is the number of the newest decision that the result has, `newest` that of the newest there is.
    """

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
    decisions: int
    newest: int


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a record lies and what it came from.

    Attributes:
        folder: the result folder's name under the output.
        name: the name asked for, before anything was done against clashes.
        digest: of the reading, by which equal records are known.
        source: address of the file, None where it is not known any more.
        stamp: of the file when its checksum was taken, empty where that proves nothing.
        record_sha256: of `record.json`.
        seconds: how long pages took that this run read.
        decisions: number of the newest decision that the result has, 0 for none.
    """

    folder: str
    name: str
    digest: str
    source: str | None
    stamp: str
    record_sha256: str
    seconds: Mapping[int, float] = field(default_factory=dict)
    decisions: int = 0


@dataclass(frozen=True, slots=True)
class Failed:
    """A file with something that could not be read: `sha256` and `name` are empty where it was not even opened."""

    address: str
    sha256: str
    name: str


class Catalog:
    """The rows of one output folder; safe for several threads and processes."""

    def __init__(self, database: Database, out: Path, output: int) -> None:
        """Takes the output's folder and number; `open_catalog` finds them."""
        self.database = database
        self._out = out
        self._output = output
        self._problems: set[str] = set()

    def known(self, address: str) -> tuple[str, Known | None]:
        """The stamp that the file at `address` had, empty where none was kept, and the document it is.

        Raises:
            AccessError: the catalog cannot be used.
        """
        query = (
            sa.select(Address.stamp, Document.sha256, Document.name, Document.folder, Reading.digest)
            .add_columns(Document.record_stamp, Document.page_count, Document.pages_failed)
            .add_columns(Document.redactions, Document.strikes, Document.record_sha256)
            .add_columns(Document.decisions, newest_decision())
            .join(Document, Document.id == Address.document_id)
            .join(Reading, Reading.id == Document.reading_id)
            .where(Address.output_id == self._output, Address.key == _key(address))
        )
        with self.database.reading() as connection:
            row = connection.execute(query).first()
        return (row[0], Known(*row[1:])) if row else ("", None)

    def name_of(self, sha256: str) -> str:
        """The name under which that content was read, empty where it was not; the first one where there are several.

        Raises:
            AccessError: the catalog cannot be used.
        """
        query = (
            sa.select(Document.name)
            .where(Document.output_id == self._output, Document.sha256 == sha256)
            .order_by(Document.id)
        )
        with self.database.reading() as connection:
            return connection.execute(query).scalar() or ""

    def is_copy(self, address: str, sha256: str, name: str) -> bool:
        """Whether the document of that content and name was read at another address, where there is still something.

        Of several addresses, the one that was kept first counts.

        Raises:
            AccessError: the catalog cannot be used.
        """
        query = (
            sa.select(Address.key, Address.path)
            .join(Document, Document.id == Address.document_id)
            .where(Document.output_id == self._output, Document.sha256 == sha256)
            .where(Document.name == plain(name))
            .order_by(Address.id)
        )
        key = _key(address)
        with self.database.reading() as connection:
            for there, path in connection.execute(query):
                if there == key:
                    return False
                if _key(path) != there or not is_gone(path):
                    return True
        return False

    def has(self, folder: str, record_sha256: str, digest: str) -> bool:
        """Whether the document in `folder` is in the catalog as its record is now, of that version of reading.

        Raises:
            AccessError: the catalog cannot be used.
        """
        query = (
            sa.select(Document.id)
            .join(Reading, Reading.id == Document.reading_id)
            .where(Document.output_id == self._output, Document.folder == folder)
            .where(Document.record_sha256 == record_sha256, Reading.digest == digest)
        )
        with self.database.reading() as connection:
            return connection.execute(query).first() is not None

    def failed(self) -> list[Failed]:
        """The files with something that could not be read, by address.

        Raises:
            AccessError: the catalog cannot be used.
        """
        query = (
            sa.select(Address.path, Address.sha256, Document.name)
            .join(Document, Document.id == Address.document_id, isouter=True)
            .where(Address.output_id == self._output)
            .where(sa.or_(Address.problem.is_not(None), Document.status != "read"))
            .order_by(Address.path)
        )
        with self.database.reading() as connection:
            return [Failed(path, sha, name or "") for path, sha, name in connection.execute(query)]

    def put(self, record: Record, filing: Filing) -> None:
        """Writes a document with its pages, findings, text and fingerprint, in place of what was there.

        Raises:
            AccessError: the catalog cannot be used.
        """
        from processors.compare.fingerprints import fingerprint

        record = visible(record)
        pages, made = list(page_rows(record, filing.seconds)), fingerprint(record)
        self._put_terms(pages)
        with self.database.writing() as connection:
            document = self._put_document(connection, record, filing)
            connection.execute(sa.delete(Page).where(Page.document_id == document))
            connection.execute(sa.delete(Failure).where(Failure.document_id == document))
            put_pages(connection, document, pages)
            put_fingerprint(connection, document, made)
            errors: list[Row] = [
                {
                    "document_id": document,
                    "page": e.page,
                    "category": plain(e.category),
                    "message": plain(e.message),
                }
                for e in record.errors
            ]
            insert(connection, Failure, errors)
            address: Row = {"stamp": filing.stamp, "sha256": record.source.sha256, "document_id": document}
            if filing.source is not None:
                self._put_address(connection, filing.source, address)
            put_queue(connection, document, record)

    def put_address(self, address: str, stamp_: str, folder: str) -> None:
        """Keeps that the file at `address` is the document in `folder`, whose record is there as it was written.

        Raises:
            AccessError: the catalog cannot be used.
        """
        here = (Document.output_id == self._output, Document.folder == folder)
        record: Row = {"record_stamp": stamp(self._out / folder / RECORD_NAME)}
        with self.database.writing() as connection:
            changed = sa.update(Document).where(*here).values(record).returning(Document.id, Document.sha256)
            for number, sha256 in connection.execute(changed).all():
                found: Row = {"stamp": stamp_, "sha256": sha256, "document_id": number}
                self._put_address(connection, address, found)

    def put_problem(self, address: str, error: DeclassError) -> None:
        """Keeps that the file at `address` could not even be looked at.

        Raises:
            AccessError: the catalog cannot be used.
        """
        with self.database.writing() as connection:
            problem: Row = {"category": error.category, "problem": plain(error.message)}
            self._put_address(connection, address, problem)
        self._problems.add(plain(address, _PATH))

    def forget_problems(self, is_looked_at: Callable[[str], bool]) -> None:
        """Forgets why files and places could not be had that this run looked at and did not tell of.

        What lies below a place that it told of was not looked at.

        Args:
            is_looked_at: whether the run came by an address, or would have.

        Raises:
            AccessError: the catalog cannot be used.
        """
        mine = (Address.output_id == self._output, Address.problem.is_not(None))
        with self.database.writing() as connection:
            rows = connection.execute(sa.select(Address.id, Address.path).where(*mine)).all()
            gone = [
                {"number": number}
                for number, path in rows
                if self._problems.isdisjoint(_ways(path)) and is_looked_at(path)
            ]
            if gone:
                connection.execute(sa.delete(Address).where(Address.id == sa.bindparam("number")), gone)

    def start_run(self, started: str) -> int:
        """Keeps that a run begins; gives its number.

        Raises:
            AccessError: the catalog cannot be used.
        """
        return runs.start_run(self.database, self._output, started)

    def end_run(self, number: int, end: runs.RunEnd) -> None:
        """Keeps how a run ended.

        Raises:
            AccessError: the catalog cannot be used.
        """
        runs.end_run(self.database, number, end)

    def _put_terms(self, pages: Sequence[PageRows]) -> None:
        """The vocabulary of tolerant search; sorted, so that two writers cannot wait for each other in a ring."""
        terms = vocabulary(str(page.text["body"]) for page in pages)
        alike = [(term, likeness(term)) for term in terms]
        rows = [{"term": term, "likeness": like, "backward": like[::-1]} for term, like in alike]
        if rows:
            with self.database.writing() as connection:
                connection.execute(upsert(connection, Term).on_conflict_do_nothing(), rows)

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
            "decisions": filing.decisions,
        }
        put = upsert(connection, Document).values({**key, **values})
        put = put.on_conflict_do_update(index_elements=list(key), set_=values)
        number: int = connection.execute(put.returning(Document.id)).scalar_one()
        return number

    def _put_address(self, connection: Connection, address: str, found: Row) -> None:
        key: Row = {"output_id": self._output, "key": _key(address)}
        absent: Row = {"stamp": "", "sha256": "", "document_id": None, "category": None, "problem": None}
        values: Row = {"path": plain(address, _PATH), **absent, **found}
        put = upsert(connection, Address).values({**key, **values})
        connection.execute(put.on_conflict_do_update(index_elements=list(key), set_=values))


def open_catalog(database: Database, out: Path, locks: Locks) -> Catalog:
    """The rows of the output at `out`, which get a place where they have none.

    Raises:
        AccessError: the catalog or the folder cannot be used.
    """
    out = out.resolve()
    path = plain(str(out), _PATH)
    marker = out / STORE_NAME / _MARKER
    with locks.held("output"), database.writing() as connection:
        key = marker.read_text().strip() if marker.is_file() else ""
        if not key:
            same = sa.select(Output.key).where(Output.path == path)
            key = connection.execute(same).scalar() or uuid.uuid4().hex
            write_atomic(marker, f"{key}\n".encode())
        number = numbered(connection, Output, {"key": key}, {"path": path})
        connection.execute(sa.update(Output).where(Output.id == number).values(path=path))
    return Catalog(database, out, number)


def output_number(connection: Connection, out: Path | None) -> int | None:
    """The number of the output at `out`; None, for all of them, where no folder is named.

    Raises:
        UsageError: the catalog knows nothing of it.
    """
    if out is None:
        return None
    marker = out / STORE_NAME / _MARKER
    key = marker.read_text().strip() if marker.is_file() else ""
    number = connection.execute(sa.select(Output.id).where(Output.key == key)).scalar()
    if number is None:
        raise UsageError(
            "the catalog knows nothing of this folder", file=str(out), hint="Run declass ingest first"
        )
    return number


def _ways(path: str) -> Iterator[str]:
    """A path, and those of the folders and archives that it lies in."""
    yield path
    for found in re.finditer("!?/", path):
        yield path[: found.start()]


def _key(address: str) -> str:
    return hashlib.sha256(address.encode("utf-8", "surrogateescape")).hexdigest()


def _reading(connection: Connection, record: Record, digest: str) -> int:
    tools = json.dumps([f"{t.name} {t.version}" for t in record.provenance.tools])
    return numbered(connection, Reading, {"digest": digest}, {"tools": plain(tools), "first_used": now()})
