"""How well a page could be read: one grade that a person understands, and the words to look at again."""

from __future__ import annotations

from collections.abc import Sequence

from processors.config import Config
from processors.records import Line, Page, Quality, UnsureWord


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


def unsure_words(page: Page, config: Config) -> tuple[UnsureWord, ...]:
    """The words of a page that should be compared with its picture before they are quoted, in reading order."""
    return tuple(
        UnsureWord(number, word.text, word.bbox, word.confidence)
        for number, line in enumerate(page.lines)
        for word in line.words
        if word.confidence < config.ocr.unsure_below
    )
