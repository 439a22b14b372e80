"""Words whose box reaches over a redaction beside them: readers draw the first word of a line from where they began."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from processors.geometry import Box
from processors.records import Line, Word

_WIDE = 1.5
"""Width of a box, in usual widths of its letters, from which it is too wide for its word."""
_ROOM = 0.9
"""Share of the usual width of its letters that must be free beside the redaction for the word to stand there."""
_LEAST = 0.3
"""Share of a box in redactions from which words may be left out for it."""
_SURE = 0.75
"""Confidence (0..1) of such a word: what is read in the border of a box is no word beside it."""
_LETTERS = 2
"""Fewest letters of such a word, likewise."""


def pitch_of(lines: Sequence[Line]) -> float:
    """Usual width of a letter in points; 0 where there are no words."""
    widths = [word.bbox.width / len(word.text) for line in lines for word in line.words if word.text]
    return median(widths) if widths else 0.0


def beside(word: Word, covers: Sequence[Box], pitch: float) -> Word:
    """The word with a box that is too wide cut to the side of the redaction that has room for it.

    Only for words that were read from the picture: those of a text layer may well lie hidden under a redaction.

    Args:
        word: as read.
        covers: the redactions.
        pitch: usual width of a letter, in the units of the boxes.
    """
    box, needed = word.bbox, pitch * len(word.text)
    if box.width < _WIDE * needed or word.confidence < _SURE or sum(map(str.isalnum, word.text)) < _LETTERS:
        return word
    for cover in covers:
        if box.covered_by(cover) > _LEAST:
            for left, right in ((box.x0, cover.x0), (cover.x1, box.x1)):
                if right - left >= _ROOM * needed:
                    return replace(word, bbox=Box(left, box.y0, right, box.y1))
    return word
