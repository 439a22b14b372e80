"""A real server of the review in a process of its own, and reviewers that speak to it over HTTP."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from flows.server import free_port

# Seconds within which a server answers after it was started, on a machine that does much else.
_START_SECONDS = 120.0
_PAUSE_SECONDS = 0.02
# Seconds after which a connection that was not used is not used again; the server closes it after 5.
_IDLE_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered: status of HTTP, the body where it is JSON, and how long it took in seconds."""

    status: int
    body: Any
    seconds: float


class Server:
    """`declass review` in a process of its own."""

    def __init__(self, out: Path, catalog: str, log: Path) -> None:
        """Takes the folder for results, the catalog's URL (empty for the one beside them), and a file for the log."""
        self.port = free_port()
        self._line = [sys.executable, "-c", "from declass.cli.main import main; main()", "review"]
        self._line += ["--out", str(out), "--port", str(self.port), "--no-browser"]
        self._line += ["--catalog", catalog] if catalog else []
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it, and waits until it answers.

        Raises:
            TimeoutError: it does not.
        """
        with self._log.open("ab") as log:
            environment = os.environ | {"XDG_CACHE_HOME": str(self._log.parent / "cache")}
            self._process = subprocess.Popen(self._line, stdout=log, stderr=log, env=environment)
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            with (
                contextlib.suppress(OSError, HTTPException),
                contextlib.closing(Reviewer(self.port, "")) as first,
            ):
                first.get("/session")
                return
            time.sleep(_PAUSE_SECONDS)
        raise TimeoutError(f"the server does not answer; see {self._log}")

    def kill(self) -> None:
        """Ends it at once, without a word to it."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    @contextlib.contextmanager
    def running(self) -> Iterator[Server]:
        """Runs in this block."""
        self.start()
        try:
            yield self
        finally:
            self.kill()


class Reviewer:
    """Somebody at a browser: one connection, one session."""

    def __init__(self, port: int, name: str, seconds: float = 60.0) -> None:
        """Takes the server's port and the reviewer's name; nothing is sent yet."""
        self._connection = HTTPConnection("127.0.0.1", port, timeout=seconds)
        self._headers = {"content-type": "application/json"}
        self._name = name
        self._until = time.monotonic()

    def log_in(self) -> None:
        """Begins a session.

        Raises:
            OSError, HTTPException: the server does not answer.
        """
        answer, cookie = self._ask("POST", "/session", {"reviewer": self._name})
        self._headers |= {"cookie": cookie.partition(";")[0], "x-csrf-token": answer.body["csrf"]}

    def get(self, path: str) -> Answer:
        """Asks for something.

        Raises:
            OSError, HTTPException: the server does not answer.
        """
        return self._ask("GET", path, None)[0]

    def post(self, path: str, body: object) -> Answer:
        """Changes something.

        Raises:
            OSError, HTTPException: the server does not answer.
        """
        return self._ask("POST", path, body)[0]

    def close(self) -> None:
        """Closes the connection; the next question opens another one."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: object) -> tuple[Answer, str]:
        if time.monotonic() > self._until:
            # The server has closed it; a browser sees that and opens another one.
            self._connection.close()
        start = time.perf_counter()
        sent = None if body is None else json.dumps(body)
        self._connection.request(method, f"/api/v1{path}", sent, self._headers)
        got = self._connection.getresponse()
        data = got.read()
        seconds = time.perf_counter() - start
        self._until = time.monotonic() + _IDLE_SECONDS
        is_json = got.headers.get("content-type", "").startswith("application/json")
        answer = Answer(got.status, json.loads(data) if is_json and data else None, seconds)
        return answer, got.headers.get("set-cookie", "")


def proposal(item: dict[str, Any], act: str) -> dict[str, Any]:
    """A decision about an item of the queue."""
    before = {key: item[key] for key in ("bbox", "kind", "status", "confidence")}
    before["codes"] = [code["code"] for code in item["codes"]]
    if item["subject"] != "redaction":
        before["text"] = item["text"]
    if item["subject"] == "strike":
        before["what"] = item["what"]
    return {
        "sha256": item["sha256"],
        "page": item["page"],
        "ref": item["ref"],
        "subject": item["subject"],
        "act": act,
        "before": before,
        "after": before | {"confidence": 1.0} if act == "accept" else None,
        "seen": item["version"],
    }
