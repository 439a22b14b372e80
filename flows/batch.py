"""A batch without Prefect: which documents, which pages are still to be read, how shards are read and documents end.

Everything here is plain functions over the worker pool and the page store, so that it can be tested without a server;
`flows.ingest` only wires it into a flow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from declass.catalog.discovery import result_folder
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
from flows.progress import Listener
from processors.config import Config
from processors.errors import DeclassError, ExitCode, StoppedError, printable
from processors.outputs.formats import Format
from processors.records import SourceInfo, Tool
from processors.results import PageResult
from processors.sources.checksum import file_sha256
from processors.workers import PageJob, WorkerPool, file_stamp, outcome

# Pages a Prefect task reads: some minutes of work, so that a task's own cost (6 ms) does not show.
SHARD_PAGES = 50


class Outcome(StrEnum):
    """How a document ended."""

    READ = "read"
    KNOWN = "known"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """One row of the summary."""

    file: str
    outcome: Outcome
    pages: int
    pages_read: int
    failed: int
    redactions: int
    strikes: int
    folder: str
    reason: str = ""
    exit_code: ExitCode = ExitCode.OK


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was opened: where its result goes and which of its pages are in the store."""

    path: Path
    name: str
    source: SourceInfo
    stamp: tuple[int, int]
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shard:
    """Some pages of a document: the work of one task."""

    path: Path
    sha256: str
    stamp: tuple[int, int]
    pages: tuple[int, ...]

    def __str__(self) -> str:
        """The file's name and the pages, as task runs are called."""
        return f"{printable(self.path.name)} {self.pages[0]}-{self.pages[-1]}"


@dataclass(frozen=True, slots=True)
class Batch:
    """What the steps of one batch share."""

    out: Path
    store: PageStore
    pool: WorkerPool
    tools: tuple[Tool, ...]
    config: Config
    listener: Listener
    started: str
    formats: tuple[Format, ...] = ()

    def known(self, path: Path, name: str, sha256: str) -> DocumentResult | None:
        """The result of a document that an earlier run finished."""
        done = self.store.done(sha256, name)
        if done is None:
            return None
        return DocumentResult(
            str(path), Outcome.KNOWN, done.pages, 0, done.failed, done.redactions, done.strikes, done.folder
        )

    def open(self, path: Path, name: str) -> Document | DocumentResult:
        """Opens a file in a worker; gives the result at once where there is nothing to read."""
        try:
            stamp = file_stamp(path)
            sha256 = file_sha256(path)
            known = self.known(path, name, sha256)
            if known is not None:
                return known
            source = outcome(self.pool.inspect(path), str(path), None, self.config)
        except DeclassError as error:
            return self.unreadable(path, name, error)
        pages = range(1, source.page_count + 1)
        missing = tuple(n for n in pages if self.store.page(source.sha256, n) is None)
        return Document(path, name, source, stamp, missing)

    def unreadable(self, path: Path, name: str, error: DeclassError) -> DocumentResult:
        """Records a file that cannot be opened, with the reason, and goes on."""
        self.listener.message(str(error))
        folder = ""
        try:
            sha256 = file_sha256(path)
            where = result_folder(self.out, name, sha256)
            record = unreadable_record(path, sha256, error, self.tools, self.config)
            write_document(where, record, Making(path, self.started))
            folder = where.name
        except DeclassError as second:
            if str(second) != str(error):
                self.listener.message(str(second))
        return DocumentResult(str(path), Outcome.FAILED, 0, 0, 0, 0, 0, folder, str(error), error.exit_code)

    def read_shard(self, shard: Shard) -> tuple[Failure, ...]:
        """Reads the pages of a shard in the pool and stores each; gives the pages that failed.

        Raises:
            AccessError: a result cannot be stored: without a place for results, reading on would be in vain.
            StoppedError: the run is being stopped.
        """
        futures = [(n, self.pool.read(PageJob(str(shard.path), n, shard.stamp))) for n in shard.pages]
        failures = []
        for number, future in futures:
            try:
                result = outcome(future, str(shard.path), number, self.config)
            except StoppedError:
                raise
            except DeclassError as error:
                failures.append(Failure.of(number, error))
                self.listener.message(str(error))
            else:
                self.store.put_page(shard.sha256, result)
            self.listener.page_read()
        return tuple(failures)

    def finish(self, document: Document, failures: Sequence[Failure]) -> DocumentResult:
        """Puts a document together from the store and writes it.

        Raises:
            AccessError: it cannot be written.
        """
        source = document.source
        pages = range(1, source.page_count + 1)
        results = [r for r in (self.store.page(source.sha256, n) for n in pages) if r is not None]
        failures = [*failures, *_lost(pages, results, failures)]
        record = make_record(source, results, failures, self.tools, self.config)
        folder = result_folder(self.out, document.name, source.sha256)
        write_document(folder, record, Making(document.path, self.started, results, self.formats))
        failed = failed_pages(record)
        redactions = sum(len(page.redactions) for page in record.pages)
        strikes = sum(len(page.strikes) for page in record.pages)
        if all(failure.category in LASTING for failure in failures):
            done = Done(folder.name, record_digest(folder), source.page_count, failed, redactions, strikes)
            self.store.put_done(source.sha256, document.name, done)
        ending = (
            Outcome.READ if not failed else Outcome.FAILED if failed == source.page_count else Outcome.PARTIAL
        )
        return DocumentResult(
            file=str(document.path),
            outcome=ending,
            pages=source.page_count,
            pages_read=len(document.missing) - len(failures),
            failed=failed,
            redactions=redactions,
            strikes=strikes,
            folder=folder.name,
            reason=failures[0].message if failures else "",
        )


def shards(document: Document) -> Iterator[Shard]:
    """The pages still to be read, `SHARD_PAGES` at a time."""
    for start in range(0, len(document.missing), SHARD_PAGES):
        yield Shard(
            document.path,
            document.source.sha256,
            document.stamp,
            document.missing[start : start + SHARD_PAGES],
        )


def _lost(
    pages: Sequence[int], results: Sequence[PageResult], failures: Sequence[Failure]
) -> Iterator[Failure]:
    """Pages that were stored and cannot be taken out again: told, and read by the next run."""
    told = {result.page.number for result in results} | {failure.page for failure in failures}
    for number in pages:
        if number not in told:
            yield Failure(number, "access", "its stored result is damaged. Run the same command again")
