"""How runs go on and end, as the catalog tells it."""

from __future__ import annotations

import datetime as dt
import os
import socket
import subprocess
import sys

import pytest

from declass.catalog.documents import now
from declass.catalog.runs import run_state


def test_a_run_that_is_gone_did_not_end() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait(30)
    here = socket.gethostname()
    assert run_state(now(), None, here, os.getpid()) == "running"
    assert run_state(now(), None, here, ended.pid) == "stopped"
    assert run_state(now(), now(), here, ended.pid) == "ended"
    assert run_state(now(), None, f"not-{here}", ended.pid) == "elsewhere"


@pytest.mark.parametrize(("days", "state"), [(1, "stopped"), (0, "running")])
def test_another_process_with_the_number_of_a_run_is_not_that_run(days: int, state: str) -> None:
    # This process began after a run of yesterday: it cannot be its own.
    started = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    assert run_state(started.isoformat(), None, socket.gethostname(), os.getpid()) == state
