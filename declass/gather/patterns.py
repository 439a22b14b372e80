"""Shell patterns over paths, matched folder by folder, so that nothing is looked at that cannot match."""

from __future__ import annotations

import fnmatch
import functools
import re
from dataclasses import dataclass
from glob import has_magic

States = frozenset[int]
"""How far a pattern has come: numbers of parts that are matched."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern such as `**/FOIA-*/*.pdf`: `*`, `?` and `[…]` within a name, `**` for any number of folders.

    Names that begin with a dot match only parts that begin with one.
    """

    parts: tuple[str, ...]

    @property
    def start(self) -> States:
        """Nothing is matched yet."""
        return self._skipped({0})

    def step(self, states: States, name: str) -> States:
        """The states after one more name of the path; empty where nothing below can match."""
        after: set[int] = set()
        for state in states:
            if state == len(self.parts):
                continue
            part = self.parts[state]
            if part == "**":
                if not name.startswith("."):
                    after.add(state)
            elif (part.startswith(".") or not name.startswith(".")) and _regex(part).match(name):
                after.add(state + 1)
        return self._skipped(after)

    def accepts(self, states: States) -> bool:
        """Whether the path so far matches the whole pattern."""
        return len(self.parts) in states

    def matches(self, path: str) -> bool:
        """Whether `path`, with `/` between its names, or a folder above it matches."""
        states = self.start
        inside = self.accepts(states)
        for name in path.split("/"):
            if inside:
                if name.startswith("."):
                    return False
                continue
            states = self.step(states, name)
            inside = self.accepts(states)
        return inside

    def _skipped(self, states: set[int]) -> States:
        for state in sorted(states):
            after = state
            while after < len(self.parts) and self.parts[after] == "**":
                after += 1
                states.add(after)
        return frozenset(states)


def split_pattern(path: str) -> tuple[str, Pattern | None]:
    """The folder that all matches lie in, and the pattern below it; None where `path` is no pattern."""
    names = path.split("/")
    fixed = next((n for n, name in enumerate(names) if has_magic(name)), None)
    if fixed is None:
        return path, None
    base = "/".join(names[:fixed]) or ("/" if path.startswith("/") else "")
    return base, Pattern(tuple(name for name in names[fixed:] if name))


@functools.lru_cache(maxsize=256)
def _regex(part: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(part))
