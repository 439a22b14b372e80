"""Running candidates through named filters, and what several searches ask of a box."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from processors.geometry import Box

Candidate = TypeVar("Candidate")

NamedFilter = tuple[str, Callable[[Candidate], bool]]
"""A name, kept as the reason of a rejection, and the test that says True to reject."""


def first_objection(candidate: Candidate, filters: Sequence[NamedFilter[Candidate]]) -> str | None:
    """The name of the first filter that rejects the candidate, None where all let it pass."""
    return next((name for name, rejects in filters if rejects(candidate)), None)


def is_upright(box: Box, widest: float, aspect: float) -> bool:
    """Whether a box is narrower than `widest` and so many times higher than wide: hidden words are wider than high."""
    return box.width < widest and box.height > aspect * box.width


def touches_edge(box: Box, shape: tuple[int, ...]) -> bool:
    """Whether a box in reduced pixels reaches the edge of a raster of that shape, but for three of them."""
    height, width = shape[:2]
    return box.x0 <= 3 or box.y0 <= 3 or box.x1 >= width - 3 or box.y1 >= height - 3


def strips_beside(box: Box, near: float, far: float) -> tuple[Box, Box, Box, Box]:
    """Strips off the left, top, right and bottom side of a box, from `near` to `far` away from it."""
    x0, y0, x1, y1 = box
    return (
        Box(x0 - far, y0, x0 - near, y1),
        Box(x0, y0 - far, x1, y0 - near),
        Box(x1 + near, y0, x1 + far, y1),
        Box(x0, y1 + near, x1, y1 + far),
    )
