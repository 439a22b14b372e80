"""Who watches a batch: the flow tells, the command line draws."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Listener(Protocol):
    """Gets told how a batch goes; calls come from several threads."""

    def planned(self, pages: int, known: int) -> None:
        """So many pages are in the batch, of which `known` were read before."""

    def page_read(self) -> None:
        """One page was read, or failed."""

    def message(self, text: str) -> None:
        """Something a person should see."""


class Silent:
    """Listens to nothing: for scheduled runs."""

    def planned(self, pages: int, known: int) -> None:
        """Ignored."""

    def page_read(self) -> None:
        """Ignored."""

    def message(self, text: str) -> None:
        """Ignored."""


_watching: Listener = Silent()


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
