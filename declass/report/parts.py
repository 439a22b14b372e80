"""What each document adds to the tables and figures over a batch, kept: so closing a batch costs what changed.

    OUT/.declass/parts/ab/abcd….json  three lines: what it is made from, sums for the report, rows of the tables

The key is the folder's name, so there is one part a result. A part that was made from another record, with other
settings or by other code counts as none, and so does a damaged one; everything can be deleted at any time.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from declass.catalog.store import STORE_NAME
from declass.report.collect import DocumentSums, document_sums
from processors.config import Config
from processors.errors import InputError
from processors.outputs.files import write_atomic
from processors.outputs.findings_files import FindingRows, finding_rows, has_parquet
from processors.outputs.provenance import code_digest, output_digest
from processors.outputs.record import RECORD_NAME, load_record
from processors.outputs.withholdings_files import WithholdingRows, withholding_rows
from processors.records import Record

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_REPORT = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Tables:
    """Rows of a document in the tables over a batch."""

    withholdings: WithholdingRows
    findings: FindingRows


class Parts:
    """The parts of the results in a folder, made where they are not there yet."""

    def __init__(self, out: Path, config: Config, known: Mapping[str, str]) -> None:
        """Takes what they depend on.

        Args:
            out: the folder for results. Parts are kept where it has a store, and made each time where it has none.
            config: the settings.
            known: sha256 of the records, by folder, where they are known; others are looked at.
        """
        self._out, self._config, self._known = out, config, known
        self._parquet = has_parquet()
        self._basis = _basis(config, self._parquet)
        self._keeps = (out / STORE_NAME).is_dir()

    @property
    def basis(self) -> str:
        """Digest of all that parts depend on beside the records."""
        return self._basis

    def sums(self, folder: str) -> DocumentSums | None:
        """What the document in `folder` adds to the figures, None where it has no readable record.

        Raises:
            AccessError: its part cannot be written.
        """
        with contextlib.suppress(OSError, ValueError):
            return _sums().validate_json(self._kept(folder)[0])
        made = self._made(folder)
        return made[0] if made is not None else None

    def tables(self, folder: str) -> Tables | None:
        """The rows of the document in `folder`, None where it has no readable record.

        Raises:
            AccessError: its part cannot be written.
        """
        with contextlib.suppress(OSError, ValueError):
            return _tables().validate_json(self._kept(folder)[1])
        made = self._made(folder)
        return made[1] if made is not None else None

    def record_sha256(self, folder: str) -> str:
        """The sha256 of the record in `folder`, empty where there is none."""
        return self._known.get(folder) or _digest_of(self._out / folder / RECORD_NAME)

    def _path(self, folder: str) -> Path:
        key = hashlib.sha256(folder.encode("utf-8", "surrogateescape")).hexdigest()
        return self._out / STORE_NAME / "parts" / key[:2] / f"{key}.json"

    def _made_from(self, record_sha256: str) -> bytes:
        return f"{record_sha256} {self._basis}".encode()

    def _kept(self, folder: str) -> tuple[bytes, bytes]:
        """Sums and rows as they were written.

        Raises:
            ValueError: they are not there, or were made from something else.
            OSError: likewise.
        """
        made_from, sums, tables = self._path(folder).read_bytes().split(b"\n")
        if made_from != self._made_from(self.record_sha256(folder)):
            raise ValueError
        return sums, tables

    def _made(self, folder: str) -> tuple[DocumentSums, Tables] | None:
        """Sums and rows made from the record, and kept."""
        try:
            data = (self._out / folder / RECORD_NAME).read_bytes()
            record = load_record(data)
        except (OSError, InputError):
            return None
        rows = withholding_rows(record, self._config.text)
        return self.keep(folder, record, hashlib.sha256(data).hexdigest(), rows)

    def keep(
        self, folder: str, record: Record, record_sha256: str, rows: WithholdingRows
    ) -> tuple[DocumentSums, Tables]:
        """Makes what a document adds from its record, and keeps it.

        Whoever has just written a record does so: a record of thousands of pages takes a gigabyte to be read again.

        Args:
            folder: of the result.
            record: of the document.
            record_sha256: its checksum.
            rows: of its redactions.

        Raises:
            AccessError: it cannot be written.
        """
        sums = document_sums(record)
        tables = Tables(rows, finding_rows(record, self._parquet))
        if self._keeps:
            lines = (self._made_from(record_sha256), _sums().dump_json(sums), _tables().dump_json(tables))
            write_atomic(self._path(folder), b"\n".join(lines))
        return sums, tables


@functools.cache
def _sums() -> TypeAdapter[DocumentSums]:
    from pydantic import TypeAdapter

    return TypeAdapter(DocumentSums)


@functools.cache
def _tables() -> TypeAdapter[Tables]:
    from pydantic import TypeAdapter

    return TypeAdapter(Tables)


def _digest_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


@functools.lru_cache(4)
def _basis(config: Config, parquet: bool) -> str:
    parts = (config.digest(), code_digest(), output_digest(()), _own_digest(), str(parquet))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@functools.cache
def _own_digest() -> str:
    """sha256 over the source of the report: changed code makes parts anew."""
    digest = hashlib.sha256()
    for path in sorted(_REPORT.rglob("*.py")):
        digest.update(path.relative_to(_REPORT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
