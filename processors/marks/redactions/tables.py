"""Boxes that are the cells of a table or form: they hang together, or stand in a column with the same edges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from processors.geometry import Box


def cells(boxes: Sequence[Box], slack: float, least: int) -> set[Box]:
    """Boxes that hang together side to side, corner on corner, in groups of `least` or more.

    Args:
        boxes: enclosed areas, in pixels.
        slack: pixels that edges and corners may miss one another.
        least: how many make a table.
    """
    groups = _Groups(boxes)
    for i, a in enumerate(boxes):
        for j in range(i + 1, len(boxes)):
            if _neighbours(a, boxes[j], slack):
                groups.join(i, j)
    return groups.of(least)


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


def _neighbours(a: Box, b: Box, slack: float) -> bool:
    beside = min(abs(a.x1 - b.x0), abs(b.x1 - a.x0)) <= slack
    above = min(abs(a.y1 - b.y0), abs(b.y1 - a.y0)) <= slack
    same_rows = abs(a.y0 - b.y0) <= slack, abs(a.y1 - b.y1) <= slack
    same_columns = abs(a.x0 - b.x0) <= slack, abs(a.x1 - b.x1) <= slack
    return (beside and all(same_rows)) or (above and all(same_columns))


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
