"""What a recogniser's answer says: characters out of columns of scores (connectionist temporal classification)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from processors.ocr.line_reader import Character


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
    classes = {c: k for k, c in enumerate(characters) if k}
    # places: a blank before, between and behind the characters of each text
    spelled = np.zeros((len(texts), 2 * max(map(len, texts)) + 1), np.int64)
    known = np.ones(spelled.shape, bool)
    for row, text in enumerate(texts):
        for k, c in enumerate(text):
            spelled[row, 2 * k + 1] = classes.get(c, 0)
            known[row, 2 * k + 1] = c in classes
    leaps = np.zeros_like(known)
    leaps[:, 2:] = (spelled[:, 2:] != 0) & (spelled[:, 2:] != spelled[:, :-2])
    logs = np.log(np.maximum(scores.astype(np.float64), 1e-9))
    never = -1e9
    ways = np.full(spelled.shape, never)
    ways[:, :2] = np.where(known[:, :2], logs[0][spelled[:, :2]], never)
    for column in logs[1:]:
        step, leap = (np.pad(ways, ((0, 0), (by, 0)), constant_values=never)[:, :-by] for by in (1, 2))
        ways = np.logaddexp(np.logaddexp(ways, step), np.where(leaps, leap, never))
        ways = np.where(known, ways + column[spelled], never)
    rows, ends = np.arange(len(texts)), np.array([2 * len(text) for text in texts])
    return np.asarray(np.logaddexp(ways[rows, ends], ways[rows, ends - 1]))
