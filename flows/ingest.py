"""The flow: files and folders in, a result folder for each document out.

Documents are cut into shards; a shard is a task on a thread; the pages of all shards are read in one pool of spawned
processes. What was read before is known from the page store, not from Prefect.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from prefect import Task, flow
from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from declass.catalog.discovery import discover, result_names
from declass.catalog.documents import Failure, now
from declass.catalog.store import PageStore, check_writable
from flows.batch import Batch, Document, DocumentResult, shards
from flows.progress import watcher
from processors.config import Config
from processors.ocr.versions import engine_tools
from processors.outputs.formats import Format, parse_formats
from processors.outputs.provenance import reading_digest
from processors.outputs.withholdings_files import write_batch_withholdings
from processors.workers import WorkerPool

# Key of the Prefect artifact with the table of documents; the page of the flow run shows it.
TABLE_KEY = "declass-documents"
PROGRESS_KEY = "declass-progress"
# A table in Prefect's database is for looking at; longer lists are in the result folders.
_TABLE_ROWS = 500


@dataclass(frozen=True, slots=True)
class Summary:
    """What a batch did."""

    documents: tuple[DocumentResult, ...]
    unreachable: tuple[str, ...]
    seconds: float

    @property
    def pages_read(self) -> int:
        """Pages that this run read."""
        return sum(d.pages_read for d in self.documents)

    @property
    def pages_known(self) -> int:
        """Pages that were read by an earlier run."""
        return sum(d.pages - d.failed - d.pages_read for d in self.documents)

    @property
    def pages_failed(self) -> int:
        """Pages that could not be read."""
        return sum(d.failed for d in self.documents)


def _threads(workers: int) -> TaskRunner[PrefectFuture[Any]]:
    """Threads only wait for the worker processes; two a process keep every process busy between shards."""
    return cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner[Any](max_workers=2 * workers))


@flow(
    name="declass-ingest",
    persist_result=False,
    task_runner=_threads(os.cpu_count() or 1),
)
def ingest(sources: list[str], out: str, workers: int = 2, formats: Sequence[str] = ()) -> Summary:
    """Reads files and folders; each document's result goes to a folder under `out`.

    Args:
        sources: files and folders.
        out: the folder for results.
        workers: pages read at the same time.
        formats: what to write beside text and record, as in `processors.outputs.formats`.

    Raises:
        AccessError: `out` cannot be written to.
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
        listener.message(str(error))
    tools = engine_tools(config)
    store = PageStore(folder, reading_digest(config, tools))
    with WorkerPool(workers, config) as pool:
        batch = Batch(folder, store, pool, tools, config, listener, started, parse_formats(formats))
        documents = _read_all(batch, result_names(found.files), workers)
    write_batch_withholdings(folder, dict.fromkeys(d.folder for d in documents if d.folder), config.text)
    _publish_table(documents)
    unreachable = tuple(str(error) for error in found.errors)
    return Summary(tuple(documents), unreachable, time.monotonic() - start)


def _read_all(batch: Batch, names: Mapping[Path, str], workers: int) -> list[DocumentResult]:
    """Opens every file, reads the shards as tasks, finishes each document when its last shard is done."""
    read = Task(batch.read_shard, name="read-shard", task_run_name="{shard}", cache_policy=NO_CACHE)
    results: list[DocumentResult] = []
    pending: dict[PrefectFuture[tuple[Failure, ...]], Document] = {}
    left: dict[Path, int] = {}
    planned: dict[Path, tuple[int, ...]] = {}
    failures: dict[Path, list[Failure]] = {}
    for document in _opened(batch, names, workers):
        if isinstance(document, DocumentResult):
            results.append(document)
            continue
        work = list(shards(document))
        left[document.path], failures[document.path] = len(work), []
        planned[document.path] = document.missing
        if not work:
            results.append(batch.finish(document, []))
        for shard in work:
            pending[read.submit(shard)] = document
    progress = _Progress(sum(len(shard_pages) for shard_pages in planned.values()))
    for future in as_completed(list(pending)):
        document = pending[future]
        failures[document.path] += future.result()
        left[document.path] -= 1
        if left[document.path] == 0:
            results.append(batch.finish(document, failures.pop(document.path)))
            progress.add(len(document.missing))
    return sorted(results, key=lambda result: result.file)


def _opened(batch: Batch, names: Mapping[Path, str], workers: int) -> Iterator[Document | DocumentResult]:
    """Opens files side by side, in order, and tells the listener what is to be read."""
    with ThreadPoolExecutor(2 * workers) as threads:
        for document in threads.map(batch.open, names.keys(), names.values()):
            if isinstance(document, Document):
                pages = document.source.page_count
                batch.listener.planned(pages, pages - len(document.missing))
            else:
                batch.listener.planned(document.pages, document.pages)
            yield document


class _Progress:
    """Prefect's progress artifact of this run: pages of finished documents, in percent."""

    def __init__(self, total: int) -> None:
        self._total, self._done = total, 0
        made = create_progress_artifact(0.0, key=PROGRESS_KEY, description=f"{total} pages to read")
        # From a synchronous flow the call is synchronous; its type admits both.
        self._artifact = cast("UUID", made)

    def add(self, pages: int) -> None:
        """Counts the pages of one more document."""
        self._done += pages
        update_progress_artifact(self._artifact, min(100.0, 100.0 * self._done / max(1, self._total)))


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


def run(sources: Sequence[Path], out: Path, workers: int, formats: Sequence[Format] = ()) -> Summary:
    """Runs the flow here and now with `workers` processes.

    Raises:
        AccessError: `out` cannot be written to.
        MissingError: the OCR engine is not installed.
    """
    # Asked before Prefect starts: a person gets one line at once instead of a failed flow run after 20 seconds.
    check_writable(out)
    engine_tools(Config.from_environment())
    return ingest.with_options(task_runner=_threads(workers))(
        [str(s) for s in sources], str(out), workers, [str(f) for f in formats]
    )
