"""Workers that start before the batch that needs them, and load their models while this process loads Prefect."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from processors.config import Config
from processors.errors import StoppedError
from processors.workers import WorkerPool

_ahead: list[WorkerPool] = []
# Files that hold one picture.
_SINGLE = frozenset({".png", ".jpg", ".jpeg"})


@contextmanager
def begun_ahead(number: int, config: Config) -> Iterator[None]:
    """Starts so many workers, unless some wait already; the batch in this block takes them over."""
    if _ahead:
        yield
        return
    try:
        # In the block already: an interrupt right after the start must leave no worker.
        _ahead.append(WorkerPool(number, config))
        _ahead[-1].prepare()
        yield
    finally:
        while _ahead:
            # There was nothing to read.
            _ahead.pop().__exit__(StoppedError, None, None)


def taken_over() -> WorkerPool | None:
    """Those that were begun ahead, for whoever asks first."""
    return _ahead.pop() if _ahead else None


def is_new(out: Path) -> bool:
    """Whether nothing lies in a folder for results: what is found for it will have to be read."""
    # What is wrong with a path is told by whoever needs it.
    with suppress(OSError):
        return not out.exists() or (out.is_dir() and not any(out.iterdir()))
    return False


def is_there(file: Path) -> bool:
    """Whether there is a file to read."""
    with suppress(OSError):
        return file.is_file()
    return False


def is_one_page(file: Path, pages: str | None) -> bool:
    """Whether, by what is asked for and the name of the file, a single page is to be read."""
    return pages.strip().isdigit() if pages is not None else file.suffix.lower() in _SINGLE
