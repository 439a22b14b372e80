"""The files that documents were read from, kept at hand while people look at their pages."""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from declass.catalog.database import Database
from declass.catalog.gone import INSIDE
from declass.catalog.models import Address
from declass.publishing.sources import source_file
from declass.review.shelf import NotFoundError
from processors.errors import DeclassError
from processors.in_worker import Stamp, file_stamp
from processors.sources.checksum import file_sha256

# Copies of files out of archives that are kept at hand, and their bytes together.
_COPIES, _COPIES_BYTES = 20, 4_000_000_000


class Originals:
    """Files of documents on this machine; places afar are not asked. Safe for several threads."""

    def __init__(self, database: Database, copies: Path) -> None:
        """Takes the open catalog and a folder for copies out of archives."""
        self._database, self._copies = database, copies
        self._lock = threading.Lock()
        # Checksums by path and stamp: a file that was not written to since is not read again.
        self._sums: dict[tuple[str, Stamp], str] = {}

    def find(self, sha256: str) -> Path:
        """The file of that content.

        Raises:
            NotFoundError: it is at none of its addresses any more, or was changed.
        """
        addresses = self._addresses(sha256)
        reason = "it is not known where the file lies that this was read from"
        for address in addresses:
            if "://" in address:
                reason = "the file lies on another machine, which is not asked"
                continue
            outer, inside, _ = address.partition(INSIDE)
            if not Path(outer).is_file():
                reason = "the file is not where it was when it was read"
                continue
            found = self._unpacked(address, sha256) if inside else Path(address)
            if found is not None and self._sum(found) == sha256:
                return found
            reason = "the file was changed since it was read"
        name = Path(addresses[0].replace(INSIDE, "/")).name if addresses else ""
        raise NotFoundError(
            reason, file=name, hint="Put the file back where it was, or read it again with declass ingest"
        )

    def _addresses(self, sha256: str) -> list[str]:
        query = sa.select(Address.path).where(Address.sha256 == sha256).order_by(Address.id)
        with self._database.reading() as connection:
            return list(connection.execute(query).scalars())

    def _sum(self, path: Path) -> str:
        """The file's sha256, empty where it cannot be read."""
        try:
            key = (str(path), file_stamp(path))
            with self._lock:
                known = self._sums.get(key)
            if known is None:
                known = file_sha256(path)
                with self._lock:
                    self._sums[key] = known
        except DeclassError:
            return ""
        return known

    def _unpacked(self, address: str, sha256: str) -> Path | None:
        """A copy of an entry of an archive; None where there is none like it."""
        copy = self._copies / f"{sha256}{Path(address).suffix.lower()}"
        with self._lock:
            if copy.is_file():
                copy.touch()
                return copy
            # Another file in its place is none of ours to keep.
            with contextlib.suppress(DeclassError, OSError), source_file([address], sha256) as found:
                self._keep(found, copy)
        return copy if copy.is_file() else None

    def _keep(self, path: Path, copy: Path) -> None:
        self._copies.mkdir(parents=True, exist_ok=True, mode=0o700)
        scratch = copy.with_name(f".{copy.name}")
        shutil.copyfile(path, scratch)
        scratch.chmod(0o600)
        scratch.replace(copy)
        for old in self._too_many():
            old.unlink(missing_ok=True)

    def _too_many(self) -> Iterator[Path]:
        """Copies that were not used for longest, beyond what is kept."""
        files = sorted((f for f in self._copies.iterdir() if f.is_file()), key=lambda f: -f.stat().st_mtime)
        total = 0
        for k, file in enumerate(files):
            total += file.stat().st_size
            if k and (k >= _COPIES or total > _COPIES_BYTES):
                yield file
