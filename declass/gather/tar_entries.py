"""Entries of TAR archives; a compressed one is unpacked once, as a whole, so that any entry can be read at any time."""

from __future__ import annotations

import bz2
import io
import lzma
import tarfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from declass.gather.archives import (
    Budget,
    Entry,
    Packing,
    Passed,
    check_size,
    is_hidden,
    is_wanted,
    member_label,
)
from declass.gather.options import GatherLimits
from declass.gather.origins import CHUNK, Origin
from processors.errors import AccessError, DeclassError, InputError, LimitError

_PACKED = 1 << 16


@dataclass(frozen=True, slots=True)
class TarPlace:
    """Where an entry lies in its file."""

    path: Path
    offset: int
    size: int

    def chunks(self) -> Iterator[bytes]:
        """The content.

        Raises:
            InputError: the archive ends before it does.
            AccessError: the archive cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                file.seek(self.offset)
                left = self.size
                while left:
                    data = file.read(min(CHUNK, left))
                    if not data:
                        raise InputError("is damaged: its archive ends in the middle of it")
                    left -= len(data)
                    yield data
        except OSError as error:
            raise AccessError(f"its archive cannot be read ({error.strerror})") from error


class _Guarded(io.FileIO):
    """A file of which no long piece is read at once: what `tarfile` reads are headers, and it keeps them in memory."""

    def __init__(self, path: Path, limits: GatherLimits) -> None:
        super().__init__(path)
        self._most = limits.header_bytes

    def read(self, size: int | None = -1, /) -> bytes:
        """As of a file.

        Raises:
            LimitError: a header is too long.
        """
        if size is None or not 0 <= size <= self._most:
            raise LimitError(f"has a header of over {self._most:,} bytes; what follows is not read")
        return super().read(size) or b""


def tar_entries(path: Path, limits: GatherLimits, budget: Budget) -> Iterator[Entry | Passed]:
    """Documents and archives of the uncompressed archive at `path`, in its order.

    Raises:
        InputError: it is no TAR archive, or damaged; what comes before the damage was given.
        LimitError: it is beyond a limit.
        AccessError: it cannot be read.
    """
    try:
        with (
            _Guarded(path, limits) as file,
            tarfile.open(fileobj=file, mode="r:", errors="surrogateescape") as tar,
        ):
            while (info := tar.next()) is not None:
                # tarfile keeps every entry it has seen.
                tar.members.clear()  # type: ignore[attr-defined]
                budget.count()
                entry = _entry(path, info, limits, budget)
                if entry is not None:
                    yield entry
            file.seek(tar.offset)
            # tarfile takes what is no header for the end; the true end is a block of zeros.
            if file.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
                raise tarfile.ReadError("no end")
    except (tarfile.TarError, RecursionError, ValueError, OverflowError) as error:
        raise InputError(
            "is no TAR archive, or damaged; only what comes before the damage is read",
            hint="Fetch or pack the archive again",
        ) from error
    except OSError as error:
        raise AccessError(f"cannot be read ({error.strerror or error})") from error


def _entry(path: Path, info: tarfile.TarInfo, limits: GatherLimits, budget: Budget) -> Entry | Passed | None:
    name = member_label(info.name)
    if info.isdir() or is_hidden(name) or not is_wanted(name):
        return None
    if not info.isreg() or info.issparse():
        return Passed(name, "is a link, a device or a file with holes in the archive; it is passed over")
    place = TarPlace(path, info.offset_data, info.size)

    def chunks() -> Iterator[bytes]:
        check_size(name, place.size, None, limits)
        return place.chunks()

    budget.take(min(info.size, limits.file_bytes))
    return Entry(name, info.size, f"{info.offset_data} {info.size} {info.mtime}", chunks)


@dataclass(slots=True)
class Unpacked(Origin):
    """A compressed TAR archive as it unpacks. `damage` is set where that ended before its time."""

    address: str
    label: str
    packed: Callable[[], Path]
    packing: Packing
    limits: GatherLimits
    size: int | None = None
    stamp: str = ""
    damage: DeclassError | None = field(default=None)

    def chunks(self) -> Iterator[bytes]:
        """The archive, up to its end, to damage or to a limit."""
        path, total = self.packed(), 0
        try:
            most = self._most(path)
            for chunk in _unpacked(path, self.packing, self.limits):
                total += len(chunk)
                if total > most:
                    text = f"unpacks to more than {most:,} bytes; what comes before is read"
                    self.damage = LimitError(text, file=self.address)
                    return
                yield chunk
        except (zlib.error, lzma.LZMAError, EOFError, ValueError) as error:
            self._damaged(error)
        except OSError as error:
            # bz2 reports damage so.
            if error.errno is not None:
                raise AccessError(f"cannot be read ({error.strerror})", file=self.address) from error
            self._damaged(error)

    def _most(self, path: Path) -> int:
        packed = path.stat().st_size
        by_ratio = max(self.limits.ratio_from_bytes, int(self.limits.ratio * packed))
        return min(self.limits.archive_total_bytes, by_ratio)

    def _damaged(self, error: Exception) -> None:
        message = "is damaged; only what comes before the damage is read"
        self.damage = InputError(message, file=self.address, hint="Fetch or pack the archive again")
        self.damage.__cause__ = error


class _Unpacker(Protocol):
    """What unpackers have in common."""

    @property
    def eof(self) -> bool:
        """Whether the end of the packed stream is reached."""

    @property
    def unused_data(self) -> bytes:
        """What follows that end."""


def _unpacked(path: Path, packing: Packing, limits: GatherLimits) -> Iterator[bytes]:
    """All streams of the file, one after the other; padding with zeros after the last one is none.

    Raises:
        zlib.error, lzma.LZMAError, OSError, EOFError: it is damaged or cut off.
    """
    with path.open("rb") as file:
        rest = file.read(_PACKED)
        while rest.strip(b"\0"):
            if packing is Packing.GZ:
                gz = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
                while not gz.eof:
                    data = gz.unconsumed_tail or rest or file.read(_PACKED)
                    rest = b""
                    if not data:
                        raise EOFError
                    yield gz.decompress(data, CHUNK)
                rest = gz.unused_data
            else:
                other = (
                    bz2.BZ2Decompressor()
                    if packing is Packing.BZ2
                    else lzma.LZMADecompressor(memlimit=limits.xz_bytes)
                )
                while not other.eof:
                    data = b""
                    if other.needs_input:
                        data, rest = rest or file.read(_PACKED), b""
                        if not data:
                            raise EOFError
                    yield other.decompress(data, CHUNK)
                rest = other.unused_data
            rest = rest or file.read(_PACKED)
