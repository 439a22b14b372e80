"""Workers that start before the batch that needs them: they load their models, and begin to read, while Prefect starts.

Prefect and its server take some five seconds, on one processor, in which the others would have nothing to do.
"""

from __future__ import annotations

import heapq
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from declass.catalog.stamps import settled_stamp
from processors.config import Config
from processors.errors import DeclassError, StoppedError
from processors.in_worker import PageJob, file_stamp
from processors.workers import WorkerPool, outcome

_ahead: list[WorkerPool] = []
# Held while pages are begun, so that none is begun behind the back of a batch that takes the workers over.
_hold = threading.Lock()
# Files that hold one picture.
_SINGLE = frozenset({".png", ".jpg", ".jpeg"})
# Pages that are begun for each worker before the batch asks for any: it has read about as many when that does.
_PAGES = 3


@contextmanager
def begun_ahead(
    number: int, config: Config, sources: Sequence[str] = (), processors: int | None = None
) -> Iterator[None]:
    """Starts so many workers, unless some wait already; the batch in this block takes them over.

    Args:
        number: of workers.
        config: settings of every reading.
        sources: what will be read: the first pages of what lies on this machine are begun at once.
        processors: that they may use, as for `WorkerPool`.
    """
    if _ahead:
        yield
        return
    try:
        # In the block already: an interrupt right after the start must leave no worker.
        _ahead.append(WorkerPool(number, config, processors=processors))
        _ahead[-1].prepare()
        if sources:
            begin = partial(_begin, _ahead[-1], sources, _PAGES * number)
            # A daemon: a large folder on a slow disk must not keep a process that is to end.
            threading.Thread(target=begin, name="reading ahead", daemon=True).start()
        yield
    finally:
        while _ahead:
            # There was nothing to read.
            _ahead.pop().__exit__(StoppedError, None, None)


def _begin(pool: WorkerPool, sources: Sequence[str], most: int) -> None:
    """Has the first pages read, as long as nobody has taken the workers over; what fails is told to whoever asks."""
    left = most
    for source in sources:
        with suppress(OSError, ValueError, DeclassError):
            for file in _files(Path(source), left):
                if left <= 0 or pool not in _ahead:
                    return
                left -= _begun(pool, file, left)


def _files(source: Path, most: int) -> list[Path]:
    """A file, or the first of a folder; not those in folders below, for which all of it might have to be looked at."""
    from declass.gather.archives import suffix_of

    if not source.is_dir():
        return [source]
    with os.scandir(source) as entries:
        names = (e.name for e in entries if suffix_of(e.name) and e.is_file(follow_symlinks=False))
        return [source / name for name in heapq.nsmallest(most, names)]


def _begun(pool: WorkerPool, file: Path, most: int) -> int:
    """How many of the first pages of a file were begun.

    Raises:
        DeclassError: it cannot be opened.
        StoppedError: the workers were ended.
    """
    # A pipe would be waited for. What was written just now may be written to again within one tick of the clock.
    if not file.is_file() or not settled_stamp(file):
        return 0
    stamp = file_stamp(file)
    count = min(most, outcome(pool.inspect(file), str(file), None, Config()).page_count)
    for number in range(1, count + 1):
        with _hold:
            if pool in _ahead:
                pool.read_ahead(PageJob(str(file), number, stamp))
    return count


def taken_over() -> WorkerPool | None:
    """Those that were begun ahead, for whoever asks first."""
    with _hold:
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
