"""Runs a program and sees what it takes: time, CPU, and the memory of all its processes together."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

# Seconds between two looks at the memory: a page takes some tenths.
_LOOK_SECONDS = 0.25
DECLASS = (sys.executable, "-c", "from declass.cli.main import main; main()")
"""The command, as this code has it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a program took.

    Attributes:
        code: its exit code.
        seconds: wall time.
        cpu: seconds of CPU, of all its processes that have ended.
        peak: largest sum of the resident sizes of all its processes (bytes); what they share counts for each.
        peak_main: largest resident size of the program itself (bytes).
        peak_other: the same of any other of its processes.
    """

    code: int
    seconds: float
    cpu: float
    peak: int
    peak_main: int
    peak_other: int


class _Memory(threading.Thread):
    """Looks at the processes below one, and at itself, until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._root = psutil.Process(pid)
        self._stopped = threading.Event()
        self.peak = self.main = self.other = 0

    def run(self) -> None:
        while not self._stopped.wait(_LOOK_SECONDS):
            with contextlib.suppress(psutil.Error):
                main = self._root.memory_info().rss
                others = [_size(process) for process in self._root.children(recursive=True)]
                self.main = max(self.main, main)
                self.other = max(self.other, *others, 0)
                self.peak = max(self.peak, main + sum(others))

    def stop(self) -> None:
        self._stopped.set()
        self.join()


def _size(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.Error):
        return int(process.memory_info().rss)
    return 0


def measured(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Measured:
    """Runs a program to its end.

    Args:
        command: the program with its arguments.
        environment: of it.
        log: gets what it prints, behind what is there.
    """
    start = time.monotonic()
    with log.open("ab") as output:
        process = subprocess.Popen(command, env=dict(environment), stdout=output, stderr=output)
    memory = _Memory(process.pid)
    memory.start()
    _, status, used = os.wait4(process.pid, 0)
    memory.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    return Measured(
        process.returncode,
        time.monotonic() - start,
        used.ru_utime + used.ru_stime,
        memory.peak,
        memory.main,
        memory.other,
    )
