"""One document of a reading: what is known of it before its pages are read, and how it is finished."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from processors.assembly import assemble
from processors.config import Config
from processors.config.text import TextConfig
from processors.decisions.files import write_decisions
from processors.decisions.types import Decision
from processors.decisions.withheld import tellable
from processors.document_records import ErrorItem, Metadatum, SourceInfo, Tool
from processors.errors import DeclassError, printable
from processors.outputs.formats import Format, Maker, write_formats
from processors.outputs.provenance import provenance
from processors.outputs.record import write_record
from processors.outputs.withholdings_files import WithholdingRows, withholding_rows, write_withholdings
from processors.records import PageStatus, Record
from processors.results import PageResult

# Failures that the same file would give again tomorrow: reading them again cannot help.
LASTING = frozenset({"input", "limit", "encrypted"})


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that could not be read."""

    page: int
    category: str
    message: str

    @classmethod
    def of(cls, page: int, error: DeclassError) -> Failure:
        """The failure that `error` reports."""
        return cls(page, error.category, error.reason)


def now() -> str:
    """The present moment, ISO 8601 in UTC, to the second."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def make_record(
    source: SourceInfo,
    results: Sequence[PageResult],
    failures: Sequence[Failure],
    tools: tuple[Tool, ...],
    config: Config,
    decisions: Sequence[Decision] = (),
) -> Record:
    """The record of a document whose pages are `results` and `failures`, and about which people said `decisions`."""
    errors = [ErrorItem(f.page, f.category, f.message) for f in sorted(failures, key=lambda f: f.page)]
    return assemble(source, results, errors, provenance(config, tools), config, decisions)


def decided_record(
    record: Record, results: Sequence[PageResult], config: Config, decisions: Sequence[Decision]
) -> Record:
    """A record as it was just made from `results`, with what people said."""
    return assemble(record.source, results, record.errors, record.provenance, config, decisions)


def unreadable_record(
    path: Path,
    sha256: str,
    error: DeclassError,
    tools: tuple[Tool, ...],
    config: Config,
    *,
    uri: str = "",
    metadata: tuple[Metadatum, ...] = (),
) -> Record:
    """The record of a file that could not be opened: no pages, and why. `uri` is its name where `path` is a copy."""
    size = path.stat().st_size if path.is_file() else 0
    name = uri or printable(path.name)
    source = SourceInfo(name, sha256, size, "application/octet-stream", 0, metadata)
    return assemble(
        source, [], [ErrorItem(None, error.category, error.reason)], provenance(config, tools), config
    )


@dataclass(frozen=True, slots=True)
class Making:
    """What a document is made from, beside its record.

    Attributes:
        source: the file.
        started: when the run began, ISO 8601.
        results: its pages as the machine read them.
        formats: what is written beside text and record.
        decisions: all that people said about it.
        apart: makes formats that open the file again; None to make them here (`formats.write_formats`).
        withholdings: the rows of its redactions, where somebody has made them already.
    """

    source: Path
    started: str
    results: Sequence[PageResult] = ()
    formats: tuple[Format, ...] = ()
    decisions: Sequence[Decision] = ()
    apart: Maker | None = None
    withholdings: WithholdingRows | None = None


def write_document(folder: Path, record: Record, making: Making) -> Record:
    """Writes all of a document: formats, index of withholdings, text, record; then what makes the result whole.

    Returns:
        The record as written: with the formats that could not be made among its errors.

    Raises:
        AccessError: the folder cannot be written to.
        MissingError: a format needs a package that is not installed.
    """
    # Loaded only now: the libraries of provenance and crates take a fifth of a second, and printing text needs none.
    from processors.outputs.package import complete, stamps
    from processors.outputs.prov_document import Run

    before = stamps(folder)
    failed = write_formats(folder, record, making.source, making.formats, making.apart)
    record = replace(record, errors=(*record.errors, *failed))
    write_withholdings(folder, making.withholdings or withholding_rows(record, TextConfig()))
    write_decisions(folder, tellable(making.decisions, making.results, Config()))
    write_record(folder, record)
    complete(folder, record, making.results, Run(making.started, now()), before, making.decisions)
    return record


def failed_pages(record: Record) -> int:
    """Number of pages that could not be read."""
    return sum(page.status is PageStatus.FAILED for page in record.pages)
