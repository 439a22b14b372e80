"""The index of withholdings over a batch: made anew only when a document of it changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from declass.catalog.stamps import stamp
from declass.catalog.store import STORE_NAME
from flows.results import DocumentResult
from processors.config import Config
from processors.outputs.files import write_atomic
from processors.outputs.provenance import output_digest
from processors.outputs.withholdings_files import (
    JSON_NAME,
    TABLE_NAME,
    TOTALS_NAME,
    write_batch_withholdings,
)

_MARK = "index.json"


def write_index(out: Path, documents: Sequence[DocumentResult], config: Config) -> None:
    """Writes the index of `documents` into `out`, unless it lies there for the same records, unchanged.

    Raises:
        AccessError: it cannot be written.
    """
    folders = {d.folder: d.record_sha256 for d in documents if d.folder}
    parts = (config.digest(), output_digest(()), *(f"{folder} {sha}" for folder, sha in folders.items()))
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
    mark = out / STORE_NAME / _MARK
    if all(folders.values()) and _read(mark) == _state(out, digest):
        return
    write_batch_withholdings(out, folders, config.text)
    write_atomic(mark, json.dumps(_state(out, digest)).encode())


def _state(out: Path, digest: str) -> list[str]:
    """What the index is made from, and the stamps of its files."""
    try:
        return [digest, *(stamp(out / name) for name in (TABLE_NAME, JSON_NAME, TOTALS_NAME))]
    except OSError:
        return []


def _read(mark: Path) -> object:
    try:
        return json.loads(mark.read_bytes())
    except (OSError, ValueError):
        return None
