"""Hostile pictures: headers that promise too much, data that stops, directories that lead in circles."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from functools import partial

import numpy as np
from PIL import Image

from bench.hostile.kinds import End, Hostile, built, of_bytes

_HUGE = (65_535, 100_000, 1_000_000, 2**31 - 1)


def pictures() -> Iterator[Hostile]:
    """All of them."""
    yield from _pngs()
    yield from _jpegs()
    yield from _tiffs()
    yield from _others()


def _noise() -> Image.Image:
    return Image.fromarray(np.random.default_rng(3).integers(0, 255, (330, 255), dtype=np.uint8))


def _as(kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    _noise().save(out, kind, **how)
    return out.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, packed: bytes, depth: int = 8, colour: int = 0, *more: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = (_chunk(b"IHDR", head), *more, _chunk(b"IDAT", packed), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _pngs() -> Iterator[Hostile]:
    bomb = zlib.compress(bytes(50_000_000), 9)
    for side in _HUGE:
        yield of_bytes(f"png-{side}.png", _png(side, side, bomb), End.REFUSED)
    yield of_bytes("png-none.png", _png(0, 0, b""), End.REFUSED)
    yield of_bytes("png-thin.png", _png(1, 1_000_000, zlib.compress(bytes(2_000_000))), End.EITHER)
    yield of_bytes("png-more-data.png", _png(300, 300, bomb), End.EITHER)
    yield of_bytes("png-less-data.png", _png(3000, 3000, zlib.compress(bytes(9))), End.REFUSED)
    yield of_bytes("png-depth.png", _png(300, 300, zlib.compress(bytes(99_999)), 77), End.REFUSED)
    yield of_bytes("png-palette.png", _png(300, 300, zlib.compress(bytes(99_999)), 8, 3), End.EITHER)
    for kind, head in ((b"iTXt", b"a\0\1\0\0\0"), (b"iCCP", b"a\0\0")):
        yield built(f"png-{kind.decode()}.png", partial(_packed_chunk, kind, head), End.EITHER)
    whole = _as("PNG")
    for share in (0.1, 0.4, 0.8):
        yield of_bytes(f"png-cut-{share}.png", whole[: int(len(whole) * share)], End.REFUSED)
    yield of_bytes("png-flipped.png", whole[:200] + bytes([whole[200] ^ 255]) + whole[201:], End.EITHER)


def _packed_chunk(kind: bytes, head: bytes) -> bytes:
    """A good picture with 200 MB packed beside it."""
    chunk = _chunk(kind, head + zlib.compress(bytes(200_000_000), 9))
    return _png(300, 330, zlib.compress(bytes(330 * 301)), 8, 0, chunk)


def _jpegs() -> Iterator[Hostile]:
    for name, how in (("plain", {}), ("progressive", {"progressive": True})):
        whole = _as("JPEG", **how)
        for share in (0.02, 0.3, 0.6, 0.9):
            yield of_bytes(f"jpeg-{name}-cut-{share}.jpg", whole[: int(len(whole) * share)], End.REFUSED)
        frame = whole.index(b"\xff\xc2" if how else b"\xff\xc0") + 5
        for height, width in ((65_535, 65_535), (0, 255), (330, 0), (60_000, 3000)):
            data = whole[:frame] + struct.pack(">HH", height, width) + whole[frame + 4 :]
            # Where a picture only has more rows than data, decoders fill up; they need not.
            yield of_bytes(f"jpeg-{name}-{height}-{width}.jpg", data, End.EITHER)
    whole = _as("JPEG")
    tables = whole.index(b"\xff\xc4") + 5
    yield of_bytes("jpeg-codes.jpg", whole[:tables] + b"\xff" * 16 + whole[tables + 16 :], End.EITHER)
    yield of_bytes("jpeg-frames.jpg", whole[:-2] + whole[2:], End.EITHER)
    scans = _as("JPEG", progressive=True)
    last = scans.rindex(b"\xff\xda")
    yield of_bytes("jpeg-scans.jpg", scans[:last] + scans[last:-2] * 3000 + b"\xff\xd9", End.EITHER)


def _tiff(*entries: tuple[int, int, int, int], following: int = 0, behind: bytes = b"") -> bytes:
    """A TIFF of one directory of (tag, type, count, value)."""
    body = struct.pack("<2sHIH", b"II", 42, 8, len(entries))
    body += b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return body + struct.pack("<I", following) + behind


def _sized(width: int, height: int, **more: int) -> bytes:
    tags = {256: width, 257: height, 258: 1, 259: 1, 262: 1, 273: 200, 277: 1, 278: height, 279: 1000}
    tags |= {int(name[1:]): value for name, value in more.items()}
    return _tiff(*((tag, 4, 1, value % 2**32) for tag, value in sorted(tags.items())), behind=bytes(2000))


def _tiffs() -> Iterator[Hostile]:
    for side in (*_HUGE, 2**32 - 1, 0):
        yield of_bytes(f"tiff-{side}.tif", _sized(side, side), End.REFUSED)
    yield of_bytes("tiff-wide.tif", _sized(2**31, 1), End.REFUSED)
    changed = {
        "depth": {"t258": 255}, "packing": {"t259": 60_001}, "samples": {"t277": 60_000}, "strips": {"t273": 2**31},
        "rows": {"t278": 0}, "bytes": {"t279": 2**31}, "lzw": {"t259": 5}, "deflate": {"t259": 8}, "fax": {"t259": 4},
        "jpeg": {"t259": 7}, "tiles": {"t322": 2**30, "t323": 2**30},
    }  # fmt: skip
    for name, more in changed.items():
        yield of_bytes(f"tiff-{name}.tif", _sized(1000, 1300, **more), End.EITHER)
    for name, following in (("itself", 8), ("beyond", 2**31), ("inside", 10)):
        whole = _tiff((254, 4, 1, 0), following=following)
        yield of_bytes(f"tiff-chain-{name}.tif", whole, End.REFUSED)
    yield of_bytes("tiff-entries.tif", struct.pack("<2sHIH", b"II", 42, 8, 65_535), End.REFUSED)
    yield of_bytes("tiff-nowhere.tif", struct.pack("<2sHI", b"II", 42, 2**32 - 1), End.REFUSED)
    whole = _as("TIFF", compression="tiff_lzw")
    for share in (0.05, 0.5, 0.9):
        yield of_bytes(f"tiff-cut-{share}.tif", whole[: int(len(whole) * share)], End.EITHER)


def _others() -> Iterator[Hostile]:
    for kind in ("GIF", "BMP", "WEBP", "JPEG2000"):
        whole = _as(kind)
        suffix = {"GIF": "gif", "BMP": "bmp", "WEBP": "webp", "JPEG2000": "jp2"}[kind]
        yield of_bytes(f"{suffix}-cut.{suffix}", whole[: len(whole) // 2], End.EITHER)
        yield of_bytes(f"{suffix}-head.{suffix}", whole[:40], End.REFUSED)
    gif = _as("GIF")
    yield of_bytes("gif-huge.gif", gif[:6] + struct.pack("<HH", 65_535, 65_535) + gif[10:], End.EITHER)
    bmp = _as("BMP")
    for name, size in (("huge", (2**31 - 1, 2**31 - 1)), ("negative", (-255, -330)), ("none", (0, 0))):
        data = bmp[:18] + struct.pack("<ii", *size) + bmp[26:]
        yield of_bytes(f"bmp-{name}.bmp", data, End.EITHER)
    yield of_bytes("jp2-stream.jp2", b"\xff\x4f\xff\x51" + b"\xff" * 400, End.REFUSED)
