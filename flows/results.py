"""What a batch tells of each document, and of itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from processors.errors import DeclassError, ExitCode


class Outcome(StrEnum):
    """How a document ended."""

    READ = "read"
    KNOWN = "known"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """One row of the summary; `record_sha256` is of its record, empty where there is none."""

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
        unreachable: a line for each thing that could not be had.
        seconds: it took so long.
        stopped: why it ended before its end; None where it did not.
        unfinished: documents that were found, and left to the next run because it stopped.
        seen: what it met for the first time.
    """

    documents: tuple[DocumentResult, ...]
    unreachable: tuple[str, ...]
    seconds: float
    stopped: DeclassError | None = None
    unfinished: int = 0
    seen: Seen = Seen()

    @property
    def pages_read(self) -> int:
        """Pages that this run read."""
        return sum(d.pages_read for d in self.documents)

    @property
    def pages_known(self) -> int:
        """Pages that were read by an earlier run."""
        return sum(d.pages - d.failed - d.pages_read for d in self.documents)

    @property
    def pages_failed(self) -> int:
        """Pages that could not be read."""
        return sum(d.failed for d in self.documents)
