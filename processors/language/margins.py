"""Which of several stacks of codes in a margin each passage belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import inf

from processors.geometry import Box, bounding


@dataclass(frozen=True, slots=True)
class Margin:
    """A stack of codes in the margin, and the passages on its height, which it serves in any case."""

    box: Box
    served: tuple[Box, ...]


def share_out(passages: Sequence[Box], stacks: Sequence[Margin], reach: float) -> list[int | None]:
    """The stack of each passage, as its index; None where none is within reach.

    A stack stands beside the middle of all that it covers. So the passages are parted, from the top down, among the
    stacks so that these stand as near as can be to the middles of what they then serve.

    Args:
        passages: boxes, in any order.
        stacks: in any order.
        reach: how far above or below a passage a stack may stand, in the units of the boxes.
    """
    order = sorted(range(len(passages)), key=lambda i: (passages[i].centre[1], i))
    ranked = sorted(range(len(stacks)), key=lambda k: (stacks[k].box.centre[1], k))
    in_reach = [i for i in order if any(_gap(passages[i], s.box) <= reach for s in stacks)]

    @cache
    def best(i: int, k: int) -> tuple[float, int]:
        """Cost of the passages from `i` on among the stacks from `k` on, and where the next stack's begin."""
        if k == len(ranked):
            return (0.0, i) if i == len(in_reach) else (inf, i)
        costs = [
            (_cost(stacks[ranked[k]], [passages[p] for p in in_reach[i:j]], reach) + best(j, k + 1)[0], j)
            for j in range(i, len(in_reach) + 1)
        ]
        return min(costs)

    out: list[int | None] = [None] * len(passages)
    i = 0
    for k in range(len(ranked)):
        cost, j = best(i, k)
        if cost == inf:
            return _nearest(passages, stacks, reach)
        for p in in_reach[i:j]:
            out[p] = ranked[k]
        i = j
    return out


def _cost(stack: Margin, passages: Sequence[Box], reach: float) -> float:
    if any(_gap(box, stack.box) > reach for box in passages):
        return inf
    group = [*stack.served, *passages]
    return abs(bounding(group).centre[1] - stack.box.centre[1]) if group else 0.0


def _nearest(passages: Sequence[Box], stacks: Sequence[Margin], reach: float) -> list[int | None]:
    out: list[int | None] = []
    for box in passages:
        gap, k = min((_gap(box, s.box), k) for k, s in enumerate(stacks))
        out.append(k if gap <= reach else None)
    return out


def _gap(one: Box, other: Box) -> float:
    return max(0.0, one.y0 - other.y1, other.y0 - one.y1)
