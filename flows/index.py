"""What lies over a batch: tables, report, crate and checksums; made anew only after a change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from declass.catalog.documents import now
from declass.catalog.stamps import stamp
from declass.catalog.store import STORE_NAME
from declass.report.figures import RunFigures
from declass.report.parts import Parts
from declass.report.write import Report, at_paths, write_report
from flows.results import DocumentResult, Outcome, Summary
from processors.config import Config
from processors.outputs.checksums import CHECKSUMS_NAME
from processors.outputs.files import write_atomic
from processors.outputs.findings_files import FINDINGS_CSV, finding_tables, has_parquet
from processors.outputs.package import complete_batch
from processors.outputs.prov_document import Run
from processors.outputs.withholdings_files import (
    JSON_NAME,
    TABLE_NAME,
    TOTALS_NAME,
    withholding_tables,
)
from processors.records import Tool

_MARK = "index.json"


@dataclass(frozen=True, slots=True)
class Making:
    """How a batch was made: with which settings and tools, since when (ISO 8601), and how many pages at a time."""

    config: Config
    tools: Sequence[Tool]
    started: str
    workers: int


def close_batch(out: Path, summary: Summary, making: Making) -> Report | None:
    """Writes what lies over the results in `out`, unless nothing of them changed since it was written.

    Args:
        out: the folder for results.
        summary: of the batch; tables and report are over its documents, the crate over all that lies there.
        making: how it was made.

    Returns:
        The report, None where nothing had to be written.

    Raises:
        AccessError: a file cannot be written.
    """
    documents = summary.documents
    known = {d.folder: d.record_sha256 for d in documents if d.folder and d.record_sha256}
    parts = Parts(out, making.config, known)
    changed = _write_index(out, documents, parts)
    nothing_new = all(d.outcome is Outcome.KNOWN for d in documents)
    if nothing_new and not changed and (out / CHECKSUMS_NAME).is_file():
        return None
    report = _report(out, summary, making, parts) if documents or summary.unreachable else None
    complete_batch(out, Run(making.started, now()), making.tools)
    return report


def _report(out: Path, summary: Summary, making: Making, parts: Parts) -> Report:
    documents = summary.documents
    lost = (f"{d.file}: {d.reason}" for d in documents if not d.folder)
    run = RunFigures(
        started=making.started,
        seconds=summary.seconds,
        workers=making.workers,
        pages_read=summary.pages_read,
        pages_known=summary.pages_known,
        documents_known=sum(d.outcome is Outcome.KNOWN for d in documents),
        unreachable=(*summary.unreachable, *lost),
    )
    found = {d.folder: Path(d.file) for d in documents if d.folder}
    return write_report(out, list(found), run, at_paths(found), parts)


def _write_index(out: Path, documents: Sequence[DocumentResult], parts: Parts) -> bool:
    """Whether it was written: it may lie there for the same records, unchanged."""
    folders = list(dict.fromkeys(d.folder for d in documents if d.folder))
    made_from = (parts.basis, *(f"{folder} {parts.record_sha256(folder)}" for folder in folders))
    digest = hashlib.sha256("\n".join(made_from).encode("utf-8", "surrogateescape")).hexdigest()
    mark = out / STORE_NAME / _MARK
    if _read(mark) == _state(out, digest):
        return False
    with withholding_tables(out) as withholdings, finding_tables(out, has_parquet()) as findings:
        for folder in folders:
            rows = parts.tables(folder)
            if rows is not None:
                withholdings.add(rows.withholdings)
                findings.add(rows.findings)
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
