"""`declass read`: one file, now, without an orchestrator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from declass.catalog.discovery import result_folder
from declass.catalog.documents import (
    LASTING,
    Failure,
    Making,
    decided_record,
    failed_pages,
    make_record,
    now,
    unreadable_record,
    write_document,
)
from declass.cli.filing import Filed, decisions_on, file_result, writing
from declass.cli.output import print_text
from declass.cli.pages import parse_pages
from declass.logs import LOG, LogChoice, page_read, problem, set_up
from flows.ahead import taken_over
from processors.config import Config
from processors.errors import DeclassError, ExitCode, UsageError, printable
from processors.in_worker import PageJob
from processors.ocr.versions import engine_tools
from processors.outputs.apart import Apart
from processors.outputs.files import safe_name
from processors.outputs.formats import Format
from processors.outputs.record import written
from processors.records import Record
from processors.results import PageResult
from processors.sources.checksum import file_sha256
from processors.workers import WorkerPool, outcome


@dataclass(frozen=True, slots=True)
class Target:
    """Where the result goes, None for standard output, and what is written beside text and record."""

    out: Path | None
    formats: tuple[Format, ...] = ()


def read_file(path: Path, pages: str | None, target: Target, workers: int, errors: Console) -> ExitCode:
    """Reads a file and writes its results, or prints its text where there is no folder for them.

    Args:
        path: the file.
        pages: a range such as `1,3-5`, None for all.
        target: where results go.
        workers: number of pages read at the same time, where no workers were begun ahead.
        errors: where progress and messages go.

    Raises:
        DeclassError: the file could not be read at all (a record with the reason is still written).
    """
    started, config = now(), Config.from_environment()
    set_up(LogChoice.from_environment(), errors)
    tools = engine_tools(config)
    filed = Filed.of(path, config, tools, target.formats)
    with taken_over() or WorkerPool(workers, config) as pool:
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
            _write_unreadable(filed, target.out, error, started)
            raise
        futures = [(n, pool.read(PageJob(str(path), n))) for n in numbers]
        results, failures = _collect(path, futures, config, errors)
    record = make_record(source, results, failures, tools, config)
    with Apart(config) as apart:
        making = Making(path, started, results, target.formats, apart=apart)
        whole = _deliver(target, record, making, filed)
    code = _exit_code(record)
    return ExitCode.PARTIAL if code is ExitCode.OK and not whole else code


def _collect(
    path: Path, futures: list[tuple[int, Future[PageResult]]], config: Config, errors: Console
) -> tuple[list[PageResult], list[Failure]]:
    results: list[PageResult] = []
    failures: list[Failure] = []
    with _progress(errors, len(futures)) as step:
        for number, future in futures:
            try:
                results.append(outcome(future, str(path), number, config))
                page_read(str(path), number, sum(spent for _, spent in results[-1].seconds))
            except DeclassError as error:
                failures.append(Failure.of(number, error))
                problem(error)
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
    with Progress(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal or LogChoice.from_environment().bare,
    ) as bar:
        task = bar.add_task("reading", total=total)
        yield lambda: bar.advance(task)


def _deliver(target: Target, record: Record, making: Making, filed: Filed) -> bool:
    """Prints or writes the result; False where a format could not be made."""
    if target.out is None:
        print_text(record.text)
        return True
    with writing(target.out, filed, safe_name(making.source.stem)) as ledger:
        folder = _folder(target.out, making.source, record)
        decisions, newest = decisions_on(ledger, folder, record.source.sha256)
        if decisions:
            record = decided_record(record, making.results, filed.config, decisions)
        written_record = write_document(folder, record, replace(making, decisions=decisions))
        if ledger is not None:
            file_result(ledger, folder, written_record, making.results, filed, newest)
    missing = written_record.errors[len(record.errors) :]
    for item in missing:
        LOG.error(str(DeclassError(item.message, file=str(making.source))))
    LOG.info(f"written: {printable(str(folder))}")
    return not missing


def _folder(out: Path, path: Path, record: Record) -> Path:
    """The folder of the file, or, where more of its pages lie there already, one named after the pages read now."""
    folder = result_folder(out, safe_name(path.stem), record.source.sha256)
    there = written(folder)
    if there is None or there.pages <= len(record.pages):
        return folder
    first, last = record.pages[0].number, record.pages[-1].number
    return folder.with_name(f"{folder.name}-pages-{first}-{last}")


def _write_unreadable(filed: Filed, out: Path | None, error: DeclassError, started: str) -> None:
    """Leaves the reason where the result would have been."""
    path = filed.path
    if out is None or error.category not in LASTING or not path.is_file():
        return
    try:
        sha256 = file_sha256(path)
    except DeclassError:
        # The file cannot be read at all; the error that is being told says so.
        return
    record = unreadable_record(path, sha256, error, (), filed.config)
    with writing(out, filed, safe_name(path.stem)) as ledger:
        folder = result_folder(out, safe_name(path.stem), sha256)
        write_document(folder, record, Making(path, started))
        if ledger is not None:
            file_result(ledger, folder, record, (), filed)


def _exit_code(record: Record) -> ExitCode:
    failed = failed_pages(record)
    if failed == 0:
        return ExitCode.OK
    return ExitCode.INPUT if failed == len(record.pages) else ExitCode.PARTIAL
