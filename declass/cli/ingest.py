"""`declass ingest`: the Prefect flow with a progress bar before and a table after."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Container
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from declass.logs import LOG, LogChoice, Totals, ended, set_up
from flows.places import check_places
from flows.progress import Logged, PageEnd
from flows.settings import apply_defaults
from processors.errors import ExitCode, printable

if TYPE_CHECKING:
    from flows.requests import Request
    from flows.results import DocumentResult, Summary

# Rows of the table on the screen; the rest is counted.
_ROWS = 40
# How often a second the bar is drawn: pages take a second each, and drawing takes time from reading.
_LOOKS = 2
# Columns of the table where it goes to no screen: more than paths have.
_WIDTH = 10_000


class _Rate(ProgressColumn):
    """Pages a minute."""

    def render(self, task: Task) -> Text:
        """The rate so far, empty until a page is read."""
        speed = task.finished_speed or task.speed
        return Text(f"{60 * speed:.0f} pages/min" if speed else "", style="progress.data.speed")


class _Bar(Logged):
    """Draws what the flow tells; its messages are lines of the log, above the bar."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("reading", total=0)
        self._total = self._known = self._read = self._failed = 0
        self._documents = Counter[str]()
        self._begun = time.monotonic()

    def planned(self, pages: int, known: int) -> None:
        """More pages are in the batch."""
        super().planned(pages, known)
        self._total += pages - known
        self._known += known
        self._progress.update(self._task, total=self._total)

    def page_read(self, page: PageEnd) -> None:
        """One page more is done."""
        super().page_read(page)
        self._read += page.seconds is not None
        self._failed += page.seconds is None
        self._progress.advance(self._task)

    def document_done(self, outcome: str) -> None:
        """One document more is done."""
        super().document_done(outcome)
        self._documents[outcome] += 1

    def so_far(self, code: ExitCode) -> Totals:
        """What the batch came to, where it is ended now with this code."""
        seconds = time.monotonic() - self._begun
        return Totals(seconds, self._documents, self._read, self._known, self._failed, int(code))


def ingest_sources(request: Request) -> ExitCode:
    """Runs the flow and shows how it went.

    Raises:
        UsageError: `out` or the quarantine lies inside one of the source folders, or is one.
        AccessError: `out` cannot be written to, or the catalog not be used.
    """
    check_places(request.sources, request.out, request.policy.quarantine)
    console, choice = Console(stderr=True), LogChoice.from_environment()
    set_up(choice, console)
    with nullcontext() if choice.bare else console.status("starting"):
        apply_defaults()
        from flows.progress import watched_by
        from flows.requests import run

    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    bar = Progress(
        *columns,
        console=console,
        transient=True,
        disable=choice.bare,
        # Where nobody looks, a thread that draws takes time from the readers for nothing.
        auto_refresh=console.is_terminal,
        refresh_per_second=_LOOKS,
    )
    with bar as progress, watched_by(watching := _Bar(progress)):
        try:
            summary = run(request)
        except KeyboardInterrupt:
            return _interrupted(watching.so_far(ExitCode.INTERRUPTED), request.out)
    _show(summary, request.out, Console(quiet=choice.quiet))
    if summary.stopped is not None:
        left = f"; {summary.unfinished} documents that were found are left to the next run"
        LOG.error(f"{summary.stopped}{left if summary.unfinished else ''}")
    code = _exit_code(summary)
    if choice.as_json:
        ended(f"ended with exit code {int(code)}", _totals(summary, code))
    return code


def _interrupted(totals: Totals, out: Path) -> ExitCode:
    """Tells in one line what is kept of a batch that a person, or the system, ended."""
    number, kept = sum(totals.documents.values()), totals.pages_read + totals.pages_known
    documents = "1 document is" if number == 1 else f"{number} documents are"
    ended(
        f"stopped: {documents} done, and {kept} pages kept in {out}, {totals.pages_read} of them read now. "
        "To go on, run the same command again",
        totals,
        logging.ERROR,
    )
    return ExitCode.INTERRUPTED


def _totals(summary: Summary, code: ExitCode) -> Totals:
    copies = summary.copies
    outcomes = Counter(_outcome(d, copies) for d in summary.documents)
    pages = summary.pages_read, summary.pages_known, summary.pages_failed
    return Totals(summary.seconds, outcomes, *pages, int(code))


def _show(summary: Summary, out: Path, console: Console) -> None:
    from flows.results import short_names

    table = Table(
        "file", "outcome", "pages", "failed", "redactions", "strikes", "result", box=None, pad_edge=False
    )
    copies, names = summary.copies, short_names(d.file for d in summary.documents)
    for d in summary.documents[:_ROWS]:
        row = (
            names[d.file],
            _outcome(d, copies),
            str(d.pages),
            str(d.failed),
            str(d.redactions),
            str(d.strikes),
        )
        table.add_row(*(Text(printable(cell)) for cell in (*row, d.folder)))
    if not console.is_terminal:
        # A name that is cut names nothing.
        console.width = _WIDTH
    console.print(table)
    if len(summary.documents) > _ROWS:
        console.print(f"… and {len(summary.documents) - _ROWS} more")
    if not summary.documents and summary.stopped is None:
        console.print("No PDF, TIFF, PNG or JPEG file was found")
        return
    outcomes = Counter(_outcome(d, copies) for d in summary.documents)
    console.print(
        f"{len(summary.documents)} documents ({', '.join(f'{n} {name}' for name, n in sorted(outcomes.items()))}); "
        f"{summary.pages_read} pages read in {summary.seconds:.0f} s, {summary.pages_failed} failed, "
        f"{summary.pages_known} known from before and not read again",
        highlight=False,
        soft_wrap=True,
    )
    console.print(
        f"Results: {printable(str(out))}/<result>/text.md and record.json", highlight=False, soft_wrap=True
    )


def _outcome(document: DocumentResult, copies: Container[str]) -> str:
    """How a document ended, as it is told: a copy of one that was just read was not known from before."""
    return "copy" if document.file in copies else str(document.outcome)


def _exit_code(summary: Summary) -> ExitCode:
    if summary.stopped is not None:
        return summary.stopped.exit_code
    if not summary.documents and not summary.unreachable:
        return ExitCode.INPUT
    bad = bool(summary.unreachable) or any(
        d.failed or d.outcome in ("failed", "partial") for d in summary.documents
    )
    if not bad:
        return ExitCode.OK
    if any(d.pages > d.failed for d in summary.documents):
        return ExitCode.PARTIAL
    codes = {d.exit_code for d in summary.documents} or {ExitCode.ACCESS}
    return codes.pop() if len(codes) == 1 and ExitCode.OK not in codes else ExitCode.INPUT
