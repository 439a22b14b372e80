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
