"""How words stand beside each other: spaces, wide gaps, letter-spaced words, struck runs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from processors.config.text import TextConfig
from processors.records import Word

WIDE = "   "
"""A wide gap in text: visible to a reader of the plain text, one space to Markdown."""


def gap_between(left: Word, right: Word) -> float:
    """Horizontal distance of two words in points, negative where they overlap."""
    return right.bbox.x0 - left.bbox.x1


def letter_groups(words: Sequence[Word], pitch: float, config: TextConfig) -> list[list[Word]]:
    """The words in groups that are one word in print: letter-spaced capitals together, all others alone.

    `S E C R E T` is one group; a larger gap inside `T O P   S E C R E T` begins the next.

    Args:
        words: of one line, from left to right.
        pitch: the page's width of a character in points.
        config: the thresholds.
    """
    groups: list[list[Word]] = []
    run: list[Word] = []
    for word in words:
        single = len(word.text) == 1 and word.text.isascii() and word.text.isupper()
        follows = not run or (
            gap_between(run[-1], word) <= config.letter_space_reach * pitch and word.struck == run[-1].struck
        )
        if not (single and follows):
            groups.extend(_close(run, config))
            run = []
        if single:
            run.append(word)
        else:
            groups.append([word])
    return groups + _close(run, config)


def _close(run: Sequence[Word], config: TextConfig) -> list[list[Word]]:
    """A run of single capitals as letter-spaced words, or as single words where it is too short for that."""
    if len(run) < config.letter_space_run:
        return [[word] for word in run]
    gaps = [gap_between(a, b) for a, b in pairwise(run)]
    limit = config.letter_space_break * max(median(gaps), 0.0)
    groups = [[run[0]]]
    for gap, word in zip(gaps, run[1:], strict=True):
        if gap > limit:
            groups.append([word])
        else:
            groups[-1].append(word)
    return groups


def separator(left: Sequence[Word], right: Sequence[Word], pitch: float, config: TextConfig) -> str:
    """What stands between two groups of words: a space, or a wide gap where no letter-spaced text explains it."""
    spaced = len(left) > 1 and len(right) > 1
    wide = gap_between(left[-1], right[0]) > config.table_gap * pitch
    return WIDE if wide and not spaced else " "


def spaced_text(words: Sequence[Word], pitch: float, config: TextConfig) -> str:
    """The words as one line of text: wide gaps kept, letter-spaced words closed, struck words between `~~`."""
    text = ""
    struck = False
    previous: Sequence[Word] | None = None
    for group in letter_groups([word for word in words if word.text], pitch, config):
        now = group[0].struck
        if struck and not now:
            text += "~~"
        if previous is not None:
            text += separator(previous, group, pitch, config)
        if now and not struck:
            text += "~~"
        text += "".join(word.text for word in group)
        struck, previous = now, group
    return text + "~~" if struck else text
