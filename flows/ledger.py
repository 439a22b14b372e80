"""What is known before anything is read: the store of results, the catalog and the locks of one output folder."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from declass.catalog.catalog import Catalog, Filing, Known, open_catalog
from declass.catalog.database import catalog_url, open_database
from declass.catalog.decisions import DecisionLog
from declass.catalog.digests import document_digest, page_digest
from declass.catalog.leftovers import marked_run
from declass.catalog.locks import Locks
from declass.catalog.second_review import in_force
from declass.catalog.stamps import stamp
from declass.catalog.store import Done, PageStore
from declass.gather import Gathered
from flows.bucket import objects_at, store_place
from flows.results import DocumentResult, Outcome
from processors.config import Config
from processors.decisions.files import read_decisions
from processors.decisions.types import Decision
from processors.document_records import Metadatum, SourceInfo, Tool
from processors.errors import AccessError, ExitCode, InputError
from processors.in_worker import Stamp, file_stamp
from processors.outputs.formats import Format
from processors.outputs.record import RECORD_NAME, TEXT_NAME, load_record, read_record
from processors.patience import patiently
from processors.sources.checksum import file_sha256

# Enough of the digest to tell what was stated from what is stated now at one address (64 bits).
_STATED_DIGITS = 16
_EARLIER = "stated of a file with other contents in the same place"


@dataclass(frozen=True, slots=True)
class Checked:
    """A document with something left to do.

    Attributes:
        item: where it was found, and what is stated of it.
        path: the file: itself, or a copy.
        name: the folder that its result asks for.
        sha256: of its contents.
        stamp: as the catalog keeps it, empty where it proves nothing.
        seen: size and time of the last change before that was taken, by which workers see that it is still the same.
        lends: whether it is a copy of the file that is read, and only what is stated of it goes into the record.
        is_new: whether nothing with these contents was read before; then the name may still change.
    """

    item: Gathered
    path: Path
    name: str
    sha256: str
    stamp: str
    seen: Stamp = (0, 0, 0)
    is_new: bool = False
    lends: bool = False

    @property
    def address(self) -> str:
        """Where it lies, in full."""
        return self.item.address


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

    @property
    def log(self) -> DecisionLog:
        """What people decided."""
        return DecisionLog(self.catalog.database)

    def known(self, item: Gathered) -> DocumentResult | None:
        """The result of a document whose stamp is that of an earlier run, and of which nothing else is stated now.

        Of a file that is bad for good, it is that it could not be opened.

        Raises:
            AccessError: the catalog cannot be used.
        """
        kept, known = self.catalog.known(item.address)
        if known is None or not kept or self.checksum or not _says_the_same(kept, item):
            return None
        if self._is_whole(known):
            if self._lends(item, known.sha256, known.name):
                return None
            return _result(item, known)
        done = None if known.pages else self.store.done(known.sha256, known.name)
        return _result(item, done) if done is not None and done.exit_code else None

    def look(self, item: Gathered) -> DocumentResult | Checked:
        """Whether a document was read before, by its stamp or else by its checksum, for which it is fetched.

        Raises:
            DeclassError: it cannot be fetched or read.
            CatalogError: the catalog cannot be used.
        """
        return self.known(item) or patiently(partial(self._by_checksum, item))

    def _by_checksum(self, item: Gathered) -> DocumentResult | Checked:
        checked = self.checked(item)
        return self.finished(checked) or self.lending(checked) or checked

    def checked(self, item: Gathered) -> Checked:
        """A document as it is read, whatever is known of it; it is fetched for that.

        Raises:
            DeclassError: it cannot be fetched or read.
            CatalogError: the catalog cannot be used.
        """
        fetched = item.fetch()
        seen = file_stamp(fetched.path)
        sha256 = fetched.sha256 or file_sha256(fetched.path)
        _, known = self.catalog.known(item.address)
        same = known is not None and known.sha256 == sha256
        name = known.name if known is not None and same else self.catalog.name_of(sha256)
        item = self._with_stated(item, sha256, name or item.name, None if same else known)
        # A file in its place may have been written to meanwhile; a copy is what the stamp was of.
        proof = kept_stamp(item) if fetched.sha256 or item.stamp == _now(fetched.path) else ""
        return Checked(item, fetched.path, name or item.name, sha256, proof, seen, not name)

    def _with_stated(self, item: Gathered, sha256: str, name: str, before: Known | None) -> Gathered:
        """The document with what an earlier run stated of it, where this one has no manifest that says otherwise.

        `before` lay at its address with other contents: mostly it is a worse scan of the same document.
        """
        done = self.store.marked(sha256, name)
        if item.has_manifest or (
            done is not None and done.stated == stated(item) and not _is_lent(done, item)
        ):
            return item
        source = self._source(sha256, name)
        if source is not None:
            return replace(item, metadata=source.metadata)
        return replace(item, metadata=self._stated_before(item, before)) if before is not None else item

    def _stated_before(self, item: Gathered, before: Known) -> tuple[Metadatum, ...]:
        """What was stated of the file that lay at an address, in doubt: nothing tells that it is the same document."""
        done = self.store.marked(before.sha256, before.name)
        source = self._source(before.sha256, before.name)
        if source is None or source.uri != item.label or (done is not None and _is_lent(done, item)):
            return ()
        return tuple(replace(one, doubt=one.doubt or _EARLIER) for one in source.metadata)

    def _source(self, sha256: str, name: str) -> SourceInfo | None:
        """What the record of some contents says of its file, None where there is none."""
        for folder in (name, f"{name}-{sha256[:8]}"):
            with contextlib.suppress(InputError, AccessError):
                source = read_record(self.out / folder).source
                if source.sha256 == sha256:
                    return source
        return None

    def lending(self, checked: Checked) -> Checked | None:
        """A copy as its contents are written anew, with what is stated of it; None where there is no need to.

        Raises:
            AccessError: the catalog cannot be used.
        """
        source = self._source(checked.sha256, checked.name)
        if source is None or not self._lends(checked.item, checked.sha256, checked.name):
            return None
        return replace(checked, item=replace(checked.item, label=source.uri), lends=True)

    def _lends(self, item: Gathered, sha256: str, name: str) -> bool:
        """Whether the record is to have what is stated of this copy, and has nothing, or what was stated before.

        Of several copies with a row, the first that lends its own goes on to do so.
        """
        done = self.store.marked(sha256, name) if item.has_manifest else None
        if done is None or done.failed or not done.pages:
            return False
        ours = done.stated_at == item.address
        changed = done.row != _row(item) if ours else bool(item.metadata) and not done.stated_at
        if not changed or not self.catalog.is_copy(item.address, sha256, name):
            return False
        source = self._source(sha256, name)
        return ours or (source is not None and not source.metadata)

    def finished(self, checked: Checked) -> DocumentResult | None:
        """The result of a document that an earlier run, or one beside this, finished; the catalog is told of it.

        A file that is bad for good is finished too: opening it again would end in the same way.

        What is stated of the file must be in the record too, unless it is one of several with the same contents and
        another of them is the one that was read.

        Raises:
            InputError: its record cannot be used.
            AccessError: the catalog cannot be used.
        """
        done = self.store.done(checked.sha256, checked.name)
        if done is None:
            return None
        if done.decisions != self.decided(checked.sha256, self.out / done.folder):
            return None
        if self._lends(checked.item, checked.sha256, checked.name):
            return None
        if not _is_stated(done, checked.item) and not self.catalog.is_copy(
            checked.address, checked.sha256, checked.name
        ):
            return None
        if self.catalog.has(done.folder, done.record_sha256, self.digest):
            self.catalog.put_address(checked.address, checked.stamp, done.folder)
        else:
            record = load_record((self.out / done.folder / RECORD_NAME).read_bytes())
            self.catalog.put(record, self.filing(checked, done))
        return _result(checked.item, done)

    def filing(self, checked: Checked, done: Done, seconds: dict[int, float] | None = None) -> Filing:
        """Where the catalog finds a document."""
        return Filing(
            folder=done.folder,
            name=checked.name,
            digest=self.digest,
            source=checked.address,
            stamp=checked.stamp,
            record_sha256=done.record_sha256,
            seconds=seconds or {},
            decisions=done.decisions,
        )

    def decided(self, sha256: str, folder: Path) -> int:
        """The number of the newest decision on a document; what its result kept and the log lacks goes into that.

        Raises:
            AccessError: the catalog cannot be used.
        """
        self.log.restore(read_decisions(folder, sha256))
        return self.log.last_of(sha256)

    def in_force(self, sha256: str) -> tuple[tuple[Decision, ...], int]:
        """The decisions on a document that its result is made with, and the number of the newest one in the log.

        Raises:
            AccessError: the catalog cannot be used.
        """
        said = self.log.of(sha256)
        newest = max((decision.number for decision in said), default=0)
        return in_force(self.catalog.database, self.out, said), newest

    def _is_whole(self, known: Known) -> bool:
        """Whether all pages were read with these settings and the files lie there as they were written."""
        folder = self.out / known.folder
        if known.digest != self.digest or known.failed or not known.pages or known.decisions != known.newest:
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

    Results of pages lie where `DECLASS_STORE` says, else under `out`.

    Raises:
        AccessError: the catalog, the folder or the place for results of pages cannot be used.
        MissingError: the driver of the catalog's database, or of that place, is not installed.
        UsageError: the catalog's URL, or the address of that place, cannot be used.
    """
    digest = document_digest(config, tools, formats)
    store = PageStore(out, page_digest(config, tools), digest, objects_at(store_place(), out))
    with (
        Locks(out) as locks,
        marked_run(out, locks),
        contextlib.closing(open_database(catalog_url(out, None))) as database,
    ):
        yield Ledger(out, store, open_catalog(database, out, locks), locks, digest, checksum)


