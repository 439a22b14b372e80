"""Records of documents, the last ones kept at hand."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from declass.catalog.database import Database
from declass.catalog.models import Document, Output, Reading
from processors.decisions.files import read_decisions
from processors.decisions.types import Decision
from processors.errors import AccessError, InputError
from processors.outputs.record import RECORD_NAME, read_record
from processors.outputs.visible import visible
from processors.records import Page, Record

# Bytes of `record.json` that are kept at hand: in memory a record takes about five times as much.
_KEPT_BYTES = 64 * 1024 * 1024


_VOLUME = (
    sa.select(
        Document.id,
        Output.path,
        Document.folder,
        Document.name,
        Document.title,
        Document.status,
        Reading.digest,
    )
    .join(Output, Output.id == Document.output_id)
    .join(Reading, Reading.id == Document.reading_id)
)
_Kept = tuple[Record, tuple[Decision, ...]]


class NotFoundError(InputError):
    """There is no such document, page or finding here."""

    category = "not_found"


@dataclass(frozen=True, slots=True)
class Volume:
    """A document as the catalog has it, with the record that its folder holds.

    The record is without what a digital redaction covers: what is made from it may go to a browser. `digest` is of the
    reading that made it, `published` the decisions that it was made with.
    """

    document_id: int
    output: Path
    folder: str
    name: str
    title: str
    status: str
    digest: str
    record: Record
    published: tuple[Decision, ...]

    @property
    def path(self) -> Path:
        """The result folder."""
        return self.output / self.folder

    def page(self, number: int) -> Page | None:
        """The page of that number, None where it was not read."""
        return next((page for page in self.record.pages if page.number == number), None)


class Shelf:
    """Finds documents by the sha256 of their file. Safe for several threads."""

    def __init__(self, database: Database, output: int | None) -> None:
        """Takes the open catalog and the number of the folder for results, None for all."""
        self._database, self._output = database, output
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int, int], _Kept] = OrderedDict()

    def volume(self, sha256: str) -> Volume:
        """The document of that content; of several readings the one with the most pages.

        Raises:
            NotFoundError: there is none.
            InputError, AccessError: its record cannot be used.
        """
        query = _VOLUME.where(Document.sha256 == sha256).order_by(Document.page_count.desc(), Document.id)
        if self._output is not None:
            query = query.where(Document.output_id == self._output)
        return self._volume(query.limit(1))

    def filed(self, number: int) -> Volume:
        """The document of that number in the catalog; raises as `volume`."""
        return self._volume(_VOLUME.where(Document.id == number))

    def _volume(self, query: sa.Select[Any]) -> Volume:
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFoundError(
                "there is no such document", hint="Perhaps it was read anew; open the list again"
            )
        number, out, folder, name, title, status, digest = row
        record, published = self._record(Path(out) / folder)
        return Volume(number, Path(out), folder, name, title, status, digest, record, published)

    def _record(self, folder: Path) -> _Kept:
        try:
            status = (folder / RECORD_NAME).stat()
        except OSError as error:
            raise AccessError(f"its record cannot be read ({error.strerror})", file=folder.name) from error
        key = (str(folder), status.st_mtime_ns, status.st_size)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        record = visible(read_record(folder))
        kept = record, read_decisions(folder, record.source.sha256)
        with self._lock:
            self._kept[key] = kept
            while len(self._kept) > 1 and sum(size for _, _, size in self._kept) > _KEPT_BYTES:
                self._kept.popitem(last=False)
        return kept
