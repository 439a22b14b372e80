"""Two ways of cleaning tried on a strip of the page, where measurements do not tell which is right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from processors.clean.measure import component_stats, ink_mask, letter_rows
from processors.config.clean import CleanConfig
from processors.errors import DeclassError
from processors.ocr.engine import EngineLine
from processors.scan import Raster

Reader = Callable[[Raster, float], Sequence[EngineLine]]
"""Reads grey levels at so many pixels per inch, as an engine does."""


def densest_strip(page: Raster, dpi: float, x_height: float, config: CleanConfig) -> slice:
    """Rows of the band of `trial_x_heights` in which most letters stand."""
    mask, _ = ink_mask(page)
    letters = letter_rows(component_stats(mask), dpi, config)
    rows = page.shape[0]
    high = min(rows, round(config.trial_x_heights * x_height))
    middles = np.bincount(letters[:, 1] + letters[:, 3] // 2, minlength=rows)
    held = np.convolve(middles, np.ones(high, dtype=np.int64), mode="valid")
    top = int(np.argmax(held))
    return slice(top, top + high)


def sureness(lines: Sequence[EngineLine]) -> float:
    """Letters and digits read, each weighted by the confidence of its word: guesses at specks weigh little."""
    return sum(word.confidence * sum(c.isalnum() for c in word.text) for line in lines for word in line.words)


def sure_letters(page: Raster, strip: slice, dpi: float, reader: Reader, config: CleanConfig) -> list[int]:
    """Letters of long words that are surely read along the rows of a strip, line by line, the most first.

    On a page on its head there are none.
    """
    try:
        lines = reader(np.ascontiguousarray(page[strip]), dpi)
    except DeclassError:
        return []
    return sorted(filter(None, (_sure_letters(line, config) for line in lines)), reverse=True)


def _sure_letters(line: EngineLine, config: CleanConfig) -> int:
    """Words down the page do not count: engines read lines on their side, too."""
    words = (w for w in line.words if w.confidence >= config.upright_confidence)
    counts = (sum(c.isalpha() for c in w.text) for w in words if w.box.width > w.box.height)
    return sum(count for count in counts if count >= config.upright_word)


def reads_upright(lines: Sequence[EngineLine], config: CleanConfig) -> int:
    """How many letters of a whole page that was read as it stands tell that it stands upright; 0 where too few do."""
    sure = sum(_sure_letters(line, config) for line in lines)
    read = sum(c.isalpha() for line in lines for word in line.words for c in word.text)
    return sure if sure >= max(config.upright_letters, config.upright_share * read) else 0


def read_better(
    usual: Raster, other: Raster, strip: slice, dpi: float, reader: Reader, config: CleanConfig
) -> tuple[bool, list[float]]:
    """Whether a strip of the `other` picture of a page is read clearly more surely than of the `usual` one.

    Returns:
        The answer, and what both reached by `sureness`; where the engine fails, no, and no figures.
    """
    try:
        scores = [sureness(reader(np.ascontiguousarray(way[strip]), dpi)) for way in (usual, other)]
    except DeclassError:
        return False, []
    return scores[1] > config.trial_gain * scores[0], [round(score, 1) for score in scores]
