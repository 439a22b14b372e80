"""Tesseract's TSV: rows of words into lines."""

from __future__ import annotations

import math

from processors.geometry import Box
from processors.ocr.engine import EngineLine, EngineWord

COLUMNS = 12
WORD_LEVEL = "5"


def parse_tsv(text: str, width: int, height: int) -> tuple[EngineLine, ...]:
    """Lines of words out of Tesseract's TSV, in its order; rows that are not words are skipped.

    Args:
        text: the table, with its heading row.
        width: of the image in pixels; boxes are cut to it.
        height: of the image in pixels.
    """
    lines: dict[tuple[str, ...], list[EngineWord]] = {}
    for row in text.splitlines():
        cells = row.split("\t")
        if len(cells) != COLUMNS or cells[0] != WORD_LEVEL:
            continue
        word = _word(cells, width, height)
        if word is not None:
            lines.setdefault(tuple(cells[1:5]), []).append(word)
    return tuple(EngineLine.of(words) for words in lines.values())


def _word(cells: list[str], width: int, height: int) -> EngineWord | None:
    try:
        x, y, w, h = (float(v) for v in cells[6:10])
        confidence = float(cells[10])
    except ValueError:
        return None
    return word_of(cells[11], (x, y, x + w, y + h), confidence, width, height)


def word_of(
    text: str, edges: tuple[float, float, float, float], confidence: float, width: int, height: int
) -> EngineWord | None:
    """A word of Tesseract's, cut to an image of that width and height (pixels); None where it is none.

    Args:
        text: white space in it is left out.
        edges: left, top, right, bottom in pixels.
        confidence: 0..100.
        width: of the image.
        height: of the image.
    """
    text = "".join(text.split())
    if not text or not confidence >= 0 or not all(math.isfinite(v) for v in edges):
        return None
    box = Box(*edges).clipped(width, height)
    if box.area <= 0:
        return None
    return EngineWord(text, box, min(1.0, confidence / 100))
