"""A batch without Prefect: which pages are still to be read, how shards are read and documents end.

Everything here is plain functions over the worker pool, the page store and the catalog, so that it can be tested
without a server; `flows.ingest` only wires it into a flow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from declass.catalog.database import CatalogError
from declass.catalog.documents import (
    LASTING,
    Failure,
    Making,
    failed_pages,
    make_record,
    unreadable_record,
    write_document,
)
from declass.catalog.store import Done, PageStore, record_digest
from declass.gather import Gathered
from flows.ledger import Checked, Ledger, stated
from flows.progress import Listener, PageEnd
from flows.results import DocumentResult, Outcome
from processors.config import Config
from processors.errors import AccessError, DeclassError, StoppedError, printable
from processors.outputs.formats import Format
from processors.outputs.package import open_batch
from processors.records import Record, SourceInfo, Tool
from processors.results import PageResult
from processors.workers import PageJob, WorkerPool, outcome

# Pages a Prefect task reads: some minutes of work, so that a task's own cost (6 ms) does not show.
SHARD_PAGES = 50


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was opened, and which of its pages are not in the store; this run has its lock."""

    checked: Checked
    source: SourceInfo
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Busy:
    """A document with contents that another run is reading."""

    item: Gathered


@dataclass(frozen=True, slots=True)
class Shard:
    """Some pages of a document: the work of one task. `address` is for people, `path` may be a copy under a number."""

    path: Path
    address: str
    sha256: str
    stamp: tuple[int, int]
    pages: tuple[int, ...]

    def __str__(self) -> str:
        """The file's name and the pages, as task runs are called."""
        return f"{printable(self.address.rpartition('/')[2])} {self.pages[0]}-{self.pages[-1]}"


class Workers:
    """Worker processes that start when the first page is to be read; use it as a context manager."""

    def __init__(self, number: int, config: Config) -> None:
        """Takes how many there will be, and the settings of their readings."""
        self._number, self._config = number, config
        self._pool: WorkerPool | None = None

    @property
    def pool(self) -> WorkerPool:
        """The pool of the processes, which have been started."""
        if self._pool is None:
            raise RuntimeError("the workers were not started")
        return self._pool

    def start(self) -> None:
        """Starts them where they do not run yet, in a thread that outlives them: Linux ends them with it."""
        if self._pool is None:
            self._pool = WorkerPool(self._number, self._config)

    def __enter__(self) -> Self:
        """Nothing is started yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends them, as `WorkerPool` does."""
        if self._pool is not None:
            self._pool.__exit__(kind, error, trace)


