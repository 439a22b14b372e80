"""How well a page could be read, in one grade that a person understands."""

from __future__ import annotations

from collections.abc import Sequence

from processors.config import Config
from processors.records import Line, Quality

# Mean confidence from which a page is called good or fair; below, poor. Docling's grades use the same cuts.
_GOOD, _FAIR = 0.85, 0.6


def page_quality(lines: Sequence[Line], x_height: float, config: Config) -> Quality:
    """Grades a page by the confidence of its words, each weighted by its length."""
    words = [word for line in lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    if not letters:
        return Quality("none", 0.0, 0, 0, round(x_height, 1))
    mean = sum(word.confidence * len(word.text) for word in words) / letters
    grade = "good" if mean >= _GOOD else "fair" if mean >= _FAIR else "poor"
    unsure = sum(word.confidence < config.ocr.unsure_below for word in words)
    return Quality(grade, round(mean, 3), len(words), unsure, round(x_height, 1))
