"""Neighbouring parts of which each release withholds the one that the other shows.

Side by side then stand different parts, and a sentence that both have alike must not hold them together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

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

    Args:
        a: release A; of its parts those behind a redaction are held against parts of B before one, and the other way.
        b: release B.
        config: the thresholds.
    """
    of_a, of_b = _Lengths(a), _Lengths(b)
    for here, there, own, others in ((a, b, of_a, of_b), (b, a, of_b, of_a)):
        for behind, start in _behind_redactions(here, own):
            before = _before_redaction(there, others, start)
            if before is None:
                continue
            common = [
                (i, here.match[i])
                for i in range(behind.first, behind.last + 1)
                if before.first <= here.match[i] <= before.last
            ]
            sizes = (own.letters(behind), others.letters(before))
            if (
                common
                and not _are_one(here, there, common, min(sizes))
                and _hides(behind.redaction, others.characters(before), config)
                and _hides(before.redaction, own.characters(behind), config)
            ):
                for i, _ in common:
                    part(here, there, i)


def _behind_redactions(side: Side, lengths: _Lengths) -> Iterator[tuple[_Part, int]]:
    """The words between each redaction and the next one, and where the other release goes on before them."""
    at, start = 0, 0
    while (redaction := lengths.next(at, redaction=True)) < len(side.tokens):
        matched = (side.match[k] for k in range(redaction - 1, at - 1, -1) if side.match[k] != NONE)
        start = next(matched, start - 1) + 1
        end = lengths.next(redaction + 1, redaction=True)
        if end > redaction + 1:
            yield _Part(redaction + 1, end - 1, side.tokens[redaction]), start
        at = redaction + 1


def _before_redaction(side: Side, lengths: _Lengths, start: int) -> _Part | None:
    """What a release has from there on, up to one of its own redactions behind words."""
    start = lengths.next(start, redaction=False)
    end = lengths.next(start, redaction=True)
    return _Part(start, end - 1, side.tokens[end]) if start < end < len(side.tokens) else None


def _are_one(here: Side, there: Side, common: list[tuple[int, int]], size: int) -> bool:
    """Whether parts are short, or have most of the letters of the shorter one in equal words."""
    equal = (len(here.tokens[i].key) for i, j in common if here.tokens[i].key == there.tokens[j].key)
    return size < _LEAST or sum(equal) >= _SAME * size


def _hides(redaction: Token, shown: int, config: CompareConfig) -> bool:
    """Whether a redaction is as long as a part of so many characters that the other release shows."""
    hidden = redaction.hidden
    return hidden is not None and (config.room_low * hidden.low <= shown <= config.room_high * hidden.high)
