"""What lies over a batch: the index of withholdings, the crate and the checksums; made anew only after a change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from declass.catalog.documents import now
from declass.catalog.stamps import stamp
from declass.catalog.store import STORE_NAME
from flows.results import DocumentResult, Outcome
from processors.config import Config
from processors.outputs.checksums import CHECKSUMS_NAME
from processors.outputs.files import write_atomic
from processors.outputs.package import complete_batch
from processors.outputs.prov_document import Run
from processors.outputs.provenance import output_digest
from processors.outputs.withholdings_files import (
    JSON_NAME,
    TABLE_NAME,
    TOTALS_NAME,
    write_batch_withholdings,
)
from processors.records import Tool

_MARK = "index.json"


def close_batch(
    out: Path, documents: Sequence[DocumentResult], config: Config, tools: Sequence[Tool], started: str
) -> None:
    """Writes what lies over the results in `out`, unless nothing of them changed since it was written.

    Args:
        out: the folder for results.
        documents: of the batch; the index is over them, the crate over all that lies there.
        config: the settings.
        tools: what took part.
        started: when the batch began.

    Raises:
        AccessError: a file cannot be written.
    """
    changed = _write_index(out, documents, config)
    if (
        changed
        or any(d.outcome is not Outcome.KNOWN for d in documents)
        or not (out / CHECKSUMS_NAME).is_file()
    ):
        complete_batch(out, Run(started, now()), tools)


def _write_index(out: Path, documents: Sequence[DocumentResult], config: Config) -> bool:
    """Whether it was written: it may lie there for the same records, unchanged."""
    folders = {d.folder: d.record_sha256 for d in documents if d.folder}
    parts = (config.digest(), output_digest(()), *(f"{folder} {sha}" for folder, sha in folders.items()))
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
    mark = out / STORE_NAME / _MARK
    if all(folders.values()) and _read(mark) == _state(out, digest):
        return False
    write_batch_withholdings(out, folders, config.text)
    write_atomic(mark, json.dumps(_state(out, digest)).encode())
    return True


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
