"""Which fused words are given as text."""

from __future__ import annotations

import pytest

from processors.config.fusion import FusionConfig
from processors.geometry import Box
from processors.ocr.fusion.legible import GARBLED, ILLEGIBLE, SCRAP, Sieve
from processors.ocr.fusion.model import FusedLine, FusedWord

CONFIG = FusionConfig()
PITCH = 20.0


def words(text: str, confidence: float, x: float = 100.0) -> list[FusedWord]:
    """Words of 30 pixels' height, one space apart, as both readers gave them."""
    made = []
    for word in text.split():
        made.append(FusedWord(word, Box(x, 100, x + PITCH * len(word), 130), confidence, "one+two"))
        x += PITCH * (len(word) + 1)
    return made


@pytest.mark.parametrize(
    ("before", "garbled", "x", "text"),
    [
        ("meeting of", "8", 320.0, "meeting of [?] june"),
        # Dust is no word, and what stands between two columns belongs to neither.
        ("meeting of", "~", 320.0, "meeting of june"),
        ("meeting of", "8", 600.0, "meeting of june"),
        ("", "8", 320.0, "june"),
    ],
)
def test_a_garbled_word_amid_others_leaves_a_sign(before: str, garbled: str, x: float, text: str) -> None:
    sieve = Sieve("one", (), CONFIG)
    rest = words(garbled, 0.1, x) + words("june", 0.97, x + 40)
    line = sieve.line(FusedLine.of([*words(before, 0.97), *rest]))
    assert line is not None and line.text == text
    assert [(r.word.text, r.rejected_by) for r in sieve.rejected] == [(garbled, GARBLED)]
    assert all(w.confidence == 0 for w in line.words if w.text == ILLEGIBLE)


def test_signs_for_what_is_garbled_make_no_scrap_a_line() -> None:
    sieve = Sieve("one", (), CONFIG)
    assert (
        sieve.line(FusedLine.of([*words("1", 0.52), *words("8", 0.1, 140), *words("i", 0.52, 180)])) is None
    )
    assert [r.rejected_by for r in sieve.rejected] == [GARBLED, SCRAP, SCRAP, SCRAP]
