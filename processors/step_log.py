"""What was done with a page, step by step, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from processors.records import Step


class StepLog:
    """Keeps what each step did and how long it took."""

    def __init__(self) -> None:
        """Empty."""
        self.steps: list[Step] = []
        self.seconds: list[tuple[str, float]] = []

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Adds the seconds that what is done within takes, under a name."""
        start = time.perf_counter()
        yield
        self.seconds.append((name, round(time.perf_counter() - start, 4)))
