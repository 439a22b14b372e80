"""What a batch tells of each document, and of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from declass.catalog.documents import LASTING
from declass.gather import GatherError
from processors.errors import DeclassError, ExitCode


class Outcome(StrEnum):
    """How a document ended."""

    READ = "read"
    KNOWN = "known"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """One row of the summary.

    `record_sha256` is of its record, empty where there is none. `earlier` says that an earlier run could not open the
    file, which is bad for good: nothing was tried now.
    """

    file: str
    outcome: Outcome
    pages: int
    pages_read: int
    failed: int
    redactions: int
    strikes: int
    folder: str
    reason: str = ""
    exit_code: ExitCode = ExitCode.OK
    record_sha256: str = ""
    earlier: bool = False

    @property
    def is_new(self) -> bool:
        """Whether this run did anything for it."""
        return self.outcome is not Outcome.KNOWN and not self.earlier


@dataclass(frozen=True, slots=True)
class Seen:
    """What a batch read, or could not read and no earlier one met; a content that lies at several places counts once.

    Attributes:
        documents: that were read, in part at least, or could not be.
        documents_failed: those among them that could not be.
        pages: that were read, or could not be.
        pages_failed: those among them that could not be.
    """

    documents: int = 0
    documents_failed: int = 0
    pages: int = 0
    pages_failed: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """What a batch did.

    Attributes:
        documents: that ended.
        unreachable: what could not be had, and so has no result.
        seconds: it took so long.
        stopped: why it ended before its end; None where it did not.
        unfinished: documents that were found, and left to the next run because it stopped.
        seen: what it met for the first time.
    """

    documents: tuple[DocumentResult, ...]
    unreachable: tuple[GatherError, ...]
    seconds: float
    stopped: DeclassError | None = None
    unfinished: int = 0
    seen: Seen = Seen()

    @property
    def absent(self) -> tuple[GatherError, ...]:
        """What may be had another time, as a share or bucket that is away: no archive that is damaged."""
        return tuple(one for one in self.unreachable if one.error.category not in LASTING)

    @property
    def copies(self) -> frozenset[str]:
        """Addresses of files with the contents of another one that this run read."""
        read = {d.folder: d.file for d in self._contents() if d.folder and d.is_new}
        return frozenset(d.file for d in self.documents if read.get(d.folder, d.file) != d.file)

    @property
    def pages_read(self) -> int:
        """Pages that this run read."""
        return sum(d.pages_read for d in self.documents)

    @property
    def pages_known(self) -> int:
        """Pages that were read by an earlier run, or by one beside this."""
        return sum(d.pages - d.failed - d.pages_read for d in self._contents())

    @property
    def pages_failed(self) -> int:
        """Pages that could not be read."""
        return sum(d.failed for d in self._contents())

    def _contents(self) -> Iterator[DocumentResult]:
        """The documents, one of those with the same result: the one that this run read, where it did."""
        first: dict[str, DocumentResult] = {}
        for d in self.documents:
            if not d.folder:
                yield d
            elif d.folder not in first or _own(d) > _own(first[d.folder]):
                first[d.folder] = d
        yield from first.values()


def short_names(addresses: Iterable[str]) -> dict[str, str]:
    """For each address the shortest end of it, cut between folders, that no other one has."""
    names = dict.fromkeys(addresses, "")
    left, taken = list(names), 0
    while left:
        taken += 1
        ends = {address: "/".join(address.split("/")[-taken:]) for address in left}
        seen = Counter(ends.values())
        for address, end in ends.items():
            names[address] = end
        left = [address for address, end in ends.items() if seen[end] > 1]
    return names


def _own(document: DocumentResult) -> tuple[int, bool, bool]:
    """How much of a result was made for this file, for choosing among those with the same contents."""
    return document.pages_read, document.is_new, not document.reason
