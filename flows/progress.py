"""Who watches a batch: the flow tells, the command line draws, the log and the figures keep."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from declass import logs, metrics
from flows.results import DocumentResult
from processors.errors import DeclassError


@dataclass(frozen=True, slots=True)
class PageEnd:
    """A page that was read, or failed.

    Attributes:
        file: as the user named it.
        number: its 1-based number.
        seconds: of each step, by name; empty where another machine read it; None where it failed.
    """

    file: str
    number: int
    seconds: tuple[tuple[str, float], ...] | None


class Listener(Protocol):
    """Gets told how a batch goes; calls come from several threads."""

    def planned(self, pages: int, known: int) -> None:
        """So many pages are in the batch, of which `known` were read before."""

    def page_read(self, page: PageEnd) -> None:
        """One page was read, or failed."""

    def document_done(self, outcome: str) -> None:
        """One document ended so: `read`, `known`, `partial` or `failed`."""

    def message(self, what: DeclassError | str) -> None:
        """Something a person should see: an error, or how the batch goes on."""


class Logged:
    """Sends all to the log, and counts for Prometheus where that was asked for."""

    def planned(self, pages: int, known: int) -> None:
        """More pages wait."""
        if (figures := metrics.figures()) is not None:
            figures.planned(pages - known)

    def page_read(self, page: PageEnd) -> None:
        """A line for those who want to see each page; a failed one has had its message."""
        if page.seconds is not None:
            logs.page_read(page.file, page.number, sum(spent for _, spent in page.seconds))
        if (figures := metrics.figures()) is not None:
            figures.page(page.seconds)

    def document_done(self, outcome: str) -> None:
        """Counted alone: the table at the end tells it to a person."""
        if (figures := metrics.figures()) is not None:
            figures.document(outcome)

    def message(self, what: DeclassError | str) -> None:
        """A line, with file and page where it is about one."""
        if isinstance(what, DeclassError):
            logs.problem(what)
        else:
            logs.LOG.log(logging.INFO, what)


def tell_earlier(listener: Listener, documents: Iterable[DocumentResult]) -> None:
    """One line for all files that an earlier run could not open, and that are as they were."""
    count = sum(document.earlier for document in documents)
    if count:
        files = "1 file" if count == 1 else f"{count} files"
        listener.message(
            f"{files} could not be opened in an earlier run, and nothing changed since: declass status --failed tells "
            "why, declass retry opens them again"
        )


_watching: Listener = Logged()


def watcher() -> Listener:
    """Whoever watches the batch that starts now."""
    return _watching


@contextmanager
def watched_by(listener: Listener) -> Iterator[None]:
    """Batches started in this block tell `listener`; a flow's parameters must be plain data, so it cannot be one."""
    global _watching
    before, _watching = _watching, listener
    try:
        yield
    finally:
        _watching = before
