"""A small Prefect server of our own: started where nobody named another, ended with this process, however that ends."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flows.server import API_URL, HOST, free_port, started
from flows.settings import STARTUP_SECONDS, apply_defaults

# As Prefect starts its own: no page, and only the services that a run needs. That one is not used, for to start it the
# whole server is loaded into this process, too, which takes two seconds.
_SERVICE = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
_LOG = "declass-server.log"
# Where modules are loaded that stay, Python looks for garbage so often that it takes a quarter of the start. Where
# Prefect's settings, which are known only now, name a server, this one is not wanted.
_START = """
import gc
gc.set_threshold(20_000, 10, 10)
from prefect.settings import get_current_settings
settings = get_current_settings()
if settings.api.url is None and settings.server.ephemeral.enabled:
    from uvicorn.main import main
    main()
"""
_running: list[tuple[str, Callable[[], None]]] = []


def begin_ahead() -> None:
    """Starts the small server, unless the environment names one, while this process loads what a batch needs.

    It takes some seconds, and Prefect, which this process loads meanwhile, one or two: where it is loaded, there is
    nothing to gain.
    """
    if "prefect" in sys.modules or os.environ.get(API_URL) or _running:
        return
    apply_defaults()
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect")
    _begin(os.environ, home, float(os.environ[STARTUP_SECONDS]))


@contextmanager
def small_server() -> Iterator[Callable[[], None]]:
    """Flows in this block have a Prefect server: the one that is named, or a small one.

    The small one stays until this process ends, for Prefect sends it the last lines of the log only then.

    Yields:
        What waits until the small one answers: it takes some seconds, in which other things can be done. It raises
        AccessError where the server does not start.
    """
    from prefect.settings import PREFECT_API_URL, get_current_settings, temporary_settings

    settings = get_current_settings()
    if settings.api.url is not None or not settings.server.ephemeral.enabled:
        yield lambda: None
        return
    if not _running:
        environment = os.environ | settings.to_environment_variables(exclude_unset=True)
        _begin(environment, settings.home, settings.server.ephemeral.startup_timeout_seconds)
    url, answers = _running[0]
    with temporary_settings(updates={PREFECT_API_URL: url}):
        yield answers


def _begin(environment: Mapping[str, str], home: Path, seconds: float) -> None:
    """Starts the small server, which keeps its log in `home` and may take so long to start."""
    port = free_port()
    url = f"http://{HOST}:{port}/api"
    command = [sys.executable, "-c", _START, "--factory", "prefect.server.api.server:create_app"]
    command += ["--host", HOST, "--port", str(port), "--log-level", "error", "--lifespan", "on"]
    home.mkdir(parents=True, exist_ok=True)
    running = ExitStack()
    answers = running.enter_context(started(command, {**environment, **_SERVICE}, url, home / _LOG, seconds))
    # Functions are called last come first: Prefect asks later for what it does at the end.
    atexit.register(running.close)
    _running.append((url, answers))
