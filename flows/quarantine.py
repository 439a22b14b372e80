"""Files that could not be read, put aside for a person: a copy of each, and beside it the reason.

    QUARANTINE/memo.pdf              a copy; the file itself stays where it is, as it is
    QUARANTINE/memo.pdf.reason.json  why it could not be read, and every address at which it lies

The same contents lie there once. What a later run reads is taken out again. Several batches may share a quarantine.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath

from declass.catalog.documents import Failure, now
from declass.catalog.locks import Locks
from flows.policy import Policy
from processors.config import Config
from processors.errors import AccessError, DeclassError
from processors.outputs.files import SCRATCH_PREFIX, atomic_file, safe_name, write_atomic

REASON_SUFFIX = ".reason.json"
_LOCK = "quarantine"
# Enough of a checksum to tell contents under one name apart, as for results.
_DIGITS = 8
# A suffix that is kept; others may hold anything.
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
# What is read of a file at a time, and the most that a reason may have (bytes).
_BLOCK = 1 << 20
_REASON_BYTES = 1 << 20
# Addresses that are listed for one file; a batch may hold the same damaged file a million times.
_ADDRESSES = 1000


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a file lies in the quarantine.

    Attributes:
        file: its own name, without folders.
        sha256: of its contents, empty where they could not be had.
        category: of the error, as in `record.json`.
        message: for a person.
        since: when it was first put there, ISO 8601.
        addresses: where it lies, sorted.
        copied: whether a copy lies beside the reason.
    """

    file: str
    sha256: str
    category: str
    message: str
    since: str
    addresses: tuple[str, ...]
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Suspect:
    """A file that could not be read.

    Attributes:
        address: where it lies.
        label: its own name.
        path: the file, or a copy of it; None where it could not be had.
        sha256: of its contents; empty where they could not be had.
        is_copy: whether `path` is a copy of ours, which nobody writes to.
    """

    address: str
    label: str
    path: Path | None = None
    sha256: str = ""
    is_copy: bool = False


