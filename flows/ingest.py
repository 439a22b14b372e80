"""The flow: sources in, a result folder for each document out.

Documents are cut into shards; tasks on threads read one long shard each, or several short ones; the pages of all
shards are read in one pool of spawned processes. What was read before is known from the page store and the catalog, not
from Prefect.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, cast
from uuid import UUID

from prefect import flow
from prefect.artifacts import (
    create_link_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from declass.catalog.documents import LASTING, now
from declass.catalog.store import check_writable
from declass.gather import Gathered, GatherError, gather
from declass.report.write import Report
from flows.aside import Aside
from flows.batch import Batch, Busy
from flows.contents import Contents
from flows.gathered import documents as documents_of
from flows.gathered import gather_options
from flows.gone import Decoration, server_needed
from flows.guard import Guard, RunStoppedError, check_room
from flows.history import begun, keep_end, put_problem
from flows.index import Making, close_batch
from flows.ledger import Ledger, open_ledger
from flows.places import check_places
from flows.policy import FREE_GB, OnError, Policy
from flows.progress import tell_earlier, watcher
from flows.quarantine import open_quarantine
from flows.readers import FarReader, Workers
from flows.requests import Request
from flows.results import DocumentResult, Outcome, Summary, short_names
from flows.rounds import Round
from flows.temporary import small_server
from processors.config import Config
from processors.errors import DeclassError
from processors.ocr.versions import engine_tools
from processors.outputs.apart import Apart
from processors.outputs.formats import parse_formats

# Key of the Prefect artifact with the table of documents; the page of the flow run shows it.
TABLE_KEY = "declass-documents"
PROGRESS_KEY = "declass-progress"
REPORT_KEY = "declass-report"
# A table in Prefect's database is for looking at; longer lists are in the result folders.
_TABLE_ROWS = 500
# Seconds between two changes of the progress artifact: each is a request to Prefect's server.
_PROGRESS_SECONDS = 2.0
# Seconds before documents that another run reads are asked for again: at first, and where nothing came of it for long.
_PATIENCE = (0.5, 5.0)


def batch_threads(workers: int) -> TaskRunner[PrefectFuture[Any]]:
    """Threads only wait for the worker processes; two a process keep every process busy between shards."""
    return cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner[Any](max_workers=2 * workers))


@flow(
    name="declass-ingest",
    persist_result=False,
    task_runner=batch_threads(os.cpu_count() or 1),
)
def ingest(
    sources: list[str],
    out: str,
    workers: int = 2,
    formats: Sequence[str] = (),
    checksum: bool = False,
    dask: str = "",
    manifest: str = "",
    on_error: str = OnError.SKIP.value,
    max_failures: float | None = None,
    quarantine: str = "",
    free_gb: float = FREE_GB,
) -> Summary:
    """Reads what the sources hold; each document's result goes to a folder under `out`.

    The catalog is the one that the environment variable DECLASS_CATALOG names, else it lies under `out`: its URL may
    hold a password, and parameters of flows are shown to everyone. DECLASS_STORE names the place for results of pages.

    Args:
        sources: files, folders, patterns, archives and addresses, as `declass.gather` takes them.
        out: the folder for results.
        workers: pages read at the same time.
        formats: what to write beside text and record, as in `processors.outputs.formats`.
        checksum: whether files are known by their checksum alone, never by size and time.
        dask: address of a Dask scheduler whose workers read; the flow's task runner must be on the same cluster.
            Empty to read here.
        manifest: a CSV file with what is known of the documents; empty for none.
        on_error: `skip` what cannot be read, or `stop` after the first page or document.
        max_failures: share (0 to 1) of pages or documents that may fail; with more the run stops. Left out, only
            failures count that are no fault of the files (`flows.guard`).
        quarantine: folder for copies of files that could not be read; empty for none.
        free_gb: gigabytes that stay free on the disk.

    Raises:
        AccessError: `out` cannot be written to, its disk is nearly full, the manifest cannot be read, the cluster, the
            catalog or the place for results of pages not be used.
        LimitError: the manifest is too large.
        MissingError: the OCR engine is not installed.
        BatchStoppedError: the run ended itself by this policy; what it did is kept and summed up.
        UsageError: a format is not known, the manifest has no column for the file, or the policy cannot be.
    """
    start, started, config, folder, listener = (
        time.monotonic(),
        now(),
        Config.from_environment(),
        Path(out),
        watcher(),
    )
    policy = Policy.of(on_error, max_failures, quarantine, free_gb)
    check_places(sources, folder, quarantine)
    check_writable(folder)
    check_room(folder, policy)
    tools, wanted = engine_tools(config), parse_formats(formats)
    unreachable: list[GatherError] = []
    with (
        open_ledger(folder, config, tools, wanted, checksum=checksum) as ledger,
        open_quarantine(policy, config) as put_aside,
        gather(sources, gather_options(folder, manifest)) as found,
    ):
        far = _cluster(dask, ledger, config, policy) if dask else None
        with begun(ledger, started) as number, Workers(workers, config) as processes, Apart(config) as apart:
            guard = _guard(policy, folder, processes)
            batch = Batch(
                ledger,
                processes,
                tools,
                config,
                listener,
                started,
                wanted,
                far,
                policy,
                guard,
                Aside(put_aside, listener),
                apart,
            )
            failed = partial(_unreachable, batch)
            items = documents_of(found, listener.message, unreachable, failed)
            documents, unfinished = _read_all(
                batch, items, far.places if far else workers, shown := Decoration()
            )
            tell_earlier(listener, documents)
            spent = time.monotonic() - start
            summary = Summary(
                tuple(documents), tuple(unreachable), spent, guard.stopped, unfinished, guard.seen
            )
            making = Making(config, tools, started, workers, processes.idle)
            report = close_batch(ledger, summary, making)
        keep_end(ledger, number, summary, sources)
    shown.show(partial(_publish_table, documents))
    if report is not None:
        shown.show(partial(_publish_report, report))
    if summary.stopped is not None:
        raise BatchStoppedError(summary, summary.stopped)
    return summary


class BatchStoppedError(DeclassError):
    """A batch ended itself in good order: what it did is kept, and summed up."""

    category: ClassVar[str] = "stopped"

    def __init__(self, summary: Summary, reason: DeclassError) -> None:
        """Takes what it did, and why it ended."""
        super().__init__(reason.message, file=reason.file, page=reason.page, hint=reason.hint)
        self.summary = summary

    def __reduce__(self) -> tuple[object, ...]:
        """In another process only the reason is told."""
        return (RunStoppedError, (self.message,))


def _unreachable(batch: Batch, address: str, error: DeclassError) -> None:
    """A source that cannot be had is told by each run, unless it is bad for good: it was there meanwhile, perhaps."""
    put_problem(batch.ledger, address, error)
    if error.category in LASTING:
        batch.could_not(address, error, address)
    else:
        batch.guard.document(address, error)


def _guard(policy: Policy, out: Path, processes: Workers) -> Guard:
    aside = [Path(policy.quarantine)] if policy.quarantine else []
    return Guard(policy, [out, *aside], processes.stop_reading)


def _cluster(address: str, ledger: Ledger, config: Config, policy: Policy) -> FarReader:
    from flows.cluster import Cluster

    return Cluster.at(address, ledger, config, policy)


def _read_all(
    batch: Batch, items: Iterator[Gathered], workers: int, shown: Decoration
) -> tuple[list[DocumentResult], int]:
    """Reads every document; those that another run has begun come last, when it is done with them or died.

    Returns:
        How they ended, and how many were left because the batch is to stop.
    """
    results: list[DocumentResult] = []
    contents, progress, found, unfinished = Contents(), _Progress(shown), 0, 0
    left: list[Gathered] | None = None
    pause, told = _PATIENCE[0], 0
    while left is None or left:
        busy: list[Gathered] = []
        before = len(results)
        round_ = Round(batch, workers, items if left is None else iter(left), contents)
        for result in round_.run():
            if isinstance(result, Busy):
                busy.append(result.item)
            else:
                results.append(result)
                batch.listener.document_done(str(Outcome.KNOWN if result.earlier else result.outcome))
                progress.at(len(results), found or round_.found)
        found = found or round_.found
        unfinished += round_.unfinished
        if batch.guard.stopped is not None:
            unfinished += len(busy)
            break
        if busy and len(results) == before:
            if len(busy) != told:
                told = len(busy)
                batch.listener.message(f"waiting for another run, which is reading {told} of these documents")
            time.sleep(pause)
            pause = min(2 * pause, _PATIENCE[1])
        else:
            pause = _PATIENCE[0]
        left = sorted(busy, key=lambda item: item.address)
    progress.end()
    return _as_written(sorted(results, key=lambda result: result.file), batch.rewritten), unfinished


def _as_written(results: list[DocumentResult], rewritten: Mapping[str, str]) -> list[DocumentResult]:
    """The results with the checksums of records as they are now.

    One may have been written anew after it was looked up for another document with the same contents.
    """
    fresh = {r.folder: r.record_sha256 for r in results if r.outcome is not Outcome.KNOWN}
    fresh |= rewritten
    return [
        replace(r, record_sha256=fresh[r.folder]) if r.folder in fresh and r.folder else r for r in results
    ]


class _Progress:
    """Prefect's progress artifact of this run: documents that are done, in percent of those found so far."""

    def __init__(self, shown: Decoration) -> None:
        self._told, self._shown = 0.0, shown
        made = create_progress_artifact(
            0.0, key=PROGRESS_KEY, description="Done of the documents found so far"
        )
        # From a synchronous flow the call is synchronous; its type admits both.
        self._artifact = cast("UUID", made)

    def at(self, done: int, found: int) -> None:
        """So many documents are done, of so many that were found."""
        if time.monotonic() - self._told > _PROGRESS_SECONDS:
            self._told = time.monotonic()
            self._show(100.0 * done / found)

    def end(self) -> None:
        """All are done."""
        self._show(100.0)

    def _show(self, percent: float) -> None:
        self._shown.show(lambda: update_progress_artifact(self._artifact, percent))


