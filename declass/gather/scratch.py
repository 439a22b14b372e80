"""Databases for the length of one gathering: lists that may be too long for the memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from processors.errors import AccessError


class Scratch:
    """A database without a name: SQLite keeps it in memory while it is small and in an unnamed file after."""

    def __init__(self, tables: str) -> None:
        """Makes it, with `tables`: the statements that make them."""
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(f"PRAGMA journal_mode = OFF; {tables}")

    def execute(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """What SQLite gives.

        Raises:
            AccessError: the disk for temporary files is full or cannot be used.
        """
        try:
            return self._database.execute(statement, values)
        except sqlite3.OperationalError as error:
            hint = "Free some space there, or name another folder with SQLITE_TMPDIR"
            raise AccessError(
                f"the folder for temporary files cannot be used ({error})", hint=hint
            ) from error

    def close(self) -> None:
        """Forgets everything."""
        self._database.close()


def stored(name: str) -> bytes:
    """A name as it is stored: names of files may hold bytes that are no text."""
    return name.encode("utf-8", "surrogateescape")


def given(name: bytes) -> str:
    """A name as it was before it was stored."""
    return name.decode("utf-8", "surrogateescape")
