"""A batch without Prefect: which pages are still to be read, and how documents end.

Everything here is plain functions over the worker pool, the page store and the catalog, so that it can be tested
without a server; `flows.ingest` only wires it into a flow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

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
from declass.catalog.store import Done, record_digest
from declass.gather import Gathered
from declass.report.parts import Parts
from flows.aside import Aside
from flows.budget import Budget
from flows.guard import Guard
from flows.ledger import Checked, Ledger, with_stated
from flows.lending import lend
from flows.policy import Policy
from flows.progress import Listener, PageEnd
from flows.readers import FarReader, Workers
from flows.results import DocumentResult, Outcome
from flows.shards import (
    SHARD_PAGES,
    Reading,
    Shard,
    ShardEnd,
    is_new_failure,
    read_pages,
)
from processors.config import Config
from processors.decisions.types import Decision
from processors.document_records import SourceInfo, Tool
from processors.errors import AccessError, DeclassError, InputError, StoppedError
from processors.outputs.formats import Format, Maker
from processors.outputs.package import open_batch
from processors.outputs.withholdings_files import withholding_rows
from processors.patience import patiently
from processors.records import Record
from processors.results import PageResult


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
class _Made:
    """A record, and what it was made from: pages as the machine read them, those that this run read, decisions.

    `newest` is the number of the newest decision in the log, which may be one that waits.
    """

    record: Record
    results: Sequence[PageResult] = ()
    read: Sequence[int] = ()
    decisions: Sequence[Decision] = ()
    newest: int = 0


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
    policy: Policy = field(default_factory=Policy)
    guard: Guard = field(default_factory=lambda: Guard(Policy()))
    aside: Aside = field(default_factory=Aside)
    apart: Maker | None = None
    budgets: dict[str, Budget] = field(default_factory=dict)
    rewritten: dict[str, str] = field(default_factory=dict)

    def look(self, item: Gathered) -> DocumentResult | Checked:
        """The result of a document that was read before, or that cannot be had; else what is left to do.

        Raises:
            CatalogError: the catalog cannot be used, which is no fault of the document.
        """
        try:
            looked = self.ledger.look(item)
        except CatalogError:
            raise
        except DeclassError as error:
            self.listener.message(error)
            self.could_not(item.address, error, item.address)
            return self._without_record(item, error)
        if isinstance(looked, DocumentResult) and not self.aside.is_settled(looked):
            looked = patiently(partial(self.ledger.checked, item))
        if isinstance(looked, DocumentResult) and looked.failed < looked.pages:
            self.aside.take_out(item.address)
        return looked

    def open(self, checked: Checked) -> Document | DocumentResult | Busy | None:
        """Opens a file in a worker and takes its lock; gives the result at once where there is nothing to read.

        Returns:
            None where the batch is to stop, and the file was not opened.

        Raises:
            AccessError: the catalog or the place for results cannot be used, which is no fault of the file.
        """
        lock = _lock(checked.sha256)
        if not self.ledger.locks.take(lock):
            return Busy(checked.item)
        try:
            # Another run may have finished it since it was looked at.
            opened = self._finished_before(checked) or self._opened(checked)
        except StoppedError:
            if self.guard.stopped is None:
                raise
            opened = None
        if not isinstance(opened, Document):
            self.ledger.locks.release(lock)
        return opened

    def _finished_before(self, checked: Checked) -> DocumentResult | None:
        try:
            done = self.ledger.finished(checked)
            return done if done is None or self.aside.is_settled(done) else None
        except InputError:
            # Its record is of no use to this version: it is made anew.
            return None

    def could_not(self, address: str, why: DeclassError | Failure, what: str) -> None:
        """Tells the guard of a document that could not be read, unless an earlier run met that.

        Args:
            address: of the document.
            why: it could not be read.
            what: its checksum; the address where it could not be had.

        Raises:
            AccessError: the place for results cannot be used.
        """
        if is_new_failure(self.ledger.store, what):
            self.guard.document(address, why)

    def _opened(self, checked: Checked) -> Document | DocumentResult:
        try:
            source = self.workers.inspect(checked.path, checked.address, self.listener)
        except StoppedError:
            raise
        except DeclassError as error:
            return self.unreadable(checked, error)
        # The name and what is stated are of the document, not of the copy that was looked at.
        source = replace(source, uri=checked.item.label, metadata=checked.item.metadata)
        pages = range(1, source.page_count + 1)
        stored = {result.page.number for result in self.ledger.store.read(source.sha256, pages)}
        missing = tuple(number for number in pages if number not in stored)
        self.budgets[source.sha256] = Budget(self.policy.reading_seconds(len(missing)))
        return Document(checked, source, missing)

    def unreadable(self, checked: Checked, error: DeclassError) -> DocumentResult:
        """Records a document that cannot be opened, with the reason, and goes on."""
        self.listener.message(error)
        self.could_not(checked.address, error, checked.sha256)
        item, lasts = checked.item, error.category in LASTING
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
            kept = checked if lasts else replace(checked, stamp="")
            done = self._write(kept, _Made(record))[0]
            if lasts:
                why = replace(done, reason=error.reason, exit_code=int(error.exit_code))
                self.ledger.store.put_done(checked.sha256, checked.name, why)
        except CatalogError:
            raise
        except DeclassError as second:
            if str(second) != str(error):
                self.listener.message(second)
            return self._without_record(item, error, checked)
        self.aside.put(item, error, checked)
        return _failed(item.address, error, done.folder)

    def _without_record(
        self, item: Gathered, error: DeclassError, checked: Checked | None = None
    ) -> DocumentResult:
        self.ledger.catalog.put_problem(item.address, error)
        self.aside.put(item, error, checked)
        return _failed(item.address, error, "")

    def copy(self, checked: Checked, first: DocumentResult) -> DocumentResult:
        """Records a document with the same contents as one of this batch that came before it, and has ended so.

        Raises:
            CatalogError: the catalog cannot be used.
        """
        if not first.folder:
            return self._without_record(
                checked.item, AccessError(first.reason, file=checked.address), checked
            )
        self.ledger.catalog.put_address(checked.address, checked.stamp, first.folder)
        if first.outcome is Outcome.FAILED:
            self.aside.put(checked.item, None, checked)
        else:
            self.aside.take_out(checked.address)
        first = lend(self, checked, first)
        read = first.outcome in (Outcome.READ, Outcome.KNOWN)
        return replace(
            first,
            file=checked.address,
            outcome=Outcome.KNOWN if read else first.outcome,
            pages_read=0,
            reason=f"the same as {first.file}" if read else first.reason,
        )

    def read_shard(self, shard: Shard) -> ShardEnd:
        """Reads the pages of a shard in the pool and stores each.

        Raises:
            AccessError: a result cannot be stored: without a place for results, reading on would be in vain.
            StoppedError: the pool was stopped.
        """
        reading = Reading(self.workers.pool, self.ledger.store, self.config, self.listener, self.guard)
        return read_pages(reading, shard, self.budgets[shard.sha256])

    def read_afar(self, shard: Shard, end: ShardEnd) -> None:
        """Tells how the pages of a shard ended that another machine read."""
        failed = {failure.page: failure for failure in end.failures}
        steps = dict(end.seconds)
        self.budgets[shard.sha256].spend(sum(spent for page in steps.values() for _, spent in page))
        for number in shard.pages:
            failure = failed.get(number)
            if failure is not None:
                self.listener.message(DeclassError(failure.message, file=shard.address, page=number))
            elif number not in steps:
                continue
            self.listener.page_read(PageEnd(shard.address, number, None if failure else steps[number]))
            if number not in end.known:
                self.guard.page(shard.address, failure)
        if end.stopped is not None:
            self.guard.stop(end.stopped)

    def leave(self, document: Document) -> None:
        """Lets others, and the next run, have a document that this one does not finish; its pages are kept."""
        self.budgets.pop(document.source.sha256, None)
        self.ledger.locks.release(_lock(document.checked.sha256))

    def finish(self, document: Document, failures: Sequence[Failure]) -> DocumentResult:
        """Puts a document together from the store, writes it, and lets others have it.

        Raises:
            AccessError: it cannot be written, or the place for results not be used.
        """
        source, checked = document.source, document.checked
        pages = range(1, source.page_count + 1)
        results = list(self.ledger.store.read(source.sha256, pages))
        failures = sorted([*failures, *_lost(pages, results, failures)], key=lambda failure: failure.page)
        decisions, newest = self._decisions(checked)
        record = make_record(source, results, failures, self.tools, self.config, decisions)
        made = _Made(record, results, document.missing, decisions, newest)
        done, problem = self._write(checked, made)
        if all(failure.category in LASTING for failure in failures):
            self.ledger.store.put_done(source.sha256, checked.name, done)
        self.leave(document)
        self._judge(document, done, failures)
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

    def _judge(self, document: Document, done: Done, failures: Sequence[Failure]) -> None:
        """Tells guard and quarantine whether a document that was opened could be read."""
        checked = document.checked
        if failures and done.failed == done.pages:
            self.could_not(checked.address, failures[0], checked.sha256)
            self.aside.put(checked.item, failures[0], checked)
        else:
            self.guard.document(checked.address)
            self.aside.take_out(checked.address)

    def _decisions(self, checked: Checked) -> tuple[tuple[Decision, ...], int]:
        """What people said about the document in earlier runs, as `Ledger.in_force`; also what only a result tells."""
        for name in (checked.name, f"{checked.name}-{checked.sha256[:8]}"):
            self.ledger.decided(checked.sha256, self.ledger.out / name)
        return self.ledger.in_force(checked.sha256)

    def _write(self, checked: Checked, made: _Made) -> tuple[Done, str]:
        """Writes the files of a document, then its rows; two documents never write to one folder at a time.

        Returns:
            What was written, and why a format is missing, empty if none is.
        """
        record = made.record
        with self.ledger.locks.held(f"folder {checked.name.casefold()}"):
            folder = self.ledger.store.claim_folder(checked.name, checked.sha256)
            open_batch(folder.parent)
            # Of a file that could not be opened there is nothing to write but why.
            formats = self.formats if record.pages else ()
            rows = withholding_rows(record, self.config.text)
            source, results, said = checked.path, made.results, made.decisions
            making = Making(source, self.started, results, formats, said, self.apart, rows)
            record = patiently(partial(write_document, folder, record, making))
        for problem in (problems := [e.message for e in record.errors[len(made.record.errors) :]]):
            self.listener.message(DeclassError(problem, file=checked.address))
        done = Done(
            folder=folder.name,
            record_sha256=record_digest(folder),
            pages=record.source.page_count,
            failed=failed_pages(record),
            redactions=sum(len(page.redactions) for page in record.pages),
            strikes=sum(len(page.strikes) for page in record.pages),
            decisions=made.newest,
            reading=self.ledger.store.pages,
        )
        done = with_stated(done, checked, self.ledger.store.marked(checked.sha256, checked.name))
        Parts(self.ledger.out, self.config, {}).keep(folder.name, record, done.record_sha256, rows)
        fresh = set(made.read)
        took = {r.page.number: sum(s for _, s in r.seconds) for r in made.results if r.page.number in fresh}
        self.ledger.catalog.put(record, self.ledger.filing(checked, done, took))
        return done, problems[0] if problems else ""


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
