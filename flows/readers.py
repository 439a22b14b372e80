"""Who reads pages: worker processes on this machine, or on others."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from declass.report.plots import get_ready
from flows.ahead import taken_over
from flows.progress import Listener
from flows.shards import AGAIN_SECONDS, Shard, ShardEnd
from processors.config import Config
from processors.document_records import SourceInfo
from processors.workers import OutOfMemoryError, WorkerPool, outcome


class Workers:
    """Worker processes that start when the first page is to be read; use it as a context manager."""

    def __init__(self, number: int, config: Config) -> None:
        """Takes how many there will be, and the settings of their readings."""
        self._number, self._config = number, config
        self._pool: WorkerPool | None = None
        self._stopped = False

    @property
    def pool(self) -> WorkerPool:
        """The pool of the processes, which have been started."""
        if self._pool is None:
            raise RuntimeError("the workers were not started")
        return self._pool

    @property
    def idle(self) -> WorkerPool | None:
        """The pool where it was started and takes more work, when all that it had to read is read."""
        return None if self._stopped else self._pool

    def start(self) -> None:
        """Starts them where they do not run yet, in a thread that outlives them: Linux ends them with it."""
        if self._pool is None:
            self._pool = taken_over() or WorkerPool(self._number, self._config)

    def get_ready_to_draw(self) -> None:
        """Has them load what draws the report, where the last document is put together and they have nothing to do."""
        if self._pool is not None and not self._stopped:
            # Only a gain of time: without it, whoever draws loads it then.
            with suppress(Exception):
                for _ in range(self._pool.workers):
                    self._pool.do(get_ready)

    def rest(self) -> None:
        """Ends them where nothing is being read, for the memory that they hold; `start` starts others."""
        self.__exit__(None, None, None)
        self._pool = None

    def inspect(self, path: Path, address: str, listener: Listener) -> SourceInfo:
        """What a file is; asked again where a worker was ended for want of memory.

        Args:
            path: the file.
            address: of the document, for messages.
            listener: hears of it.

        Raises:
            StoppedError: it was not opened, because nothing more is to be begun.
            DeclassError: it cannot be opened.
        """
        for pause in AGAIN_SECONDS:
            try:
                return outcome(self.pool.inspect(path), address, None, self._config)
            except OutOfMemoryError as error:
                listener.message(f"{error}; it is opened again in {pause:.0f} s")
            time.sleep(pause)
        return outcome(self.pool.inspect(path), address, None, self._config)

    def stop_reading(self) -> None:
        """Lets what was begun come to its end, and nothing else."""
        self._stopped = True
        if self._pool is not None:
            self._pool.stop_reading()

    def __enter__(self) -> Self:
        """Nothing is started yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends them, as `WorkerPool` does."""
        if self._pool is not None:
            self._pool.__exit__(kind, error, trace)


class FarReader(Protocol):
    """Reads shards on other machines, which store the results under the same output folder."""

    @property
    def places(self) -> int:
        """Pages that can be read at the same time."""

    def read_shard(self, shard: Shard) -> ShardEnd:
        """Reads and stores the pages of a shard, on the machine where it is called."""
