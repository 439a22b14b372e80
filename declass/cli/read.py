"""`declass read`: one file, now, without an orchestrator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from declass.catalog.discovery import result_folder
from declass.catalog.documents import (
    LASTING,
    Failure,
    failed_pages,
    make_record,
    now,
    unreadable_record,
    write_document,
)
from declass.cli.output import print_text
from declass.cli.pages import parse_pages
from processors.config import Config
from processors.errors import DeclassError, ExitCode, UsageError, printable
from processors.ocr.versions import engine_tools
from processors.outputs.files import safe_name
from processors.outputs.record import written
from processors.records import Record
from processors.results import PageResult
from processors.sources.checksum import file_sha256
from processors.workers import PageJob, WorkerPool, outcome


def read_file(path: Path, pages: str | None, out: Path | None, workers: int, errors: Console) -> ExitCode:
    """Reads a file and writes its results under `out`, or prints its text where `out` is None.

    Args:
        path: the file.
        pages: a range such as `1,3-5`, None for all.
        out: folder for results.
        workers: number of pages read at the same time.
        errors: where progress and messages go.

    Raises:
        DeclassError: the file could not be read at all (a record with the reason is still written under `out`).
    """
    started, config = now(), Config.from_environment()
    tools = engine_tools(config)
    with WorkerPool(workers, config) as pool:
        try:
            source = outcome(pool.inspect(path), str(path), None, config)
            numbers = (
                parse_pages(pages, source.page_count)
                if pages is not None
                else range(1, source.page_count + 1)
            )
        except UsageError:
            raise
        except DeclassError as error:
            _write_unreadable(path, out, error, config, started)
            raise
        futures = [(n, pool.read(PageJob(str(path), n))) for n in numbers]
        results, failures = _collect(path, futures, config, errors)
    record = make_record(source, results, failures, tools, config)
    _deliver(path, out, record, results, started, errors)
    return _exit_code(record)


def _collect(
    path: Path, futures: list[tuple[int, Future[PageResult]]], config: Config, errors: Console
) -> tuple[list[PageResult], list[Failure]]:
    results: list[PageResult] = []
    failures: list[Failure] = []
    with _progress(errors, len(futures)) as step:
        for number, future in futures:
            try:
                results.append(outcome(future, str(path), number, config))
            except DeclassError as error:
                failures.append(Failure.of(number, error))
                errors.print(f"declass: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
            step()
    return results, failures


@contextmanager
def _progress(console: Console, total: int) -> Iterator[Callable[[], None]]:
    columns = (
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("pages"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=total)
        yield lambda: bar.advance(task)


def _deliver(
    path: Path, out: Path | None, record: Record, results: list[PageResult], started: str, errors: Console
) -> None:
    if out is None:
        print_text(record.text)
        return
    folder = _folder(out, path, record)
    write_document(folder, record, results, started)
    errors.print(f"Written: {printable(str(folder))}", markup=False, highlight=False, soft_wrap=True)


def _folder(out: Path, path: Path, record: Record) -> Path:
    """The folder of the file, or, where more of its pages lie there already, one named after the pages read now."""
    folder = result_folder(out, safe_name(path.stem), record.source.sha256)
    there = written(folder)
    if there is None or there.pages <= len(record.pages):
        return folder
    first, last = record.pages[0].number, record.pages[-1].number
    return folder.with_name(f"{folder.name}-pages-{first}-{last}")


def _write_unreadable(
    path: Path, out: Path | None, error: DeclassError, config: Config, started: str
) -> None:
    """Leaves the reason where the result would have been."""
    if out is None or error.category not in LASTING or not path.is_file():
        return
    try:
        sha256 = file_sha256(path)
    except DeclassError:
        # The file cannot be read at all; the error that is being told says so.
        return
    record = unreadable_record(path, sha256, error, (), config)
    write_document(result_folder(out, safe_name(path.stem), sha256), record, [], started)


def _exit_code(record: Record) -> ExitCode:
    failed = failed_pages(record)
    if failed == 0:
        return ExitCode.OK
    return ExitCode.INPUT if failed == len(record.pages) else ExitCode.PARTIAL