class Quarantine:
    """A quarantine folder; use it as a context manager, from any thread."""

    def __init__(self, folder: Path, most_bytes: int, free_bytes: int) -> None:
        """Makes the folder, for its owner alone, and looks what lies there.

        Args:
            folder: for copies and reasons.
            most_bytes: of a larger file only the reason is put there.
            free_bytes: so much stays free on the disk; what would take more is not copied.

        Raises:
            AccessError: it cannot be used.
        """
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise AccessError(
                f"cannot be made ({error.strerror})", file=str(folder), hint="Choose another --quarantine"
            ) from error
        self._folder, self._most, self._free = folder, most_bytes, free_bytes
        self._locks = Locks(folder)
        self._guard = threading.Lock()
        # Address, and checksum -> name of the file in the quarantine; when the folder was last changed by us.
        self._names: dict[str, str] = {}
        self._contents: dict[str, str] = {}
        self._seen = 0
        with self._held():
            # Whoever wrote these was killed: all that is written here is written under this lock.
            for left in folder.glob(f"{SCRATCH_PREFIX}*"):
                self._remove(left)

    def __enter__(self) -> Quarantine:
        """The quarantine itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Lets go of its locks."""
        self._locks.__exit__(None, None, None)

    def put(self, suspect: Suspect, why: DeclassError | Failure | None) -> None:
        """Puts a file there, or its address where the same contents lie there already.

        Args:
            suspect: the file.
            why: what was wrong; None where it is the same as with the same contents before.

        Raises:
            AccessError: the folder cannot be written to; the file itself is as it was.
        """
        with self._held():
            before = self._read(self._names.get(suspect.address, ""))
            if before is not None and not _is_same(before, suspect):
                # Other contents lie at the address now.
                self._take_out(suspect.address)
            name, there = self._place(suspect)
            addresses = sorted({*(there.addresses if there else ()), suspect.address})[:_ADDRESSES]
            reason = Reason(
                file=suspect.label,
                sha256=suspect.sha256,
                category=why.category if why else there.category if there else "",
                message=_told(why) if why else there.message if there else "",
                since=there.since if there else now(),
                addresses=tuple(addresses),
                copied=(self._folder / name).is_file() or self._fits(suspect),
            )
            # The reason first: a copy without one would be taken for a file of somebody else.
            self._write(name, reason)
            if reason.copied and not (self._folder / name).is_file() and not self._copy(suspect, name):
                self._write(name, replace(reason, copied=False))
            self._names[suspect.address] = name
            if suspect.sha256:
                self._contents[suspect.sha256] = name

    def holds(self, address: str) -> bool:
        """Whether something lies there for an address, as far as was seen."""
        return address in self._names

    def take_out(self, address: str) -> None:
        """Takes out what lies there for an address that was read now; other addresses of it stay.

        Raises:
            AccessError: it cannot be deleted.
        """
        if address in self._names:
            with self._held():
                self._take_out(address)

    def _take_out(self, address: str) -> None:
        name = self._names.pop(address, None)
        there = self._read(name) if name is not None else None
        if name is None or there is None:
            return
        left = tuple(a for a in there.addresses if a != address)
        if left:
            self._write(name, replace(there, addresses=left))
            return
        self._remove(self._folder / name)
        self._remove(self._reason(name))
        self._contents.pop(there.sha256, None)

    @contextlib.contextmanager
    def _held(self) -> Iterator[None]:
        """Nobody else changes anything in this block, and what others changed before is known."""
        with self._guard, self._locks.held(_LOCK):
            if self._changed() != self._seen:
                found = list(self._all())
                self._names = {address: name for name, reason in found for address in reason.addresses}
                self._contents = {reason.sha256: name for name, reason in found if reason.sha256}
            yield
            self._seen = self._changed()

    def _changed(self) -> int:
        """When something was last put into the folder, or taken out."""
        try:
            return self._folder.stat().st_mtime_ns
        except OSError as error:
            raise AccessError(f"cannot be looked at ({error.strerror})", file=str(self._folder)) from error

    def _place(self, suspect: Suspect) -> tuple[str, Reason | None]:
        """The name for a file, and the reason that lies there for the same contents, or the same address."""
        path = PurePosixPath(suspect.label)
        suffix = path.suffix if _SUFFIX.fullmatch(path.suffix) else ""
        stem = safe_name(path.stem)
        digest = suspect.sha256 or hashlib.sha256(suspect.address.encode("utf-8", "replace")).hexdigest()
        plain, longer = f"{stem}{suffix}", f"{stem}-{digest[:_DIGITS]}{suffix}"
        for known in (self._contents.get(suspect.sha256), self._names.get(suspect.address)):
            there = self._read(known) if known is not None else None
            if known is not None and there is not None and _is_same(there, suspect):
                return known, there
        free = not os.path.lexists(self._folder / plain) and not self._reason(plain).exists()
        return (plain if free else longer), None

    def _fits(self, suspect: Suspect) -> bool:
        if suspect.path is None or not suspect.sha256:
            return False
        try:
            size = suspect.path.stat().st_size
            room = shutil.disk_usage(self._folder).free - self._free
        except OSError:
            return False
        return size <= min(self._most, room)

    def _copy(self, suspect: Suspect, name: str) -> bool:
        """Whether the file could be copied as it was when it could not be read."""
        target, path = self._folder / name, suspect.path
        if path is None:
            return False
        if suspect.is_copy and _linked(path, target):
            return True
        try:
            with path.open("rb") as source, atomic_file(target) as file:
                digest = hashlib.sha256()
                while block := source.read(_BLOCK):
                    digest.update(block)
                    file.write(block)
                if digest.hexdigest() != suspect.sha256:
                    raise _ChangedError
            # No more may read the copy than may read the file.
            target.chmod(path.stat().st_mode & 0o666)
        except (_ChangedError, OSError):
            return False
        return True

    def _all(self) -> Iterator[tuple[str, Reason]]:
        for path in sorted(self._folder.glob(f"*{REASON_SUFFIX}")):
            name = path.name.removesuffix(REASON_SUFFIX)
            reason = self._read(name)
            if name and reason is not None:
                yield name, reason

    def _reason(self, name: str) -> Path:
        return self._folder / f"{name}{REASON_SUFFIX}"

    def _read(self, name: str) -> Reason | None:
        """The reason of a name, None where there is none that can be used."""
        path = self._reason(name)
        try:
            if path.stat().st_size > _REASON_BYTES:
                return None
            found = json.loads(path.read_bytes())
            return Reason(**{**found, "addresses": tuple(map(str, found["addresses"]))})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def _write(self, name: str, reason: Reason) -> None:
        try:
            body = json.dumps(asdict(reason), indent=1, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            # Names of files may be no text.
            body = json.dumps(asdict(reason), indent=1).encode()
        write_atomic(self._reason(name), body + b"\n")

    @staticmethod
    def _remove(path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise AccessError(f"cannot be deleted ({error.strerror})", file=str(path)) from error


def _told(why: DeclassError | Failure) -> str:
    if isinstance(why, Failure):
        return f"page {why.page}: {why.message}"
    return why.reason


class _ChangedError(Exception):
    """The file is not any more what could not be read."""


def _is_same(there: Reason, suspect: Suspect) -> bool:
    """Whether it is the same contents; where one of them is not known, the same address."""
    if there.sha256 and suspect.sha256:
        return there.sha256 == suspect.sha256
    return suspect.address in there.addresses


def _linked(path: Path, target: Path) -> bool:
    """Whether a copy of ours could get a second name, which costs nothing."""
    scratch = target.with_name(f"{SCRATCH_PREFIX}link")
    try:
        os.link(path, scratch)
        scratch.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            scratch.unlink(missing_ok=True)
        return False
    return True


@contextlib.contextmanager
def open_quarantine(policy: Policy, config: Config) -> Iterator[Quarantine | None]:
    """The quarantine that a policy names; None where it names none.

    Raises:
        AccessError: it cannot be used.
    """
    if not policy.quarantine:
        yield None
        return
    with Quarantine(Path(policy.quarantine), config.limits.file_bytes, policy.free_bytes) as quarantine:
        yield quarantine
