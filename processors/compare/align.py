"""Which word of one release is which of the other: anchors of unique runs first, then word by word between them.

Redactions need no match of their own here: what is withheld has no words, and what has no counterpart is judged later,
by its place. So this is the search for the best chain of like words.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from processors.compare.settings import CompareConfig

Pair = tuple[int, int]
Allowed = Callable[[int, int], bool]
"""Whether two words may be one, by what is known beside their letters."""
_NOT_LIKE = -1.0
_SHORT, _CLOSE = 4, 2
"""Letters of a word that says little, and places from the next pair beyond which it says nothing."""


@dataclass(frozen=True, slots=True)
class _Gap:
    """The part between two anchors: words `a0` to `a1` and `b0` to `b1`, the ends not included."""

    a0: int
    a1: int
    b0: int
    b1: int

    @property
    def cells(self) -> int:
        return (self.a1 - self.a0) * (self.b1 - self.b0)


def align(a: Sequence[str], b: Sequence[str], config: CompareConfig) -> list[Pair]:
    """Pairs of indices of words that are one word, both rising.

    Args:
        a: keys of the words of release A; an empty key matches nothing.
        b: of release B.
        config: the thresholds.
    """
    pairs: list[Pair] = []
    work = [(_Gap(0, len(a), 0, len(b)), 0)]
    while work:
        gap, level = work.pop()
        if gap.cells == 0:
            continue
        if level == len(config.shingles) or (level > 1 and gap.cells <= config.cells // 50):
            pairs += _between(a, b, gap, config)
            continue
        anchors = _anchors(a, b, gap, config.shingles[level])
        pairs += anchors
        work += [(rest, level + 1) for rest in _rests(gap, anchors)]
    return _without_chance(_without_strays(sorted(pairs), a), a, b, config)


def _without_strays(pairs: list[Pair], a: Sequence[str]) -> list[Pair]:
    """The pairs without short words that stand far from all others: those are in any text."""
    kept: list[Pair] = []
    for n, (i, j) in enumerate(pairs):
        near = [pairs[k] for k in (n - 1, n + 1) if 0 <= k < len(pairs)]
        close = any(min(abs(i - x), abs(j - y)) <= _CLOSE for x, y in near)
        if close or not near or len(a[i]) > _SHORT:
            kept.append((i, j))
    return kept


def _without_chance(
    pairs: list[Pair], a: Sequence[str], b: Sequence[str], config: CompareConfig
) -> list[Pair]:
    """The pairs without those that stretches with little in common owe to chance: a cover sheet has words of any text.

    Stretches reach from one run of pairs to the next; equal long words stay.
    """
    firm = set(_in_runs(pairs, (), config))
    kept: list[Pair] = []
    start, between = (-1, -1), list[Pair]()
    for pair in (*pairs, (len(a), len(b))):
        if pair not in firm and pair[0] < len(a):
            between.append(pair)
            continue
        sizes = [sum(map(len, keys[i + 1 : j])) for keys, i, j in zip((a, b), start, pair, strict=True)]
        if sum(len(a[i]) for i, _ in between) < config.chance * min(sizes):
            between = [(i, j) for i, j in between if a[i] == b[j] and len(a[i]) > _SHORT]
        kept += [*between, pair]
        start, between = pair, []
    return kept[:-1]


def align_rest(
    a: Sequence[str], b: Sequence[str], known: Sequence[Pair], allowed: Allowed | None, config: CompareConfig
) -> list[Pair]:
    """Further pairs between those that are known.

    Args:
        a: keys of the words of release A.
        b: of release B.
        known: pairs of counterparts, rising in both.
        allowed: asked for words `i` of A and `j` of B whether they may be one; None where all may.
        config: the thresholds.
    """
    pairs: list[Pair] = []
    for gap in _rests(_Gap(0, len(a), 0, len(b)), known):
        if 0 < gap.cells <= config.cells:
            left, right = a[gap.a0 : gap.a1], b[gap.b0 : gap.b1]
            near = _shifted(allowed, gap) if allowed is not None else None
            pairs += [(gap.a0 + i, gap.b0 + j) for i, j in _best_chain(left, right, config, near)]
    return pairs if allowed is not None else _in_runs(pairs, known, config)


def _in_runs(pairs: Sequence[Pair], known: Sequence[Pair], config: CompareConfig) -> list[Pair]:
    """Those pairs that stand in a run of pairs: single frequent words find a counterpart in any text."""
    every = {*pairs, *known}

    def reach(pair: Pair, step: int) -> int:
        count = 0
        while (pair[0] + (count + 1) * step, pair[1] + (count + 1) * step) in every and count < config.run:
            count += 1
        return count

    return [pair for pair in pairs if 1 + reach(pair, -1) + reach(pair, 1) >= config.run]


def _shifted(allowed: Allowed, gap: _Gap) -> Allowed:
    return lambda i, j: allowed(gap.a0 + i, gap.b0 + j)


def _rests(gap: _Gap, anchors: Sequence[Pair]) -> Iterator[_Gap]:
    """What is left of a gap between its anchors."""
    i, j = gap.a0, gap.b0
    for x, y in anchors:
        if x > i or y > j:
            yield _Gap(i, x, j, y)
        i, j = x + 1, y + 1
    yield _Gap(i, gap.a1, j, gap.b1)


def _anchors(a: Sequence[str], b: Sequence[str], gap: _Gap, size: int) -> list[Pair]:
    """The longest chain of runs of `size` words that occur once in either part of the gap, word by word."""
    of_b = _unique(b, gap.b0, gap.b1, size)
    found = [(i, of_b[run]) for run, i in _unique(a, gap.a0, gap.a1, size).items() if run in of_b]
    out: list[Pair] = []
    for i, j in _rising(sorted(found)):
        for k in range(size):
            if not out or (i + k > out[-1][0] and j + k > out[-1][1]):
                out.append((i + k, j + k))
    return out


def _unique(words: Sequence[str], start: int, stop: int, size: int) -> dict[tuple[str, ...], int]:
    """Where each run begins that occurs once; runs with a place without a word are left out."""
    places: dict[tuple[str, ...], int] = {}
    for i in range(start, stop - size + 1):
        run = tuple(words[i : i + size])
        if all(run):
            places[run] = -1 if run in places else i
    return {run: i for run, i in places.items() if i >= 0}


def _rising(pairs: Sequence[Pair]) -> list[Pair]:
    """The longest chain in which both indices rise (patience sorting); `pairs` are sorted by the first."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        before.append(ends[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(j)
            ends.append(index)
        else:
            tops[pile], ends[pile] = j, index
    chain: list[Pair] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _between(a: Sequence[str], b: Sequence[str], gap: _Gap, config: CompareConfig) -> list[Pair]:
    """The best chain of like words between two anchors.

    The common head and tail are taken as they are; a part that is still too large has too little in common to be worth
    the time.
    """
    a0, a1, b0, b1 = gap.a0, gap.a1, gap.b0, gap.b1
    pairs: list[Pair] = []
    while a0 < a1 and b0 < b1 and a[a0] and a[a0] == b[b0]:
        pairs.append((a0, b0))
        a0, b0 = a0 + 1, b0 + 1
    while a0 < a1 and b0 < b1 and a[a1 - 1] and a[a1 - 1] == b[b1 - 1]:
        a1, b1 = a1 - 1, b1 - 1
        pairs.append((a1, b1))
    rest = _Gap(a0, a1, b0, b1)
    if 0 < rest.cells <= config.cells:
        pairs += [(a0 + i, b0 + j) for i, j in _best_chain(a[a0:a1], b[b0:b1], config)]
    return pairs


