"""What a batch does when things go wrong: which failures end it, how long a document may take, what stays free."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from processors.errors import UsageError

# Gigabytes that stay free unless somebody says otherwise: what ending in good order, logs and other programs need.
FREE_GB = 1.0
GIGABYTE = 1_000_000_000


class OnError(StrEnum):
    """What follows a page or document that could not be read."""

    SKIP = "skip"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Policy:
    """When a batch gives up.

    Attributes:
        on_error: whether the first failure ends it, or all others are read.
        max_failures: share (0..1) of the pages, or of the documents, seen so far that may fail; more ends the batch.
            None counts only failures that are no fault of the files, as `flows.guard` says.
        quarantine: folder for copies of files that could not be read; empty for none.
        free_gb: gigabytes that stay free on the disks that are written to; less ends the batch.
        document_seconds: reading a document may take so long (seconds of worker processes) whatever its length ...
        document_page_seconds: ... and so long for each of its pages on top; slow real pages take 20 to 40 s, most 2 to
            6. Without it 20,000 pages that each just keep within their time-out would take a month.
    """

    on_error: OnError = OnError.SKIP
    max_failures: float | None = None
    quarantine: str = ""
    free_gb: float = FREE_GB
    document_seconds: float = 3600.0
    document_page_seconds: float = 30.0

    @classmethod
    def of(
        cls,
        on_error: str = OnError.SKIP,
        max_failures: float | None = None,
        quarantine: str = "",
        free_gb: float = FREE_GB,
    ) -> Policy:
        """From plain values, as flows and forms have them.

        Raises:
            UsageError: one of them cannot be.
        """
        if on_error not in tuple(OnError):
            raise UsageError(f"on_error is skip or stop, not {on_error}")
        if max_failures is not None and not 0 <= max_failures <= 1:
            raise UsageError(f"the share of failures is from 0 to 1, not {max_failures}")
        if not free_gb >= 0:
            raise UsageError(f"no disk has {free_gb} GB free")
        return cls(OnError(on_error), max_failures, quarantine, free_gb)

    @property
    def free_bytes(self) -> int:
        """What stays free, in bytes."""
        return round(self.free_gb * GIGABYTE)

    def reading_seconds(self, pages: int) -> float:
        """How long reading so many pages of one document may take, in seconds of worker processes."""
        return self.document_seconds + pages * self.document_page_seconds
