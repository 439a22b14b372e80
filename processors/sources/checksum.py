"""The sha256 of a file, by which results are found again."""

from __future__ import annotations

import hashlib
from pathlib import Path

from processors.errors import AccessError, InputError


def file_sha256(path: Path) -> str:
    """64 hexadecimal digits over the bytes of a regular file.

    Raises:
        InputError: there is no such file, or it is not a regular file.
        AccessError: it may not be read.
    """
    if not path.is_file():
        raise InputError("there is no such file", file=str(path), hint="Check the name")
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise AccessError(
            f"the file cannot be read ({reason})", file=str(path), hint="Check its permissions"
        ) from error
