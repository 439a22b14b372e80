"""What went wrong, by category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from declass.report.figures import Failure, FailureTotal
from declass.report.settings import FAILURES_KEPT
from processors.records import Record


class FailureSums:
    """Counts all failures and keeps the first `FAILURES_KEPT`."""

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()
        self._files: Counter[str] = Counter()
        self._documents: Counter[str] = Counter()
        self._kept: list[Failure] = []

    def add(self, folder: str, record: Record) -> None:
        """Adds the errors of a record."""
        for error in record.errors:
            (self._files if error.page is None else self._pages)[error.category] += 1
            if len(self._kept) < FAILURES_KEPT:
                uri = record.source.uri
                self._kept.append(Failure(folder, uri, error.page, error.category, error.message))
        self._documents.update({error.category for error in record.errors})

    def kept(self) -> tuple[Failure, ...]:
        """The failures that are listed, in the order of documents and pages."""
        return tuple(self._kept)

    def totals(self) -> Iterator[FailureTotal]:
        """Totals by category, that of most documents first."""
        order = sorted(self._documents.items(), key=lambda item: (-item[1], item[0]))
        for category, documents in order:
            yield FailureTotal(category, self._pages[category], self._files[category], documents)
