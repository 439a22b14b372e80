"""Makes the report of a batch and writes it beside the results."""

from __future__ import annotations

import contextlib
import csv
import functools
import io
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from declass.report.collect import Collector
from declass.report.figures import DocumentRow, Figures, RunFigures, WorstPage
from declass.report.originals import Finder
from declass.report.parts import Parts
from declass.report.pictures import pictures
from declass.report.progress import progress
from declass.report.words import lead
from processors.config import Config
from processors.errors import AccessError, InputError
from processors.outputs.checksums import BATCH, file_sum, read_checksums, write_checksums
from processors.outputs.files import write_atomic
from processors.outputs.withholdings_files import safe_cell
from processors.workers import WorkerPool

if TYPE_CHECKING:
    from pydantic import TypeAdapter

PAGE_NAME = "report.html"
FIGURES_NAME = "report.json"
DOCUMENTS_NAME = "report-documents.csv"
_OTHERS = (
    ("withholdings.csv", "Every redaction with its place, codes and the words around it (CSV)"),
    ("withholdings-by-code.csv", "Totals by code (CSV)"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """A report as written: the page, its figures as JSON, and what they come to in a few sentences of plain text."""

    page: Path
    figures: Path
    summary: str


def write_report(
    out: Path,
    folders: Sequence[str],
    run: RunFigures | None,
    finder: Finder,
    parts: Parts | None = None,
    workers: WorkerPool | None = None,
) -> Report:
    """Writes the report of the results in `folders` into `out`, one record in memory at a time.

    Args:
        out: the folder for results.
        folders: names of the documents' folders in it.
        run: what the run knows of itself, None where there is no run to tell of.
        finder: where the files that were read may lie, for small pictures of the worst pages.
        parts: what each document adds; left out, it is looked for beside the results and made from the records.
        workers: that make pictures and plots; left out, some are started for the pictures.

    Returns:
        Where it is, and what it says in a few sentences.

    Raises:
        AccessError: `out` cannot be written to.
    """
    from declass.report.page import page, pictured, plotted

    parts = parts or Parts(out, Config.from_environment(), {})
    collector = Collector(out)
    for folder in sorted(set(folders)):
        collector.add(folder, parts.sums(folder))
    figures = collector.figures(out.resolve().name, run, progress(out))
    with ThreadPoolExecutor(1) as beside:
        made = beside.submit(pictures, pictured(figures), finder, out, workers)
        # Where there are no workers, to load what draws the plots takes as long as the pictures.
        plots = plotted(figures, workers)
        write_atomic(out / FIGURES_NAME, dump_figures(figures))
        write_atomic(out / DOCUMENTS_NAME, _table(figures.documents))
    html = page(figures, plots, made.result(), list(_files(out)))
    write_atomic(out / PAGE_NAME, html.encode("utf-8", "backslashreplace"))
    _follow(out)
    return Report(out / PAGE_NAME, out / FIGURES_NAME, " ".join(lead(figures)))


def _follow(out: Path) -> None:
    """Brings the checksums over a batch up to date, where there are some and they can be trusted."""
    with contextlib.suppress(InputError):
        batch = read_checksums(out)
        if batch is not None and batch.source == BATCH:
            names = (PAGE_NAME, FIGURES_NAME, DOCUMENTS_NAME)
            batch.files.update({name: file_sum(out, name).sha256 for name in names})
            write_checksums(out, batch)


def at_addresses(addresses: Mapping[str, str]) -> Finder:
    """Finds files by the folder of their result."""

    def find(page: WorstPage) -> Sequence[str]:
        return [addresses[page.folder]] if page.folder in addresses else []

    return find


def _files(out: Path) -> Iterator[tuple[str, str]]:
    yield FIGURES_NAME, "All figures of this page (JSON)"
    yield DOCUMENTS_NAME, "All documents (CSV)"
    yield from ((name, what) for name, what in _OTHERS if (out / name).is_file())


@functools.cache
def _adapter() -> TypeAdapter[Figures]:
    from pydantic import TypeAdapter

    return TypeAdapter(Figures)


def dump_figures(figures: Figures) -> bytes:
    """The figures as indented UTF-8 JSON with a final newline."""
    return _adapter().dump_json(figures, indent=1) + b"\n"


def load_figures(data: bytes) -> Figures:
    """Reads back what `dump_figures` wrote.

    Raises:
        ValueError: it is something else.
    """
    return _adapter().validate_json(data)


def earlier_run(out: Path) -> RunFigures | None:
    """What the last report in `out` told of its run, None where there is none that can be read."""
    try:
        return load_figures((out / FIGURES_NAME).read_bytes()).run
    except (OSError, ValueError):
        return None


def result_folders(out: Path) -> list[str]:
    """Names of the folders under `out` that hold a result, in order.

    Raises:
        AccessError: `out` cannot be looked into.
    """
    from processors.outputs.record import RECORD_NAME

    try:
        return sorted(path.name for path in out.iterdir() if (path / RECORD_NAME).is_file())
    except OSError as error:
        raise AccessError(f"cannot be looked into ({error.strerror})", file=str(out)) from error


def _table(rows: Sequence[DocumentRow]) -> bytes:
    """The documents as CSV (RFC 4180, UTF-8 with a byte order mark) in which no cell is a formula."""
    body = io.StringIO()
    writer = csv.writer(body)
    names = [field.name for field in fields(DocumentRow)]
    writer.writerow(names)
    writer.writerows([_cell(getattr(row, name)) for name in names] for row in rows)
    return ("\ufeff" + body.getvalue()).encode("utf-8", "replace")


def _cell(value: object) -> object:
    if isinstance(value, tuple):
        value = "; ".join(map(str, value))
    return safe_cell(value) if isinstance(value, str) else "" if value is None else value
