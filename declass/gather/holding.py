"""A file that is in use: fetched when it is first asked for, given back when nobody needs it any more."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from pathlib import Path

from declass.gather.origins import Origin
from declass.gather.remote_errors import asked
from declass.gather.spool import Copy, Spool
from processors.errors import AccessError


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as a local file.

    Attributes:
        path: the file to read.
        size: in bytes.
        sha256: of its content where it was copied, empty where it lies at `path` by itself.
    """

    path: Path
    size: int
    sha256: str = ""


class Holding:
    """One file, its copy if it needs one, and what it lies in. Safe for several threads.

    An archive is held by itself and by each document that was found in it; the last one to let go deletes its copy.
    """

    def __init__(
        self,
        origin: Origin,
        spool: Spool,
        suffix: str,
        most: int,
        parent: Holding | None = None,
        *,
        waits: bool = True,
    ) -> None:
        """Holds `origin`, and `parent` with it.

        Args:
            origin: where the file comes from.
            spool: where a copy goes.
            suffix: of the copy's name.
            most: a larger file is not copied (bytes).
            parent: the archive it lies in.
            waits: whether a copy waits for room.
        """
        self._origin, self._spool, self._suffix, self._most = origin, spool, suffix, most
        self._parent, self._waits, self._limits = parent, waits, spool.limits
        self._lock = threading.Lock()
        self._uses = 1
        self._released = False
        self._copy: Copy | None = None
        if parent is not None:
            parent.use()

    def fetch(self) -> Fetched:
        """The file on this machine, copied by the first call.

        Raises:
            DeclassError: it cannot be had; see `Gathered.fetch`.
        """
        local = self._origin.local
        if local is not None:
            return Fetched(local, _size(local, self._origin.address))
        with self._lock:
            if self._uses == 0:
                raise AccessError("was given back before it was fetched", file=self._origin.address)
            if self._copy is None:
                self._copy = asked(self._copied, self._origin.address, self._limits)
            return Fetched(self._copy.path, self._copy.size, self._copy.sha256)

    def sha256(self) -> str:
        """sha256 of the content, without leaving a copy.

        Raises:
            DeclassError: it cannot be had; see `Gathered.fetch`.
        """
        return asked(self._digest, self._origin.address, self._limits)

    def _copied(self) -> Copy:
        origin = self._origin
        return self._spool.copy(origin.chunks(), origin.address, self._suffix, self._most, waits=self._waits)

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for chunk in self._origin.chunks():
            digest.update(chunk)
        return digest.hexdigest()

    def use(self) -> None:
        """One more needs the file."""
        with self._lock:
            self._uses += 1

    def release(self) -> None:
        """Whoever made this holding lets go; further calls do nothing."""
        with self._lock:
            if self._released:
                return
            self._released = True
        self._drop()

    def _drop(self) -> None:
        with self._lock:
            self._uses -= 1
            if self._uses:
                return
            copy, self._copy = self._copy, None
        if copy is not None:
            self._spool.remove(copy)
        if self._parent is not None:
            self._parent._drop()


def _size(path: Path, address: str) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise AccessError(f"cannot be looked at ({error.strerror})", file=address) from error
