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


class Run:
    """A program that runs, and what it takes."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], log: Path, *, apart: bool = False
    ) -> None:
        """Starts it.

        Args:
            command: the program with its arguments.
            environment: of it.
            log: gets what it prints, behind what is there.
            apart: in a session of its own, so that `signal` reaches all its processes.
        """
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command, env=dict(environment), stdout=output, stderr=output, start_new_session=apart
            )
        self._cpu = 0.0
        self._memory = _Memory(self._process.pid)
        self._memory.start()

    def signal(self, number: int) -> None:
        """Sends a signal to all its processes; it was started apart and has not ended."""
        os.killpg(self._process.pid, number)

    def ended(self, *, wait: bool = False) -> bool:
        """Whether it has ended.

        Args:
            wait: until it has.
        """
        ended, status, used = os.wait4(self._process.pid, 0 if wait else os.WNOHANG)
        if not ended:
            return False
        self._memory.stop()
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self._cpu = used.ru_utime + used.ru_stime
        return True

    def took(self, seconds: float) -> Measured:
        """What it took, when it has ended, in the seconds for which it ran."""
        memory = self._memory
        return Measured(self._process.returncode, seconds, self._cpu, memory.peak, memory.main, memory.other)


def measured(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Measured:
    """Runs a program to its end.

    Args:
        command: the program with its arguments.
        environment: of it.
        log: gets what it prints, behind what is there.
    """
    start = time.monotonic()
    run = Run(command, environment, log)
    run.ended(wait=True)
    return run.took(time.monotonic() - start)
