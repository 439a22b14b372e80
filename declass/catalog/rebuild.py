"""The catalog anew from the result folders, which hold the truth."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from declass.catalog.catalog import Catalog, Filing, output_number
from declass.catalog.database import Database
from declass.catalog.decisions import DecisionLog, as_said
from declass.catalog.fingerprints import add_fingerprint, fingerprints_made
from declass.catalog.models import Address, Document
from declass.catalog.store import STORE_NAME, record_digest
from processors.decisions.files import read_decisions
from processors.errors import AccessError, InputError
from processors.outputs.record import RECORD_NAME, read_record
from processors.records import Record


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What went into the catalog, the folders whose record cannot be used, and how many documents it holds no more."""

    documents: int
    pages: int
    unusable: tuple[str, ...]
    gone: int = 0


def rebuild(catalog: Catalog, out: Path) -> Rebuilt:
    """Makes the catalog of `out` anew: what lies there goes in, also what other commands wrote; all else goes.

    Documents are put in first and the rest is taken away at the end, at once: stopped at any moment, the catalog holds
    at least what it held before and still has a result.

    Raises:
        AccessError: the catalog cannot be used.
    """
    made = _put(catalog, out, {})
    return replace(made, gone=_forget(catalog.database, out, set(made.unusable)))


def _forget(database: Database, out: Path, unusable: Collection[str]) -> int:
    """Takes away documents that have no result, with all that was found in them, and addresses that none is of.

    Results are looked for while nobody else writes: what another run puts in meanwhile stays. Gives how many went.
    """
    same = sa.select(Document.id).where(Document.id == Address.document_id, Document.sha256 == Address.sha256)
    with database.writing() as connection:
        output = output_number(connection, out)
        query = sa.select(Document.id, Document.folder).where(Document.output_id == output)
        gone = [
            {"number": number}
            for number, name in connection.execute(query).all()
            if name in unusable or not (out / name / RECORD_NAME).is_file()
        ]
        if gone:
            connection.execute(sa.delete(Document).where(Document.id == sa.bindparam("number")), gone)
        connection.execute(sa.delete(Address).where(Address.output_id == output, ~same.exists()))
    return len(gone)


def complete(catalog: Catalog, out: Path) -> Rebuilt:
    """Puts in what the catalog lacks of `out`: documents, and fingerprints of those that an older version put in.

    Raises:
        AccessError: the catalog cannot be used.
    """
    return _put(catalog, out, fingerprints_made(catalog.database, out))


def has_results(out: Path) -> bool:
    """Whether a result lies under `out`."""
    return out.is_dir() and next(_folders(out), None) is not None


def _put(catalog: Catalog, out: Path, known: Mapping[str, bool]) -> Rebuilt:
    """Puts in all but what is `known`; where that has False, the fingerprint alone is missing."""
    documents = pages = 0
    unusable = []
    for folder in _folders(out):
        if known.get(folder.name):
            continue
        try:
            record = read_record(folder)
        except (InputError, AccessError):
            unusable.append(folder.name)
            continue
        if folder.name in known:
            add_fingerprint(catalog.database, out, folder.name, record)
        else:
            digest = f"found {record.provenance.config_digest}"
            decided = _restored(catalog.database, folder, record)
            filing = Filing(
                folder.name, folder.name, digest, None, "", record_digest(folder), decisions=decided
            )
            catalog.put(record, filing)
        documents, pages = documents + 1, pages + len(record.pages)
    return Rebuilt(documents, pages, tuple(unusable))


def _restored(database: Database, folder: Path, record: Record) -> int:
    """Puts decisions that lie beside a result into the log; gives the number of the newest that the result has."""
    kept = read_decisions(folder, record.source.sha256)
    if not kept:
        return 0
    log = DecisionLog(database)
    log.restore(kept)
    numbers = {as_said(decision): decision.number for decision in log.of(record.source.sha256)}
    return max(numbers.get(as_said(decision), 0) for decision in kept)


def _folders(out: Path) -> Iterator[Path]:
    for folder in sorted(out.iterdir()):
        if folder.name != STORE_NAME and (folder / RECORD_NAME).is_file():
            yield folder
