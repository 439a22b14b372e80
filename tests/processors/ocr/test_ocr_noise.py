from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.config.ocr import OcrConfig
from processors.geometry import Box
from processors.ocr.engine import EngineLine, EngineWord
from processors.ocr.noise import reject_noise

CONFIG = OcrConfig()
BODY = [EngineWord("lantern", Box(100, 100 + 50 * k, 220, 130 + 50 * k), 0.95) for k in range(5)]


def judged(text: str, box: Box, confidence: float) -> str | None:
    word = EngineWord(text, box, confidence)
    sifted = reject_noise([*(EngineLine.of([w]) for w in BODY), EngineLine.of([word])], 300.0, CONFIG)
    return next((item.rejected_by for item in sifted.rejected if item.word == word), None)


@pytest.mark.parametrize(
    ("text", "box", "confidence", "name"),
    [
        ("i", Box(500, 500, 503, 505), 0.9, "speck"),
        (".", Box(500, 500, 505, 505), 0.9, None),
        (".", Box(500, 500, 505, 505), 0.3, "speck"),
        ("|=~", Box(500, 500, 560, 530), 0.3, "symbols"),
        ("--", Box(500, 510, 540, 520), 0.9, None),
        ("Zw", Box(500, 500, 800, 700), 0.3, "picture"),
        ("SECRET", Box(500, 500, 1100, 620), 0.9, None),
        ("e", Box(500, 500, 800, 530), 0.2, "scribble"),
        ("harbour", Box(500, 500, 620, 530), 0.2, None),
        ("(b)(3)", Box(500, 500, 590, 535), 0.1, None),
    ],
)
def test_each_filter_by_name(text: str, box: Box, confidence: float, name: str | None) -> None:
    assert judged(text, box, confidence) == name


def test_a_doubtful_bullet_before_a_sure_word_is_kept() -> None:
    bullet = EngineWord("*", Box(60, 505, 80, 525), 0.3)
    item, scrawl = (
        EngineWord("Anchors", Box(100, 500, 220, 530), 0.95),
        EngineWord("Zx", Box(100, 500, 160, 530), 0.2),
    )
    assert reject_noise([EngineLine.of([bullet, item])], 300.0, CONFIG).rejected == ()
    assert [r.word for r in reject_noise([EngineLine.of([bullet, scrawl])], 300.0, CONFIG).rejected] == [
        bullet
    ]
    assert [r.word for r in reject_noise([EngineLine.of([item, bullet])], 300.0, CONFIG).rejected] == [bullet]


def test_counts_and_lines_without_words_vanish() -> None:
    junk = EngineLine.of([EngineWord("||", Box(0, 0, 9, 40), 0.1), EngineWord("~", Box(20, 0, 60, 20), 0.2)])
    sifted = reject_noise([EngineLine.of(BODY[:2]), junk], 300.0, CONFIG)
    assert len(sifted.lines) == 1
    assert sifted.counts() == {"symbols": 2}


@given(
    st.lists(
        st.tuples(st.text("ab|~.9", min_size=1, max_size=5), st.integers(1, 90), st.floats(0, 1)), max_size=8
    )
)
def test_every_word_is_kept_or_rejected_once(rows: list[tuple[str, int, float]]) -> None:
    lines = [
        EngineLine.of([EngineWord(text, Box(10, 60 * k, 10 + side, 60 * k + side), confidence)])
        for k, (text, side, confidence) in enumerate(rows)
    ]
    sifted = reject_noise(lines, 300.0, CONFIG)
    kept = [word for line in sifted.lines for word in line.words]
    assert sorted([*kept, *(item.word for item in sifted.rejected)], key=repr) == sorted(
        (word for line in lines for word in line.words), key=repr
    )
    assert sum(sifted.counts().values()) == len(sifted.rejected)
