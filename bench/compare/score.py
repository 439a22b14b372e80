"""Scores of a comparison against what is known to differ."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.compare.letters import COVERED, covered, keys_of
from processors.compare.types import Certainty, ChangeKind, Comparison
from processors.language.exemptions import canonical_code

Codes = tuple[tuple[str, ...], tuple[str, ...]]
_Pair = tuple[frozenset[str], frozenset[str]]

INVENTED = 0.5
"""A passage told as certain is invented if less than this share of its letters belongs to any true one."""

LEAST_PART = 5
"""Letters from which words out of order that stand in a true passage are no chance."""


@dataclass(slots=True)
class Tally:
    """How many true items were told as certain, as unsure, as text that stands on one side alone, or not at all.

    `invented` and `wrong_unsure` are passages told, as certain or as unsure, that are none.
    """

    certain: int = 0
    unsure: int = 0
    additions: int = 0
    missed: int = 0
    invented: int = 0
    wrong_unsure: int = 0
    extra_letters: int = 0
    letters: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def true(self) -> int:
        """Number of true items."""
        return self.certain + self.unsure + self.additions + self.missed

    def add(self, other: Tally) -> None:
        """Adds the numbers of another tally."""
        for name in (
            "certain",
            "unsure",
            "additions",
            "missed",
            "invented",
            "wrong_unsure",
            "extra_letters",
            "letters",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.notes += other.notes


def score_passages(found: Comparison, kind: ChangeKind, true: Sequence[str]) -> Tally:
    """Opened or closed passages against the true ones, in reading order."""
    release = "b" if kind is ChangeKind.OPENED else "a"
    changes = [c for c in found.changes if c.kind is kind]
    sure = [c.text for c in changes if c.status is Certainty.FOUND]
    every = [c.text for c in changes]
    alone = [item.text for item in found.additions if item.release == release]
    shares = [covered(true, texts)[0] for texts in (sure, every, alone)]
    tally = Tally()
    for k, text in enumerate(true):
        if shares[0][k] >= COVERED:
            tally.certain += 1
        elif shares[1][k] >= COVERED:
            tally.unsure += 1
            tally.notes.append(f"unsure: {text}")
        elif shares[1][k] + shares[2][k] >= COVERED:
            tally.additions += 1
            tally.notes.append(f"only: {text}")
        else:
            tally.missed += 1
            tally.notes.append(f"missed: {text}")
    told = covered(true, sure)[1]
    for text, share in zip(sure, told, strict=True):
        size = sum(map(len, keys_of(text)))
        tally.letters += size
        tally.extra_letters += round(size * (1 - share))
        if share < INVENTED and not _is_part(text, true):
            tally.invented += 1
            tally.notes.append(f"INVENTED: {text}")
    doubtful = [c.text for c in changes if c.status is Certainty.UNSURE]
    for text, share in zip(doubtful, covered(true, doubtful)[1], strict=True):
        if share < INVENTED:
            tally.wrong_unsure += 1
            tally.notes.append(f"wrong unsure: {text}")
    return tally


def _is_part(told: str, true: Sequence[str]) -> bool:
    """Whether a passage stands word for word in a true one: of crooked lines that were read mixed the order is lost."""
    words = [key for key in keys_of(told) if key]
    if sum(map(len, words)) < LEAST_PART:
        return False
    whole = [keys_of(text) for text in true]
    return any(keys[k : k + len(words)] == words for keys in whole for k in range(len(keys) - len(words) + 1))


def score_codes(found: Comparison, true: Sequence[Codes]) -> Tally:
    """Changed codes against the true ones, without regard to their order.

    A change to check is right, too, where the codes of one release are, and those of the other were read in part or as
    others: a person who looks sees what is true.
    """
    tally = Tally()
    left = [_pair(codes) for codes in true]
    doubtful: list[_Pair] = []
    for change in found.changes:
        if change.kind is not ChangeKind.CODES:
            continue
        codes = _pair((change.a.codes if change.a else (), change.b.codes if change.b else ()))
        if change.status is Certainty.UNSURE:
            doubtful.append(codes)
        elif codes in left:
            left.remove(codes)
            tally.certain += 1
        else:
            tally.invented += 1
            tally.notes.append(f"INVENTED codes: {codes}")
    for fits, note in ((operator.eq, ""), (_is_half, "one code unread"), (_is_misread, "one code misread")):
        rest: list[_Pair] = []
        for codes in doubtful:
            met = next((t for t in left if fits(codes, t)), None)
            if met is None:
                rest.append(codes)
                continue
            left.remove(met)
            tally.unsure += 1
            tally.notes += [f"{note}: {met}"] if note else []
        doubtful = rest
    tally.wrong_unsure, tally.missed = len(doubtful), len(left)
    tally.notes += [f"wrong unsure codes: {codes}" for codes in doubtful]
    tally.notes += [f"missed codes: {codes}" for codes in left]
    return tally


def _is_half(told: _Pair, true: _Pair) -> bool:
    """Whether the codes of one release are told right, and those of the other are not read or not whole."""
    return (told[0] == true[0] and told[1] < true[1]) or (told[1] == true[1] and told[0] < true[0])


def _is_misread(told: _Pair, true: _Pair) -> bool:
    """Whether the codes of one release are told right, and those of the other were read as others."""
    return bool(told[0] and told[1]) and (told[0] == true[0]) is not (told[1] == true[1])


def _pair(codes: Codes) -> _Pair:
    return (_canonical(codes[0]), _canonical(codes[1]))


def _canonical(codes: Sequence[str]) -> frozenset[str]:
    return frozenset(canonical_code(code, "statute")[0] for code in codes)
