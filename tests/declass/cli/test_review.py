"""`declass review` at the command line: what it tells, and what it refuses."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from bench.review.load import make_up
from declass.cli.review import _tell
from declass.review.settings import ReviewSettings

DECLASS = [sys.executable, "-c", "from declass.cli.main import main; main()", "review", "--no-browser"]


@contextmanager
def started(*arguments: object, **environment: str) -> Iterator[tuple[str, list[str]]]:
    """Runs it in this block; gives its address and what it told."""
    line = [*DECLASS, *map(str, arguments), "--port", "0"]
    process = subprocess.Popen(
        line,
        stderr=subprocess.PIPE,
        text=True,
        env={k: v for k, v in os.environ.items() if k != "DECLASS_REVIEW_TOKEN"} | environment,
        # A shell that started the tests in the background lets them ignore Ctrl-C, and what they start too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        assert process.stderr is not None
        told = [process.stderr.readline()]
        address = told[0].split()[4].removesuffix("/queue")
        if "--host" in arguments and "DECLASS_REVIEW_TOKEN" not in environment:
            told += [process.stderr.readline() for _ in range(3)]
        yield address, told
        process.send_signal(signal.SIGINT)
        # As every command that Ctrl-C ends.
        assert process.wait(20) == 130
        assert "Traceback" not in process.stderr.read()
    finally:
        process.kill()
        process.wait()


def refused(*arguments: object) -> tuple[int, str]:
    done = subprocess.run(
        [*DECLASS, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stderr


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review") / "out"
    make_up(folder, "", documents=1, pages=1)
    return folder


def test_it_serves_on_loopback_and_ends_when_told(out: Path) -> None:
    with started("--out", out, "--reviewer", "Ada") as (address, _):
        assert address.startswith("http://127.0.0.1:")
        for _ in range(100):
            try:
                session = httpx.get(f"{address}/api/v1/session").json()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        assert session["reviewer"] == "Ada"
        assert httpx.get(f"{address}/queue").status_code == 200
        # A browser that listens does not hold the server up.
        listening = socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])))
        listening.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert b"200 OK" in listening.recv(65536)
        start = time.monotonic()
    assert time.monotonic() - start < 15
    listening.close()


def test_for_others_it_makes_a_token_up_and_tells_it(out: Path) -> None:
    with started("--out", out, "--host", "0.0.0.0") as (address, told):  # noqa: S104
        token = told[1].split()[-1]
        assert len(token) > 20
        port = address.rpartition(":")[2]
        assert told[2] == f"Others reach it at http://{socket.gethostname()}:{port}/queue\n"
        assert "travel in the clear" in told[3]
        for _ in range(100):
            try:
                answer = httpx.get(f"{address}/api/v1/queue")
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        assert answer.status_code == 401
        body = {"reviewer": "Ada", "token": token}
        assert httpx.post(f"{address}/api/v1/session", json=body).status_code == 201


@pytest.mark.parametrize(
    ("change", "warns"),
    [
        ({}, True),
        ({"host": "::", "hosts": ("papers.example.org",)}, True),
        ({"secure": True}, False),
        ({"user_header": "X-User", "proxies": ("10.0.0.2",)}, False),
        ({"host": "127.0.0.1"}, False),
    ],
)
def test_that_all_travels_in_the_clear_is_told_where_it_does(
    change: dict[str, Any], warns: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = ReviewSettings(catalog="", out=None, cache=Path(), host="192.0.2.1", port=8000)
    url = _tell(replace(settings, **change), generated=False)
    told = capsys.readouterr().err
    assert f"The review is at {url} " in told
    assert ("in the clear" in told) is warns
    assert ("Others reach it at http://papers.example.org:8000/queue" in told) is ("hosts" in change)


def test_what_makes_no_sense_is_refused_in_one_line(out: Path, tmp_path: Path) -> None:
    cases: list[tuple[tuple[object, ...], int, str]] = [
        (("--out", tmp_path), 1, "no catalog"),
        (("--out", out, "--user-header", "X-User"), 1, "proxies only"),
        (("--out", out, "--user-header", "X-User", "--proxy", "nonsense"), 1, "no address"),
        (("--out", out, "--tls-key", out / "key"), 1, "certificate"),
        (("--out", out, "--tls-key", out / "key", "--tls-certificate", out / "c"), 5, "no such file"),
        (("--out", out, "--host", "no.such.name.invalid"), 1, "no address of this machine"),
    ]
    for arguments, code, message in cases:
        exit_code, told = refused(*arguments)
        assert (exit_code, message in told, told.count("\n")) == (code, True, 1), told


def test_a_port_that_is_taken_is_told(out: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, told = refused("--out", out, "--port", taken.getsockname()[1])
    assert code == 5
    assert "Address already in use" in told
