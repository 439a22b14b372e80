"""What a hostile file is, and what is to become of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class End(StrEnum):
    """What is to become of a file."""

    READ = "read"
    """It only looks dangerous: it has pages, and they are read."""
    REFUSED = "refused"
    """It cannot be read: its record says why."""
    EITHER = "either"
    """It may be repaired; where it is not, its record says why."""
    TOLD = "told"
    """It is no document: it is named on the screen, or passed over in silence where it is hidden or a folder."""


GIVEN_UP = frozenset({"crash", "timeout"})
"""Categories of error that say that a process died or was ended: contained, and wrong unless a file is made for it."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """A hostile file.

    Attributes:
        name: bytes, since names may be no text.
        make: makes it.
        end: what becomes of it.
        holds: of an archive, the document in it that is read.
        given_up: whether reading it may take more memory or time than a page gets.
    """

    name: bytes
    make: Callable[[Path], object]
    end: End
    holds: bytes = b""
    given_up: bool = False


def of_bytes(name: str, data: bytes, end: End) -> Hostile:
    """A file with these contents."""
    return Hostile(name.encode(), lambda path: path.write_bytes(data), end)


def built(name: str, build: Callable[[], bytes], end: End) -> Hostile:
    """A file with contents that take a while to be made, and are made only when the file is."""
    return Hostile(name.encode(), lambda path: path.write_bytes(build()), end)
