"""Seeded chance: each document and page draws from its own stream, so that adding one changes no other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")

Rng = np.random.Generator


def stream(*seeds: int) -> Rng:
    """A generator that depends on `seeds` alone (PCG64, whose stream NumPy keeps stable)."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seeds)))


def pick(rng: Rng, options: Sequence[T]) -> T:
    """One of `options`, all equally likely."""
    return options[int(rng.integers(len(options)))]


def chance(rng: Rng, share: float) -> bool:
    """True in `share` (0 to 1) of all cases."""
    return float(rng.random()) < share


def between(rng: Rng, low: float, high: float) -> float:
    """A number in [low, high)."""
    return float(rng.uniform(low, high))


def whole(rng: Rng, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both included."""
    return int(rng.integers(low, high + 1))
