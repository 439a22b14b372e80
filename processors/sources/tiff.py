"""The chain of pages in a TIFF file, followed without decoding.

Pillow's own count stops at the first page that it cannot decode; this one only follows the chain of image
file directories (TIFF 6.0, section 2; BigTIFF alike), so that one bad page costs one page.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

_SUBFILE_TYPE = 254
_REDUCED_OR_MASK = 1 | 4


@dataclass(frozen=True, slots=True)
class _Flavour:
    """Byte order and field widths of classic TIFF or BigTIFF."""

    count: struct.Struct
    entry: struct.Struct
    offset: struct.Struct


def page_frames(stream: BinaryIO, most: int) -> list[int]:
    """Indices, in the file's chain, of the images that are pages.

    Thumbnails and transparency masks (NewSubfileType 1 and 4) are left out. A chain that points behind the
    end of the file counts as one more, unreadable page; a chain that runs in a circle ends there.

    Args:
        stream: the open file.
        most: stop once there are more pages than this.

    Returns:
        Rising indices as `PIL.Image.seek` takes them, empty if there is no readable header.
    """
    stream.seek(0)
    header = stream.read(16)
    flavour = _flavour(header)
    start = 4 if header[2:3] in (b"*", b"") or header[3:4] == b"*" else 8
    if flavour is None or len(header) < start + flavour.offset.size:
        return []
    offset: int = flavour.offset.unpack_from(header, start)[0]
    seen: set[int] = set()
    pages: list[int] = []
    while offset and offset not in seen and len(pages) <= most:
        subfile, following = _directory(stream, offset, flavour)
        if not subfile & _REDUCED_OR_MASK:
            pages.append(len(seen))
        seen.add(offset)
        offset = following
    return pages


def _flavour(header: bytes) -> _Flavour | None:
    order = {b"II": "<", b"MM": ">"}.get(header[:2])
    if order is None:
        return None
    if b"+" in header[2:4]:
        return _Flavour(struct.Struct(order + "Q"), struct.Struct(order + "HHQQ"), struct.Struct(order + "Q"))
    return _Flavour(struct.Struct(order + "H"), struct.Struct(order + "HHII"), struct.Struct(order + "I"))


def _directory(stream: BinaryIO, offset: int, flavour: _Flavour) -> tuple[int, int]:
    """The NewSubfileType of the directory at `offset` and the offset of the next one, 0 for none."""
    try:
        stream.seek(offset)
        count = flavour.count.unpack(stream.read(flavour.count.size))[0]
        if count > 0xFFFF:
            return 0, 0
        entries = stream.read(count * flavour.entry.size)
        following: int = flavour.offset.unpack(stream.read(flavour.offset.size))[0]
    except (struct.error, OSError, OverflowError):
        return 0, 0
    subfile = 0
    for tag, kind, _, value in flavour.entry.iter_unpack(entries):
        if tag == _SUBFILE_TYPE:
            # A short fills the first two bytes of its field only, whatever the byte order.
            raw = flavour.offset.pack(value)
            short = struct.unpack(flavour.count.format[:1] + "H", raw[:2])[0]
            subfile = short if kind == 3 else value
    return subfile, following
