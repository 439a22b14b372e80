from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from processors.config import Config
from processors.config.reading import ReadingConfig
from processors.geometry import Affine, Box
from processors.ocr.areas import read_areas
from processors.ocr.engine import EngineLine, EngineWord
from processors.ocr.lines import moved, outside, to_lines
from processors.ocr.tesseract import TesseractEngine
from processors.records import LineKind
from processors.scan import Raster


def crop(text: str) -> Raster:
    font = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 34)
    image = Image.new("L", (40 + 22 * len(text), 70), 255)
    ImageDraw.Draw(image).text((20, 12), text, fill=0, font=font)
    return np.asarray(image)


@pytest.mark.tesseract
def test_each_area_gets_its_own_words_in_its_own_pixels() -> None:
    crops = [crop("(b)(3)"), crop("SECRET"), np.full((50, 80), 255, np.uint8), crop("(b)(7)(C)")]
    read = read_areas(TesseractEngine(Config().ocr), crops, 300, 400, 60)
    assert [" ".join(line.text for line in lines) for lines in read] == ["(b)(3)", "SECRET", "", "(b)(7)(C)"]
    for area, lines in zip(crops, read, strict=True):
        for line in lines:
            assert Box(0, 0, area.shape[1], area.shape[0]).grown(2).intersection(line.box) == line.box


def test_nothing_to_read_asks_nobody() -> None:
    assert read_areas(TesseractEngine(Config().ocr), [], 300, 400, 60) == ()


def test_words_in_a_redaction_are_dropped() -> None:
    words = [EngineWord(t, Box(k * 50, 0, k * 50 + 40, 10), 0.9) for k, t in enumerate(["a", "hidden", "b"])]
    lines = to_lines([EngineLine.of(words)], "t", Affine())
    (kept,) = outside(lines, [Box(45, -2, 95, 12)], ReadingConfig())
    assert kept.text == "a b"
    assert outside(lines, [Box(-5, -5, 500, 50)], ReadingConfig()) == ()
    assert outside(lines, [], ReadingConfig()) == lines
    assert outside(lines, [Box(45, -2, 95, 12)], ReadingConfig(), [Box(60, 1, 95, 9)]) == lines


def test_lines_move_with_their_words() -> None:
    (line,) = to_lines([EngineLine.of([EngineWord("a", Box(1, 2, 3, 4), 0.5)])], "t", Affine(), LineKind.CODE)
    up = moved(line, Affine.translation(10, 20))
    assert up.bbox == up.words[0].bbox == Box(11, 22, 13, 24)
    assert up.kind is LineKind.CODE
