"""A folder for results with one document, read as a batch leaves it, without reading anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image, ImageDraw

from declass.catalog.catalog import Filing, open_catalog
from declass.catalog.database import Database, catalog_url, open_database
from declass.catalog.decisions import DecisionLog, Proposal
from declass.catalog.digests import document_digest, page_digest
from declass.catalog.documents import Making, make_record, now, write_document
from declass.catalog.locks import Locks
from declass.catalog.models import QueueRow
from declass.catalog.store import Done, PageStore, record_digest
from processors.config import Config
from processors.decisions.types import Act, State, Subject
from processors.document_records import SourceInfo
from processors.geometry import Box
from processors.outputs.formats import Format
from processors.outputs.record import read_record
from processors.records import Page
from processors.sources.checksum import file_sha256
from tests.processors.decisions.pages import memo, state

CONFIG = Config()
FORMATS = (Format.PDF, Format.ANNOTATIONS)


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder for results, its catalog, and what a reviewer can do there."""

    out: Path
    database: Database
    source: Path
    sha256: str

    @property
    def folder(self) -> Path:
        return self.out / "memo"

    @property
    def page(self) -> Page:
        return read_record(self.folder).pages[0]

    @property
    def text(self) -> str:
        return (self.folder / "text.md").read_text()

    @property
    def log(self) -> DecisionLog:
        return DecisionLog(self.database)

    def draw(self, box: Box, *codes: str) -> None:
        """A redaction that the machine missed."""
        ref = f"p1-r{round(box.x0)}x{round(box.y0)}"
        after = State(box, "black_box", codes)
        self.log.add([Proposal(self.sha256, 1, ref, Subject.REDACTION, Act.DRAW, None, after)], "Ada")

    def queued(self) -> str:
        """The id of the redaction that is in the queue."""
        with self.database.reading() as connection:
            query = sa.select(QueueRow.ref).where(QueueRow.subject == "redaction")
            return str(connection.execute(query).scalars().first())

    def has(self, ref: str) -> bool:
        """Whether the result has that redaction."""
        return any(r.id == ref for r in self.page.redactions)

    def reject(self, reviewer: str, ref: str) -> None:
        """A redaction that is none."""
        found = next(r for r in self.page.redactions if r.id == ref)
        before = State(found.bbox, str(found.kind))
        seen = self.log.newest(self.sha256, ref)
        proposal = Proposal(self.sha256, 1, ref, Subject.REDACTION, Act.REJECT, before, None, seen=seen)
        self.log.add([proposal], reviewer)

    def correct(self, line: int, text: str) -> None:
        """The text of a line, from 0."""
        found = self.page.lines[line]
        before = state(found)
        seen = self.log.newest(self.sha256, found.id)
        after = replace(before, text=text, status="")
        proposal = Proposal(self.sha256, 1, found.id, Subject.LINE, Act.CORRECT, before, after, seen=seen)
        self.log.add([proposal], "Ada")


def read_into(out: Path, database: Database, source: Path, formats: Sequence[Format] = FORMATS) -> None:
    """Leaves what a batch does that read the memorandum."""
    results, sha256 = [memo()], file_sha256(source)
    info = SourceInfo(source.name, sha256, source.stat().st_size, "application/pdf", 1)
    store = PageStore(out, page_digest(CONFIG, ()), document_digest(CONFIG, (), formats))
    for result in results:
        store.put_page(sha256, result)
    record = make_record(info, results, (), (), CONFIG)
    folder = out / "memo"
    write_document(folder, record, Making(source, now(), results, tuple(formats)))
    done = Done("memo", record_digest(folder), 1, 0, 1, 1, reading=store.pages)
    store.put_done(sha256, "memo", done)
    digest = document_digest(CONFIG, (), formats)
    with Locks(out) as locks:
        filing = Filing("memo", "memo", digest, str(source), "", done.record_sha256)
        open_catalog(database, out, locks).put(record, filing)


def scan(path: Path) -> Path:
    """A file of one page with a bar."""
    image = Image.new("L", (850, 1100), 255)
    ImageDraw.Draw(image).rectangle((283, 205, 392, 219), fill=0)
    image.save(path, resolution=100)
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return scan(tmp_path / "memo.pdf")


@pytest.fixture
def desk(tmp_path: Path, source: Path) -> Iterator[Desk]:
    out = tmp_path / "out"
    out.mkdir()
    database = open_database(catalog_url(out, None))
    read_into(out, database, source)
    yield Desk(out, database, source, file_sha256(source))
    database.close()
