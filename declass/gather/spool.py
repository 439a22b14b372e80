"""Copies of documents that are no local files, in a folder that is watched and cleared.

SPOOL/gathering-abcd/        the copies of one gathering, under numbers; never under a name from outside
SPOOL/gathering-abcd/lock    locked as long as the gathering lives, so that others know what was left behind
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from declass.gather.options import GatherLimits
from processors.errors import AccessError, LimitError

_PREFIX, _LOCK = "gathering-", "lock"
# A folder without a locked lock that is younger may just be about to lock it (seconds).
_YOUNG_SECONDS = 60.0
# Free space is asked for again after so many bytes.
_WATCH_BYTES = 64 << 20
_FULL = "Free some space, or name another folder for the copies"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy in the spool."""

    path: Path
    size: int
    sha256: str


class Spool:
    """The copies of one gathering; its folder is made with the first copy. Safe for several threads."""

    def __init__(self, folder: Path | None, limits: GatherLimits) -> None:
        """Takes the folder for all spools, None for the system's folder for temporary files."""
        self._parent, self.limits = folder, limits
        self._folder: Path | None = None
        self._lock: BinaryIO | None = None
        self._changed = threading.Condition()
        self._held = self._made = 0
        self._last_removed = time.monotonic()

    def copy(self, chunks: Iterator[bytes], address: str, suffix: str, most: int, *, waits: bool) -> Copy:
        """Writes `chunks` to a file of its own, which is there only when it is whole.

        Args:
            chunks: the content.
            address: for messages.
            suffix: of the copy's name; one of ours, never from outside.
            most: a longer content is refused (bytes).
            waits: whether to wait for room while other copies take more than `spool_bytes`.

        Raises:
            LimitError: the content is longer than `most`.
            AccessError: the disk is full, or the spool cannot be written to, or stays full.
            DeclassError: whatever reading `chunks` raises; nothing is left behind.
        """
        if waits:
            self._wait_for_room(address)
        try:
            path = self._next(suffix)
            scratch = path.with_suffix(".part")
            try:
                size, digest = self._write(chunks, scratch, address, most)
                scratch.rename(path)
            finally:
                with contextlib.suppress(OSError):
                    scratch.unlink(missing_ok=True)
        except OSError as error:
            raise _spool_error(address, error) from error
        with self._changed:
            self._held += size
        return Copy(path, size, digest)

    def remove(self, copy: Copy) -> None:
        """Deletes a copy and lets those go on that wait for room."""
        with contextlib.suppress(OSError):
            copy.path.unlink(missing_ok=True)
        with self._changed:
            self._held -= copy.size
            self._last_removed = time.monotonic()
            self._changed.notify_all()

    def close(self) -> None:
        """Deletes everything."""
        with self._changed:
            folder, lock = self._folder, self._lock
            self._folder = self._lock = None
        if folder is not None and lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            lock.close()

    def _wait_for_room(self, address: str) -> None:
        with self._changed:
            start = time.monotonic()
            while self._held > self.limits.spool_bytes:
                left = max(start, self._last_removed) + self.limits.spool_wait_seconds - time.monotonic()
                if left <= 0:
                    raise AccessError(
                        "there is no room for a copy: those before it are still in use", file=address
                    )
                self._changed.wait(left)

    def _next(self, suffix: str) -> Path:
        with self._changed:
            if self._folder is None:
                self._folder, self._lock = _made_folder(self._parent)
            self._made += 1
            return self._folder / f"{self._made:08d}{suffix}"

    def _write(self, chunks: Iterator[bytes], path: Path, address: str, most: int) -> tuple[int, str]:
        size, watched, digest = 0, 0, hashlib.sha256()
        with path.open("xb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise LimitError(f"has more than {most:,} bytes", file=address)
                if size > watched:
                    self._watch(path.parent, address)
                    watched = size + _WATCH_BYTES
                digest.update(chunk)
                file.write(chunk)
        return size, digest.hexdigest()

    def _watch(self, folder: Path, address: str) -> None:
        if shutil.disk_usage(folder).free < self.limits.free_bytes + _WATCH_BYTES:
            raise AccessError(
                f"no room for a copy: the disk of {folder.parent} is nearly full", file=address, hint=_FULL
            )


def _made_folder(parent: Path | None) -> tuple[Path, BinaryIO]:
    if parent is not None:
        parent.mkdir(parents=True, exist_ok=True)
        _clear(parent)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX if parent else f"declass-{_PREFIX}", dir=parent))
    lock = (folder / _LOCK).open("xb")
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return folder, lock


def _clear(parent: Path) -> None:
    """Deletes what gatherings left behind that were killed."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.is_symlink() or time.time() - folder.stat().st_mtime < _YOUNG_SECONDS:
                continue
            with (folder / _LOCK).open("ab") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)


def _spool_error(address: str, error: OSError) -> AccessError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return AccessError("no room for a copy: the disk is full", file=address, hint=_FULL)
    return AccessError(
        f"no copy can be written ({error.strerror or type(error).__name__})", file=address, hint=_FULL
    )