def stated(item: Gathered) -> str:
    """Digest of what a record says of its file that its contents do not: the name and what a manifest states."""
    parts = [item.label, *([m.name, m.value, m.doubt] for m in item.metadata)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def with_stated(done: Done, checked: Checked, before: Done | None) -> Done:
    """The mark of a document with what was stated of its file, and where; `before` is that of an earlier run."""
    item, at = checked.item, ""
    if item.metadata:
        at = item.address if item.has_manifest else before.stated_at if before else ""
    own = replace(item, metadata=()) if checked.lends else item
    return replace(done, stated=stated(own), stated_at=at, row=_row(item))


def _is_stated(done: Done, item: Gathered) -> bool:
    """Whether a record has what is stated of its file; what a copy lent to it counts where nobody says otherwise."""
    if done.stated == stated(item):
        return True
    return (
        _is_lent(done, item) and not item.has_manifest and done.stated == stated(replace(item, metadata=()))
    )


def _is_lent(done: Done, item: Gathered) -> bool:
    return done.stated_at not in ("", item.address)


def _row(item: Gathered) -> str:
    return stated(replace(item, label=""))


def kept_stamp(item: Gathered) -> str:
    """The stamp as the catalog keeps it: as long as it is the same, so are contents and all that is stated."""
    return f"{item.stamp} {stated(item)[:_STATED_DIGITS]}" if item.stamp else ""


def _says_the_same(kept: str, item: Gathered) -> bool:
    """Whether a stamp that was kept is that of the document, of which nothing else is stated now."""
    if not item.has_manifest:
        return bool(item.stamp) and kept.rpartition(" ")[0] == item.stamp
    return kept == kept_stamp(item)


def _result(item: Gathered, known: Known | Done) -> DocumentResult:
    result = DocumentResult(
        file=item.address,
        outcome=Outcome.KNOWN,
        pages=known.pages,
        pages_read=0,
        failed=known.failed,
        redactions=known.redactions,
        strikes=known.strikes,
        folder=known.folder,
        record_sha256=known.record_sha256,
    )
    if not isinstance(known, Done) or not known.exit_code:
        return result
    code = ExitCode(known.exit_code)
    return replace(result, outcome=Outcome.FAILED, reason=known.reason, exit_code=code, earlier=True)


def _now(path: Path) -> str:
    """The file's stamp, empty where there is no file to look at any more."""
    try:
        return stamp(path)
    except OSError:
        return ""
