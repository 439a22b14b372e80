"""The catalog anew from the result folders, which hold the truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from declass.catalog.catalog import Catalog, Filing
from declass.catalog.fingerprints import add_fingerprint, fingerprints_made
from declass.catalog.store import STORE_NAME, record_digest
from processors.errors import InputError
from processors.outputs.record import RECORD_NAME, load_record


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What went into the catalog, and the folders whose record cannot be used."""

    documents: int
    pages: int
    unusable: tuple[str, ...]


def rebuild(catalog: Catalog, out: Path) -> Rebuilt:
    """Puts every document that lies under `out` into the catalog, also those that other commands wrote there.

    Raises:
        AccessError: the catalog cannot be used.
    """
    return _put(catalog, out, {})


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
            record = load_record((folder / RECORD_NAME).read_bytes())
        except (InputError, OSError):
            unusable.append(folder.name)
            continue
        if folder.name in known:
            add_fingerprint(catalog.database, out, folder.name, record)
        else:
            digest = f"found {record.provenance.config_digest}"
            filing = Filing(folder.name, folder.name, digest, None, "", record_digest(folder))
            catalog.put(record, filing)
        documents, pages = documents + 1, pages + len(record.pages)
    return Rebuilt(documents, pages, tuple(unusable))


def _folders(out: Path) -> Iterator[Path]:
    for folder in sorted(out.iterdir()):
        if folder.name != STORE_NAME and (folder / RECORD_NAME).is_file():
            yield folder
