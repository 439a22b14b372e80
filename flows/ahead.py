"""Workers that start before the batch that needs them: they load their models, and begin to read, while Prefect starts.

Prefect and its server take some five seconds, on one processor, in which the others would have nothing to do.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from processors.config import Config
from processors.errors import DeclassError, StoppedError
from processors.workers import PageJob, WorkerPool, file_stamp

_ahead: list[WorkerPool] = []
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
            threading.Thread(target=begin, name="reading ahead").start()
        yield
    finally:
        while _ahead:
            # There was nothing to read.
            _ahead.pop().__exit__(StoppedError, None, None)


def _begin(pool: WorkerPool, sources: Sequence[str], most: int) -> None:
    """Has the first pages read, as long as nobody has taken the workers over; what fails is told to whoever asks."""
    from declass.gather.local import local_files
    from declass.gather.options import GatherLimits
    from declass.gather.origins import LocalFile

    left = most
    with suppress(Exception):
        for source in sources:
            for file in local_files(source, GatherLimits()):
                if isinstance(file, LocalFile) and left > 0:
                    left -= _begun(pool, file.path, left)
                if left <= 0 or pool not in _ahead:
                    return


def _begun(pool: WorkerPool, file: Path, most: int) -> int:
    """How many of the first pages of a file were begun, none where it cannot be opened."""
    # A pipe would be waited for.
    if not file.is_file():
        return 0
    try:
        stamp = file_stamp(file)
        count = min(most, pool.inspect(file).result().page_count)
    except DeclassError:
        return 0
    for number in range(1, count + 1):
        if pool in _ahead:
            pool.read_ahead(PageJob(str(file), number, stamp))
    return count


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
