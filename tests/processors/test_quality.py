from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from processors.config import Config
from processors.geometry import Box
from processors.quality import page_quality, unsure_words
from processors.records import Line, LineKind, Page, PageStatus, Quality, TextSource, Word

CONFIG = Config()
EMPTY = Page(1, 600, 800, 300, 0, 0.0, TextSource.OCR, "", PageStatus.OK, Quality("none", 0.0, 0, 0, 0.0))


def line(*confidences: float) -> Line:
    words = tuple(
        Word(f"w{k}", Box(20 * k, 0, 20 * k + 15, 10), c, "tesseract") for k, c in enumerate(confidences)
    )
    return Line(" ".join(w.text for w in words), Box(0, 0, 100, 10), 0.9, LineKind.BODY, words)


def test_unsure_words_say_where_they_stand() -> None:
    page = replace(EMPTY, lines=(line(0.99, 0.4), line(0.98), line(0.2)))
    found = unsure_words(page, CONFIG)
    assert [(u.line, u.text, u.confidence) for u in found] == [(0, "w1", 0.4), (2, "w0", 0.2)]
    assert all(u.bbox == page.lines[u.line].words[int(u.text[1:])].bbox for u in found)


@given(st.lists(st.lists(st.floats(0, 1), min_size=1, max_size=5), max_size=5))
def test_the_list_and_the_count_agree(rows: list[list[float]]) -> None:
    lines = tuple(line(*row) for row in rows)
    page = replace(EMPTY, lines=lines)
    assert len(unsure_words(page, CONFIG)) == page_quality(lines, 20.0, CONFIG).unsure_words
