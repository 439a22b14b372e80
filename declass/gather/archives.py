"""What is found in an archive, whatever its kind, and the limits that hold for all of it together.

Names in archives are labels and nothing else: no file is ever written under one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from declass.gather.options import GatherLimits
from declass.gather.origins import Origin
from processors.errors import DeclassError, LimitError, printable
from processors.sources.media import MEDIA_SUFFIXES


class Packing(StrEnum):
    """How an archive is packed."""

    ZIP = "zip"
    TAR = "tar"
    GZ = "gz"
    BZ2 = "bz2"
    XZ = "xz"


_SUFFIXES = {
    ".zip": Packing.ZIP,
    ".tar": Packing.TAR,
    ".tar.gz": Packing.GZ,
    ".tgz": Packing.GZ,
    ".tar.bz2": Packing.BZ2,
    ".tbz2": Packing.BZ2,
    ".tbz": Packing.BZ2,
    ".tar.xz": Packing.XZ,
    ".txz": Packing.XZ,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One document or inner archive of an archive.

    Attributes:
        name: its path in the archive, cleaned by `member_label`.
        size: in bytes, as the archive states it.
        mark: tells its content from another under the same name in the same archive.
        chunks: its content piece by piece; raises DeclassError where it is damaged or locked.
        number: which one of several under this name it is, from 1.
    """

    name: str
    size: int
    mark: str
    chunks: Callable[[], Iterator[bytes]]
    number: int = 1

    @property
    def path(self) -> str:
        """Its name, with its number where another one came before."""
        return self.name if self.number == 1 else f"{self.name}#{self.number}"


@dataclass(frozen=True, slots=True)
class Passed:
    """An entry that is not taken, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Member(Origin):
    """A document or inner archive in an archive."""

    address: str
    label: str
    size: int | None
    stamp: str
    entry: Entry

    def chunks(self) -> Iterator[bytes]:
        """The content, unpacked."""
        try:
            yield from self.entry.chunks()
        except DeclassError as error:
            raise type(error)(error.message, file=self.address, hint=error.hint) from error


class Budget:
    """Counts what one archive holds, with all that is inside it."""

    def __init__(self, limits: GatherLimits) -> None:
        self._limits = limits
        self._members = self._bytes = 0

    def count(self) -> None:
        """One more entry of any kind.

        Raises:
            LimitError: that is one too many.
        """
        self._members += 1
        if self._members > self._limits.archive_members:
            raise LimitError(f"has more than {self._limits.archive_members:,} entries; the rest is not read")

    def take(self, size: int) -> None:
        """One more document of `size` bytes.

        Raises:
            LimitError: all together have too many.
        """
        self._bytes += size
        if self._bytes > self._limits.archive_total_bytes:
            limit = self._limits.archive_total_bytes
            raise LimitError(f"holds more than {limit:,} bytes of documents; the rest is not read")


def packing(name: str) -> Packing | None:
    """How the archive called `name` is packed, None if that is no name of an archive."""
    lowered = name.lower()
    return next((kind for suffix, kind in _SUFFIXES.items() if lowered.endswith(suffix)), None)


def suffix_of(name: str) -> str:
    """The suffix of `name` where it is one that documents have, else empty."""
    suffix = re.search(r"\.[A-Za-z0-9]{1,5}$", name)
    return suffix[0].lower() if suffix and suffix[0].lower() in MEDIA_SUFFIXES else ""


def is_wanted(name: str) -> bool:
    """Whether the name says that this is a document or an archive."""
    return bool(suffix_of(name)) or packing(name) is not None


def is_hidden(name: str) -> bool:
    """Whether a part of the path is hidden, or is what macOS puts beside files."""
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def member_label(name: str) -> str:
    """The path of an entry as an address shows it.

    Separators of Windows become ours, drives and leading separators go, `..` becomes `_`, control characters are
    escaped; and nothing looks like an archive inside.
    """
    name = re.sub(r"^[A-Za-z]:", "", name.replace("\\", "/"))
    parts = (part for part in name.split("/") if part not in ("", "."))
    clean = ("_" if part == ".." else re.sub(r"!$", "_", printable(part)) for part in parts)
    return "/".join(clean) or "_"


def check_size(entry: str, size: int, packed: int | None, limits: GatherLimits) -> None:
    """Refuses entries that unpack to too much.

    Raises:
        LimitError: the entry is too large, or shrank by more than documents do.
    """
    if size > limits.file_bytes and packing(entry) is None:
        raise LimitError(f"has {size:,} bytes; {limits.file_bytes:,} are read at most")
    if packed is not None and size > limits.ratio_from_bytes and size > limits.ratio * max(1, packed):
        raise LimitError(f"unpacks to {size:,} bytes from {packed:,}; no document shrinks so much")
