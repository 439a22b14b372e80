"""Where a document or archive comes from: a local file, or bytes that come piece by piece."""

from __future__ import annotations

import stat
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from declass.gather.options import GatherLimits
from declass.gather.settling import wait_until_settled
from processors.errors import AccessError, InputError

CHUNK = 1 << 20
"""Bytes that are read and written at a time."""


class Origin(ABC):
    """A place that gives the bytes of one file.

    Attributes:
        address: in full, as a person would cite it.
        label: the file's own name.
        size: in bytes, as listed, None where the place does not tell.
        stamp: the same stamp at the same address is the same content; empty where that cannot be told.
    """

    address: str
    label: str
    size: int | None
    stamp: str

    @property
    def local(self) -> Path | None:
        """The file itself, where it is a local one that needs no copy."""
        return None

    @abstractmethod
    def chunks(self) -> Iterator[bytes]:
        """The content from its beginning, in pieces of some `CHUNK` bytes; each call begins anew.

        Raises:
            DeclassError: it cannot be had, or only in part.
        """


@dataclass(frozen=True, slots=True)
class LocalFile(Origin):
    """A file on this machine, or on a file system that looks like it."""

    address: str
    label: str
    size: int | None
    stamp: str
    path: Path
    limits: GatherLimits

    @property
    def local(self) -> Path:
        """The file, once it is no longer being written.

        Raises:
            AccessError: it is gone or may not be looked at.
            InputError: it is no regular file.
            UnsettledError: it is still being written.
        """
        try:
            if not stat.S_ISREG(self.path.stat().st_mode):
                raise InputError("is not a regular file", file=self.address)
            wait_until_settled(self.path, self.limits)
        except OSError as error:
            raise looked_at(self.address, error) from error
        return self.path

    def chunks(self) -> Iterator[bytes]:
        """The content, once it is no longer being written."""
        path = self.local
        try:
            with path.open("rb") as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except OSError as error:
            raise looked_at(self.address, error) from error


def looked_at(address: str, error: OSError) -> AccessError:
    """What to tell where the system refuses a file or folder."""
    reason = error.strerror or type(error).__name__
    return AccessError(f"cannot be read ({reason})", file=address, hint="Check its permissions")
