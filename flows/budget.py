"""How long a document may still be read."""

from __future__ import annotations

import threading


class Budget:
    """Seconds of worker processes, spent by several threads."""

    def __init__(self, seconds: float) -> None:
        """So many are there."""
        self._seconds, self._spent = seconds, 0.0
        self._lock = threading.Lock()

    @property
    def seconds(self) -> float:
        """What there was at first."""
        return self._seconds

    @property
    def left(self) -> float:
        """What is left, 0 where nothing is."""
        return max(0.0, self._seconds - self._spent)

    def spend(self, seconds: float) -> None:
        """Takes some off."""
        with self._lock:
            self._spent += seconds
