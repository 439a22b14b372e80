"""Files that are written whole or not at all, and names that are safe to write under."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from processors.errors import AccessError

# Most file systems allow 255 bytes a name; the rest is left for a suffix.
NAME_BYTES = 180
# How a file is called until it is whole.
SCRATCH_PREFIX = ".writing-"
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT}


def write_atomic(path: Path, data: bytes) -> None:
    """Writes `data` to `path` so that a reader, or a crash, sees the old file or the new one.

    Raises:
        AccessError: the folder may not be written to, or the disk is full; nothing is left behind.
    """
    with atomic_file(path) as file:
        file.write(data)


def write_mark(path: Path) -> None:
    """Makes an empty file, in one step: it says something by being there, and nothing is left half written.

    Raises:
        AccessError: the folder may not be written to, or the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError as error:
        raise _access_error(path, error) from error


@contextlib.contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to that takes the place of `path` at the end of the block, if that ends without an error.

    Raises:
        AccessError: the folder may not be written to, or the disk is full; nothing is left behind.
    """
    scratch: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=SCRATCH_PREFIX, dir=path.parent)
        scratch = Path(name)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        scratch.chmod(0o644)
        scratch.replace(path)
        scratch = None
    except OSError as error:
        raise _access_error(path, error) from error
    finally:
        if scratch is not None:
            with contextlib.suppress(OSError):
                scratch.unlink()


def remove_scratch(folder: Path) -> None:
    """Takes away what a process that was ended was writing into `folder`, where nobody else writes."""
    for path in folder.glob(f"{SCRATCH_PREFIX}*"):
        with contextlib.suppress(OSError):
            path.unlink()


def _access_error(path: Path, error: OSError) -> AccessError:
    if error.errno in _DISK_FULL:
        return AccessError(
            "the disk is full", file=str(path), hint="Free some space and run the same command again"
        )
    reason = error.strerror or type(error).__name__
    return AccessError(
        f"cannot be written ({reason})", file=str(path), hint="Choose another folder with --out"
    )


def safe_name(name: str) -> str:
    """A folder name made from a file's stem: no separators, control characters or leading dots and dashes.

    Never empty, at most `NAME_BYTES` bytes. Ordinary names stay as they are.
    """
    plain = re.sub(r"[\x00-\x1f\x7f/\\:]|[^\S ]", "_", name.encode("utf-8", "replace").decode())
    plain = re.sub(r"^[.\-\s]+", "_", plain).rstrip(". ")
    cut = plain.encode()[:NAME_BYTES].decode("utf-8", "ignore")
    return cut or "document"
