"""Programs that run in turns, so that all of them meet the same machine.

A shared machine is faster in one minute than in the next, by more than what two programs differ. Run one after the
other they cannot be told apart; here each runs for some seconds while the others are stopped, over and over until it
ends. What it took is the sum of its turns.
"""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.measured import Measured, Run

# Between two looks whether the program whose turn it is has ended (seconds).
_LOOK_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Job:
    """A program that is to run in turns.

    Attributes:
        command: the program with its arguments.
        environment: of it.
        seconds: of one turn.
        served_by: other processes that run in its turns, and in those of others that name them, alone.
    """

    command: Sequence[str]
    environment: Mapping[str, str]
    seconds: float
    served_by: Sequence[psutil.Process] = ()


class _Turns:
    """One job, which runs in its turns alone."""

    def __init__(self, job: Job, log: Path) -> None:
        self._job = job
        self._run = Run(job.command, job.environment, log, apart=True)
        self._run.signal(signal.SIGSTOP)
        self._seconds = 0.0
        self.made: Measured | None = None

    def turn(self) -> None:
        """Lets it run for one turn, or to its end."""
        self._serve(signal.SIGCONT)
        begun = time.monotonic()
        self._run.signal(signal.SIGCONT)
        while not (ended := self._run.ended()) and time.monotonic() - begun < self._job.seconds:
            time.sleep(_LOOK_SECONDS)
        self._seconds += time.monotonic() - begun
        if ended:
            self.made = self._run.took(self._seconds)
        else:
            self._run.signal(signal.SIGSTOP)
        self._serve(signal.SIGSTOP)

    def end(self) -> None:
        """Ends it, where it has not ended."""
        if self.made is None:
            with contextlib.suppress(ProcessLookupError):
                self._run.signal(signal.SIGKILL)
            self._run.ended(wait=True)

    def _serve(self, number: int) -> None:
        for process in self._job.served_by:
            process.send_signal(number)


def in_turns(jobs: Sequence[Job], log: Path) -> list[Measured]:
    """Runs programs in turns until all have ended; what each took.

    Args:
        jobs: the programs; a longer one had better have longer turns, so that all end at about the same time.
        log: gets what they print, behind what is there.
    """
    with contextlib.ExitStack() as last:
        for process in {process for job in jobs for process in job.served_by}:
            process.suspend()
            last.callback(process.resume)
        running = []
        for job in jobs:
            running.append(_Turns(job, log))
            last.callback(running[-1].end)
        while waiting := [turns for turns in running if turns.made is None]:
            for turns in waiting:
                turns.turn()
        return [turns.made for turns in running if turns.made is not None]
