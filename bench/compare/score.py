"""Scores of a comparison against what is known to differ."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass, field

from processors.compare.align import align, likeness
from processors.compare.settings import CompareConfig
from processors.compare.tokens import key_of
from processors.compare.types import Certainty, ChangeKind, Comparison
from processors.language.exemptions import canonical_code
from processors.ocr.fusion.legible import ILLEGIBLE as UNREAD

_Words = Sequence[tuple[int, str]]
"""Keys of words, each with the number of the text that it belongs to."""
Codes = tuple[tuple[str, ...], tuple[str, ...]]
_Pair = tuple[frozenset[str], frozenset[str]]

COVERED = 0.7
"""Share of a passage's letters that must be told for it to be found: edges may be read badly or lie half hidden."""

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
    shares = [_covered(true, texts)[0] for texts in (sure, every, alone)]
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
    told = _covered(true, sure)[1]
    for text, share in zip(sure, told, strict=True):
        size = sum(len(key_of(w)) for w in text.split())
        tally.letters += size
        tally.extra_letters += round(size * (1 - share))
        if share < INVENTED and not _is_part(text, true):
            tally.invented += 1
            tally.notes.append(f"INVENTED: {text}")
    doubtful = [c.text for c in changes if c.status is Certainty.UNSURE]
    for text, share in zip(doubtful, _covered(true, doubtful)[1], strict=True):
        if share < INVENTED:
            tally.wrong_unsure += 1
            tally.notes.append(f"wrong unsure: {text}")
    return tally


def _is_part(told: str, true: Sequence[str]) -> bool:
    """Whether a passage stands word for word in a true one: of crooked lines that were read mixed the order is lost."""
    words = [key for word in told.split() if (key := key_of(word))]
    if sum(map(len, words)) < LEAST_PART:
        return False
    whole = [[key for word in text.split() if (key := key_of(word))] for text in true]
    return any(keys[k : k + len(words)] == words for keys in whole for k in range(len(keys) - len(words) + 1))


def _covered(true: Sequence[str], told: Sequence[str]) -> tuple[list[float], list[float]]:
    """Share of the letters of each true text that is told, and of each told text that is true."""
    left = [(n, key) for n, text in enumerate(true) for w in text.split() if (key := key_of(w))]
    right = [(n, key_of(w)) for n, text in enumerate(told) for w in text.split() if key_of(w) or w == UNREAD]
    pairs = align([k for _, k in left], [k for _, k in right], CompareConfig())
    pairs += _alone(left, right, pairs)
    pairs += _unread(left, right, pairs)
    return _shares(left, {i for i, _ in pairs}, len(true)), _shares(right, {j for _, j in pairs}, len(told))


def _unread(left: _Words, right: _Words, pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """True words in whose place a told passage has the sign of a word that nobody could read."""
    hit, true = {i for i, _ in pairs}, {j: i for i, j in pairs}
    found = []
    for j, (number, key) in enumerate(right):
        for step in (-1, 1) if not key else ():
            i = true.get(j + step, -1) - step
            beside = 0 <= i < len(left) and j + step in true and right[j + step][0] == number
            if beside and i not in hit and left[i][0] == left[i + step][0]:
                hit.add(i)
                found.append((i, j))
                break
    return found


def _alone(left: _Words, right: _Words, pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Words of passages that are alike letter by letter, though short words are like none or stand far from others."""
    found: list[tuple[int, int]] = []
    rests = _texts(right)
    for number, own in _texts(left).items():
        met = {right[j][0] for i, j in pairs if left[i][0] == number}
        text = "".join(left[i][1] for i in own)
        near = [n for n in rests if n in met or not (met or any(right[j][0] == n for _, j in pairs))]
        for n in near:
            others = rests[n]
            if likeness(text, "".join(right[j][1] for j in others)) >= COVERED:
                found += [(i, others[0]) for i in own] + [(own[0], j) for j in others]
                del rests[n]
                break
    return found


def _texts(words: _Words) -> dict[int, list[int]]:
    """The words of each text, by its number."""
    out: dict[int, list[int]] = {}
    for k, (number, _) in enumerate(words):
        out.setdefault(number, []).append(k)
    return out


def _shares(words: Sequence[tuple[int, str]], hit: set[int], count: int) -> list[float]:
    whole, part = [0] * count, [0] * count
    for k, (n, key) in enumerate(words):
        whole[n] += len(key)
        part[n] += len(key) if k in hit else 0
    return [p / w if w else 1.0 for p, w in zip(part, whole, strict=True)]


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
