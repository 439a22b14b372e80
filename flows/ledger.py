"""What is known before anything is read: the store of results, the catalog and the locks of one output folder."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from declass.catalog.catalog import Catalog, Counts, Filing, Known, open_catalog
from declass.catalog.database import catalog_url, open_database
from declass.catalog.digests import document_digest, page_digest
from declass.catalog.leftovers import marked_run
from declass.catalog.locks import Locks
from declass.catalog.stamps import settled_stamp, stamp
from declass.catalog.store import Done, PageStore
from flows.results import DocumentResult, Outcome, Summary
from processors.config import Config
from processors.outputs.formats import Format
from processors.outputs.record import RECORD_NAME, TEXT_NAME, load_record
from processors.records import Tool
from processors.sources.checksum import file_sha256
from processors.workers import file_stamp


@dataclass(frozen=True, slots=True)
class Checked:
    """A file with something left to do.

    Attributes:
        path: the file.
        name: the folder that its result asks for.
        sha256: of its contents.
        stamp: of the file when that was taken, empty where it proves nothing.
        seen: size and time of the last change before that was taken, by which workers see that it is still the same.
    """

    path: Path
    name: str
    sha256: str
    stamp: str
    seen: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What an output folder holds, for one version of reading.

    `digest` is of all that documents depend on. `checksum` asks for every file to be read for its checksum, also where
    its stamp is the same as before.
    """

    out: Path
    store: PageStore
    catalog: Catalog
    locks: Locks
    digest: str
    checksum: bool = False

    def look(self, path: Path, name: str) -> DocumentResult | Checked:
        """Whether a file was read before, by its stamp or else by its checksum.

        Args:
            path: the file.
            name: the folder that its result asks for; one that was read before keeps the name it had.

        Raises:
            InputError: it is no regular file, or its record cannot be used.
            AccessError: it may not be read, or the catalog cannot be used.
        """
        kept, known = self.catalog.known(path)
        if known is not None and kept and not self.checksum and self._is_whole(known) and kept == _now(path):
            return _known_result(path, known)
        before, seen = _settled(path), file_stamp(path)
        sha256 = file_sha256(path)
        proof = before if before and before == _now(path) else ""
        if known is not None and known.sha256 == sha256:
            name = known.name
        checked = Checked(path, name, sha256, proof, seen)
        return self.finished(checked) or checked

    def finished(self, checked: Checked) -> DocumentResult | None:
        """The result of a document that an earlier run, or one beside this, finished; the catalog is told of it.

        Raises:
            InputError: its record cannot be used.
            AccessError: the catalog cannot be used.
        """
        done = self.store.done(checked.sha256, checked.name)
        if done is None:
            return None
        if self.catalog.has(done.folder, done.record_sha256, self.digest):
            self.catalog.put_address(checked.path, checked.stamp, done.folder)
        else:
            record = load_record((self.out / done.folder / RECORD_NAME).read_bytes())
            self.catalog.put(record, self.filing(checked, done))
        return DocumentResult(
            file=str(checked.path),
            outcome=Outcome.KNOWN,
            pages=done.pages,
            pages_read=0,
            failed=done.failed,
            redactions=done.redactions,
            strikes=done.strikes,
            folder=done.folder,
            record_sha256=done.record_sha256,
        )

    def filing(self, checked: Checked, done: Done, seconds: dict[int, float] | None = None) -> Filing:
        """Where the catalog finds a document."""
        return Filing(
            folder=done.folder,
            name=checked.name,
            digest=self.digest,
            source=checked.path,
            stamp=checked.stamp,
            record_sha256=done.record_sha256,
            seconds=seconds or {},
        )

    def end_run(self, number: int, summary: Summary) -> None:
        """Keeps in the catalog how the run of that number ended.

        Raises:
            AccessError: the catalog cannot be used.
        """
        pages = (summary.pages_read, summary.pages_known, summary.pages_failed)
        self.catalog.end_run(number, Counts(len(summary.documents), *pages))

    def _is_whole(self, known: Known) -> bool:
        """Whether all pages were read with these settings and the files lie there as they were written."""
        folder = self.out / known.folder
        if known.digest != self.digest or known.failed or not known.pages:
            return False
        try:
            return stamp(folder / RECORD_NAME) == known.record_stamp and (folder / TEXT_NAME).is_file()
        except OSError:
            return False


@contextlib.contextmanager
def open_ledger(
    out: Path, config: Config, tools: tuple[Tool, ...], formats: Sequence[Format], *, checksum: bool = False
) -> Iterator[Ledger]:
    """The ledger of `out`; its catalog is the one that `DECLASS_CATALOG` names, else beside the results.

    Raises:
        AccessError: the catalog or the folder cannot be used.
        MissingError: the driver of the catalog's database is not installed.
        UsageError: the catalog's URL cannot be used.
    """
    digest = document_digest(config, tools, formats)
    store = PageStore(out, page_digest(config, tools), digest)
    with (
        Locks(out) as locks,
        marked_run(out, locks),
        contextlib.closing(open_database(catalog_url(out, None))) as database,
    ):
        yield Ledger(out, store, open_catalog(database, out, locks), locks, digest, checksum)


def _known_result(path: Path, known: Known) -> DocumentResult:
    return DocumentResult(
        file=str(path),
        outcome=Outcome.KNOWN,
        pages=known.pages,
        pages_read=0,
        failed=known.failed,
        redactions=known.redactions,
        strikes=known.strikes,
        folder=known.folder,
        record_sha256=known.record_sha256,
    )


def _now(path: Path) -> str:
    """The file's stamp, empty where there is no file to look at: its checksum will then say what is wrong."""
    try:
        return stamp(path)
    except OSError:
        return ""


def _settled(path: Path) -> str:
    try:
        return settled_stamp(path)
    except OSError:
        return ""
