"""The one process boundary: pages are read in spawned worker processes that can be ended.

A thread cannot be stopped in the middle of a library call; a process can. So a page that hangs, runs out of memory or
crashes a library loses only itself. pdfium is not thread-safe, therefore files are opened in workers only.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import ctypes
import multiprocessing
import multiprocessing.util
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing.sharedctypes import RawValue
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar

import psutil

from processors import side_by_side
from processors.config import Config
from processors.document_records import SourceInfo
from processors.errors import AccessError, DeclassError, PageCrashError, PageTimeoutError, StoppedError
from processors.garbage import look_seldom
from processors.memory import MemoryWatch, bound, free_bytes, give_back, keep_memory, limit_memory, taken
from processors.outputs.formats import Format, make_format
from processors.patience import patiently
from processors.records import Record
from processors.results import PageResult

if TYPE_CHECKING:
    from processors.leaks import PageSurvey
    from processors.sources import Source

T = TypeVar("T")

Stamp: TypeAlias = tuple[int, int, int]
"""What `file_stamp` tells of a file."""

# linux/prctl.h: the signal a process gets when its parent dies.
_PR_SET_PDEATHSIG = 1
# Seconds that a page's time-out covers beyond the page itself: the start of a worker and its imports.
_START_SECONDS = 30.0
# Workers that load what reading takes before there is a page: more would do so in vain where there is little to read.
_PREPARED = 2
# What a worker exits with that ran out of memory (EX_TEMPFAIL of sysexits.h).
_NO_MEMORY = 75
# Exit statuses of processes that were ended by the system or by our own watch, mostly for want of memory.
_KILLED = frozenset({_NO_MEMORY, -signal.SIGKILL, 128 + signal.SIGKILL})
# pebble's name of its processes.
_WORKERS_NAME = "pebble_pool_worker"


class OutOfMemoryError(PageCrashError):
    """The process that read a page was ended for want of memory: with less beside it, it may go well."""


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


class WorkerPool:
    """A pool of spawned processes that read pages; use it as a context manager, from any thread."""

    def __init__(
        self, workers: int, config: Config, most_bytes: int | None = None, processors: int | None = None
    ) -> None:
        """Starts the workers.

        Args:
            workers: number of processes, at least 1.
            config: settings of every reading in this pool.
            most_bytes: memory for all of them: beyond it the largest is ended. None for a share of what is free.
            processors: that they may use; those that no page needs work on parts of others. None for one a worker.
        """
        from pebble import ProcessPool

        self.workers = workers
        self._config = config
        self._page_seconds = config.limits.page_seconds + _START_SECONDS
        self._pending: set[concurrent.futures.Future[Any]] = set()
        self._begun: dict[PageJob, concurrent.futures.Future[PageResult]] = {}
        # Without a lock: a worker that is killed while it holds one would stop all others.
        self._stopping = RawValue("b", 0)
        self._processors = processors or workers
        self._share = RawValue("i", 1)
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=config.limits.pages_per_worker,
            initializer=_start_worker,
            initargs=(config.limits.worker_bytes, config.fusion.rapid.device, self._stopping, self._share),
            context=multiprocessing.get_context("spawn"),
        )
        # Asking starts the workers from this thread, not from the one that happens to bring the first job: Linux
        # ends a worker when the thread that started it does.
        if not self._pool.active:
            raise PageCrashError("the worker processes could not be started", hint="Please report this")
        # What workers of ours have already is theirs to keep.
        most = most_bytes or bound(free_bytes() + taken(_workers()))
        self._watch = MemoryWatch(_workers, most)

    def __enter__(self) -> Self:
        """The pool itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the workers: at once after an error, else when the last job is done."""
        if kind is None:
            self._let_go(lambda _: True)
            self._pool.close()  # type: ignore[no-untyped-call]
        else:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        self._watch.end()
        self._release()

    def prepare(self) -> None:
        """Has workers load what reading takes; what fails now fails with the first page, and is told there."""
        for _ in range(min(self.workers, _PREPARED)):
            self._schedule(_prepare, (self._config,))

    def stop_reading(self) -> None:
        """What a worker has begun is still done; all else ends with `StoppedError`, at once."""
        self._stopping.value = 1

    def _release(self) -> None:
        """Ends the waiting for jobs that a stopped pool will never do; pebble leaves some of them open."""
        for future in list(self._pending):
            with contextlib.suppress(concurrent.futures.InvalidStateError):
                future.set_exception(StoppedError("was not read: the run was stopped"))

    def do(self, work: Callable[..., T], *args: object) -> concurrent.futures.Future[T]:
        """Does something else in a worker that has nothing to read: a function of a module, with plain arguments."""
        return self._schedule(work, args)

    def inspect(self, path: Path) -> concurrent.futures.Future[SourceInfo]:
        """Opens a file in a worker and says what it is."""
        return self._schedule(_inspect, (str(path), self._config))

    def read_ahead(self, job: PageJob) -> None:
        """Begins to read a page before anyone asks for it; the first one to ask for the same job gets that reading."""
        self._begun[job] = self._schedule(_read, (job, self._config))

    def _let_go(self, which: Callable[[concurrent.futures.Future[PageResult]], bool]) -> None:
        """Gives up pages that were begun before anyone asked, and that nobody asks for."""
        for job, future in list(self._begun.items()):
            if not future.done() and which(future):
                del self._begun[job]
                future.cancel()

    def read(self, job: PageJob, most_seconds: float | None = None) -> concurrent.futures.Future[PageResult]:
        """Reads one page in a worker, which is ended after `most_seconds` where that is less than a page may take."""
        begun = self._begun.pop(job, None)
        if begun is not None:
            return begun
        self._let_go(lambda future: not future.running())
        seconds = self._page_seconds if most_seconds is None else min(self._page_seconds, most_seconds)
        return self._schedule(_read, (job, self._config), seconds)

    def draw(self, job: PageJob) -> concurrent.futures.Future[bytes]:
        """Reads one page in a worker and draws what was found, as a PNG file."""
        return self._schedule(_draw, (job, self._config))

    def thumbnail(self, job: PageJob, pixels: int, most_bytes: int) -> concurrent.futures.Future[bytes]:
        """Makes a small picture of one page in a worker, as a WebP file (`outputs.thumbnail`)."""
        from processors.outputs.thumbnail import page_thumbnail

        return self._schedule(page_thumbnail, (job.path, job.number, self._config, pixels, most_bytes))

    def picture(self, job: PageJob, width: int) -> concurrent.futures.Future[bytes]:
        """Makes a picture of one page in a worker, as a WebP file of that width in pixels."""
        return self._schedule(_picture, (job, self._config, width))

    def cleaned(self, job: PageJob, width: int) -> concurrent.futures.Future[bytes]:
        """Makes a picture of what OCR sees of one page, laid upon the page as shown, as a WebP file."""
        return self._schedule(_cleaned, (job, self._config, width))

    def leaks(self, job: PageJob, *, with_text: bool) -> concurrent.futures.Future[PageSurvey]:
        """Looks in a worker for text that survives on one page; the text itself only comes where it is asked for."""
        return self._schedule(_leaks, (job, self._config, with_text))

    def write(
        self, wanted: Format, folder: Path, record: Record, source: Path
    ) -> concurrent.futures.Future[None]:
        """Makes a format of a result in a worker, which is ended after what its pages may take."""
        limits = self._config.limits
        seconds = limits.format_seconds + limits.format_page_seconds * record.source.page_count
        return self._schedule(make_format, (wanted, folder, record, source), seconds)

    def _schedule(
        self, work: Callable[..., T], args: tuple[object, ...], most_seconds: float | None = None
    ) -> concurrent.futures.Future[T]:
        seconds = self._page_seconds if most_seconds is None else most_seconds
        try:
            future: concurrent.futures.Future[T] = self._pool.schedule(
                _work, args=(work, args), timeout=seconds
            )
        except RuntimeError as error:
            raise StoppedError("was not read: the run was stopped") from error
        self._pending.add(future)
        self._share_out()
        future.add_done_callback(self._is_done)
        return future

    def _is_done(self, future: concurrent.futures.Future[Any]) -> None:
        self._pending.discard(future)
        self._share_out()

    def _share_out(self) -> None:
        """Processors that nothing waits for go to what is being done."""
        self._share.value = max(1, self._processors // max(1, len(self._pending)))


def outcome(future: concurrent.futures.Future[T], file: str, page: int | None, config: Config) -> T:
    """The result of a pool's future, with pool failures turned into errors for a person.

    Raises:
        PageTimeoutError: the page took too long and its process was ended.
        OutOfMemoryError: its process was ended for want of memory.
        PageCrashError: its process died, or our code failed on it.
        StoppedError: the pool was stopped first.
        DeclassError: whatever the worker itself reported.
    """
    from pebble import ProcessExpired

    try:
        return future.result()
    except DeclassError as error:
        raise type(error)(error.message, file=file, page=page, hint=error.hint) from error
    except TimeoutError as error:
        # pebble tells what it allowed: for a page less where its document has had most of its time.
        told = [a for a in error.args if isinstance(a, (int, float))]
        allowed = min(told, default=0.0) if page is None else min((config.limits.page_seconds, *told))
        raise PageTimeoutError(
            f"gave no result within {allowed:.0f} s and was stopped", file=file, page=page
        ) from error
    except (concurrent.futures.CancelledError, concurrent.futures.BrokenExecutor) as error:
        raise StoppedError("was not read: the run was stopped", file=file, page=page) from error
    except ProcessExpired as error:
        if error.exitcode == _NO_MEMORY:
            raise OutOfMemoryError(
                "needed more memory than a worker may use", file=file, page=page
            ) from error
        kind = OutOfMemoryError if error.exitcode in _KILLED else PageCrashError
        raise kind(
            f"the process that read it died (exit status {error.exitcode})", file=file, page=page
        ) from error
    except Exception as error:
        raise PageCrashError(
            f"an unexpected {type(error).__name__}", file=file, page=page, hint="Please report this"
        ) from error


def _workers() -> list[int]:
    """Ids of the worker processes of all pools of this process."""
    children = multiprocessing.active_children()
    return [child.pid for child in children if child.name == _WORKERS_NAME and child.pid is not None]


# In a worker: whether nothing more is to be begun.
_told_to_stop: Any = None


def _start_worker(worker_bytes: int, device: str, stopping: Any, share: Any) -> None:
    """Prepares a fresh worker: single-threaded libraries, a memory limit, and an end when told or orphaned."""
    global _told_to_stop
    _told_to_stop = stopping
    side_by_side.follow(share)
    look_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
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


def _work(work: Callable[..., T], args: tuple[object, ...]) -> T:
    """What a worker does with each job."""
    if _told_to_stop is not None and _told_to_stop.value:
        raise StoppedError("was not read: the run was stopped")
    try:
        return patiently(partial(work, *args))
    except Exception as error:
        if not any(_is_memory(one) for one in _chain(error)):
            raise
        # What the attempt left behind, and in pieces, is not to be had by the next one: that gets a fresh process.
        os._exit(_NO_MEMORY)
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


def _prepare(config: Config) -> None:
    import processors.reading  # noqa: F401 - loaded for the pages to come
    from processors.ocr import loading, registry

    loading.later(partial(_load_late, config))
    registry.load_first(config)


def _load_late(config: Config) -> None:
    import processors.recognition  # noqa: F401
    from processors.ocr import registry

    registry.load_second(config)


def _inspect(path: str, config: Config) -> SourceInfo:
    from processors.sources import open_source

    with open_source(Path(path), config) as source:
        return source.info


def _read(job: PageJob, config: Config) -> PageResult:
    from processors.leaks.reading import with_surviving
    from processors.ocr.registry import readers
    from processors.reading import read_page

    if job.stamp is not None and file_stamp(Path(job.path)) != job.stamp:
        raise AccessError("the file was changed while it was read", hint="Run again when it is whole")
    source = _opened(job.path, config)
    result = read_page(source.page(job.number), *readers(config), config)
    return with_surviving(result, source, Path(job.path), config)


def _draw(job: PageJob, config: Config) -> bytes:
    from processors.outputs.overlay import overlay_png
    from processors.results import shown

    result = _read(job, config)
    return overlay_png(_opened(job.path, config).page(job.number), shown(result, result.page))


def _picture(job: PageJob, config: Config, width: int) -> bytes:
    from processors.outputs.page_picture import page_webp

    return page_webp(_opened(job.path, config).page(job.number).sheet(), width)


def _cleaned(job: PageJob, config: Config, width: int) -> bytes:
    from processors.ocr.registry import readers
    from processors.outputs.page_picture import cleaned_as_shown, page_webp
    from processors.reading import cleaned_picture

    scan = _opened(job.path, config).page(job.number)
    engine, _ = readers(config)
    return page_webp(cleaned_as_shown(scan, cleaned_picture(scan, engine, config)), width)


def _leaks(job: PageJob, config: Config, with_text: bool) -> PageSurvey:
    from processors.leaks import survey

    return survey(_opened(job.path, config), Path(job.path), job.number, config, with_text=with_text)


# Files kept open in a worker: shards of a few documents run side by side.
_OPEN_FILES = 4
_open: dict[str, Source] = {}


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
