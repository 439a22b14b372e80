"""Neighbouring parts of which each release withholds the one that the other shows.

Side by side then stand different parts, and a sentence that both have alike must not hold them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from processors.compare.settings import CompareConfig
from processors.compare.sides import NONE, Side, part
from processors.compare.tokens import Token

_SAME = 0.5
"""Share of the shorter part's letters in equal words from which two parts are one, however badly they were read."""
_CHANCE = 0.4
"""The same for words matched at all, where only one of the two redactions is as long as the part beside the other."""
_STEP = 3
"""Words to the next matched one at most in a row of words that both releases have."""
_LEAST = 60
"""Fewest letters of such a part: about two lines; less is found by what stands around it."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Words `first` to `last` of a release, with the redactions at one end of them, none of another word between."""

    first: int
    last: int
    redactions: Sequence[Token]


class _Lengths:
    """What is asked of a release for each of its redactions, counted once: else time would grow with their square."""

    def __init__(self, side: Side) -> None:
        tokens = side.tokens
        self._letters = [0, *accumulate(len(token.key) for token in tokens)]
        self._characters = [0, *accumulate(len(token.text) + 1 for token in tokens)]
        self._next = {False: [len(tokens)], True: [len(tokens)]}
        for k in range(len(tokens) - 1, -1, -1):
            for kind, places in self._next.items():
                places.append(k if tokens[k].is_redaction is kind else places[-1])

    def next(self, start: int, *, redaction: bool) -> int:
        """The first redaction, or the first word, from a token on; the number of tokens if there is none."""
        places = self._next[redaction]
        return places[len(places) - 1 - start]

    def letters(self, part: _Part) -> int:
        """Letters of the words of a part."""
        return self._letters[part.last + 1] - self._letters[part.first]

    def characters(self, part: _Part) -> int:
        """Characters of a part, a space behind each word."""
        return self._characters[part.last + 1] - self._characters[part.first]


def part_crossed(a: Side, b: Side, config: CompareConfig) -> None:
    """Takes back matches between parts that are each about as long as what the other release hides beside them.

    Of one of the two redactions perhaps only a bit was found: then hardly a word of the parts may be matched.

    Args:
        a: release A; of its parts those behind a redaction are held against parts of B before one, and the other way.
        b: release B.
        config: the thresholds.
    """
    of_a, of_b = _Lengths(a), _Lengths(b)
    for here, there, own, others in ((a, b, of_a, of_b), (b, a, of_b, of_a)):
        for whole, start in _behind_redactions(here, own):
            before = _before_redactions(there, others, start)
            behind = _up_to(before, whole, here) if before is not None else None
            if before is None or behind is None:
                continue
            hides = (
                _hides(behind.redactions, others.characters(before), config),
                _hides(before.redactions, own.characters(behind), config),
            )
            size = min(own.letters(behind), others.letters(before))
            common = _common(here, before, behind)
            if not any(hides) or size < _LEAST or _is_between(here, before, behind, common):
                continue
            if not _are_one(here, there, common, size, sure=all(hides)):
                for i in common:
                    part(here, there, i)


def _behind_redactions(side: Side, lengths: _Lengths) -> Iterator[tuple[_Part, int]]:
    """The words between redactions and the next ones, and where the other release goes on before them."""
    seen = start = 0
    redaction = lengths.next(0, redaction=True)
    while redaction < len(side.tokens):
        matched = (side.match[k] for k in range(redaction - 1, seen - 1, -1) if side.match[k] != NONE)
        start, seen = next(matched, start - 1) + 1, redaction
        first = lengths.next(redaction, redaction=False)
        end = lengths.next(first, redaction=True)
        if end > first:
            yield _Part(first, end - 1, side.tokens[redaction:first]), start
        redaction = end


def _before_redactions(side: Side, lengths: _Lengths, start: int) -> _Part | None:
    """What a release has from there on, up to redactions of its own behind words."""
    first = lengths.next(start, redaction=False)
    end = lengths.next(first, redaction=True)
    if not first < end < len(side.tokens):
        return None
    return _Part(first, end - 1, side.tokens[end : lengths.next(end, redaction=False)])


def _up_to(before: _Part, behind: _Part, here: Side) -> _Part | None:
    """The words behind a redaction up to the first that goes on behind the part of the other release."""
    words = range(behind.first, behind.last + 1)
    end = next((k for k in words if here.match[k] > before.last), behind.last + 1)
    return replace(behind, last=end - 1) if end > behind.first else None


def _common(here: Side, before: _Part, behind: _Part) -> list[int]:
    """The words of a part that have their counterparts in the part of the other release."""
    return [k for k in range(behind.first, behind.last + 1) if before.first <= here.match[k] <= before.last]


def _is_between(here: Side, before: _Part, behind: _Part, common: Sequence[int]) -> bool:
    """Whether what parts have in common stands in a row between the redactions: behind the one, before the other."""
    places = [(i, here.match[i]) for i in common]
    row = (
        [(behind.first - 1, places[0][1] - 1), *places, (places[-1][0] + 1, before.last + 1)]
        if places
        else []
    )
    return all(max(x - i, y - j) <= _STEP for (i, j), (x, y) in pairwise(row))


def _are_one(here: Side, there: Side, common: Sequence[int], size: int, *, sure: bool) -> bool:
    """Whether parts have much in common of the letters of the shorter one: in equal words, or, else, in any matched."""
    matched = [(here.tokens[i].key, there.tokens[here.match[i]].key) for i in common]
    letters = sum(len(key) for key, other in matched if key == other or not sure)
    return letters >= (_SAME if sure else _CHANCE) * size


def _hides(redactions: Sequence[Token], shown: int, config: CompareConfig) -> bool:
    """Whether redactions are together as long as a part of so many characters that the other release shows."""
    hidden = [token.hidden for token in redactions]
    low, high = (sum(h.low for h in hidden if h), sum(h.high for h in hidden if h))
    return all(hidden) and config.room_low * low <= shown <= config.room_high * high
