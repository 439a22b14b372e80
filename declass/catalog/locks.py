"""Locks between runs over the same output: who reads a document, who writes a folder.

All are bytes of one file, locked by the system: it lets go of them the moment a process dies, however it dies, and on
a network share it tells other machines. Nothing has to be cleaned up, and no lock is ever stale.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from declass.catalog.store import STORE_NAME
from processors.errors import AccessError

_LOCK_NAME = "lock"
# The lock of whoever writes what lies over all results.
CLOSING = "closing"
# Seconds between two tries for a lock that another run holds.
_AGAIN = 0.05
_TAKEN = {errno.EACCES, errno.EAGAIN}


class Locks:
    """The locks under one output folder; use it as a context manager, from any thread."""

    def __init__(self, out: Path) -> None:
        """Opens the file of locks.

        Raises:
            AccessError: it cannot be made.
        """
        self._path = out / STORE_NAME / _LOCK_NAME
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise AccessError(
                f"cannot be made ({error.strerror})",
                file=str(self._path),
                hint="Choose another folder with --out",
            ) from error
        self._held: set[str] = set()
        self._guard = threading.Lock()

    def __enter__(self) -> Self:
        """The locks themselves."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Lets go of all."""
        os.close(self._handle)

    def take(self, name: str) -> bool:
        """Takes the lock called `name` if nobody has it, another thread of this run included.

        Raises:
            AccessError: the file system does not lock files.
        """
        with self._guard:
            if name in self._held:
                return False
            try:
                self._set(name, fcntl.F_WRLCK)
            except OSError as error:
                if error.errno in _TAKEN:
                    return False
                raise AccessError(
                    f"files cannot be locked ({error.strerror})",
                    file=str(self._path),
                    hint="Choose a folder on a file system that can",
                ) from error
            self._held.add(name)
            return True

    def release(self, name: str) -> None:
        """Lets go of a lock that was taken."""
        with self._guard:
            self._held.discard(name)
            self._set(name, fcntl.F_UNLCK)

    def wait(self, name: str) -> None:
        """Takes the lock called `name`, when whoever has it lets go."""
        while not self.take(name):
            time.sleep(_AGAIN)

    @contextlib.contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Has the lock called `name` in this block."""
        self.wait(name)
        try:
            yield
        finally:
            self.release(name)

    def _set(self, name: str, kind: int) -> None:
        """Locks the byte whose place the name's checksum gives: two names practically never share one."""
        place = (
            int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()[:7], "big") >> 1
        )
        # Locks of the open file, not of the process: those of the process would go as soon as any other part of it
        # closed the file. Systems without them have only the latter.
        command = getattr(fcntl, "F_OFD_SETLK", None)
        if command is None:
            flag = fcntl.LOCK_UN if kind == fcntl.F_UNLCK else fcntl.LOCK_EX | fcntl.LOCK_NB
            fcntl.lockf(self._handle, flag, 1, place)
        else:
            fcntl.fcntl(self._handle, command, struct.pack("hhqqi4x", kind, os.SEEK_SET, place, 1, 0))
