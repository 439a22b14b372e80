"""Words that only their box draws over a redaction."""

from __future__ import annotations

import pytest

from processors.config.reading import ReadingConfig
from processors.geometry import Box
from processors.ocr.lines import outside
from processors.records import Line, LineKind, Word


def line(*words: Word) -> Line:
    return Line(" ".join(w.text for w in words), Box(70, 98, 400, 112), 0.9, LineKind.BODY, words)


@pytest.mark.parametrize(
    ("text", "x0", "confidence", "kept"),
    [
        ("has", 72, 0.86, True),
        ("has", 100, 0.86, True),
        ("has", 182, 0.86, False),
        ("has", 72, 0.5, False),
        ("|", 72, 0.97, False),
    ],
)
def test_a_word_drawn_from_the_start_of_its_line_stands_beside_the_redaction_there(
    text: str, x0: float, confidence: float, kept: bool
) -> None:
    bar = Box(70, 98, 200, 112)
    word = Word(text, Box(x0, 98, 200 if x0 > 180 else 219, 112), confidence, "test")
    rest = [Word(t, Box(x, 98, x + 6 * len(t), 112), 0.9, "test") for t, x in (("not", 228), ("yet", 252))]
    (found,) = outside([line(word, *rest)], [bar], ReadingConfig())
    assert [w.text for w in found.words] == [text, "not", "yet"] if kept else ["not", "yet"]
    assert all(w.bbox.covered_by(bar) < 0.1 for w in found.words)