def _publish_table(documents: Sequence[DocumentResult]) -> None:
    names = short_names(d.file for d in documents)
    rows = [
        {
            "file": names[d.file],
            "outcome": str(d.outcome),
            "pages": d.pages,
            "failed": d.failed,
            "redactions": d.redactions,
            "strikes": d.strikes,
            "result": d.folder,
            "reason": d.reason,
        }
        for d in documents[:_TABLE_ROWS]
    ]
    create_table_artifact(rows, key=TABLE_KEY, description=f"{len(documents)} documents")


def _publish_report(report: Report) -> None:
    # The summary names files and codes of documents: what they hold is no Markdown.
    summary = re.sub(r"([\\`*_{}\[\]<>#|!])", r"\\\1", report.summary)
    create_link_artifact(
        report.page.resolve().as_uri(), link_text="Report of the batch", key=REPORT_KEY, description=summary
    )


def run(request: Request) -> Summary:
    """Runs the flow here and now.

    Raises:
        AccessError: the folder for results cannot be written to, the cluster or the catalog not be used.
        MissingError: `prefect-dask` is not installed.
    """
    from flows.cluster import cluster_runner

    policy = request.policy
    runner = cluster_runner(request.dask) if request.dask else batch_threads(request.workers)
    read = ingest.with_options(task_runner=runner)
    try:
        with small_server() as answers, server_needed():
            answers()
            return read(
                [str(source) for source in request.sources],
                str(request.out),
                request.workers,
                [str(f) for f in request.formats],
                request.checksum,
                request.dask,
                request.manifest,
                str(policy.on_error),
                policy.max_failures,
                policy.quarantine,
                policy.free_gb,
            )
    except BatchStoppedError as stopped:
        return stopped.summary
