"""Running candidates through named filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Candidate = TypeVar("Candidate")

NamedFilter = tuple[str, Callable[[Candidate], bool]]
"""A name, kept as the reason of a rejection, and the test that says True to reject."""


def first_objection(candidate: Candidate, filters: Sequence[NamedFilter[Candidate]]) -> str | None:
    """The name of the first filter that rejects the candidate, None where all let it pass."""
    return next((name for name, rejects in filters if rejects(candidate)), None)
