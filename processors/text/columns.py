"""Columns: white rivers between blocks of text, found from the boxes of line fragments.

A region is cut recursively (after Nagy's XY-cut): the longest river whose sides read as columns splits it into what
stands above, the left side, the right side, and what stands below. The rows of forms and tables have rivers too;
they are told apart by their ragged, short or aligned cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from processors.config.text import TextConfig
from processors.geometry import bounding
from processors.text.fragments import Fragment
from processors.text.metrics import vertical_overlap


@dataclass(frozen=True, slots=True)
class River:
    """A vertical strip of white around `x` (points) with the fragments on both sides of it."""

    x: float
    left: tuple[Fragment, ...]
    right: tuple[Fragment, ...]

    @property
    def size(self) -> int:
        """Number of fragments on the poorer side."""
        return min(len(self.left), len(self.right))

    @property
    def width(self) -> float:
        """Free width between both sides, in points."""
        return min(f.box.x0 for f in self.right) - max(f.box.x1 for f in self.left)


def regions(fragments: Sequence[Fragment], height: float, config: TextConfig) -> list[list[Fragment]]:
    """The fragments in regions of one column, in reading order; `height` is the word height in points."""
    return _cut(list(fragments), height, config, config.column_depth)


def _cut(items: list[Fragment], height: float, config: TextConfig, depth: int) -> list[list[Fragment]]:
    if not items:
        return []
    river = find_river(items, height, config) if depth > 0 else None
    if river is None:
        return [items]
    inside = set(map(id, river.left)) | set(map(id, river.right))
    middle = bounding(f.box for f in (*river.left, *river.right)).centre[1]
    above = [f for f in items if id(f) not in inside and f.box.centre[1] <= middle]
    below = [f for f in items if id(f) not in inside and f.box.centre[1] > middle]
    parts = (above, list(river.left), list(river.right), below)
    return [region for part in parts for region in _cut(part, height, config, depth - 1)]


def find_river(items: Sequence[Fragment], height: float, config: TextConfig) -> River | None:
    """The longest river with columns on both sides, the widest of equals; None where there is none."""
    distinct = {(tuple(map(id, r.left)), tuple(map(id, r.right))): r for r in _rivers(items, height, config)}
    longest = sorted(distinct.values(), key=lambda r: (-r.size, -r.width, r.x))[: config.rivers_tried]
    return next((river for river in longest if _separates(river, height, config)), None)


def _rivers(items: Sequence[Fragment], height: float, config: TextConfig) -> list[River]:
    """All rivers through gaps of the fragments."""
    if len(items) < 4:
        return []
    ordered = sorted(items, key=lambda f: (f.box.centre[1], f.box.x0))
    boxes = np.array([f.box for f in ordered], dtype=np.float64)
    mates = _line_mates(boxes)
    start, end = boxes[:, 2].min(), boxes[:, 0].max()
    half = config.gutter * height / 2
    steps = int(min(max(0.0, end - start) / config.gutter_step, 400))
    places = start + np.arange(steps + 1) * config.gutter_step
    crossing = (boxes[:, 0] < (places + half)[:, None]) & (boxes[:, 2] > (places - half)[:, None])
    before = boxes[:, 2] <= places[:, None]
    # From most places to the next nothing changes.
    sides = np.concatenate([crossing, before], axis=1)
    fresh = np.append(True, (sides[1:] != sides[:-1]).any(axis=1))
    found: list[River] = []
    seen: set[bytes] = set()
    for k in np.flatnonzero(fresh).tolist():
        key = sides[k].tobytes()
        if key in seen:
            continue
        seen.add(key)
        barred = mates[crossing[k]].any(axis=0)
        found.extend(_rivers_at(ordered, barred.tolist(), before[k].tolist(), places[k]))
    return found


def _line_mates(boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """For n boxes an n x n table of those that have half the lower one's height in common."""
    top, bottom = boxes[:, 1], boxes[:, 3]
    common = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    lower = np.minimum((bottom - top)[:, None], bottom - top)
    return np.asarray(common >= np.maximum(0.5 * lower, 0.0))


