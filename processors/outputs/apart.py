"""Formats that open a stranger's file again, made in a process that can be ended where it hangs."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from processors.config import Config
from processors.errors import PageCrashError, PageTimeoutError
from processors.outputs.files import remove_scratch
from processors.outputs.formats import Format
from processors.records import Record
from processors.workers import WorkerPool, outcome


class Apart:
    """A `formats.Maker` with one process, which starts with the first format; use it as a context manager."""

    def __init__(self, config: Config) -> None:
        """Takes the limits: how long a format may take, and how much memory."""
        self._config = config
        self._pool: WorkerPool | None = None
        self._starting = threading.Lock()

    def __call__(self, wanted: Format, folder: Path, record: Record, source: Path) -> None:
        """Makes a format; nobody else may write to `folder` meanwhile.

        Raises:
            PageTimeoutError: it took too long (`LimitsConfig.format_seconds`) and its process was ended.
            PageCrashError: its process died, or our code failed.
            DeclassError: as `formats.make_format`.
        """
        try:
            outcome(self._started().write(wanted, folder, record, source), str(folder), None, self._config)
        except (PageTimeoutError, PageCrashError):
            remove_scratch(folder)
            raise

    def _started(self) -> WorkerPool:
        with self._starting:
            if self._pool is None:
                self._pool = WorkerPool(1, self._config)
            return self._pool

    def __enter__(self) -> Self:
        """Nothing is started yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the process, as `WorkerPool` does."""
        if self._pool is not None:
            self._pool.__exit__(kind, error, trace)
