"""Opens a file safely: checks what it is before any decoder sees it."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import BinaryIO

from processors.config import Config
from processors.config.limits import LimitsConfig
from processors.errors import AccessError, InputError, LimitError
from processors.sources.base import Source
from processors.sources.media import HEAD_BYTES, MEDIA_SUFFIXES, PDF, describe, sniff

_READABLE = "PDF, TIFF, PNG, JPEG, JPEG 2000, BMP, GIF, WebP and PNM can be read"


def open_source(path: Path, config: Config) -> Source:
    """Opens a file of pages by its content, whatever its name says.

    Only one thread of a process may open and use sources: pdfium is not thread-safe.

    Args:
        path: a regular file, or a link to one.
        config: `config.limits` says what is refused and how pages are rendered.

    Returns:
        The open source; use it in a `with` block.

    Raises:
        AccessError: the file may not be read.
        EncryptedError: the PDF wants a password.
        InputError: no such file, not a file, empty, damaged, or of a kind that cannot be read.
        LimitError: too many bytes or pages.
    """
    stream = _open(path, config.limits)
    try:
        head = stream.read(HEAD_BYTES)
        media_type = sniff(head)
        if media_type is None:
            raise _unsupported(path, head)
        stream.seek(0)
        return _source(stream, str(path), media_type, config.limits)
    except BaseException:
        stream.close()
        raise


def _source(stream: BinaryIO, file: str, media_type: str, limits: LimitsConfig) -> Source:
    """The decoders are imported here, so that naming or listing files costs nothing."""
    if media_type == PDF:
        from processors.sources.pdf import PdfSource

        return PdfSource(stream, file, limits)
    from processors.sources.images import ImageSource

    return ImageSource(stream, file, media_type, limits)


def _open(path: Path, limits: LimitsConfig) -> BinaryIO:
    """Opens a regular file within the limit of bytes; a pipe or device is refused before it could block."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError("this is a folder, not a file", file=str(path))
        if not stat.S_ISREG(status.st_mode):
            raise InputError("this is a device, pipe or socket, not a file", file=str(path))
        if status.st_size == 0:
            raise InputError("the file is empty", file=str(path), hint="Fetch or copy it again")
        if status.st_size > limits.file_bytes:
            raise LimitError(
                f"the file has {status.st_size:,} bytes; {limits.file_bytes:,} are allowed",
                file=str(path),
                hint="Split the file, or raise limits.file_bytes",
            )
        return path.open("rb")
    except (FileNotFoundError, NotADirectoryError):
        raise InputError("there is no such file", file=str(path), hint="Check the name") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise AccessError(
            f"the file cannot be read ({reason})", file=str(path), hint="Check its permissions"
        ) from error


def _unsupported(path: Path, head: bytes) -> InputError:
    claimed = MEDIA_SUFFIXES.get(path.suffix.lower())
    found = describe(head)
    if claimed is None:
        return InputError(f"the file holds {found}, which cannot be read", file=str(path), hint=_READABLE)
    return InputError(f"the name says {claimed}, but the file holds {found}", file=str(path), hint=_READABLE)
