"""How much of the true texts is told, letter by letter, and how much of the told ones is true."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from processors.compare.align import align, likeness
from processors.compare.settings import CompareConfig
from processors.compare.tokens import key_of
from processors.ocr.fusion.legible import ILLEGIBLE as UNREAD

_Words = Sequence[tuple[int, str]]
"""Keys of words, each with the number of the text that it belongs to; the key of the sign of an unread one is empty."""
_Pairs = Sequence[tuple[int, int]]
_PARTS = re.compile(r"\d+|[^\W\d_]+")
"""Numbers and words in what stands without a space."""

COVERED = 0.7
"""Share of a passage's letters that must be told for it to be found: edges may be read badly or lie half hidden."""


def covered(true: Sequence[str], told: Sequence[str]) -> tuple[list[float], list[float]]:
    """Share of the letters of each true text that is told, and of each told text that is true.

    Only letters that are equal count. Numbers must be equal: a true text of which one is not told counts as not told
    at all. `[?]` stands for one word of a true text at most, and only where enough of its other letters are
    told; a told text of nothing else is true only where a true text that nothing else tells lies in its place.
    """
    left, right = _words(true), _words(told)
    pairs = align([key for _, key in left], [key for _, key in right], CompareConfig())
    hit_left, hit_right = [0] * len(left), [0] * len(right)
    for own, others in [*(([i], [j]) for i, j in pairs), *_alike(left, right, pairs)]:
        for i, count in _equal(left, own, right, others):
            hit_left[i] = max(hit_left[i], count)
        for j, count in _equal(right, others, left, own):
            hit_right[j] = max(hit_right[j], count)
    told_of = _shares(left, hit_left, len(true))
    _count_unread(left, hit_left, _beside_unread(left, right, pairs))
    shares = _shares(left, hit_left, len(true))
    for (number, key), hit in zip(left, hit_left, strict=True):
        if _has_digits(key) and hit < len(key):
            shares[number] = 0.0
    met = [(right[j][0], left[i][0]) for i, j in pairs if hit_right[j]]
    true_of = _shares(right, hit_right, len(told))
    lettered = {number for number, key in right if key}
    for number in set(range(len(told))) - lettered:
        true_of[number] = 1.0 if _lies_between(number, met, told_of) else 0.0
    return shares, true_of


def keys_of(text: str) -> list[str]:
    """The words of a text without what print and readers do to them; numbers as printed, each run of digits by itself.

    A number that is run together with a word is one by itself too: `23.July`. The sign of an unread word is empty.
    """
    found: list[str] = []
    for word in text.split():
        if _has_digits(word):
            found += [part if _has_digits(part) else key_of(part) for part in _PARTS.findall(word)]
        elif key_of(word) or word == UNREAD:
            found.append(key_of(word))
    return found


def _has_digits(text: str) -> bool:
    return any(c.isdigit() for c in text)


def _words(texts: Sequence[str]) -> list[tuple[int, str]]:
    return [(n, key) for n, text in enumerate(texts) for key in keys_of(text)]


def _alike(left: _Words, right: _Words, pairs: _Pairs) -> Iterator[tuple[list[int], list[int]]]:
    """Words of texts that are alike as a whole, though short words are like none or stand far from others."""
    rests = _texts(right)
    for number, own in _texts(left).items():
        met = {right[j][0] for i, j in pairs if left[i][0] == number}
        text = "".join(left[i][1] for i in own)
        near = [n for n in rests if n in met or not (met or any(right[j][0] == n for _, j in pairs))]
        for n in near:
            if likeness(text, "".join(right[j][1] for j in rests[n])) >= COVERED:
                yield own, rests.pop(n)
                break


def _texts(words: _Words) -> dict[int, list[int]]:
    """The words of each text, by its number."""
    out: dict[int, list[int]] = {}
    for k, (number, _) in enumerate(words):
        out.setdefault(number, []).append(k)
    return out


def _equal(
    words: _Words, own: Sequence[int], others: _Words, theirs: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """How many letters of each own word stand in the others too, in their order; numbers whole or not."""
    numbers = {others[j][1] for j in theirs if _has_digits(others[j][1])}
    plain = [i for i in own if not _has_digits(words[i][1])]
    text = "".join(words[i][1] for i in plain)
    other = "".join(others[j][1] for j in theirs if not _has_digits(others[j][1]))
    same = {
        k
        for op in Levenshtein.opcodes(text, other)
        if op.tag == "equal"
        for k in range(op.src_start, op.src_end)
    }
    at = 0
    for i in plain:
        size = len(words[i][1])
        yield i, sum(at <= k < at + size for k in same)
        at += size
    yield from ((i, len(words[i][1])) for i in own if words[i][1] in numbers)


def _beside_unread(left: _Words, right: _Words, pairs: _Pairs) -> Iterator[int]:
    """True words in whose place a told text has the sign of a word that nobody could read."""
    met, true = {i for i, _ in pairs}, {j: i for i, j in pairs}
    for j, (number, letters) in enumerate(right):
        for step in (-1, 1) if not letters else ():
            i = true.get(j + step, -1) - step
            beside = 0 <= i < len(left) and j + step in true and right[j + step][0] == number
            if beside and i not in met and left[i][0] == left[i + step][0]:
                yield i
                break


def _count_unread(words: _Words, hit: list[int], unread: Iterator[int]) -> None:
    """Counts one unread word of a text as told where enough of the text's other letters are; a number never is."""
    done: set[int] = set()
    for i in unread:
        number, letters = words[i]
        rest = [k for k, (n, _) in enumerate(words) if n == number and k != i]
        enough = sum(hit[k] for k in rest) >= COVERED * sum(len(words[k][1]) for k in rest)
        if enough and number not in done and not _has_digits(letters):
            hit[i] = len(letters)
            done.add(number)


def _lies_between(told: int, met: _Pairs, told_of: Sequence[float]) -> bool:
    """Whether a true text that nothing tells stands between those that the told texts before and behind meet."""
    low = max((true for other, true in met if other < told), default=-1)
    high = min((true for other, true in met if other > told), default=len(told_of))
    return any(told_of[number] == 0 for number in range(low + 1, high))


def _shares(words: _Words, hit: Sequence[int], count: int) -> list[float]:
    whole, part = [0] * count, [0] * count
    for (number, letters), equal in zip(words, hit, strict=True):
        whole[number] += len(letters)
        part[number] += equal
    return [p / w if w else 1.0 for p, w in zip(part, whole, strict=True)]
