"""Words that one reading parts and the other runs together: `the matter` and `thematter` are one text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from processors.compare.align import likeness
from processors.compare.sides import NONE, Side

_MOST = 4
"""Words that are put together at once: readers lose a space or two, not all."""
_LIKE = 0.8
"""Least likeness of what is put together."""


def join_glued(a: Side, b: Side) -> None:
    """Enters, between matched words, stretches at either end of a gap that only differ in their spaces."""
    for left, right in _gaps(a, b):
        for step in (1, -1):
            _enter(a, b, _edge(a, left, step), _edge(b, right, step), step)


def _gaps(a: Side, b: Side) -> Iterator[tuple[range, range]]:
    """The tokens between neighbouring matched words on both sides, where there are any on both."""
    i0 = j0 = 0
    for i, j in enumerate([*a.match, len(b.tokens)]):
        if j == NONE:
            continue
        if i > i0 and j > j0:
            yield range(i0, i), range(j0, j)
        i0, j0 = i + 1, j + 1


def _edge(side: Side, gap: Sequence[int], step: int) -> list[int]:
    """Words at the head (1) or the tail (-1) of a gap, up to its first redaction."""
    out: list[int] = []
    for k in gap[::step]:
        if side.tokens[k].is_redaction or len(out) == _MOST:
            break
        out.append(k)
    return out


def _enter(a: Side, b: Side, left: list[int], right: list[int], step: int) -> None:
    while left and right and (found := _fit(a, b, left, right, step)):
        a.glued.update(left[: found[0]])
        b.glued.update(right[: found[1]])
        left, right = left[found[0] :], right[found[1] :]


def _fit(a: Side, b: Side, left: list[int], right: list[int], step: int) -> tuple[int, int] | None:
    """The least number of words of both sides that are alike when put together."""
    sizes = sorted(((x, y) for x in range(1, len(left) + 1) for y in range(1, len(right) + 1)), key=sum)
    for x, y in sizes:
        if likeness(_text(a, left[:x], step), _text(b, right[:y], step)) >= _LIKE:
            return x, y
    return None


def _text(side: Side, indices: Sequence[int], step: int) -> str:
    return "".join(side.tokens[k].key for k in indices[::step])
