from __future__ import annotations

import cv2
import numpy as np
import pytest

from processors.config.ocr import OcrConfig
from processors.geometry import Box
from processors.ocr.bullets import with_bullets
from processors.ocr.engine import EngineLine, EngineWord

WORD = EngineWord("Annual", Box(60, 20, 160, 50), 0.95)


def line(text: str, box: Box) -> EngineLine:
    return EngineLine.of([EngineWord(text, box, 0.8), WORD])


def sheet() -> np.ndarray:
    grey = np.full((70, 200), 255, np.uint8)
    cv2.circle(grey, (30, 35), 9, 0, -1)
    return grey


@pytest.mark.parametrize("text", ["e", "o", "®", "*"])
def test_a_full_disc_before_a_word_is_a_bullet(text: str) -> None:
    (read,) = with_bullets([line(text, Box(20, 25, 40, 45))], sheet(), OcrConfig())
    assert [word.text for word in read.words] == ["•", "Annual"]
    assert read.words[0].confidence == 0.8


def test_letters_with_holes_bars_and_capitals_stay() -> None:
    letter = np.full((70, 200), 255, np.uint8)
    cv2.circle(letter, (30, 35), 9, 0, 2)
    cv2.line(letter, (22, 35), (38, 35), 0, 2)
    bar = np.full((70, 200), 255, np.uint8)
    bar[33:37, 20:40] = 0
    large = np.full((70, 200), 255, np.uint8)
    cv2.circle(large, (30, 35), 15, 0, -1)
    for grey, box in (
        (letter, Box(20, 25, 41, 46)),
        (bar, Box(18, 30, 42, 40)),
        (large, Box(14, 19, 46, 51)),
        (np.full((70, 200), 255, np.uint8), Box(20, 25, 40, 45)),
        (sheet(), Box(20, 25, 21, 26)),
    ):
        given = (line("e", box),)
        assert with_bullets(given, grey, OcrConfig()) == given


def test_words_and_lines_of_one_word_are_not_looked_at() -> None:
    box = Box(20, 25, 40, 45)
    alone = EngineLine.of([EngineWord("e", box, 0.8)])
    given = (alone, line("we", box), line("I", box))
    assert with_bullets(given, sheet(), OcrConfig()) == given
