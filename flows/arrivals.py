"""Batches whenever files have arrived: which are new, and when one that did not come to its end is tried again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from declass.logs import LOG
from flows.drop import Look, Seen, look, wait_until_whole
from processors.errors import printable

# Seconds between two looks into a drop folder.
LOOK_SECONDS = 10.0
# Longest pause before a batch is tried again (seconds): a full disk is put right by a person, within hours, and each
# attempt that fails tells somebody.
LONGEST_PAUSE = 3600.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a batch ended.

    Attributes:
        told: one line for a person.
        completed: whether it came to its end; else it may have looked at nothing.
        may_pass: whether something failed that may go well another time.
    """

    told: str
    completed: bool
    may_pass: bool = False


class Arrivals:
    """Runs a batch when there are whole files that no completed batch has seen, again when one did not complete."""

    def __init__(
        self,
        folders: Sequence[Path],
        settle_seconds: float,
        batch: Callable[[], Ended],
        longest: float = LONGEST_PAUSE,
    ) -> None:
        """Looks at nothing yet.

        Args:
            folders: to look into.
            settle_seconds: a file counts as whole when it was not written to for so long.
            batch: reads the folders; whatever it raises means that it could not be started.
            longest: pause before it is tried again, at most (seconds).
        """
        self._folders, self._settle, self._batch, self._longest = folders, settle_seconds, batch, longest
        self._look_seconds = min(LOOK_SECONDS, max(settle_seconds, 1.0))
        # Before the next look; before the next try where one fails.
        self._pause, self._next_pause = self._look_seconds, self._first_pause
        self._seen: frozenset[Seen] = frozenset()
        self._absent: frozenset[Path] = frozenset()
        # When what failed, and may pass, is tried once more.
        self._again: float | None = None

    @property
    def _first_pause(self) -> float:
        return min(max(self._settle, 1.0), self._longest)

    def watch(self, stop: threading.Event) -> None:
        """Goes on until told to stop."""
        while not stop.wait(self._pause):
            self._pause = self._look_seconds
            try:
                self._once(stop)
            except Exception as error:
                # The server may be starting anew, the share be gone for a while: the next try will tell.
                self._not_completed(f"no batch could be started: {error}")

    def _once(self, stop: threading.Event) -> None:
        once_more = self._again is not None and time.monotonic() >= self._again
        seen = look(self._folders, self._settle)
        self._tell_absent(seen)
        if not seen.whole - self._seen and not once_more:
            return
        seen = wait_until_whole(self._folders, self._settle, stop)
        if stop.is_set():
            return
        ended = self._batch()
        if stop.is_set():
            return
        if not ended.completed:
            self._not_completed(ended.told)
            return
        LOG.info(ended.told)
        self._seen, self._next_pause = seen.whole, self._first_pause
        self._again = time.monotonic() + self._longest if ended.may_pass and not once_more else None
        if self._again is not None:
            LOG.info(
                f"some of it could not be read, which may pass: it is tried once more in {_span(self._longest)}"
            )

    def _not_completed(self, told: str) -> None:
        """The files count as not seen; the pause before the next try doubles with each."""
        self._pause = self._next_pause
        self._next_pause = min(2 * self._next_pause, self._longest)
        LOG.warning(f"{told.rstrip('.')}. It is tried again in {_span(self._pause)}")

    def _tell_absent(self, seen: Look) -> None:
        for folder in sorted(seen.absent - self._absent):
            LOG.warning(f"{printable(str(folder))}: is not there; it is read when it is there again")
        for folder in sorted(self._absent - seen.absent):
            LOG.info(f"{printable(str(folder))}: is there again")
        self._absent = seen.absent


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
