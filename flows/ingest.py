"""The flow: files and folders in, a result folder for each document out.

Documents are cut into shards; a shard is a task on a thread; the pages of all shards are read in one pool of spawned
processes. What was read before is known from the page store and the catalog, not from Prefect.
"""

from __future__ import annotations

import os
import queue
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import UUID

from prefect import Task, flow
from prefect.artifacts import (
    create_link_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from declass.catalog.discovery import discover, result_names
from declass.catalog.documents import Failure, now
from declass.catalog.store import check_writable
from declass.report.write import Report
from flows.batch import Batch, Busy, Document, FarReader, Shard, Workers, shards
from flows.gone import Decoration, server_needed
from flows.index import Making, close_batch
from flows.ledger import Checked, Ledger, open_ledger
from flows.progress import watcher
from flows.requests import Request
from flows.results import DocumentResult, Summary
from processors.config import Config
from processors.ocr.versions import engine_tools
from processors.outputs.formats import parse_formats

T = TypeVar("T")
ReadShard = PrefectFuture[tuple[Failure, ...]]

# Key of the Prefect artifact with the table of documents; the page of the flow run shows it.
TABLE_KEY = "declass-documents"
PROGRESS_KEY = "declass-progress"
REPORT_KEY = "declass-report"
# A table in Prefect's database is for looking at; longer lists are in the result folders.
_TABLE_ROWS = 500
# Seconds between two changes of the progress artifact: each is a request to Prefect's server.
_PROGRESS_SECONDS = 2.0
# Documents a worker has open ahead: enough to keep it busy with files of one page, and few enough that another run
# over the same output finds work too.
_AHEAD = 8
# Seconds before documents that another run reads are asked for again.
_PATIENCE = 0.5


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
) -> Summary:
    """Reads files and folders; each document's result goes to a folder under `out`.

    The catalog is the one that the environment variable DECLASS_CATALOG names, else it lies under `out`: its URL may
    hold a password, and parameters of flows are shown to everyone.

    Args:
        sources: files and folders.
        out: the folder for results.
        workers: pages read at the same time.
        formats: what to write beside text and record, as in `processors.outputs.formats`.
        checksum: whether files are known by their checksum alone, never by size and time.
        dask: address of a Dask scheduler whose workers read; the flow's task runner must be on the same cluster.
            Empty to read here.

    Raises:
        AccessError: `out` cannot be written to, the cluster not be used, or the catalog not be used.
        MissingError: the OCR engine is not installed.
        UsageError: a format is not known.
    """
    start, started, config, folder, listener = (
        time.monotonic(),
        now(),
        Config.from_environment(),
        Path(out),
        watcher(),
    )
    check_writable(folder)
    found = discover(Path(source) for source in sources)
    for error in found.errors:
        listener.message(error)
    tools, wanted = engine_tools(config), parse_formats(formats)
    with open_ledger(folder, config, tools, wanted, checksum=checksum) as ledger:
        number = ledger.catalog.start_run(started)
        far = _cluster(dask, ledger, config) if dask else None
        with Workers(workers, config) as processes:
            batch = Batch(ledger, processes, tools, config, listener, started, wanted, far)
            names = result_names(found.files)
            documents = _read_all(batch, names, far.places if far else workers, shown := Decoration())
        unreachable = tuple(str(error) for error in found.errors)
        summary = Summary(tuple(documents), unreachable, time.monotonic() - start)
        report = close_batch(folder, summary, Making(config, tools, started, workers))
        ledger.end_run(number, summary)
    shown.show(partial(_publish_table, documents))
    if report is not None:
        shown.show(partial(_publish_report, report))
    return summary


def _cluster(address: str, ledger: Ledger, config: Config) -> FarReader:
    from flows.cluster import Cluster

    return Cluster.at(address, ledger, config)


def _read_all(
    batch: Batch, names: Mapping[Path, str], workers: int, shown: Decoration
) -> list[DocumentResult]:
    """Reads every file; those that another run has begun come last, when it is done with them or died."""
    results: list[DocumentResult] = []
    left = list(names.items())
    progress = _Progress(len(left), shown)
    while left:
        busy: list[tuple[Path, str]] = []
        found, before = _Round(batch, workers, iter(left)), len(results)
        for result in found.run():
            if isinstance(result, Busy):
                busy.append((result.path, result.name))
            else:
                results.append(result)
                batch.listener.document_done(str(result.outcome))
                progress.at(len(results))
        if busy and len(results) == before:
            batch.listener.message(
                f"waiting for another run, which is reading {len(busy)} of these documents"
            )
            time.sleep(_PATIENCE)
        left = busy
    return sorted(results, key=lambda result: result.file)


