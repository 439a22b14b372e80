"""Entries of ZIP archives, read where they lie; names and sizes come from the table of contents.

An archive that lost its table, because it was cut off, is read from its beginning up to the damage.
"""

from __future__ import annotations

import bz2
import contextlib
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from declass.gather.archives import Budget, Entry, Passed, check_size, is_hidden, is_wanted, member_label
from declass.gather.options import GatherLimits
from declass.gather.origins import CHUNK
from processors.errors import AccessError, EncryptedError, InputError, LimitError

LOCAL_HEADER = struct.Struct("<4s5H3L2H")
LOCAL_MAGIC = b"PK\x03\x04"
_END = struct.Struct("<4s4H2LH")
_END_MAGIC = b"PK\x05\x06"
# A size in the last record that says that the true one stands in the 64-bit record.
_IS_LARGE = 0xFFFFFFFF
# The last record and the longest comment that can follow it (bytes).
_TAIL = _END.size + 0xFFFF
_ENCRYPTED, UTF8 = 0x1, 0x800
# A read asks for this much packed data (bytes); what it unpacks to is asked for in pieces of `CHUNK`.
_PACKED = 1 << 16


class Unpacker(Protocol):
    """What zlib and bz2 have in common."""

    eof: bool

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """At most `max_length` bytes more."""


@dataclass(frozen=True, slots=True)
class ZipPlace:
    """Where an entry lies in its file, and what is known of it.

    `offsets` are the places to look at, the likeliest first: where something was put before the archive or was lost
    from it, entries on one side of that lie where the archive states, and those on the other side do not.
    """

    path: Path
    offsets: tuple[int, ...]
    flags: int
    method: int
    crc: int
    packed: int
    size: int

    def chunks(self) -> Iterator[bytes]:
        """The content, checked against its size and checksum.

        Raises:
            EncryptedError: it wants a password.
            InputError: it is damaged, or packed in a way that is not read.
            AccessError: the archive cannot be read.
        """
        self.check()
        crc = size = 0
        try:
            with self.path.open("rb") as file:
                for chunk in _unpacked(_content(file, self), self.method):
                    crc, size = zlib.crc32(chunk, crc), size + len(chunk)
                    if size > self.size:
                        raise InputError("is damaged in its archive (it is longer than the archive states)")
                    yield chunk
        except (zlib.error, EOFError, ValueError, struct.error) as error:
            raise InputError("is damaged in its archive") from error
        except OSError as error:
            # bz2 reports damage so.
            if error.errno is None:
                raise InputError("is damaged in its archive") from error
            raise AccessError(f"its archive cannot be read ({error.strerror})") from error
        if size != self.size or crc != self.crc:
            raise InputError("is damaged in its archive (its checksum is wrong)")

    def check(self) -> None:
        """Refuses what cannot be unpacked.

        Raises:
            EncryptedError: it wants a password.
            InputError: it is packed in a way that is not read.
        """
        if self.flags & _ENCRYPTED:
            raise EncryptedError("wants a password", hint="Unpack the archive with its password first")
        if self.method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2):
            hint = "Unpack the archive first"
            raise InputError(f"is packed by a method that is not read ({self.method})", hint=hint)


def zip_entries(path: Path, limits: GatherLimits, budget: Budget) -> Iterator[Entry | Passed]:
    """Documents and archives of the archive at `path`, as its table of contents orders them.

    Raises:
        InputError: it is no ZIP archive, or damaged; what comes before the damage was given.
        LimitError: it is beyond a limit.
        AccessError: it cannot be read.
    """
    from declass.gather.zip_salvage import salvaged

    try:
        with path.open("rb") as file:
            _check_directory(file, limits)
            try:
                infos, shift = _infos(file)
            except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError):
                yield from salvaged(path, limits, budget)
                raise InputError(
                    "is damaged: its table of contents is missing, and only what comes before the damage is read",
                    hint="Fetch or pack the archive again",
                ) from None
    except OSError as error:
        raise AccessError(f"cannot be read ({error.strerror or error})") from error
    for info in infos:
        budget.count()
        name = member_label(_decoded(info))
        kind = stat.S_IFMT(info.external_attr >> 16) if info.create_system == 3 else 0
        if info.is_dir() or is_hidden(name) or not is_wanted(name):
            continue
        if kind not in (0, stat.S_IFREG):
            yield Passed(name, "is a link or a device in the archive, not a file; it is passed over")
            continue
        place = ZipPlace(
            path,
            (info.header_offset, info.header_offset - shift),
            info.flag_bits,
            info.compress_type,
            info.CRC,
            info.compress_size,
            info.file_size,
        )
        yield zip_entry(name, place, limits, budget)


