"""What a worker process does: how it begins and ends, and the jobs that `processors.workers` gives it.

pdfium is not thread-safe, therefore files are opened here only.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing.util
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import psutil

from processors import side_by_side
from processors.config import Config
from processors.document_records import SourceInfo
from processors.errors import AccessError, StoppedError
from processors.garbage import look_seldom
from processors.memory import give_back, keep_memory, limit_memory
from processors.patience import patiently
from processors.results import PageResult

if TYPE_CHECKING:
    from processors.leaks import PageSurvey
    from processors.sources import Source

T = TypeVar("T")

Stamp: TypeAlias = tuple[int, int, int]
"""What `file_stamp` tells of a file."""

# linux/prctl.h: the signal a process gets when its parent dies.
_PR_SET_PDEATHSIG = 1
NO_MEMORY = 75
"""What a worker exits with that ran out of memory (EX_TEMPFAIL of sysexits.h)."""


@dataclass(frozen=True, slots=True)
class PageJob:
    """One page to read.

    Attributes:
        path: the file.
        number: 1-based page.
        stamp: `file_stamp` of when its checksum was taken: another state must not give results under it. None asks for
            no check.
    """

    path: str
    number: int
    stamp: Stamp | None = None


def file_stamp(path: Path) -> Stamp:
    """Size in bytes, and times (ns) of the last change of contents and entry: whether a file was written to.

    The time of the contents can be set to what it was, as copying programs do it; that of the entry cannot.

    Raises:
        AccessError: the file is gone or may not be looked at.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise AccessError(f"the file cannot be looked at ({error.strerror})", file=str(path)) from error
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def is_same(one: Stamp, other: Stamp) -> bool:
    """Whether a file that is being read has the same contents: its entry changes with a link, a name, an owner, too."""
    return one[:2] == other[:2]


# In a worker: whether nothing more is to be begun.
_told_to_stop: Any = None


def start(worker_bytes: int, device: str, stopping: Any, share: Any) -> None:
    """Prepares a fresh worker: single-threaded libraries, a memory limit, and an end when told or orphaned."""
    global _told_to_stop
    _told_to_stop = stopping
    side_by_side.follow(share)
    look_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        # As it was started; what is started here may be interrupted by itself.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, _end_with_children)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        keep_memory()
    # One page a process: threads inside libraries would fight for the same cores (a user's own value stands).
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    limit_memory(worker_bytes, device)
    import cv2

    cv2.setNumThreads(1)
    multiprocessing.util.Finalize(None, _close_all, exitpriority=100)


def _close_all() -> None:
    """Closes files in order; pdfium complains on the screen about those left to the end of the process."""
    while _open:
        _open.popitem()[1].close()


def _end_with_children(_signum: int, _frame: FrameType | None) -> None:
    """Ends this worker and the Tesseract it may be waiting for, which would otherwise run on."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            child.kill()
    os._exit(128 + signal.SIGTERM)


def do(work: Callable[..., T], args: tuple[object, ...]) -> T:
    """What a worker does with each job."""
    if _told_to_stop is not None and _told_to_stop.value:
        raise StoppedError("was not read: the run was stopped")
    try:
        return patiently(partial(work, *args))
    except Exception as error:
        if not any(_is_memory(one) for one in _chain(error)):
            raise
        # What the attempt left behind, and in pieces, is not to be had by the next one: that gets a fresh process.
        os._exit(NO_MEMORY)
    finally:
        give_back()


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _is_memory(error: BaseException) -> bool:
    import cv2

    return isinstance(error, MemoryError) or (
        isinstance(error, cv2.error) and error.code == cv2.Error.StsNoMem
    )


def prepare(config: Config) -> None:
    """Loads what reading takes; what fails now fails with the first page, and is told there."""
    from processors.ocr import loading, registry

    loading.later(partial(registry.load_first, config))
    loading.begin()
    import processors.reading  # noqa: F401 - loaded for the pages to come

    loading.later(partial(_load_late, config))


def _load_late(config: Config) -> None:
    import processors.leaks.reading
    import processors.recognition  # noqa: F401
    from processors.ocr import registry

    registry.load_second(config)


def inspect(path: str, config: Config) -> SourceInfo:
    """See `WorkerPool.inspect`."""
    from processors.sources import open_source

    with open_source(Path(path), config) as source:
        return source.info


def read(job: PageJob, config: Config) -> PageResult:
    """See `WorkerPool.read`."""
    from processors.ocr.registry import readers
    from processors.reading import read_page

    if job.stamp is not None and not is_same(file_stamp(Path(job.path)), job.stamp):
        raise AccessError("the file was changed while it was read", hint="Run again when it is whole")
    source = _opened(job.path, config)
    result = read_page(source.page(job.number), *readers(config), config)
    # Imported here, since it is loaded while the first reader reads.
    from processors.leaks.reading import with_surviving

    return with_surviving(result, source, Path(job.path), config)


def draw(job: PageJob, config: Config) -> bytes:
    """See `WorkerPool.draw`."""
    from processors.outputs.overlay import overlay_png
    from processors.results import shown

    result = read(job, config)
    return overlay_png(_opened(job.path, config).page(job.number), shown(result, result.page))


def picture(job: PageJob, config: Config, width: int) -> bytes:
    """See `WorkerPool.picture`."""
    from processors.outputs.page_picture import page_webp

    return page_webp(_opened(job.path, config).page(job.number).sheet(), width)


def cleaned(job: PageJob, config: Config, width: int) -> bytes:
    """See `WorkerPool.cleaned`."""
    from processors.ocr.registry import readers
    from processors.outputs.page_picture import cleaned_as_shown, page_webp
    from processors.reading import cleaned_picture

    scan = _opened(job.path, config).page(job.number)
    engine, _ = readers(config)
    return page_webp(cleaned_as_shown(scan, cleaned_picture(scan, engine, config)), width)


def leaks(job: PageJob, config: Config, with_text: bool) -> PageSurvey:
    """See `WorkerPool.leaks`."""
    from processors.leaks import survey

    return survey(_opened(job.path, config), Path(job.path), job.number, config, with_text=with_text)


# Files kept open in a worker: shards of a few documents run side by side.
_OPEN_FILES = 4
_open: dict[str, Source] = {}


def _opened(path: str, config: Config) -> Source:
    """The open source for `path`; the last few stay open, since pages of one file mostly follow each other."""
    from processors.sources import open_source

    key = f"{path}\0{file_stamp(Path(path))}"
    source = _open.pop(key, None)
    if source is None:
        while len(_open) >= _OPEN_FILES:
            _open.pop(next(iter(_open))).close()
        source = open_source(Path(path), config)
    _open[key] = source
    return source
