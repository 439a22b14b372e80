"""Words in frames that the page's own reading has, or has not."""

from __future__ import annotations

import pytest

from processors.config.reading import ReadingConfig
from processors.geometry import Box
from processors.ocr.lines import unread_lines
from processors.records import Line, LineKind, Word


def line(*words: tuple[str, float, float, float]) -> Line:
    """A line of words: text, left, right, confidence."""
    read = tuple(Word(text, Box(x0, 100, x1, 110), sure, "test") for text, x0, x1, sure in words)
    return Line(" ".join(w.text for w in read), Box(100, 100, 170, 110), 0.9, LineKind.BODY, read)


@pytest.mark.parametrize(
    ("read", "left"),
    [
        (("S", 100, 140, 0.3), ["SECRET MEMO"]),
        (("a", 60, 300, 0.9), ["SECRET MEMO"]),
        (("SFCRET", 100, 140, 0.5), ["MEMO"]),
        (("Secret", 100, 140, 0.9), ["MEMO"]),
        (("TOP-SECRET-MEMO", 60, 175, 0.5), []),
        (("SANCTA", 100, 140, 0.95), ["MEMO"]),
        (("SANCTA", 100, 140, 0.5), ["SECRET MEMO"]),
        (("SECRET", 300, 340, 0.95), ["SECRET MEMO"]),
    ],
)
def test_a_framed_word_is_left_out_only_for_another_reading_of_it(
    read: tuple[str, float, float, float], left: list[str]
) -> None:
    framed = line(("SECRET", 100, 140, 0.9), ("MEMO", 145, 170, 0.9))
    assert [found.text for found in unread_lines([framed], [line(read)], ReadingConfig())] == left
