"""ZIP archives that lost their table of contents at their end: entries one after the other, up to the damage.

Most such archives were cut off on the way. Each entry has a header of its own before it; where that states no size, the
packed data is walked through to its own end.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from declass.gather.archives import Budget, Entry, Passed, is_hidden, is_wanted, member_label
from declass.gather.options import GatherLimits
from declass.gather.origins import CHUNK
from declass.gather.zip_entries import LOCAL_HEADER, LOCAL_MAGIC, UTF8, ZipPlace, zip_entry
from processors.errors import InputError

_SIZES_FOLLOW = 0x8
_DEFLATED = 8
_DESCRIPTOR_MAGIC = b"PK\x07\x08"


def salvaged(path: Path, limits: GatherLimits, budget: Budget) -> Iterator[Entry | Passed]:
    """Entries that are whole, in the order of the file, up to the first place where there is none.

    Raises:
        LimitError: the archive is beyond a limit.
        InputError: the file does not begin like a ZIP archive.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        length = file.seek(0, 2)
        file.seek(0)
        if file.read(4) != LOCAL_MAGIC:
            raise InputError("is no ZIP archive")
        offset = 0
        while (found := _place(file, path, offset, length, limits)) is not None:
            budget.count()
            name, place, offset = found
            if not name.endswith("/") and not is_hidden(member_label(name)) and is_wanted(name):
                yield zip_entry(member_label(name), place, limits, budget)


def _place(
    file: BinaryIO, path: Path, offset: int, length: int, limits: GatherLimits
) -> tuple[str, ZipPlace, int] | None:
    """Name and place of the entry at `offset`, and where the next one begins; None where there is no whole one."""
    file.seek(offset)
    header = file.read(LOCAL_HEADER.size)
    if len(header) < LOCAL_HEADER.size or not header.startswith(LOCAL_MAGIC):
        return None
    _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = LOCAL_HEADER.unpack(header)
    raw = file.read(name_length)
    extra = file.read(extra_length)
    start = file.tell()
    if flags & _SIZES_FOLLOW:
        walked = _walked(file, start, method, limits)
        if walked is None:
            return None
        crc, packed, size, end = walked
    else:
        packed, size = _long_sizes(extra, packed, size)
        end = start + packed
    if end > length:
        return None
    name = raw.decode("utf-8" if flags & UTF8 else "cp437", "replace")
    return name, ZipPlace(path, (offset,), flags, method, crc, packed, size), end


def _walked(
    file: BinaryIO, start: int, method: int, limits: GatherLimits
) -> tuple[int, int, int, int] | None:
    """Checksum, packed size, size and end of an entry whose header states none; None where it is not whole.

    Only deflated data says by itself where it ends.
    """
    if method != _DEFLATED:
        return None
    unpacker, crc, size, packed = zlib.decompressobj(-zlib.MAX_WBITS), 0, 0, 0
    try:
        while not unpacker.eof:
            data = unpacker.unconsumed_tail or file.read(1 << 16)
            fresh = not unpacker.unconsumed_tail
            if not data:
                return None
            packed += len(data) if fresh else 0
            chunk = unpacker.decompress(data, CHUNK)
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
            if size > limits.file_bytes:
                return None
    except zlib.error:
        return None
    packed -= len(unpacker.unused_data)
    return crc, packed, size, start + packed + _descriptor(file, start + packed)


def _descriptor(file: BinaryIO, at: int) -> int:
    """Bytes of what follows an entry and states its sizes: with or without a mark, in 32 or 64 bits."""
    file.seek(at)
    tail = file.read(28)
    mark = 4 if tail.startswith(_DESCRIPTOR_MAGIC) else 0
    return next((mark + n for n in (12, 20) if tail[mark + n : mark + n + 2] == b"PK"), mark + 12)


def _long_sizes(extra: bytes, packed: int, size: int) -> tuple[int, int]:
    """The sizes of an entry of over 4 GB, which stand in a field of their own."""
    if 0xFFFFFFFF not in (packed, size):
        return packed, size
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1 and length >= 16 and at + 20 <= len(extra):
            size, packed = struct.unpack_from("<QQ", extra, at + 4)
            return packed, size
        at += 4 + length
    return packed, size