class FarReader(Protocol):
    """Reads shards on other machines, which store the results under the same output folder."""

    @property
    def places(self) -> int:
        """Pages that can be read at the same time."""

    def read_shard(self, shard: Shard) -> tuple[Failure, ...]:
        """Reads and stores the pages of a shard, on the machine where it is called; gives those that failed."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What the steps of one batch share."""

    ledger: Ledger
    workers: Workers
    tools: tuple[Tool, ...]
    config: Config
    listener: Listener
    started: str
    formats: tuple[Format, ...] = ()
    far: FarReader | None = None

    def look(self, item: Gathered) -> DocumentResult | Checked:
        """The result of a document that was read before, or that cannot be had; else what is left to do.

        Raises:
            CatalogError: the catalog cannot be used, which is no fault of the document.
        """
        try:
            return self.ledger.look(item)
        except CatalogError:
            raise
        except DeclassError as error:
            self.listener.message(error)
            return self._without_record(item.address, error)

    def open(self, checked: Checked) -> Document | DocumentResult | Busy:
        """Opens a file in a worker and takes its lock; gives the result at once where there is nothing to read.

        Raises:
            CatalogError: the catalog cannot be used, which is no fault of the file.
        """
        lock = _lock(checked.sha256)
        if not self.ledger.locks.take(lock):
            return Busy(checked.item)
        try:
            # Another run may have finished it since it was looked at.
            opened = self.ledger.finished(checked) or self._opened(checked)
        except CatalogError:
            raise
        except DeclassError as error:
            opened = self.unreadable(checked, error)
        if not isinstance(opened, Document):
            self.ledger.locks.release(lock)
        return opened

    def _opened(self, checked: Checked) -> Document:
        inspected = self.workers.pool.inspect(checked.path)
        source = outcome(inspected, checked.address, None, self.config)
        # The name and what is stated are of the document, not of the copy that was looked at.
        source = replace(source, uri=checked.item.label, metadata=checked.item.metadata)
        pages = range(1, source.page_count + 1)
        missing = tuple(n for n in pages if self.ledger.store.page(source.sha256, n) is None)
        return Document(checked, source, missing)

    def unreadable(self, checked: Checked, error: DeclassError) -> DocumentResult:
        """Records a document that cannot be opened, with the reason, and goes on."""
        self.listener.message(error)
        item = checked.item
        try:
            record = unreadable_record(
                checked.path,
                checked.sha256,
                error,
                self.tools,
                self.config,
                uri=item.label,
                metadata=item.metadata,
            )
            folder = self._write(replace(checked, stamp=""), record, ())[0].folder
        except CatalogError:
            raise
        except DeclassError as second:
            if str(second) != str(error):
                self.listener.message(second)
            return self._without_record(item.address, error)
        return _failed(item.address, error, folder)

    def _without_record(self, address: str, error: DeclassError) -> DocumentResult:
        self.ledger.catalog.put_problem(address, error)
        return _failed(address, error, "")

    def copy(self, checked: Checked, first: DocumentResult) -> DocumentResult:
        """Records a document with the same contents as one of this batch that came before it, and has ended so.

        Raises:
            CatalogError: the catalog cannot be used.
        """
        if not first.folder:
            return self._without_record(checked.address, AccessError(first.reason, file=checked.address))
        self.ledger.catalog.put_address(checked.address, checked.stamp, first.folder)
        read = first.outcome in (Outcome.READ, Outcome.KNOWN)
        return replace(
            first,
            file=checked.address,
            outcome=Outcome.KNOWN if read else first.outcome,
            pages_read=0,
            reason=f"the same as {first.file}" if read else first.reason,
        )

    def read_shard(self, shard: Shard) -> tuple[Failure, ...]:
        """Reads the pages of a shard in the pool and stores each; gives the pages that failed.

        Raises:
            AccessError: a result cannot be stored: without a place for results, reading on would be in vain.
            StoppedError: the run is being stopped.
        """
        return read_pages(self.workers.pool, self.ledger.store, shard, self.config, self.listener)

    def read_afar(self, shard: Shard, failures: Sequence[Failure]) -> None:
        """Tells how the pages of a shard ended that another machine read."""
        failed = {failure.page: failure for failure in failures}
        for number in shard.pages:
            failure = failed.get(number)
            if failure is not None:
                self.listener.message(DeclassError(failure.message, file=shard.address, page=number))
            self.listener.page_read(PageEnd(shard.address, number, None if failure else ()))

    def finish(self, document: Document, failures: Sequence[Failure]) -> DocumentResult:
        """Puts a document together from the store, writes it, and lets others have it.

        Raises:
            AccessError: it cannot be written.
        """
        source, checked = document.source, document.checked
        pages = range(1, source.page_count + 1)
        stored = (self.ledger.store.page(source.sha256, n) for n in pages)
        results = [r for r in stored if r is not None]
        failures = [*failures, *_lost(pages, results, failures)]
        record = make_record(source, results, failures, self.tools, self.config)
        done, problem = self._write(checked, record, results, document.missing)
        if all(failure.category in LASTING for failure in failures):
            self.ledger.store.put_done(source.sha256, checked.name, done)
        self.ledger.locks.release(_lock(checked.sha256))
        return DocumentResult(
            file=checked.address,
            outcome=Outcome.PARTIAL if problem and not done.failed else _outcome(done),
            pages=done.pages,
            pages_read=len(document.missing) - len(failures),
            failed=done.failed,
            redactions=done.redactions,
            strikes=done.strikes,
            folder=done.folder,
            reason=failures[0].message if failures else problem,
            record_sha256=done.record_sha256,
        )

    def _write(
        self, checked: Checked, record: Record, results: Sequence[PageResult], read: Sequence[int] = ()
    ) -> tuple[Done, str]:
        """Writes the files of a document, then its rows; two documents never write to one folder at a time.

        Returns:
            What was written, and why a format is missing, empty if none is.
        """
        with self.ledger.locks.held(f"folder {checked.name.casefold()}"):
            folder = self.ledger.store.claim_folder(checked.name, checked.sha256)
            open_batch(folder.parent)
            # Of a file that could not be opened there is nothing to write but why.
            formats = self.formats if record.pages else ()
            written = write_document(folder, record, Making(checked.path, self.started, results, formats))
        problems = [error.message for error in written.errors[len(record.errors) :]]
        for problem in problems:
            self.listener.message(DeclassError(problem, file=checked.address))
        record = written
        done = Done(
            folder=folder.name,
            record_sha256=record_digest(folder),
            pages=record.source.page_count,
            failed=failed_pages(record),
            redactions=sum(len(page.redactions) for page in record.pages),
            strikes=sum(len(page.strikes) for page in record.pages),
            stated=stated(checked.item),
        )
        fresh = set(read)
        took = {r.page.number: sum(s for _, s in r.seconds) for r in results if r.page.number in fresh}
        self.ledger.catalog.put(record, self.ledger.filing(checked, done, took))
        return done, problems[0] if problems else ""


