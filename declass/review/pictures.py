"""Pictures of pages: made by worker processes, kept in a folder of bounded size."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from anyio import CapacityLimiter

from declass.review.originals import Originals
from processors.config import Config
from processors.in_worker import PageJob
from processors.leaks import PageSurvey
from processors.outputs.files import write_atomic
from processors.workers import WorkerPool, outcome

# Bytes of pictures that are kept: some 10,000 pages of 200 KB.
_KEPT_BYTES = 2_000_000_000
# Share that is left when the folder was full: it is looked through seldom.
_LEFT = 0.8
# Processes that make pictures: a person looks at one page at a time.
_WORKERS = 2
# By how much they give way to the server's answers: those take milliseconds, a picture a good part of a second.
_NICE = 5
# Threads that wait for these processes. They are not those that answers come from, of which there are 40: whoever
# leafs through a document asks for many pictures.
_WAITING = 8
# Counts the ways in which pages were drawn: pictures that were kept from another way are not shown. 2: pages of PDF
# files are measured by their MediaBox, and what they do not show of it is white.
_DRAWING = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture: of which file and page (from 1), how wide in pixels, and whether as OCR saw it."""

    sha256: str
    page: int
    width: int
    cleaned: bool

    @property
    def tag(self) -> str:
        """Names its content: equal tags are equal pictures."""
        cleaned = "-cleaned" if self.cleaned else ""
        return f"{self.sha256[:32]}-{self.page}-{self.width}{cleaned}-v{_DRAWING}"


class Pictures:
    """Makes pictures and keeps them. Safe for several threads."""

    def __init__(self, originals: Originals, folder: Path) -> None:
        """Takes where files are found, and the folder for pictures."""
        self._originals, self._folder = originals, folder
        self._config = Config.from_environment()
        self.waiting = CapacityLimiter(_WAITING)
        """Of threads that wait for a worker, for whoever asks from an event loop."""
        self._lock = threading.Lock()
        self._making: dict[Wanted, threading.Lock] = {}
        self._bytes: int | None = None
        self._pool: WorkerPool | None = None
        # Linux ends workers when the thread that started them ends, so one thread that stays starts them.
        self._starter = ThreadPoolExecutor(
            1, thread_name_prefix="declass-review-workers", initializer=_give_way
        )

    def close(self) -> None:
        """Ends the workers."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            self._starter.submit(pool.__exit__, RuntimeError, None, None).result()
        self._starter.shutdown()

    def get(self, wanted: Wanted) -> bytes:
        """The picture as a WebP file; whoever asks for one that is being made waits for it.

        Raises:
            NotFoundError: the file is gone or was changed.
            DeclassError: the page cannot be drawn.
        """
        with self._alone(wanted):
            data = self.kept(wanted)
            if data is None:
                data = self._make(wanted)
                self._keep(self._path(wanted), data)
            return data

    def kept(self, wanted: Wanted) -> bytes | None:
        """The picture where it was made before, else None, at once."""
        path = self._path(wanted)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return data

    def _path(self, wanted: Wanted) -> Path:
        return self._folder / wanted.sha256[:2] / f"{wanted.tag}.webp"

    def survey(self, sha256: str, page: int) -> PageSurvey:
        """Text that survives under redactions of a page, with the text itself: for a person who asked, and no cache.

        Raises:
            NotFoundError: the file is gone or was changed.
            DeclassError: the page cannot be looked at.
        """
        path = self._originals.find(sha256)
        future = self._workers().leaks(PageJob(str(path), page), with_text=True)
        return outcome(future, path.name, page, self._config)

    @contextlib.contextmanager
    def _alone(self, wanted: Wanted) -> Iterator[None]:
        with self._lock:
            lock = self._making.setdefault(wanted, threading.Lock())
        try:
            with lock:
                yield
        finally:
            with self._lock:
                self._making.pop(wanted, None)

    def _make(self, wanted: Wanted) -> bytes:
        path = self._originals.find(wanted.sha256)
        job = PageJob(str(path), wanted.page)
        pool = self._workers()
        future = pool.cleaned(job, wanted.width) if wanted.cleaned else pool.picture(job, wanted.width)
        return outcome(future, path.name, wanted.page, self._config)

    def _workers(self) -> WorkerPool:
        with self._lock:
            if self._pool is None:
                self._pool = self._starter.submit(WorkerPool, _WORKERS, self._config).result()
            return self._pool

    def _keep(self, path: Path, data: bytes) -> None:
        """Keeps a picture where the disk lets us: without a cache the review is slower, and works."""
        with contextlib.suppress(Exception):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_atomic(path, data)
            with self._lock:
                self._bytes = (self._size() if self._bytes is None else self._bytes) + len(data)
                if self._bytes > _KEPT_BYTES:
                    self._bytes = self._drop()

    def _size(self) -> int:
        return sum(file.stat().st_size for file in self._folder.glob("*/*.webp"))

    def _drop(self) -> int:
        """Deletes the pictures that were not looked at for longest; gives the bytes that are left."""
        files = [(status.st_mtime, status.st_size, file) for file, status in _files(self._folder)]
        total = sum(size for _, size, _ in files)
        for _, size, file in sorted(files):
            if total <= _LEFT * _KEPT_BYTES:
                break
            file.unlink(missing_ok=True)
            total -= size
        return total


def _give_way() -> None:
    """Makes what this thread starts give way to answers; on Linux that is its own affair, elsewhere left out."""
    if sys.platform == "linux":
        os.nice(_NICE)


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for file in folder.glob("*/*.webp"):
        with contextlib.suppress(OSError):
            yield file, file.stat()
