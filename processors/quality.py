"""How well a page could be read, in one grade that a person understands."""

from __future__ import annotations

from collections.abc import Sequence

from processors.config import Config
from processors.records import Line, Quality


def page_quality(lines: Sequence[Line], x_height: float, config: Config) -> Quality:
    """Grades a page by the confidence of its words, each weighted by its length."""
    words = [word for line in lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    if not letters:
        return Quality("none", 0.0, 0, 0, round(x_height, 1))
    mean = sum(word.confidence * len(word.text) for word in words) / letters
    grade = "good" if mean >= config.reading.good else "fair" if mean >= config.reading.fair else "poor"
    unsure = sum(word.confidence < config.ocr.unsure_below for word in words)
    return Quality(grade, round(mean, 3), len(words), unsure, round(x_height, 1))
