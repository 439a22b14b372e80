"""Counting into bins and ranks."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from declass.report.figures import Histogram

T = TypeVar("T")
TWENTIETHS = tuple(round(k / 20, 2) for k in range(21))
TENTHS = tuple(round(k / 10, 1) for k in range(11))


class Bins:
    """Counts values into the bins of a histogram."""

    def __init__(self, edges: Sequence[float]) -> None:
        """Takes the edges, in rising order."""
        self._edges = tuple(edges)
        self._counts = [0] * (len(edges) - 1)

    def add(self, value: float, weight: int = 1) -> None:
        """Counts `value`; one outside the edges counts in the bin next to it."""
        k = bisect.bisect_right(self._edges, value) - 1
        self._counts[min(max(k, 0), len(self._counts) - 1)] += weight

    @property
    def counts(self) -> tuple[int, ...]:
        """How many values lie in each bin."""
        return tuple(self._counts)

    def add_counts(self, counts: Sequence[int]) -> None:
        """Adds what others with the same edges have counted."""
        for k, count in enumerate(counts):
            self._counts[k] += count

    def histogram(self) -> Histogram:
        """What was counted."""
        return Histogram(self._edges, self.counts)


def ranked(counts: Counter[T]) -> list[tuple[T, int]]:
    """Most frequent first; equals in the order of their names, so that equal records give equal figures."""
    return sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
