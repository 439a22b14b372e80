"""The one process boundary: pages are read in spawned worker processes that can be ended.

A thread cannot be stopped in the middle of a library call; a process can. So a page that hangs, runs out of memory or
crashes a library loses only itself. What a worker does is in `processors.in_worker`.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import multiprocessing
import multiprocessing.util
import signal
from collections.abc import Callable, Iterator
from multiprocessing.sharedctypes import RawValue
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from processors import in_worker
from processors.config import Config
from processors.document_records import SourceInfo
from processors.errors import DeclassError, PageCrashError, PageTimeoutError, StoppedError
from processors.in_worker import PageJob
from processors.memory import MemoryWatch, bound, free_bytes, taken
from processors.outputs.formats import Format, make_format
from processors.records import Record
from processors.results import PageResult

if TYPE_CHECKING:
    from processors.leaks import PageSurvey

T = TypeVar("T")

# Seconds that a page's time-out covers beyond the page itself: the start of a worker and its imports.
_START_SECONDS = 30.0
# Workers that load what reading takes before there is a page: more would do so in vain where there is little to read.
_PREPARED = 2
# Exit statuses of processes that were ended by the system or by our own watch, mostly for want of memory.
_KILLED = frozenset({in_worker.NO_MEMORY, -signal.SIGKILL, 128 + signal.SIGKILL})
# pebble's name of its processes.
_WORKERS_NAME = "pebble_pool_worker"


class OutOfMemoryError(PageCrashError):
    """The process that read a page was ended for want of memory: with less beside it, it may go well."""


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
            initializer=in_worker.start,
            initargs=(config.limits.worker_bytes, config.fusion.rapid.device, self._stopping, self._share),
            context=multiprocessing.get_context("spawn"),
        )
        # Asking starts the workers from this thread, not from the one that happens to bring the first job: Linux
        # ends a worker when the thread that started it does.
        with _uninterrupted():
            active = self._pool.active
        if not active:
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
            self._give_up()
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        self._watch.end()
        self._release()

    def prepare(self) -> None:
        """Has workers load what reading takes; what fails now fails with the first page, and is told there."""
        for _ in range(min(self.workers, _PREPARED)):
            self._schedule(in_worker.prepare, (self._config,))

    def stop_reading(self) -> None:
        """What a worker has begun is still done; all else ends with `StoppedError`, at once."""
        self._stopping.value = 1

    def _give_up(self) -> None:
        """Cancels what no worker has begun: a job that pebble hands over while it closes its pipes ends in an error."""
        for future in list(self._pending):
            if not future.running():
                future.cancel()

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
        return self._schedule(in_worker.inspect, (str(path), self._config))

    def read_ahead(self, job: PageJob) -> None:
        """Begins to read a page before anyone asks for it; the first one to ask for the same job gets that reading."""
        self._begun[job] = self._schedule(in_worker.read, (job, self._config))

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
        return self._schedule(in_worker.read, (job, self._config), seconds)

    def draw(self, job: PageJob) -> concurrent.futures.Future[bytes]:
        """Reads one page in a worker and draws what was found, as a PNG file."""
        return self._schedule(in_worker.draw, (job, self._config))

    def thumbnail(self, job: PageJob, pixels: int, most_bytes: int) -> concurrent.futures.Future[bytes]:
        """Makes a small picture of one page in a worker, as a WebP file (`outputs.thumbnail`)."""
        from processors.outputs.thumbnail import page_thumbnail

        return self._schedule(page_thumbnail, (job.path, job.number, self._config, pixels, most_bytes))

    def picture(self, job: PageJob, width: int) -> concurrent.futures.Future[bytes]:
        """Makes a picture of one page in a worker, as a WebP file of that width in pixels."""
        return self._schedule(in_worker.picture, (job, self._config, width))

    def cleaned(self, job: PageJob, width: int) -> concurrent.futures.Future[bytes]:
        """Makes a picture of what OCR sees of one page, laid upon the page as shown, as a WebP file."""
        return self._schedule(in_worker.cleaned, (job, self._config, width))

    def leaks(self, job: PageJob, *, with_text: bool) -> concurrent.futures.Future[PageSurvey]:
        """Looks in a worker for text that survives on one page; the text itself only comes where it is asked for."""
        return self._schedule(in_worker.leaks, (job, self._config, with_text))

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
                in_worker.do, args=(work, args), timeout=seconds
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
        if error.exitcode == in_worker.NO_MEMORY:
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


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes and threads that are started here do not hear Ctrl-C: workers would print traces until they ignore it.

    This thread hears of it at the end.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _workers() -> list[int]:
    """Ids of the worker processes of all pools of this process."""
    children = multiprocessing.active_children()
    return [child.pid for child in children if child.name == _WORKERS_NAME and child.pid is not None]
