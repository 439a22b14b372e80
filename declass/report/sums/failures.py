"""What went wrong, by category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from declass.report.figures import Failure, FailureTotal
from declass.report.settings import FAILURES_KEPT
from processors.records import Record


@dataclass(frozen=True, slots=True)
class DocumentFailures:
    """What went wrong with one document: counts by category, and the first `FAILURES_KEPT` failures."""

    pages: dict[str, int]
    files: dict[str, int]
    kept: tuple[Failure, ...]


def document_failures(record: Record) -> DocumentFailures:
    """The errors of a record; their folder is named when they are added."""
    uri = record.source.uri
    kept = [Failure("", uri, e.page, e.category, e.message) for e in record.errors[:FAILURES_KEPT]]
    pages = Counter(error.category for error in record.errors if error.page is not None)
    files = Counter(error.category for error in record.errors if error.page is None)
    return DocumentFailures(dict(pages), dict(files), tuple(kept))


class FailureSums:
    """Counts all failures and keeps the first `FAILURES_KEPT`."""

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()
        self._files: Counter[str] = Counter()
        self._documents: Counter[str] = Counter()
        self._kept: list[Failure] = []

    def add(self, folder: str, document: DocumentFailures) -> None:
        """Adds those of the document in `folder`."""
        self._pages.update(document.pages)
        self._files.update(document.files)
        self._documents.update({*document.pages, *document.files})
        left = FAILURES_KEPT - len(self._kept)
        self._kept += [replace(failure, folder=folder) for failure in document.kept[:left]]

    def kept(self) -> tuple[Failure, ...]:
        """The failures that are listed, in the order of documents and pages."""
        return tuple(self._kept)

    def totals(self) -> Iterator[FailureTotal]:
        """Totals by category, that of most documents first."""
        order = sorted(self._documents.items(), key=lambda item: (-item[1], item[0]))
        for category, documents in order:
            yield FailureTotal(category, self._pages[category], self._files[category], documents)
