"""What a file is, by its first bytes and by its name; nothing is decoded here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

PDF = "application/pdf"

MEDIA_SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        ".pdf": PDF,
        ".tif": "image/tiff",
        ".tiff": "image/tiff",
        ".png": "image/png",
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".jp2": "image/jp2",
        ".bmp": "image/bmp",
        ".gif": "image/gif",
        ".webp": "image/webp",
        ".pbm": "image/x-portable-anymap",
        ".pgm": "image/x-portable-anymap",
        ".ppm": "image/x-portable-anymap",
    }
)
"""Suffixes of readable files, in lower case with the dot, and the media type that each stands for."""

HEAD_BYTES = 1024
"""How much of a file `sniff` wants: PDF readers look for `%PDF-` in the first 1,024 bytes."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/jp2"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    *((b"P%d" % digit, "image/x-portable-anymap") for digit in range(1, 7)),
)

_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a ZIP archive or Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "PostScript"),
    (b"AT&TFORM", "DjVu"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
)


def is_supported(path: Path) -> bool:
    """Whether the name of `path` says that it can be read (for scans of folders; the file is not opened)."""
    return path.suffix.lower() in MEDIA_SUFFIXES


def sniff(head: bytes) -> str | None:
    """The media type that the first `HEAD_BYTES` bytes of a file show, None if it cannot be read."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    # Two letters alone are weak evidence, so the reserved bytes of the header must be zero too.
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    for magic, media_type in _MAGIC:
        if head.startswith(magic) and (magic[:1] != b"P" or head[2:3].isspace()):
            return media_type
    return PDF if b"%PDF-" in head[:HEAD_BYTES] else None


def describe(head: bytes) -> str:
    """What a file that cannot be read seems to hold, for the error message."""
    for magic, name in _OTHERS:
        if head.startswith(magic):
            return name
    start = head.lstrip()[:64].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if head[4:8] == b"ftyp":
        return "a HEIC image or a video"
    if head and not head.strip(b"\0"):
        return "nothing but zero bytes"
    printable = sum(byte in b"\t\n\r\f" or 32 <= byte < 127 for byte in head)
    return "plain text" if printable == len(head) else "data of an unknown kind"
