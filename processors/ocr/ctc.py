"""What a recogniser's answer says: characters out of columns of scores (connectionist temporal classification)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from processors.ocr.line_reader import Character

_LEAST = 1e-9
"""Scores are never less: what a recogniser holds for impossible may still be there."""

_NOTHING, _NEVER = 1e-300, -1e9
"""The least number of which a logarithm is taken, and the logarithm of what cannot be."""


def decode(
    scores: NDArray[np.float32], characters: Sequence[str], others: int, least: float
) -> tuple[Character, ...]:
    """The best class of each column, repeats joined, blanks (class 0) left out.

    Args:
        scores: columns x classes, probabilities.
        characters: of each class; the first stands for the blank.
        others: letters that are told besides each letter, at most.
        least: score (0..1) of such a letter.

    Returns:
        The characters; where each stands is told in columns (the middle of the repeats), and how sure it is by the
        highest of its scores.
    """
    best = scores.argmax(axis=1)
    found = []
    start = 0
    for end in range(1, len(best) + 1):
        if end < len(best) and best[end] == best[start]:
            continue
        if best[start] != 0:
            text, peaks = characters[best[start]], scores[start:end].max(axis=0)
            instead = _others(peaks, text, characters, least)[:others] if text.isalpha() else ()
            found.append(Character(text, (start + end - 1) / 2, min(1.0, float(peaks[best[start]])), instead))
        start = end
    return tuple(found)


def _others(
    peaks: NDArray[np.float32], text: str, characters: Sequence[str], least: float
) -> tuple[tuple[str, float], ...]:
    """Letters that may stand there instead, the likeliest first.

    They are small or capital as the one that was read, and without accents: the list of usual words is English.
    """
    likely = ((characters[k], float(peaks[k])) for k in np.flatnonzero(peaks >= least).tolist())
    letters = [
        (other, score)
        for other, score in likely
        if other != text and other.isascii() and other.isalpha() and other.isupper() == text.isupper()
    ]
    return tuple(sorted(letters, key=lambda letter: -letter[1]))


def likelihoods(
    scores: NDArray[np.float32], texts: Sequence[str], characters: Sequence[str]
) -> NDArray[np.float64]:
    """How likely texts are by all ways in which the columns can spell them, as natural logarithms.

    Graves and others: Connectionist temporal classification, ICML 2006 (the forward variables, for all texts at once).

    Args:
        scores: columns x classes, probabilities.
        texts: without empty ones.
        characters: of each class; the first stands for the blank.
    """
    if not texts:
        return np.zeros(0)
    spelled, ends = _spelled(tuple(texts), tuple(characters))
    starts = np.append(0, ends[:-1] + 1)
    steps, leaps = np.ones(len(spelled)), np.zeros(len(spelled))
    leaps[2:] = (spelled[2:] != 0) & (spelled[2:] != spelled[:-2])
    steps[starts] = leaps[starts] = leaps[starts + 1] = 0
    odds = np.zeros((len(scores), len(characters) + 1))
    odds[:, :-1] = np.maximum(scores.astype(np.float64), _LEAST)
    # Against the likeliest class of each column, numbers stay large enough for all texts but hopeless ones.
    best = odds.max(axis=1)
    odds /= best[:, None]
    ways = np.zeros(len(spelled))
    ways[starts], ways[starts + 1] = odds[0][0], odds[0][spelled[starts + 1]]
    for column in odds[1:]:
        longer = ways.copy()
        longer[1:] += steps[1:] * ways[:-1]
        longer[2:] += leaps[2:] * ways[:-2]
        ways = longer * column.take(spelled)
    found = ways[ends] + ways[ends - 1]
    return np.where(found > 0, np.log(np.maximum(found, _NOTHING)) + np.log(best).sum(), _NEVER)


# Most places are weighed against the same few hundred markings.
@lru_cache(maxsize=4)
def _spelled(
    texts: tuple[str, ...], characters: tuple[str, ...]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All texts in one row, as classes with a blank before, between and behind them, and where each text ends.

    What is no class stands as one beyond the last.
    """
    classes = {c: k for k, c in enumerate(characters) if k}
    rows = ([0, *(k for c in text for k in (classes.get(c, len(characters)), 0))] for text in texts)
    ends = np.cumsum([2 * len(text) + 1 for text in texts]) - 1
    return np.array([k for row in rows for k in row], np.int64), ends
