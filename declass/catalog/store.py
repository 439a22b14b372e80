"""Results addressed by what they are made from: a page is read once and never again by mistake.

    PLACE/pages/ab/abcd….json             one page result; the key is the sha256 of source, page and reading digest
    PLACE/failures/ab/abcd….json          a page or document that could not be read
    OUT/.declass/documents/ab/abcd….json  a document that is wholly done: its folder and counts
    OUT/.declass/folders/ab/abcd….json    whose contents a folder under OUT is for; the key is the folder's name

PLACE is OUT/.declass unless another folder or a bucket is named; several outputs may share one, since what lies there
says nothing of any output. Everything can be deleted at any time; it is then read again.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from declass.catalog.discovery import result_folder
from processors.errors import AccessError
from processors.outputs.files import write_atomic
from processors.outputs.record import RECORD_NAME, TEXT_NAME, written
from processors.patience import patiently
from processors.results import PageResult

if TYPE_CHECKING:
    from pydantic import TypeAdapter

STORE_NAME = ".declass"
# Results that are asked for at a time: enough to wait for a bucket once, few enough to hold (some 100 kB each).
_TOGETHER = 32


class Objects(Protocol):
    """Where results of pages lie under their keys; each is there as a whole or not at all."""

    def get(self, keys: Sequence[str]) -> list[bytes | None]:
        """What lies under each key, None where nothing does.

        Raises:
            AccessError: the place cannot be used.
        """

    def put(self, key: str, data: bytes) -> None:
        """Puts something under a key, in place of what lay there.

        Raises:
            AccessError: the place cannot be used.
        """

    def remove(self, key: str) -> None:
        """Takes away what lies under a key, if anything does.

        Raises:
            AccessError: the place cannot be used.
        """


class Files:
    """Files below a folder, on this machine or on a file system that several share."""

    def __init__(self, root: Path) -> None:
        """Takes the folder, which need not be there yet."""
        self._root = root

    def get(self, keys: Sequence[str]) -> list[bytes | None]:
        """What can be read; what cannot counts as not there, since reading a page again costs little."""
        return [self._read(self._root / key) for key in keys]

    def put(self, key: str, data: bytes) -> None:
        """Writes a file.

        Raises:
            AccessError: it cannot be written.
        """
        patiently(partial(write_atomic, self._root / key, data))

    def remove(self, key: str) -> None:
        """Deletes a file.

        Raises:
            AccessError: it cannot be deleted.
        """
        _delete(self._root / key)

    @staticmethod
    def _read(path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except OSError:
            return None


@dataclass(frozen=True, slots=True)
class Done:
    """A finished document: the folder under OUT that holds its record, and what the summary says of it.

    `record_sha256` tells whether the record is still the one that was written, `stated` (a digest) what was stated of
    the file beside its content, `decisions` the number of the newest decision that it has. `reading` is the digest
    under which the results of its pages are stored, empty where an older version wrote this. `reason` and `exit_code`
    say why a file that is bad for good could not be opened, and what the command ends with then; else empty and 0.
    `stated_at` is the address of the file whose row in a manifest the record has, `row` a digest of that; it may be a
    copy of the one that was read, of which nothing is stated itself.
    """

    folder: str
    record_sha256: str
    pages: int
    failed: int
    redactions: int
    strikes: int
    stated: str = ""
    decisions: int = 0
    reading: str = ""
    reason: str = ""
    exit_code: int = 0
    stated_at: str = ""
    row: str = ""


@functools.cache
def _results() -> TypeAdapter[PageResult]:
    from pydantic import TypeAdapter

    return TypeAdapter(PageResult)


@functools.cache
def _dones() -> TypeAdapter[Done]:
    from pydantic import TypeAdapter

    return TypeAdapter(Done)


class PageStore:
    """Page results and finished documents under one output folder, for one version of reading.

    Safe for several writers: files are written whole, and equal keys have equal contents.
    """

    def __init__(
        self, out: Path, pages: str, documents: str | None = None, objects: Objects | None = None
    ) -> None:
        """Takes the output folder and the digests of what pages and documents depend on.

        Args:
            out: the folder for results.
            pages: as `declass.catalog.digests.page_digest` gives it.
            documents: as `document_digest` gives it; the same as of pages where left out.
            objects: where results of pages lie; under the output folder where left out.
        """
        self._out = out
        self._pages = pages
        self._documents = documents or pages
        self._objects = objects or Files(out / STORE_NAME)

    @property
    def pages(self) -> str:
        """The digest of what results of pages depend on."""
        return self._pages

    def _path(self, kind: str, *parts: str) -> Path:
        return self._out / STORE_NAME / _key(kind, *parts)

    def _page_key(self, source_sha256: str, number: int) -> str:
        return _key("pages", self._pages, source_sha256, str(number))

    def page(self, source_sha256: str, number: int) -> PageResult | None:
        """The stored result, or None; a damaged one counts as none.

        Raises:
            AccessError: the place for results cannot be used.
        """
        return next(self.read(source_sha256, (number,)), None)

    def read(self, source_sha256: str, numbers: Sequence[int]) -> Iterator[PageResult]:
        """The stored results among those of some pages, in order; damaged ones count as not stored.

        Raises:
            AccessError: the place for results cannot be used.
        """
        for start in range(0, len(numbers), _TOGETHER):
            keys = [self._page_key(source_sha256, number) for number in numbers[start : start + _TOGETHER]]
            for data in self._objects.get(keys):
                result = _parsed(data)
                if result is not None:
                    yield result

    def put_page(self, source_sha256: str, result: PageResult) -> None:
        """Stores a result.

        Raises:
            AccessError: it cannot be written.
        """
        self._objects.put(self._page_key(source_sha256, result.page.number), _results().dump_json(result))

    def is_known_failure(self, what: str) -> bool:
        """Whether `put_failure` was told of it, for this output and version of reading.

        Raises:
            AccessError: the place for results cannot be used.
        """
        return self._objects.get([self._failure_key(what)])[0] is not None

    def put_failure(self, what: str) -> None:
        """Keeps that something could not be read: a later run that meets it again has met nothing new.

        Raises:
            AccessError: it cannot be written.
        """
        self._objects.put(self._failure_key(what), b"{}")

    def _failure_key(self, what: str) -> str:
        # Of the output too: another one may share the place for results, and has met nothing yet.
        return _key("failures", self._pages, str(self._out.resolve()), what)

    def done(self, source_sha256: str, name: str) -> Done | None:
        """The finished document of that content and name, if its text and record are still there, unchanged."""
        done = self.marked(source_sha256, name)
        if done is None:
            return None
        folder = self._out / done.folder
        return (
            done if (folder / TEXT_NAME).is_file() and record_digest(folder) == done.record_sha256 else None
        )

    def marked(self, source_sha256: str, name: str) -> Done | None:
        """What was kept of a finished document, whatever became of its result."""
        try:
            return _dones().validate_json(
                self._path("documents", self._documents, source_sha256, name).read_bytes()
            )
        except (OSError, ValueError):
            return None

    def put_done(self, source_sha256: str, name: str, done: Done) -> None:
        """Marks a document as wholly done.

        Raises:
            AccessError: it cannot be written.
        """
        write_atomic(self._path("documents", self._documents, source_sha256, name), _dones().dump_json(done))

    def forget_done(self, source_sha256: str, name: str) -> None:
        """Takes the mark of a finished document away, so that pages that failed are tried again.

        Raises:
            AccessError: it cannot be taken away.
        """
        _delete(self._path("documents", self._documents, source_sha256, name))

    def claim_folder(self, name: str, source_sha256: str) -> Path:
        """The result folder of contents that ask for `name`: it is theirs from now on, whatever happens next.

        A folder for other contents is left alone, also where those were never finished; then the start of the
        checksum goes behind the name. One that shows only why a file could not be read makes way. Whoever calls has
        the lock of that name.

        Raises:
            AccessError: the claim cannot be written.
        """
        claim = self._path("folders", name)
        owner = claim.read_text().strip() if claim.is_file() else ""
        folder = self._out / name
        if owner in ("", source_sha256):
            folder = result_folder(self._out, name, source_sha256)
        elif folder.exists():
            there = written(folder)
            if there is None or there.pages > 0:
                return self._out / f"{name}-{source_sha256[:8]}"
        if folder.name == name and owner != source_sha256:
            write_atomic(claim, f"{source_sha256}\n".encode())
        return folder


def _key(kind: str, *parts: str) -> str:
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
    return f"{kind}/{digest[:2]}/{digest}.json"


def _parsed(data: bytes | None) -> PageResult | None:
    try:
        return _results().validate_json(data) if data is not None else None
    except ValueError:
        return None


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise AccessError(f"cannot be deleted ({error.strerror})", file=str(path)) from error


def record_digest(folder: Path) -> str:
    """sha256 of the record in `folder`, empty where there is none."""
    try:
        return hashlib.sha256((folder / RECORD_NAME).read_bytes()).hexdigest()
    except OSError:
        return ""


def check_writable(out: Path) -> None:
    """Makes the folder and sees that it takes files, before any work is done.

    Raises:
        AccessError: it does not.
    """
    if out.exists() and not out.is_dir():
        raise AccessError("is a file, not a folder", file=str(out), hint="Choose another folder with --out")
    probe = out / STORE_NAME / "probe"
    write_atomic(probe, b"")
    probe.unlink(missing_ok=True)
