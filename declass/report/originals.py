"""Finds the files that pages were read from, for small pictures of them.

A file on this machine is taken as it is, one in a local archive is unpacked once more. What lies afar is not fetched
again for a picture. Where the file cannot be had, the searchable PDF of the result shows the same pages.
"""

from __future__ import annotations

import contextlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from declass.catalog.gone import INSIDE
from declass.catalog.store import STORE_NAME
from declass.gather import Gathered, GatherError, GatherOptions, gather
from declass.gather.archives import Packing, packing
from declass.report.figures import WorstPage
from declass.report.settings import THUMBNAIL_UNPACKED_BYTES
from processors.errors import DeclassError
from processors.sources.checksum import file_sha256

# What `processors.outputs.pdf` writes; it is not imported for a name.
_SEARCHABLE = "searchable.pdf"
Finder = Callable[[WorstPage], Sequence[str]]
"""Where the file of a page may lie: paths and addresses, as `declass.gather` gives them."""


class Lack(StrEnum):
    """Why there is no picture of a page, as the page tells it; what says more comes later."""

    UNNAMED = "no file was named for it"
    GONE = "its file is not where it was read from"
    CHANGED = "its file was changed since it was read"
    DAMAGED = "its archive cannot be read any more"
    AFAR = "its file lies afar and is not fetched again for a picture"
    LATE = "it would have taken too long"
    UNDRAWN = "the page cannot be drawn"


@contextlib.contextmanager
def originals(
    pages: Sequence[WorstPage], finder: Finder, out: Path, deadline: float
) -> Iterator[dict[WorstPage, Path | Lack]]:
    """The file of each page, or why there is none; what was unpacked is deleted at the end of the block.

    Args:
        pages: that are to be shown.
        finder: where their files may lie.
        out: the folder for results.
        deadline: nothing is looked at after this moment (`time.monotonic`).
    """
    places = _Places(deadline)
    found = {page: places.find(page, finder(page)) for page in pages}
    with contextlib.ExitStack() as stack:
        for archive, wanted in places.archives.items():
            found |= stack.enter_context(_unpacked(archive, wanted, out, deadline))
        yield {page: _or_searchable(page, where, out) for page, where in found.items()}


class _Places:
    """Looks at files, each once; remembers what lies in archives."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._sums: dict[str, str] = {}
        self.archives: dict[str, dict[str, list[WorstPage]]] = defaultdict(lambda: defaultdict(list))

    def find(self, page: WorstPage, addresses: Sequence[str]) -> Path | Lack:
        lack = Lack.UNNAMED
        for address in addresses:
            where = self._look(page, address)
            if isinstance(where, Path):
                return where
            lack = max(lack, where, key=list(Lack).index)
        return lack

    def _look(self, page: WorstPage, address: str) -> Path | Lack:
        if time.monotonic() > self._deadline:
            return Lack.LATE
        if Path(address).is_file():
            if address not in self._sums:
                self._sums[address] = sha256_of(Path(address))
            return Path(address) if self._sums[address] == page.sha256 else Lack.CHANGED
        if "://" in address:
            return Lack.AFAR
        archive, inside, _ = address.partition(INSIDE)
        if not inside or not Path(archive).is_file():
            return Lack.GONE
        if _is_slow(Path(archive)):
            return Lack.LATE
        self.archives[archive][address].append(page)
        return Lack.GONE


def _is_slow(archive: Path) -> bool:
    """Whether it would have to be unpacked as a whole, and is large."""
    whole = packing(archive.name) not in (Packing.ZIP, Packing.TAR)
    return whole and archive.stat().st_size > THUMBNAIL_UNPACKED_BYTES


@contextlib.contextmanager
def _unpacked(
    archive: str, wanted: Mapping[str, Sequence[WorstPage]], out: Path, deadline: float
) -> Iterator[dict[WorstPage, Path | Lack]]:
    """The files of some addresses in an archive, which is gone through once."""
    store = out.resolve() / STORE_NAME
    options = GatherOptions(spool=store / "spool" if store.is_dir() else None)
    with gather([archive], options) as items:
        found: dict[WorstPage, Path | Lack] = {}
        left, lack = set(wanted), Lack.GONE
        for item in items:
            late = time.monotonic() > deadline
            if isinstance(item, Gathered) and item.address in left and not late:
                left.discard(item.address)
                found |= {page: _fetched(item, page) for page in wanted[item.address]}
            elif isinstance(item, Gathered):
                item.release()
            elif isinstance(item, GatherError):
                lack = Lack.DAMAGED
            if late or not left:
                lack = Lack.LATE
                break
        found |= {page: lack for address in left for page in wanted[address]}
        yield found


def _fetched(item: Gathered, page: WorstPage) -> Path | Lack:
    try:
        fetched = item.fetch()
    except DeclassError:
        return Lack.DAMAGED
    return fetched.path if (fetched.sha256 or sha256_of(fetched.path)) == page.sha256 else Lack.CHANGED


def _or_searchable(page: WorstPage, where: Path | Lack, out: Path) -> Path | Lack:
    searchable = out / page.folder / _SEARCHABLE
    return searchable if isinstance(where, Lack) and searchable.is_file() else where


def sha256_of(path: Path) -> str:
    """The checksum of a file, empty where it cannot be read."""
    try:
        return file_sha256(path)
    except DeclassError:
        return ""
