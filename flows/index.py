"""What lies over all results in a folder: tables, report, crate and checksums; made anew only after a change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from declass.catalog.addresses import first_addresses
from declass.catalog.documents import now
from declass.catalog.locks import CLOSING
from declass.catalog.stamps import stamp
from declass.catalog.store import STORE_NAME
from declass.report.figures import RunFigures
from declass.report.parts import Parts
from declass.report.tables import write_tables
from declass.report.write import Report, at_addresses, earlier_run, result_folders, write_report
from flows.ledger import Ledger
from flows.results import Outcome, Summary
from processors.config import Config
from processors.document_records import Tool
from processors.outputs.checksums import CHECKSUMS_NAME
from processors.outputs.files import write_atomic
from processors.outputs.findings_files import FINDINGS_CSV
from processors.outputs.package import complete_batch
from processors.outputs.prov_document import Run
from processors.outputs.withholdings_files import (
    JSON_NAME,
    TABLE_NAME,
    TOTALS_NAME,
)
from processors.workers import WorkerPool

_MARK = "index.json"


@dataclass(frozen=True, slots=True)
class Making:
    """How a batch was made: with which settings and tools, since when (ISO 8601), and how many pages at a time.

    Attributes:
        pool: workers that nothing keeps busy any more; None where there are none.
    """

    config: Config
    tools: Sequence[Tool]
    started: str
    workers: int
    pool: WorkerPool | None = None


def close_batch(ledger: Ledger, summary: Summary, making: Making) -> Report | None:
    """Writes what lies over all results in a folder, unless nothing of them changed since it was written.

    A batch over some of the sources, or a second one at the same time, leaves what others read in tables and report.

    Args:
        ledger: of the folder for results.
        summary: of the batch.
        making: how it was made.

    Returns:
        The report, None where nothing had to be written.

    Raises:
        AccessError: a file cannot be written, or the catalog not be used.
    """
    documents, out = summary.documents, ledger.out
    known = {d.folder: d.record_sha256 for d in documents if d.folder and d.record_sha256}
    parts = Parts(out, making.config, known)
    with ledger.locks.held(CLOSING):
        folders = result_folders(out)
        changed = _write_index(out, folders, parts)
        nothing_new = not any(d.is_new for d in documents)
        told = _tells(out, summary)
        if nothing_new and not changed and told and (out / CHECKSUMS_NAME).is_file():
            return None
        worth = bool(documents) or not told
        report = _report(ledger, folders, summary, making, parts) if worth else None
        complete_batch(out, Run(making.started, now()), making.tools)
    return report


def _tells(out: Path, summary: Summary) -> bool:
    """Whether the report that lies there tells of the same things that could not be had."""
    run = earlier_run(out)
    return set(run.unreachable if run is not None else ()) == set(_lost(summary))


def _lost(summary: Summary) -> tuple[str, ...]:
    """A line for each thing that has no result."""
    return (
        *map(str, summary.unreachable),
        *(f"{d.file}: {d.reason}" for d in summary.documents if not d.folder),
    )


def _report(ledger: Ledger, folders: Sequence[str], summary: Summary, making: Making, parts: Parts) -> Report:
    documents = summary.documents
    copies = summary.copies
    run = RunFigures(
        started=making.started,
        seconds=summary.seconds,
        workers=making.workers,
        pages_read=summary.pages_read,
        pages_known=summary.pages_known,
        documents_known=sum(d.outcome is Outcome.KNOWN and d.file not in copies for d in documents),
        unreachable=_lost(summary),
    )
    files = first_addresses(ledger.catalog.database, ledger.out)
    files |= {d.folder: d.file for d in documents if d.folder}
    return write_report(ledger.out, folders, run, at_addresses(files), parts, making.pool)


def _write_index(out: Path, folders: Sequence[str], parts: Parts) -> bool:
    """Whether it was written: it may lie there for the same records, unchanged."""
    made_from = (parts.basis, *(f"{folder} {parts.record_sha256(folder)}" for folder in folders))
    digest = hashlib.sha256("\n".join(made_from).encode("utf-8", "surrogateescape")).hexdigest()
    mark = out / STORE_NAME / _MARK
    if _read(mark) == _state(out, digest):
        return False
    write_tables(out, folders, parts)
    write_atomic(mark, json.dumps(_state(out, digest)).encode())
    return True


def _state(out: Path, digest: str) -> list[str]:
    """What the index is made from, and the stamps of its files."""
    try:
        return [digest, *(stamp(out / name) for name in (TABLE_NAME, JSON_NAME, TOTALS_NAME, FINDINGS_CSV))]
    except OSError:
        return []


def _read(mark: Path) -> object:
    try:
        return json.loads(mark.read_bytes())
    except (OSError, ValueError):
        return None
