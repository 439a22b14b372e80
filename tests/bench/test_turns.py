"""Programs that run in turns."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bench.turns import Job, in_turns

# Counts turns of a loop for as long as the clock of its CPU says, with a worker process beside it that does the same.
_BUSY = """
import multiprocessing, sys, time
def spin(seconds):
    while time.process_time() < seconds:
        pass
if __name__ == "__main__":
    child = multiprocessing.get_context("fork").Process(target=spin, args=(float(sys.argv[1]),))
    child.start()
    spin(float(sys.argv[1]))
    child.join()
"""


def busy(seconds: float, turn: float, **served: object) -> Job:
    command = (sys.executable, "-c", _BUSY, str(seconds))
    return Job(command, dict(os.environ), turn, **served)  # type: ignore[arg-type]


def test_each_takes_what_it_takes_alone(tmp_path: Path) -> None:
    one, two = in_turns([busy(0.6, 0.1), busy(1.2, 0.2)], tmp_path / "log")
    assert (one.code, two.code) == (0, 0)
    # Both of its processes stand still while it is not its turn: else their CPU is spent in fewer seconds of its turns.
    assert 1.2 <= one.cpu < one.seconds * 2.1
    assert 2.4 <= two.cpu < two.seconds * 2.1


def test_a_server_runs_in_the_turns_of_those_whom_it_serves(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "while True: pass"]
    with subprocess.Popen(command) as server:
        try:
            process = psutil.Process(server.pid)
            before = sum(process.cpu_times()[:2])
            (alone,) = in_turns([busy(0.5, 0.1)], tmp_path / "log")
            served, beside = in_turns([busy(0.5, 0.1, served_by=[process]), busy(2.0, 0.1)], tmp_path / "log")
            spent = sum(process.cpu_times()[:2]) - before
            assert process.status() != psutil.STATUS_STOPPED
            assert served.code == beside.code == alone.code == 0
            # As long as `alone`, which ran beside the server that nobody had stopped, and as `served`.
            assert spent < alone.seconds + served.seconds + 0.5
        finally:
            server.kill()


def test_programs_that_run_are_ended_when_another_cannot_be_started(tmp_path: Path) -> None:
    before = {child.pid for child in psutil.Process().children()}
    with pytest.raises(FileNotFoundError):
        in_turns([busy(60.0, 0.1), Job((str(tmp_path / "nothing"),), {}, 0.1)], tmp_path / "log")
    assert not {child.pid for child in psutil.Process().children()} - before