def _best_chain(
    a: Sequence[str], b: Sequence[str], config: CompareConfig, allowed: Allowed | None = None
) -> list[Pair]:
    """Dynamic programming over all pairs: likeness, and a reward for each match right behind another."""
    columns = len(b)
    best = [[0.0] * (columns + 1) for _ in range(len(a) + 1)]
    matched = [[_NOT_LIKE] * (columns + 1) for _ in range(len(a) + 1)]
    for i, left in enumerate(a, 1):
        row, above, ends, ends_above = best[i], best[i - 1], matched[i], matched[i - 1]
        for j, right in enumerate(b, 1):
            value = likeness(left, right)
            if value >= config.like and (allowed is None or allowed(i - 1, j - 1)):
                behind = ends_above[j - 1]
                ends[j] = _weight(left, value) + max(above[j - 1], behind + config.contiguous)
            row[j] = max(row[j - 1], above[j], ends[j])
    return _walk_back(best, matched, a, b, config)


def _weight(word: str, like: float) -> float:
    """What a match is worth: a short word says less, and a misread one less than a true one."""
    return like * like * min(1.0, 0.4 + 0.15 * len(word))


def _walk_back(
    best: list[list[float]],
    matched: list[list[float]],
    a: Sequence[str],
    b: Sequence[str],
    config: CompareConfig,
) -> list[Pair]:
    out: list[Pair] = []
    i, j, in_run = len(a), len(b), False
    while i and j:
        if in_run or (matched[i][j] > 0 and matched[i][j] == best[i][j]):
            out.append((i - 1, j - 1))
            behind = matched[i - 1][j - 1]
            in_run = behind > 0 and behind + config.contiguous > best[i - 1][j - 1]
            i, j = i - 1, j - 1
        elif best[i - 1][j] >= best[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return out[::-1]


@functools.lru_cache(maxsize=200_000)
def likeness(left: str, right: str) -> float:
    """How like two keys are, 0..1; empty ones are like nothing."""
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0
    if min(len(left), len(right)) < 3:
        return 0.0
    return float(Levenshtein.normalized_similarity(left, right))