def read_pages(
    pool: WorkerPool, store: PageStore, shard: Shard, config: Config, listener: Listener
) -> tuple[Failure, ...]:
    """Reads the pages of a shard in `pool` and stores each; gives the pages that failed.

    Raises:
        AccessError: a result cannot be stored.
        StoppedError: the run is being stopped.
    """
    futures = [(n, pool.read(PageJob(str(shard.path), n, shard.stamp))) for n in shard.pages]
    failures = []
    for number, future in futures:
        try:
            result = outcome(future, shard.address, number, config)
        except StoppedError:
            raise
        except DeclassError as error:
            failures.append(Failure.of(number, error))
            listener.message(error)
            listener.page_read(PageEnd(shard.address, number, None))
        else:
            store.put_page(shard.sha256, result)
            listener.page_read(PageEnd(shard.address, number, result.seconds))
    return tuple(failures)


def shards(document: Document) -> Iterator[Shard]:
    """The pages still to be read, `SHARD_PAGES` at a time."""
    for start in range(0, len(document.missing), SHARD_PAGES):
        pages = document.missing[start : start + SHARD_PAGES]
        checked = document.checked
        yield Shard(checked.path, checked.address, document.source.sha256, checked.seen, pages)


def _lock(sha256: str) -> str:
    return f"document {sha256}"


def _failed(address: str, error: DeclassError, folder: str) -> DocumentResult:
    return DocumentResult(address, Outcome.FAILED, 0, 0, 0, 0, 0, folder, str(error), error.exit_code)


def _outcome(done: Done) -> Outcome:
    if not done.failed:
        return Outcome.READ
    return Outcome.FAILED if done.failed == done.pages else Outcome.PARTIAL


def _lost(
    pages: Sequence[int], results: Sequence[PageResult], failures: Sequence[Failure]
) -> Iterator[Failure]:
    """Pages that were stored and cannot be taken out again: told, and read by the next run."""
    told = {result.page.number for result in results} | {failure.page for failure in failures}
    for number in pages:
        if number not in told:
            yield Failure(number, "access", "its stored result is damaged. Run the same command again")
