"""Prefect's own small server: started where nobody named another, ended with this process, however that ends."""

from __future__ import annotations

import atexit
import subprocess
import sys


def start() -> None:
    """Starts the small server before the first flow asks for it, unless another is named; waits until it answers.

    Prefect ends it in good order when this process does. Of a process that is killed nobody is left to do so: a shell
    waits for the end of its input, which the system closes with this process, and ends the server then.
    """
    from prefect.server.api.server import SubprocessASGIServer
    from prefect.settings import get_current_settings

    settings = get_current_settings()
    if settings.api.url is not None or not settings.server.ephemeral.enabled:
        return
    # The one that Prefect's clients find running: there is one object of it in a process.
    server = SubprocessASGIServer()
    server.start(timeout=settings.server.ephemeral.startup_timeout_seconds)
    if server.server_process is None or sys.platform == "win32":
        return
    guard = subprocess.Popen(
        ["/bin/sh", "-c", f"read end; kill {server.server_process.pid}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Before Prefect's own end of the server, which was asked for earlier.
    atexit.register(_dismiss, guard)


def _dismiss(guard: subprocess.Popen[bytes]) -> None:
    guard.kill()
    guard.wait()