def _rivers_at(
    ordered: Sequence[Fragment], barred: Sequence[bool], before: Sequence[bool], x: float
) -> list[River]:
    """The rivers at `x`, between the barred fragments: those of lines that cross it; `before` tells what ends there."""
    rivers: list[River] = []
    left: list[Fragment] = []
    right: list[Fragment] = []
    for fragment, crossed, ends in zip(ordered, barred, before, strict=True):
        if not crossed:
            (left if ends else right).append(fragment)
        elif left or right:
            rivers += _river(x, left, right)
            left, right = [], []
    return rivers + _river(x, left, right)


def _river(x: float, left: Sequence[Fragment], right: Sequence[Fragment]) -> list[River]:
    return [River(x, tuple(left), tuple(right))] if len(left) >= 2 and len(right) >= 2 else []


def _separates(river: River, height: float, config: TextConfig) -> bool:
    """Whether the sides are read one after the other: columns, prose beside a table, or unrelated blocks."""
    if not _side_by_side(river):
        return False
    if _independent(river, height, config) or _prose_beside_another(river, config):
        return True
    return all(_is_column(side, height, config) for side in (river.left, river.right))


def _side_by_side(river: River) -> bool:
    """Whether the sides stand beside each other for at least half of the shorter one's height."""
    return vertical_overlap(bounding(f.box for f in river.left), bounding(f.box for f in river.right)) >= 0.5


def _independent(river: River, height: float, config: TextConfig) -> bool:
    """Whether a wide river parts blocks with lines of their own, such as a stamp beside a letterhead."""
    if river.width < config.wide_gutter * height:
        return False
    few, many = sorted((river.left, river.right), key=len)
    if median(f.characters for f in few) < config.block_characters:
        return False
    if not (_compact(few, height, config) or _is_column(many, height, config)):
        return False
    return _aligned(few, many, config.aligned_by * height) < config.aligned_share * len(few)


def _prose_beside_another(river: River, config: TextConfig) -> bool:
    """Whether one side is running prose and the other has lines of its own, such as a table or a list of names."""
    for prose, other in ((river.left, river.right), (river.right, river.left)):
        if min(len(other), len(prose)) < config.column_lines or not _runs_on(prose, config):
            continue
        beside, width = (bounding(f.box for f in side).width for side in (other, prose))
        if beside >= config.beside_width * width:
            return True
    return False


def _runs_on(side: Sequence[Fragment], config: TextConfig) -> bool:
    """Whether full lines mostly go on in lower case, as no table's cells do."""
    lower = sum(f.text[:1].islower() for f in side)
    return _is_full(side, config) and lower >= config.running_lines * len(side)


def _is_full(side: Sequence[Fragment], config: TextConfig) -> bool:
    """Whether the lines are long, and most as wide as the whole side."""
    width = bounding(f.box for f in side).width
    full = sum(f.box.width >= config.column_filled * width for f in side)
    long_enough = median(f.characters for f in side) >= config.column_characters
    return long_enough and full >= config.column_full_share * len(side)


def _compact(block: Sequence[Fragment], height: float, config: TextConfig) -> bool:
    """Whether the lines of a block follow each other without a gap of a line, as in a stamp."""
    tops = sorted((f.box.y0, f.box.y1) for f in block)
    gaps = (below[0] - above[1] for above, below in pairwise(tops))
    return max(gaps) <= config.compact_gap * height


def _aligned(few: Sequence[Fragment], many: Sequence[Fragment], near: float) -> int:
    """How many share a line with one of the others: middles or feet agree, as one may lack high or hanging letters."""
    feet, others = (np.array([(f.box.centre[1], f.box.y1) for f in side]) for side in (few, many))
    on_line = (np.abs(feet[:, None] - others) <= near).any(axis=2)
    return int(np.count_nonzero(on_line.any(axis=1)))


def _is_column(side: Sequence[Fragment], height: float, config: TextConfig) -> bool:
    """Whether one side of a river is prose, or itself columns of prose."""
    if len(side) < config.column_lines:
        return False
    if _is_full(side, config):
        return True
    return len(side) >= 2 * config.column_lines and _has_prose_river(side, height, config)


def _has_prose_river(side: Sequence[Fragment], height: float, config: TextConfig) -> bool:
    best = max(_rivers(side, height, config), key=lambda r: (r.size, r.width), default=None)
    if best is None or best.size < config.column_lines:
        return False
    return all(_is_column(part, height, config) for part in (best.left, best.right))
