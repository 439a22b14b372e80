"""Publishing without an orchestrator: plain functions over the store of pages, the log and the catalog.

A document is made again as a whole beside its result, and takes its place at once. Whoever is killed here leaves whole
results; what was not published yet still has newer decisions, so that publishing again goes on where it stopped.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from declass.catalog.catalog import Catalog, Filing, open_catalog
from declass.catalog.database import Database
from declass.catalog.decisions import DecisionLog
from declass.catalog.documents import Making, failed_pages, now, write_document
from declass.catalog.leftovers import marked_run
from declass.catalog.locks import CLOSING, Locks
from declass.catalog.second_review import in_force
from declass.catalog.store import STORE_NAME, Done, Objects, PageStore, record_digest
from declass.publishing.batch import rewrite_batch
from declass.publishing.settings import config_of
from declass.publishing.sources import source_file
from declass.publishing.stored import page_digests
from declass.publishing.swap import keep, put, recover, staged
from declass.publishing.waiting import Waiting, waiting
from declass.report.write import result_folders
from processors.assembly import assemble
from processors.config import Config
from processors.decisions.files import read_decisions
from processors.decisions.types import Decision
from processors.document_records import ErrorItem, Tool
from processors.errors import AccessError, DeclassError, InputError
from processors.outputs.apart import Apart
from processors.outputs.checksums import CHECKSUMS_NAME, read_checksums
from processors.outputs.crate import CRATE_NAME
from processors.outputs.formats import Format, Maker, present_formats
from processors.outputs.package import open_batch
from processors.outputs.record import read_record
from processors.records import PageStatus, Record
from processors.results import PageResult


@dataclass(frozen=True, slots=True)
class Published:
    """A document that was to be published.

    Attributes:
        sha256: of its file.
        folder: of its result.
        decisions: number of the newest decision that the result has now.
        conflicts: decisions that do not fit what was read.
        problem: why it was not published, or not wholly; empty if it was.
        done: whether the result has the decisions now.
    """

    sha256: str
    folder: str
    decisions: int = 0
    conflicts: int = 0
    problem: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """What publishing into one folder for results needs; `open_press` makes one.

    Attributes:
        out: the folder for results.
        database: the catalog.
        catalog: its rows of that folder.
        locks: between all who write there.
        objects: where results of pages lie; None for under `out`.
        started: when publishing began, ISO 8601.
        apart: makes the formats that open the file again.
        sources: files that documents were read from, by folder; grows while publishing.
    """

    out: Path
    database: Database
    catalog: Catalog
    locks: Locks
    objects: Objects | None
    started: str
    apart: Maker
    sources: dict[str, Path] = field(default_factory=dict)

    def waiting(self, documents: Collection[str] = ()) -> tuple[Waiting, ...]:
        """The documents that have decisions which their results lack; as `waiting.waiting`.

        Raises:
            AccessError: the catalog cannot be used.
        """
        return waiting(self.database, self.out, documents)

    def publish(self, document: Waiting) -> Published:
        """Makes the result of a document again, with all decisions; never reads a page.

        Raises:
            CatalogError: the catalog cannot be used, which is no fault of the document.
        """
        lock = f"document {document.sha256}"
        if not self.locks.take(lock):
            return _not(document, "another run is at work on it")
        try:
            with self.locks.held(f"folder {document.name.casefold()}"):
                recover(self.out, document.folder)
                return self._made(document)
        except DeclassError as error:
            if not isinstance(error, AccessError | InputError):
                raise
            return _not(document, str(error))
        finally:
            self.locks.release(lock)

    def _made(self, document: Waiting) -> Published:
        old = read_record(self.out / document.folder)
        log = DecisionLog(self.database)
        log.restore(read_decisions(self.out / document.folder, document.sha256))
        said = log.of(document.sha256)
        decisions = in_force(self.database, self.out, said)
        store, results = self._stored(document, old)
        record = _record(old, results, decisions)
        written, problem = self._written(document, record, results, decisions)
        done = Done(
            folder=document.folder,
            record_sha256=record_digest(self.out / document.folder),
            pages=written.source.page_count,
            failed=failed_pages(written),
            redactions=sum(len(page.redactions) for page in written.pages),
            strikes=sum(len(page.strikes) for page in written.pages),
            decisions=max((d.number for d in said), default=0),
            reading=store.pages,
        )
        # Where a format is missing, the document keeps waiting: the file may come back.
        kept = done if not problem else replace(done, decisions=0)
        before = store.marked(document.sha256, document.name)
        if before is not None:
            store.put_done(document.sha256, document.name, replace(kept, stated=before.stated))
        self._file(document, written, kept)
        return Published(
            document.sha256, document.folder, done.decisions, len(written.conflicts), problem, done=True
        )

    def _stored(self, document: Waiting, old: Record) -> tuple[PageStore, list[PageResult]]:
        """The pages of a document as the machine read them, wherever they are stored.

        Raises:
            InputError: a page is not there.
        """
        wanted = {page.number for page in old.pages if page.status is not PageStatus.FAILED}
        numbers = range(1, old.source.page_count + 1)
        for digest in page_digests(self.out, document.digest, document.name, old):
            store = PageStore(self.out, digest, document.digest, self.objects)
            results = list(store.read(document.sha256, numbers))
            if results and wanted <= {result.page.number for result in results}:
                return store, [result for result in results if result.page.number in wanted]
        raise InputError(
            "what was read of its pages is not stored any more, or was read by another version",
            hint="Read it again with declass ingest: the decisions are kept",
        )

    def _written(
        self,
        document: Waiting,
        record: Record,
        results: Sequence[PageResult],
        decisions: Sequence[Decision],
    ) -> tuple[Record, str]:
        """Writes the result beside the old one and puts it in its place; gives why a format is missing, if one is."""
        old, new = self.out / document.folder, staged(self.out, document.folder)
        earlier = read_checksums(old) if (old / CHECKSUMS_NAME).is_file() else None
        formats = present_formats(old, read_record(old))
        with contextlib.ExitStack() as stack:
            source, missing = self._source(stack, document, formats)
            if missing is not None:
                formats = tuple(f for f in formats if f is not Format.PDF)
            making = Making(source, self.started, results, formats, decisions, self.apart)
            told = record if missing is None else replace(record, errors=(*record.errors, missing))
            written = write_document(new, told, making)
        keep(old, new, set(earlier.files) if earlier is not None else set())
        open_batch(self.out)
        put(self.out, document.folder)
        return written, "; ".join(error.message for error in written.errors[len(record.errors) :])

    def _source(
        self, stack: contextlib.ExitStack, document: Waiting, formats: Sequence[Format]
    ) -> tuple[Path, ErrorItem | None]:
        """The file that was read; where no format wants it, where it lay; and why it cannot be had, where one does."""
        addresses = [address for address, _ in document.addresses]
        nowhere = Path(addresses[0]) if addresses else Path(document.name)
        if Format.PDF not in formats:
            return nowhere, None
        try:
            spool = self.out.resolve() / STORE_NAME / "spool"
            found = stack.enter_context(source_file(addresses, document.sha256, spool))
        except AccessError as error:
            return nowhere, ErrorItem(None, error.category, f"no {Format.PDF}: {error.message}. {error.hint}")
        if str(found) in addresses:
            self.sources[document.folder] = found
        return found, None

    def _file(self, document: Waiting, record: Record, done: Done) -> None:
        filing = Filing(
            folder=document.folder,
            name=document.name,
            digest=document.digest,
            source=document.addresses[0][0] if document.addresses else None,
            stamp=document.addresses[0][1] if document.addresses else "",
            record_sha256=done.record_sha256,
            decisions=done.decisions,
        )
        self.catalog.put(record, filing)

    def close(self, published: Sequence[Published]) -> None:
        """Makes what lies over the batch again, if anything was published.

        Raises:
            AccessError: a file cannot be written.
        """
        done = [item.folder for item in published if item.done]
        # Whoever was killed before this had taken the list over the batch away.
        left = not (self.out / CHECKSUMS_NAME).exists() and (self.out / CRATE_NAME).is_file()
        done = done or (result_folders(self.out)[-1:] if left else [])
        if done:
            tools: tuple[Tool, ...] = read_record(self.out / done[-1]).provenance.tools
            with self.locks.held(CLOSING):
                rewrite_batch(self.out, self.started, tools, self.sources)


@contextlib.contextmanager
def open_press(database: Database, out: Path, objects: Objects | None = None) -> Iterator[Press]:
    """All that publishing into `out` needs.

    Args:
        database: the catalog.
        out: the folder for results.
        objects: where results of pages lie; under `out` where left out.

    Raises:
        AccessError: the catalog or the folder cannot be used.
    """
    with Locks(out) as locks, marked_run(out, locks), Apart(Config.from_environment()) as apart:
        yield Press(out, database, open_catalog(database, out, locks), locks, objects, now(), apart)


def publish(
    database: Database,
    out: Path,
    documents: Collection[str] = (),
    objects: Objects | None = None,
    tell: Callable[[Published], None] = lambda _: None,
) -> tuple[Published, ...]:
    """Publishes the decisions on documents: those whose results lack some.

    Args:
        database: the catalog.
        out: the folder for results.
        documents: sha256, or beginnings of them; none for all.
        objects: where results of pages lie; under `out` where left out.
        tell: is told of each document as it ends.

    Raises:
        AccessError: the catalog or the folder cannot be used.
        UsageError: the catalog knows nothing of `out`.
    """
    published = []
    with open_press(database, out, objects) as press:
        for document in press.waiting(documents):
            published.append(press.publish(document))
            tell(published[-1])
        press.close(published)
    return tuple(published)


def _record(old: Record, results: Sequence[PageResult], decisions: Sequence[Decision]) -> Record:
    """The record as it was read, with decisions; formats that could not be made then are tried again."""
    read = {result.page.number for result in results}
    errors = [e for e in old.errors if e.page is not None and e.page not in read]
    config = config_of(old) or Config()
    return assemble(old.source, results, errors, old.provenance, config, decisions)


def _not(document: Waiting, problem: str) -> Published:
    return Published(document.sha256, document.folder, problem=problem)
