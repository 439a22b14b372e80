"""Documents by their content: each is read once, and every address where it was seen is known.

Kept in a database on disk that goes with the gathering, so that ten million files cost no memory.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from declass.gather.scratch import Scratch, given, stored

_TABLES = """
CREATE TABLE first (sha256 BLOB PRIMARY KEY, address BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE again (sha256 BLOB NOT NULL, address BLOB NOT NULL, PRIMARY KEY (sha256, address)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Group:
    """One content: where it is read, and where else it was seen, in the order it was seen there."""

    sha256: str
    address: str
    others: tuple[str, ...]


class Duplicates:
    """Contents that this gathering has seen. Safe for several threads, but the first to come is the one that is read.

    Which address a content is read at must not change from run to run, or its record would be written anew whenever a
    copy of it is found that sorts before the old one. So whoever keeps a catalog says what it knows, and that goes
    before everything seen now; among new ones, the first in the order of gathering is taken.
    """

    def __init__(self, known: Callable[[str], str | None] = lambda _: None) -> None:
        """Takes what an earlier run knows.

        Args:
            known: the address at which the content with that sha256 was read before, None if it was not, or if
                nothing is there any more.
        """
        self._known = known
        self._lock = threading.Lock()
        self._database = Scratch(_TABLES)

    def add(self, sha256: str, address: str) -> str:
        """The address at which that content is read: `address` itself, or the one that came before."""
        key = bytes.fromhex(sha256)
        with self._lock:
            row = self._database.execute("SELECT address FROM first WHERE sha256 = ?", (key,)).fetchone()
            if row is None:
                first = self._known(sha256) or address
                self._database.execute("INSERT INTO first VALUES (?, ?)", (key, stored(first)))
            else:
                first = given(row[0])
            if first != address:
                self._database.execute("INSERT OR IGNORE INTO again VALUES (?, ?)", (key, stored(address)))
            return first

    def groups(self) -> Iterator[Group]:
        """All contents that were seen at more than one address, sorted by the address they are read at."""
        query = "SELECT sha256, address FROM first WHERE sha256 IN (SELECT sha256 FROM again) ORDER BY address, sha256"
        with self._lock:
            for key, address in self._database.execute(query).fetchall():
                others = self._database.execute(
                    "SELECT address FROM again WHERE sha256 = ? ORDER BY address", (key,)
                )
                yield Group(key.hex(), given(address), tuple(given(other[0]) for other in others))

    def close(self) -> None:
        """Forgets everything."""
        self._database.close()


class Addresses:
    """Addresses that were given already: sources may overlap."""

    def __init__(self) -> None:
        self._database = Scratch("CREATE TABLE seen (address BLOB PRIMARY KEY) WITHOUT ROWID")

    def is_new(self, address: str) -> bool:
        """Whether the address comes for the first time."""
        key = hashlib.blake2b(stored(address), digest_size=16).digest()
        return self._database.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount == 1

    def close(self) -> None:
        """Forgets everything."""
        self._database.close()
