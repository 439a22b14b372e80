"""Which stretches of a string are taken already; each question takes time linear in the stretch asked about."""

from __future__ import annotations


class Taken:
    """Stretches of a string that belong to a finding, by its number from 0."""

    __slots__ = ("_owner",)

    def __init__(self, length: int) -> None:
        self._owner = [-1] * length

    def is_free(self, start: int, end: int) -> bool:
        """Whether no finding has a character of [start, end)."""
        return all(owner < 0 for owner in self._owner[start:end])

    def owners(self, start: int, end: int) -> set[int]:
        """The findings that have a character of [start, end)."""
        return {owner for owner in self._owner[start:end] if owner >= 0}

    def take(self, start: int, end: int, owner: int = 0) -> None:
        """Gives [start, end) to a finding, whoever had it."""
        self._owner[start:end] = [owner] * len(self._owner[start:end])
