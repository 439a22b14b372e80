"""Marks and recognised words brought together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors.geometry import Box, overlap_1d
from processors.marks.strikes.types import StrikeMark

WITHIN = 0.5
"""Share of a word's width and height that must lie in a mark for the word to be struck by it."""


def refine_with_words(marks: Sequence[StrikeMark], words: Sequence[Box]) -> tuple[StrikeMark, ...]:
    """One mark a recognised word.

    Args:
        marks: strikes found on the raster.
        words: boxes of recognised words, in pixels of the same raster.

    Returns:
        Marks cut and fitted to the words that they cover; a mark that covers no word stays as it is.
    """
    refined: list[StrikeMark] = []
    for mark in marks:
        covered = [w for w in words if _struck(w, mark.box)]
        refined.extend(replace(mark, box=w) for w in covered)
        if not covered:
            refined.append(mark)
    return tuple(dict.fromkeys(refined))


def _struck(word: Box, mark: Box) -> bool:
    across = overlap_1d(word.x0, word.x1, mark.x0, mark.x1)
    down = overlap_1d(word.y0, word.y1, mark.y0, mark.y1)
    flat = min(word.height, mark.height)
    return word.width > 0 and flat > 0 and across >= WITHIN * word.width and down >= WITHIN * flat