class _Round:
    """One pass over files: a few are under way at a time, shards are tasks, a document ends with its last shard.

    Looking at files and opening them happens on threads, reading in tasks, all else in the thread that calls `run`.
    """

    def __init__(self, batch: Batch, workers: int, files: Iterator[tuple[Path, str]]) -> None:
        self._batch, self._workers, self._files = batch, workers, files
        self._threads = ThreadPoolExecutor(2 * workers)
        read = batch.far.read_shard if batch.far else batch.read_shard
        self._task = Task(read, name="read-shard", task_run_name="{shard}", cache_policy=NO_CACHE)
        # What is to be done next in the thread that calls `run`; it gives a result where a document ends by it.
        self._next: queue.SimpleQueue[Callable[[], DocumentResult | Busy | None]] = queue.SimpleQueue()
        self._left: dict[Document, int] = {}
        self._failures: dict[Document, list[Failure]] = {}

    def run(self) -> Iterator[DocumentResult | Busy]:
        """What became of each file, in the order in which they end."""
        with self._threads:
            under_way = sum(self._begin() for _ in range(_AHEAD * self._workers))
            while under_way:
                result = self._next.get()()
                if result is not None:
                    yield result
                    under_way += self._begin() - 1

    def _begin(self) -> bool:
        """Looks at the next file, if there is one."""
        for path, name in self._files:
            self._later(self._threads.submit(self._batch.look, path, name), self._looked)
            return True
        return False

    def _later(self, future: Future[T], then: Callable[[T], DocumentResult | Busy | None]) -> None:
        future.add_done_callback(lambda done: self._next.put(lambda: then(done.result())))

    def _looked(self, looked: DocumentResult | Checked) -> DocumentResult | None:
        if isinstance(looked, DocumentResult):
            self._batch.listener.planned(looked.pages, looked.pages)
            return looked
        self._batch.workers.start()
        self._later(self._threads.submit(self._batch.open, looked), self._opened)
        return None

    def _opened(self, opened: Document | DocumentResult | Busy) -> DocumentResult | Busy | None:
        if isinstance(opened, Busy):
            return opened
        if isinstance(opened, DocumentResult):
            self._batch.listener.planned(opened.pages, opened.pages)
            return opened
        pages = opened.source.page_count
        self._batch.listener.planned(pages, pages - len(opened.missing))
        work = list(shards(opened))
        if not work:
            return self._batch.finish(opened, [])
        self._left[opened], self._failures[opened] = len(work), []
        for shard in work:
            read = partial(self._read, opened, shard)
            self._task.submit(shard).add_done_callback(partial(self._ended, read))
        return None

    def _ended(self, then: Callable[[ReadShard], DocumentResult | None], done: ReadShard) -> None:
        """Called in whatever thread a task ended in."""
        self._next.put(partial(then, done))

    def _read(self, document: Document, shard: Shard, done: ReadShard) -> DocumentResult | None:
        failures = done.result()
        if self._batch.far:
            self._batch.read_afar(shard, failures)
        self._failures[document] += failures
        self._left[document] -= 1
        if self._left[document]:
            return None
        del self._left[document]
        return self._batch.finish(document, self._failures.pop(document))


class _Progress:
    """Prefect's progress artifact of this run: documents that are done, in percent."""

    def __init__(self, total: int, shown: Decoration) -> None:
        self._total, self._told, self._shown = total, 0.0, shown
        made = create_progress_artifact(0.0, key=PROGRESS_KEY, description=f"{total} documents")
        # From a synchronous flow the call is synchronous; its type admits both.
        self._artifact = cast("UUID", made)

    def at(self, done: int) -> None:
        """So many documents are done."""
        if done == self._total or time.monotonic() - self._told > _PROGRESS_SECONDS:
            self._told = time.monotonic()
            percent = 100.0 * done / self._total
            self._shown.show(lambda: update_progress_artifact(self._artifact, percent))


def _publish_table(documents: Sequence[DocumentResult]) -> None:
    rows = [
        {
            "file": Path(d.file).name,
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

    runner = cluster_runner(request.dask) if request.dask else batch_threads(request.workers)
    with server_needed():
        return ingest.with_options(task_runner=runner)(
            [str(source) for source in request.sources],
            str(request.out),
            request.workers,
            [str(f) for f in request.formats],
            request.checksum,
            request.dask,
        )