def zip_entry(name: str, place: ZipPlace, limits: GatherLimits, budget: Budget) -> Entry:
    """The entry at `place`; one beyond a limit raises when it is read, so that others go on.

    Raises:
        LimitError: all entries together are too much.
    """

    def chunks() -> Iterator[bytes]:
        place.check()
        check_size(name, place.size, place.packed, limits)
        return place.chunks()

    budget.take(min(place.size, limits.file_bytes))
    return Entry(name, place.size, f"{place.crc:08x} {place.size} {place.offsets[0]}", chunks)


def _infos(file: BinaryIO) -> tuple[list[zipfile.ZipInfo], int]:
    """The table of contents, and how far it lies from where the archive states; `zipfile` moves all entries with it."""
    with zipfile.ZipFile(file) as archive:
        file.seek(max(0, file.seek(0, 2) - _TAIL))
        tail = file.read()
        at = tail.rfind(_END_MAGIC)
        stated = _END.unpack_from(tail, at)[6] if 0 <= at <= len(tail) - _END.size else _IS_LARGE
        return archive.infolist(), archive.start_dir - stated if stated != _IS_LARGE else 0


def _decoded(info: zipfile.ZipInfo) -> str:
    """The name; many programs write UTF-8 and do not say so, and the standard then takes it for code page 437."""
    if info.flag_bits & UTF8:
        return info.filename
    with contextlib.suppress(UnicodeError):
        return info.filename.encode("cp437").decode("utf-8")
    return info.filename


def _check_directory(file: BinaryIO, limits: GatherLimits) -> None:
    """Refuses a table of contents that would fill the memory; `zipfile` loads it whole.

    Raises:
        LimitError: it is too large.
    """
    length = file.seek(0, 2)
    start = max(0, length - _TAIL)
    file.seek(start)
    tail = file.read()
    at = tail.find(_END_MAGIC)
    while 0 <= at <= len(tail) - _END.size:
        # Several records may look like the last one, and which one is taken is not for us to guess.
        size = max(_END.unpack_from(tail, at)[5] % _IS_LARGE, _large_directory(file, start + at, length))
        if min(size, length) > limits.directory_bytes:
            raise LimitError(
                f"has a table of contents of {size:,} bytes; {limits.directory_bytes:,} are read at most"
            )
        at = tail.find(_END_MAGIC, at + 1)


def _large_directory(file: BinaryIO, end: int, length: int) -> int:
    """Bytes of the table as the 64-bit record before the record at `end` states them, 0 where there is none."""
    if end < 20:
        return 0
    file.seek(end - 20)
    magic, _disk, offset, _disks = struct.unpack("<4sLQL", file.read(20))
    if magic != b"PK\x06\x07" or offset > length:
        return 0
    file.seek(offset)
    record = file.read(56)
    return (
        int(struct.unpack_from("<Q", record, 40)[0])
        if record[:4] == b"PK\x06\x06" and len(record) == 56
        else 0
    )


def _content(file: BinaryIO, place: ZipPlace) -> Iterator[bytes]:
    """The packed bytes of the entry."""
    for offset in place.offsets:
        file.seek(max(0, offset))
        raw = file.read(LOCAL_HEADER.size)
        if raw.startswith(LOCAL_MAGIC) and len(raw) == LOCAL_HEADER.size:
            break
    else:
        raise InputError("is damaged in its archive (it is not where the archive states)")
    header = LOCAL_HEADER.unpack(raw)
    file.seek(header[9] + header[10], 1)
    left = place.packed
    while left:
        data = file.read(min(_PACKED, left))
        if not data:
            raise EOFError
        left -= len(data)
        yield data


def _unpacked(packed: Iterator[bytes], method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        yield from packed
    elif method == zipfile.ZIP_BZIP2:
        yield from _bunzipped(packed)
    else:
        yield from _inflated(packed)


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    for data in packed:
        while data and not unpacker.eof:
            if chunk := unpacker.decompress(data, CHUNK):
                yield chunk
            data = unpacker.unconsumed_tail
    if chunk := unpacker.flush():
        yield chunk


def _bunzipped(packed: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = bz2.BZ2Decompressor()
    for data in packed:
        rest = data
        while not unpacker.eof:
            if chunk := unpacker.decompress(rest, CHUNK):
                yield chunk
            rest = b""
            if unpacker.needs_input:
                break
