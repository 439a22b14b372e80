"""Words whose box reaches over a redaction beside them: readers draw the first word of a line from where they began."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from processors.geometry import Box
from processors.records import Page, RedactionKind, TextSource, Word
from processors.text.beneath import lies_in

_WIDE = 1.5
"""Width of a box, in usual widths of its letters, from which it is too wide for its word."""
_ROOM = 0.9
"""Share of the usual width of its letters that must be free beside the redaction for the word to stand there."""


def with_words_beside_redactions(page: Page) -> Page:
    """The page with such boxes cut to the side of the redaction that has room for the word.

    Only words that were read from the picture: those of a text layer may well lie hidden under a redaction.
    """
    if page.text_source is not TextSource.OCR:
        return page
    words = [word for line in page.lines for word in line.words if word.text]
    covers = [r.bbox for r in page.redactions if r.kind is not RedactionKind.PAGE_DENIED]
    if not words or not covers:
        return page
    pitch = median(word.bbox.width / len(word.text) for word in words)
    return replace(
        page,
        lines=tuple(
            replace(line, words=tuple(_beside(word, covers, pitch) for word in line.words))
            for line in page.lines
        ),
    )


def _beside(word: Word, covers: Sequence[Box], pitch: float) -> Word:
    box, needed = word.bbox, pitch * len(word.text)
    if box.width < _WIDE * needed or not lies_in(box, covers):
        return word
    for cover in covers:
        if lies_in(box, [cover]):
            for left, right in ((box.x0, cover.x0), (cover.x1, box.x1)):
                if right - left >= _ROOM * needed:
                    return replace(word, bbox=Box(left, box.y0, right, box.y1))
    return word
