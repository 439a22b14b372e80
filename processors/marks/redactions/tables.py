"""Boxes that are the cells of a table or form: they hang together, or stand in a column with the same edges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from processors.geometry import Box
from processors.marks.redactions.overlaps import edges_of


def cells(boxes: Sequence[Box], slack: float, least: int) -> set[Box]:
    """Boxes that hang together side to side, corner on corner, in groups of `least` or more.

    A side may also be met by several boxes in a row, as the cells under a title are.

    Args:
        boxes: enclosed areas, in pixels.
        slack: pixels that edges and corners may miss one another.
        least: how many make a table.
    """
    groups = _Groups(boxes)
    x0, y0, x1, y1 = edges_of(boxes).T
    for sides in ((x0, y0, x1, y1), (x0, -y1, x1, -y0), (y0, x0, y1, x1), (y0, -x1, y1, -x0)):
        for i in range(len(boxes)):
            for j in _under(i, *sides, slack):
                groups.join(i, j)
    return groups.of(least)


def _under(
    i: int,
    lefts: NDArray[np.float64],
    tops: NDArray[np.float64],
    rights: NDArray[np.float64],
    bottoms: NDArray[np.float64],
    slack: float,
) -> list[int]:
    """The boxes that take up all of the lower side of box `i`: each alone, or from left to right without a gap."""
    left, right = lefts[i], rights[i]
    touching = np.abs(tops - bottoms[i]) <= slack
    whole = touching & (np.abs(lefts - left) <= slack) & (np.abs(rights - right) <= slack)
    parts = touching & (lefts >= left - slack) & (rights <= right + slack)
    row = sorted(np.flatnonzero(parts).tolist(), key=lambda k: float(lefts[k]))
    ends = [left, *(rights[k] for k in row)]
    starts = [*(lefts[k] for k in row), right]
    met = all(abs(a - b) <= slack for a, b in zip(ends, starts, strict=True))
    return row if met else np.flatnonzero(whole).tolist()


def in_columns(boxes: Sequence[Box], slack: float, least: int) -> set[Box]:
    """Boxes one below the other with the same left and right edge: `least` on a page, or two that touch.

    Args:
        boxes: enclosed areas, in pixels.
        slack: pixels that edges may differ.
        least: how many make a column of a table.
    """
    found: set[Box] = set()
    for box in boxes:
        column = [b for b in boxes if abs(b.x0 - box.x0) <= slack and abs(b.x1 - box.x1) <= slack]
        touching = any(min(abs(b.y0 - box.y1), abs(b.y1 - box.y0)) <= slack for b in column)
        if len(column) >= least or touching:
            found.add(box)
    return found


class _Groups:
    """Groups of boxes that are joined two by two (union-find)."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        self.boxes = boxes
        self.parent = list(range(len(boxes)))

    def _root(self, i: int) -> int:
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join(self, i: int, j: int) -> None:
        self.parent[self._root(i)] = self._root(j)

    def of(self, size: int) -> set[Box]:
        """The boxes whose group has at least `size` members."""
        counts = Counter(self._root(i) for i in range(len(self.boxes)))
        return {b for i, b in enumerate(self.boxes) if counts[self._root(i)] >= size}
