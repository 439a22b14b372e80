"""A small Prefect server of our own: started where nobody named another, ended with this process, however that ends."""

from __future__ import annotations

import atexit
import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from flows.server import HOST, free_port, started

# As Prefect starts its own: no page, and only the services that a run needs. That one is not used, for to start it the
# whole server is loaded into this process, too, which takes two seconds.
_SERVICE = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
_LOG = "declass-server.log"
# Where modules are loaded that stay, Python looks for garbage so often that it takes a quarter of the start.
_START = "import gc; gc.set_threshold(20_000, 10, 10); from uvicorn.main import main; main()"


@contextmanager
def small_server() -> Iterator[Callable[[], None]]:
    """Flows in this block have a Prefect server: the one that is named, or a small one.

    The small one stays until this process ends, for Prefect sends it the last lines of the log only then.

    Yields:
        What waits until the small one answers: it takes some seconds, in which other things can be done. It raises
        AccessError where the server does not start.
    """
    from prefect.settings import (
        PREFECT_API_URL,
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        get_current_settings,
        temporary_settings,
    )

    settings = get_current_settings()
    if settings.api.url is not None or not settings.server.ephemeral.enabled:
        yield lambda: None
        return
    url, answers = _begin()
    # It ends with the run, so that nobody there could miss a heartbeat, whose thread takes up to a second to end.
    updates = {PREFECT_API_URL: url, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}
    with temporary_settings(updates):
        yield answers


@functools.cache
def _begin() -> tuple[str, Callable[[], None]]:
    """Starts the small server: the URL of its API, and what waits until it answers."""
    from prefect.settings import get_current_settings

    settings, port = get_current_settings(), free_port()
    url = f"http://{HOST}:{port}/api"
    command = [sys.executable, "-c", _START, "--factory", "prefect.server.api.server:create_app"]
    command += ["--host", HOST, "--port", str(port), "--log-level", "error", "--lifespan", "on"]
    environment = {**os.environ, **settings.to_environment_variables(exclude_unset=True), **_SERVICE}
    seconds = float(settings.server.ephemeral.startup_timeout_seconds)
    settings.home.mkdir(parents=True, exist_ok=True)
    running = ExitStack()
    answers = running.enter_context(started(command, environment, url, settings.home / _LOG, seconds))
    # Functions are called last come first: Prefect asks later for what it does at the end.
    atexit.register(running.close)
    return url, answers
