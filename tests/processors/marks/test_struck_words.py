from __future__ import annotations

import pytest

from processors.config.reading import ReadingConfig
from processors.geometry import Box
from processors.marks.struck_words import is_struck, mark_struck, struck_text
from processors.records import Line, LineKind, Word

CONFIG = ReadingConfig()
WORD = Box(100, 100, 160, 110)


def line(*texts: str) -> Line:
    words = tuple(Word(t, Box(100 + 70 * i, 100, 160 + 70 * i, 110), 0.9, "t") for i, t in enumerate(texts))
    return Line(" ".join(texts), Box(100, 100, 90 + 70 * len(texts), 110), 0.9, LineKind.BODY, words)


@pytest.mark.parametrize(
    ("strike", "struck"),
    [
        (Box(100, 100, 160, 110), True),  # the letters' own box
        (Box(95, 104, 165, 106), True),  # as flat as the stroke
        (Box(110, 90, 150, 120), True),  # a scribble higher than the word
        (Box(100, 104, 125, 106), False),  # under half the width
        (Box(100, 112, 160, 114), False),  # below: an underline
        (Box(200, 100, 260, 110), False),  # the next word
    ],
)
def test_a_strike_must_lie_over_the_word(strike: Box, struck: bool) -> None:
    assert is_struck(WORD, [strike], CONFIG) is struck


def test_only_struck_words_are_marked_and_told() -> None:
    strike = Box(168, 103, 302, 107)
    (marked,) = mark_struck([line("LIVE", "TOP", "SECRET", "LIVE")], [strike], CONFIG)
    assert [w.struck for w in marked.words] == [False, True, True, False]
    assert struck_text([marked], strike, CONFIG) == "TOP SECRET"
    assert struck_text([marked], Box(0, 0, 50, 10), CONFIG) == ""
