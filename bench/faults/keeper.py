"""A Prefect server that can be killed, and is started again."""

from __future__ import annotations

import contextlib
from types import TracebackType
from typing import Self

import psutil

from flows.server import Server, running


class Keeper:
    """Keeps a server running; use it as a context manager."""

    def __init__(self, server: Server) -> None:
        """Takes the server, one of our own."""
        self._server = server
        self._running: contextlib.ExitStack | None = None

    @property
    def url(self) -> str:
        """Of its API."""
        return self._server.url

    def __enter__(self) -> Self:
        """Starts it."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends it."""
        self._end()

    def start(self) -> None:
        """Starts it, unless it runs."""
        if self.processes():
            return
        self._end()
        self._running = contextlib.ExitStack()
        self._running.enter_context(running(self._server))

    def kill(self) -> bool:
        """Kills it, as the lack of memory or of power would; whether it ran."""
        processes = self.processes()
        for process in processes:
            with contextlib.suppress(psutil.Error):
                process.kill()
        return bool(processes)

    def _end(self) -> None:
        if self._running is not None:
            self._running.close()
            self._running = None

    def processes(self) -> list[psutil.Process]:
        """Its processes; none where it does not run."""
        port = f"--port {self._server.port}"
        found = []
        for process in psutil.Process().children():
            with contextlib.suppress(psutil.Error):
                is_server = port in " ".join(process.cmdline())
                if is_server and process.status() != psutil.STATUS_ZOMBIE:
                    found += [process, *process.children(recursive=True)]
        return found
