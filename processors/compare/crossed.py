"""Neighbouring parts of which each release withholds the one that the other shows.

Side by side then stand different parts, and a sentence that both have alike must not hold them together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from processors.compare.settings import CompareConfig
from processors.compare.sides import NONE, Side, part
from processors.compare.tokens import Token

_SAME = 0.5
"""Share of the shorter part's letters in equal words from which two parts are one, however badly they were read."""
_LEAST = 60
"""Fewest letters of such a part: about two lines; less is found by what stands around it."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Words `first` to `last` of a release, with the redaction at one end of them."""

    first: int
    last: int
    redaction: Token


def part_crossed(a: Side, b: Side, config: CompareConfig) -> None:
    """Takes back matches between parts that are each about as long as what the other release hides beside them.

    Args:
        a: release A; of its parts those behind a redaction are held against parts of B before one, and the other way.
        b: release B.
        config: the thresholds.
    """
    for here, there in ((a, b), (b, a)):
        for behind in list(_behind_redactions(here)):
            before = _counterpart(here, there, behind)
            if before is None:
                continue
            common = [
                (i, here.match[i])
                for i in range(behind.first, behind.last + 1)
                if before.first <= here.match[i] <= before.last
            ]
            if common and _are_crossed(here, there, behind, before, common, config):
                for i, _ in common:
                    part(here, there, i)


def _behind_redactions(side: Side) -> Iterator[_Part]:
    """The words between each redaction and the next one."""
    places = [k for k, token in enumerate(side.tokens) if token.is_redaction]
    for k, end in pairwise([*places, len(side.tokens)]):
        if end > k + 1:
            yield _Part(k + 1, end - 1, side.tokens[k])


def _counterpart(here: Side, there: Side, behind: _Part) -> _Part | None:
    """What the other release has from the place of the redaction on, up to one of its own behind words."""
    at = behind.first - 1
    start = next((here.match[k] + 1 for k in range(at - 1, -1, -1) if here.match[k] != NONE), 0)
    while start < len(there.tokens) and there.tokens[start].is_redaction:
        start += 1
    end = next((k for k in range(start, len(there.tokens)) if there.tokens[k].is_redaction), NONE)
    return _Part(start, end - 1, there.tokens[end]) if end > start else None


def _are_crossed(
    here: Side,
    there: Side,
    behind: _Part,
    before: _Part,
    common: list[tuple[int, int]],
    config: CompareConfig,
) -> bool:
    sizes = (_letters(here, behind), _letters(there, before))
    equal = (len(here.tokens[i].key) for i, j in common if here.tokens[i].key == there.tokens[j].key)
    if min(sizes) < _LEAST or sum(equal) >= _SAME * min(sizes):
        return False
    return _hides(behind.redaction, there, before, config) and _hides(before.redaction, here, behind, config)


def _letters(side: Side, found: _Part) -> int:
    return sum(len(token.key) for token in side.tokens[found.first : found.last + 1])


def _hides(redaction: Token, side: Side, shown: _Part, config: CompareConfig) -> bool:
    """Whether a redaction is as long as a part that the other release shows."""
    hidden = redaction.hidden
    if hidden is None:
        return False
    length = sum(len(token.text) + 1 for token in side.tokens[shown.first : shown.last + 1])
    return config.room_low * hidden.low <= length <= config.room_high * hidden.high
