"""`declass compare`: two releases of one document side by side."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from declass.catalog.documents import Failure, failed_pages, make_record
from declass.cli.output import print_text
from processors.compare.comparing import compare_records
from processors.compare.report_html import comparison_html
from processors.compare.report_json import comparison_json
from processors.compare.report_markdown import comparison_markdown
from processors.compare.types import Result
from processors.config import Config
from processors.errors import DeclassError, ExitCode, InputError, UsageError, printable
from processors.in_worker import PageJob
from processors.ocr.versions import engine_tools
from processors.outputs.files import write_atomic
from processors.outputs.record import RECORD_NAME, read_record
from processors.records import Record
from processors.workers import WorkerPool, outcome

LEAST_LIKENESS = 0.1
"""Share of common words below which two files are hardly releases of one document."""
STEM = "compare"


class Report(StrEnum):
    """What `--format` takes."""

    MD = "md"
    JSON = "json"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    Attributes:
        a: the earlier release: a result folder, its record, or a file to read.
        b: the other.
        report: what is printed; None for Markdown.
        out: where all reports are written instead.
    """

    a: Path
    b: Path
    report: Report | None
    out: Path | None


def compare_releases(
    releases: Sequence[Path], report: str | None, out: Path | None, workers: int
) -> ExitCode:
    """Does what the command line asks for: compares two releases.

    Raises:
        UsageError: they are not two, or the report is none.
        InputError: what is named cannot be used.
        AccessError: the reports cannot be written.
    """
    wanted = parse_report(report)
    if len(releases) != 2:
        raise UsageError(
            "two releases are wanted", hint="Try: declass compare A B, or declass compare --propose OUT"
        )
    return compare(Request(releases[0], releases[1], wanted, out), workers)


def parse_report(name: str | None) -> Report | None:
    """The report of that name.

    Raises:
        UsageError: there is none.
    """
    if name is None or name in list(Report):
        return Report(name) if name else None
    raise UsageError(f"no report is called {name!r}", hint=f"Choose from {', '.join(Report)}")


def compare(request: Request, workers: int) -> ExitCode:
    """Compares two releases and prints or writes what changed.

    Returns:
        `PARTIAL` where pages of a release could not be read, else `OK`.

    Raises:
        UsageError: both are the same file.
        InputError: a release holds no record and cannot be read.
        AccessError: the reports cannot be written.
    """
    a, b = _records(request, workers)
    if a.source.sha256 == b.source.sha256:
        raise UsageError("both releases are the same file", file=str(request.b))
    result = compare_records(a, b)
    for name, record in (("A", a), ("B", b)):
        if failed := failed_pages(record):
            sys.stderr.write(
                f"declass: {failed} pages of release {name} could not be read and are left out\n"
            )
    if result.comparison.likeness < LEAST_LIKENESS:
        sys.stderr.write("declass: these releases have hardly a word in common; are they of one document?\n")
    _deliver(result, request)
    return ExitCode.PARTIAL if failed_pages(a) or failed_pages(b) else ExitCode.OK


def _deliver(result: Result, request: Request) -> None:
    if request.out is None:
        print_text(_text(result, request.report or Report.MD))
        return
    for report in (request.report,) if request.report else tuple(Report):
        write_atomic(request.out / f"{STEM}.{report}", _text(result, report).encode("utf-8", "replace"))
    sys.stderr.write(f"Written: {printable(str(request.out))}\n")


def _text(result: Result, report: Report) -> str:
    match report:
        case Report.MD:
            return comparison_markdown(result.comparison)
        case Report.JSON:
            return comparison_json(result.comparison)
        case Report.HTML:
            return comparison_html(result)


def _records(request: Request, workers: int) -> tuple[Record, Record]:
    """Both records; files that were not read before are read now, and kept nowhere."""
    known = [_known(path) for path in (request.a, request.b)]
    if known[0] is not None and known[1] is not None:
        return known[0], known[1]
    config = Config.from_environment()
    with WorkerPool(workers, config) as pool:
        a, b = (
            record if record is not None else _read(path, pool, config)
            for record, path in zip(known, (request.a, request.b), strict=True)
        )
    return a, b


def _known(path: Path) -> Record | None:
    """The record that lies there; None for a file that is to be read.

    Raises:
        InputError: there is nothing to compare.
    """
    place = path / RECORD_NAME if path.is_dir() else path
    if path.is_dir() and not place.is_file():
        raise InputError(
            "holds no record.json", file=str(path), hint="Name a result folder, or a file to read"
        )
    if place.suffix.lower() != ".json":
        return None
    return read_record(place)


def _read(path: Path, pool: WorkerPool, config: Config) -> Record:
    source = outcome(pool.inspect(path), str(path), None, config)
    futures = [(n, pool.read(PageJob(str(path), n))) for n in range(1, source.page_count + 1)]
    results, failures = [], []
    for number, future in futures:
        try:
            results.append(outcome(future, str(path), number, config))
        except DeclassError as error:
            failures.append(Failure.of(number, error))
            sys.stderr.write(f"declass: {error}\n")
    return make_record(source, results, failures, engine_tools(config), config)
