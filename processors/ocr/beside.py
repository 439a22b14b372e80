"""Words whose box reaches over a redaction beside them: readers draw the first word of a line from where they began."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from processors.config.beside import BesideConfig
from processors.geometry import Box
from processors.records import Line, Word


def pitch_of(lines: Sequence[Line]) -> float:
    """Usual width of a letter in points; 0 where there are no words."""
    widths = [word.bbox.width / len(word.text) for line in lines for word in line.words if word.text]
    return median(widths) if widths else 0.0


def beside(word: Word, covers: Sequence[Box], pitch: float, config: BesideConfig) -> Word:
    """The word with a box that is too wide cut to the side of the redaction that has room for it.

    Only for words that were read from the picture: those of a text layer may well lie hidden under a redaction.

    Args:
        word: as read.
        covers: the redactions.
        pitch: usual width of a letter, in the units of the boxes.
        config: thresholds.
    """
    box, needed = word.bbox, pitch * len(word.text)
    letters = sum(map(str.isalnum, word.text))
    if box.width < config.wide * needed or word.confidence < config.sure or letters < config.letters:
        return word
    for cover in covers:
        if box.covered_by(cover) > config.least:
            for left, right in ((box.x0, cover.x0), (cover.x1, box.x1)):
                if right - left >= config.room * needed:
                    return replace(word, bbox=Box(left, box.y0, right, box.y1))
    return word
