"""A Prefect server: the one that PREFECT_API_URL names, or one of our own on this machine while it is needed."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from declass.logs import LOG
from processors.errors import AccessError

API_URL = "PREFECT_API_URL"
# Prefect's own port; its page is there.
PORT = 4200
# Only this machine may ask: Prefect's server knows no passwords unless it is told one.
HOST = "127.0.0.1"
# Seconds: the first start makes the database, over 30 on a slow machine; an answer of a running server takes well
# under one; a server told to end first finishes what it is writing.
_START_SECONDS = 180.0
_ANSWER_SECONDS = 10.0
_STOP_SECONDS = 20.0
# Between two questions whether it answers.
_LOOK_SECONDS = 0.1
# Seconds between two looks for what is rare here (runs that are late, pauses that are over, workers that went away): by
# itself Prefect looks every 5 to 20, which took a fifth of what our own server takes where nothing is asked of it.
_SELDOM = {
    "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": "30",
    "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS": "30",
    "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_LOOP_SECONDS": "60",
    "PREFECT_SERVER_SERVICES_FOREMAN_LOOP_SECONDS": "60",
    "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS": "60",
}
# linux/prctl.h: the signal a process gets when its parent dies.
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Server:
    """A Prefect server.

    Attributes:
        url: of its API.
        home: where our own keeps its data; None for one that others run.
        port: of our own.
    """

    url: str
    home: Path | None = None
    port: int = PORT

    @property
    def page(self) -> str:
        """Where a browser finds it."""
        return self.url.removesuffix("/api")


def choose(home: Path, port: int) -> Server:
    """The server that PREFECT_API_URL names, or our own to be started; the variable names that from now on.

    Call before `import prefect`, which reads its settings once.

    Args:
        home: where our own would keep its data.
        port: of our own.
    """
    named = os.environ.get(API_URL, "").rstrip("/")
    if named:
        return Server(named)
    server = Server(f"http://{HOST}:{port}/api", home, port)
    os.environ[API_URL] = server.url
    return server


def answers(url: str, seconds: float = _ANSWER_SECONDS) -> bool:
    """Whether a Prefect server answers at `url` (which ends in `/api`)."""
    if not url.startswith(("http://", "https://")):
        return False
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=seconds) as answer:  # noqa: S310 - http alone, see above
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        # A server that wants a name and password is there; Prefect's client will bring them.
        return error.code in (401, 403)
    except (OSError, ValueError):
        return False


@contextlib.contextmanager
def running(server: Server) -> Iterator[None]:
    """The server answers in this block; our own is started for it, and ended after it.

    Raises:
        AccessError: a server that others run does not answer, or our own cannot be started.
    """
    if server.home is not None:
        with _own(server, server.home):
            yield
        return
    if not answers(server.url):
        raise AccessError(
            f"no Prefect server answers at {server.url}",
            hint="Start it with: prefect server start. Or unset PREFECT_API_URL, and one is started for you",
        )
    yield


@contextlib.contextmanager
def _own(server: Server, home: Path) -> Iterator[None]:
    if _taken(server.port):
        raise AccessError(
            f"port {server.port} is taken",
            hint=f"If a Prefect server is there, set PREFECT_API_URL={server.url}; else choose a port with --port",
        )
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(server.port)]
    environment = own_environment(server, home)
    with started(command, environment, server.url, home / "server.log", _START_SECONDS) as answers:
        LOG.info("starting a Prefect server; the first time this takes a minute")
        answers()
        yield


@contextlib.contextmanager
def started(
    command: Sequence[str], environment: Mapping[str, str], url: str, log: Path, seconds: float
) -> Iterator[Callable[[], None]]:
    """A server that runs in this block; it ends with this process, too, where Linux can see to that.

    Args:
        command: that starts it.
        environment: of it.
        url: of its API.
        log: gets what it prints, behind what is there.
        seconds: that its start may take.

    Yields:
        What waits until it answers. It raises AccessError where the server does not.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # Ctrl-C is for us: the server has to outlive the run that tells it how it ended.
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
    try:
        yield lambda: _wait(process, url, log, seconds)
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def own_environment(server: Server, home: Path) -> dict[str, str]:
    """Everything the server writes lies in its home, also where the program's own folder cannot be written to."""
    return (
        _SELDOM
        | os.environ
        | {
            "PREFECT_HOME": str(home),
            "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home / "page"),
            "PREFECT_UI_API_URL": server.url,
            # For the addresses of runs in messages.
            "PREFECT_UI_URL": server.page,
        }
    )


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], url: str, log: Path, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AccessError(f"the Prefect server ended while it started; its log is {log}")
        if answers(url, 1.0):
            return
        time.sleep(_LOOK_SECONDS)
    raise AccessError(f"the Prefect server did not start in {seconds:.0f} s; its log is {log}")
