"""`declass status`: what was read, with which outcome, as the catalog has it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from declass.catalog.catalog import open_catalog
from declass.catalog.database import Database, catalog_url, open_database
from declass.catalog.locks import Locks
from declass.catalog.overview import FailureView, Overview, RunView, failures, overview
from declass.catalog.rebuild import rebuild
from declass.catalog.runs import RunOutcome
from declass.cli.output import print_text
from declass.cli.places import results_place
from processors.errors import ExitCode, UsageError, printable


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        out: the folder for results; None for all that the catalog holds.
        catalog: URL or file of the catalog; None for the usual one.
        failed: whether each failure is listed with its reason.
        as_json: whether JSON is wanted instead of lines for a person.
        rebuild: whether the catalog is first made anew from the result folders.
    """

    out: Path | None
    catalog: str | None
    failed: bool = False
    as_json: bool = False
    rebuild: bool = False


def print_status(question: Question) -> ExitCode:
    """Prints the figures, or each failure.

    Returns:
        `PARTIAL` where the catalog was made anew and a record could not be used, else `OK`.

    Raises:
        UsageError: there is no catalog, or it knows nothing of the folder.
        InputError: there is no such folder.
        AccessError: it cannot be used.
    """
    out = results_place(question.out, question.catalog)
    url = catalog_url(out, question.catalog)
    with closing(open_database(url, create=question.rebuild)) as database:
        code = _rebuild(database, out) if question.rebuild else ExitCode.OK
        told: Iterator[str]
        if question.failed:
            found = list(failures(database, out))
            told = _failure_lines(found)
            body: object = [asdict(failure) for failure in found]
        else:
            figures = overview(database, out)
            told, body = _lines(figures), asdict(figures)
    if question.as_json:
        print_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n")
    else:
        print_text("".join(f"{line}\n" for line in told))
    return code


def _rebuild(database: Database, out: Path | None) -> ExitCode:
    if out is None:
        raise UsageError("--rebuild needs the folder with the results", hint="Give --out DIR")
    with Locks(out) as locks:
        made = rebuild(open_catalog(database, out, locks), out)
    sys.stderr.write(f"Put into the catalog: {made.documents} documents, {made.pages} pages\n")
    if made.gone:
        sys.stderr.write(f"Taken out of the catalog: {made.gone} documents that have no result any more\n")
    for name in made.unusable:
        sys.stderr.write(f"No usable record.json: {printable(str(out / name))}\n")
    return ExitCode.PARTIAL if made.unusable else ExitCode.OK


def _lines(figures: Overview) -> Iterator[str]:
    total = sum(figures.documents.values())
    by_status = ", ".join(f"{count} {status}" for status, count in sorted(figures.documents.items()))
    yield f"Documents  {total}" + (f" ({by_status})" if total else "")
    yield f"Pages      {figures.pages} ({figures.pages_failed} failed)"
    yield f"Found      {figures.redactions} redactions, {figures.strikes} strikes"
    if figures.failures:
        told = ", ".join(f"{count} {category}" for category, count in figures.failures.items())
        yield f"Failures   {told} (declass status --failed lists them)"
    for k, run in enumerate(figures.runs):
        for number, line in enumerate(_run(run)):
            yield f"{'Runs' if not k and not number else '':<10} {line}"


def _run(run: RunView) -> Iterator[str]:
    told = {
        "ended": f"to {run.ended}",
        "running": "and is running",
        "stopped": "and did not end: it was killed, or the machine went down",
        "elsewhere": "on another machine",
    }[run.state]
    if run.outcome == RunOutcome.INTERRUPTED:
        yield f"{run.started} {told}, interrupted: what was read is kept"
    elif run.outcome == RunOutcome.FAILED:
        yield f"{run.started} {told}, ended by an error: {printable(run.reason)}"
    elif run.ended:
        yield f"{run.started} {told}: {_counts(run)}"
    else:
        yield f"{run.started} {told}"
    if run.outcome == RunOutcome.STOPPED:
        left = f"{run.unfinished} document{'' if run.unfinished == 1 else 's'} left to the next run"
        reason = printable(run.reason).removeprefix("stopped: ")
        yield f"  stopped by itself, {left}: {reason}"


def _counts(run: RunView) -> str:
    failed = f" ({run.documents_failed} failed)" if run.documents_failed else ""
    pages = f"{run.pages_read} pages read, {run.pages_known} known, {run.pages_failed} failed"
    return f"{run.documents} documents{failed}, {pages}"


def _failure_lines(found: list[FailureView]) -> Iterator[str]:
    for failure in found:
        page = f", page {failure.page}" if failure.page is not None else ""
        folder = f" [{printable(failure.folder)}]" if failure.folder else ""
        yield f"{_place(failure)}{page}: {failure.category}: {printable(failure.message)}{folder}"
    if not found:
        yield "Nothing failed"


def _place(failure: FailureView) -> str:
    """Where the file lies, its name where nobody knows; several places where several files are the same."""
    if not failure.addresses:
        return printable(failure.file)
    first, *others = failure.addresses
    more = f" (and at {len(others)} more)" if others else ""
    return printable(first) + more + (" (not there any more)" if failure.gone else "")
