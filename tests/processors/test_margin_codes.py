"""Codes in the margin on small invented pages, read by the real second reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from processors import margin_codes
from processors.config.codes import CodeConfig
from processors.config.fusion import RapidConfig
from processors.geometry import Box
from processors.margin_codes import is_too_short, with_margin_codes
from processors.ocr.line_reader import Character, LineReading, Weighed
from processors.ocr.rapid import RapidEngine
from processors.records import Line, LineKind, Word
from processors.scan import Raster
from samples.fonts import font

DPI = 144.0
SCALE = DPI / 72.0
BAR = Box(100, 100, 300, 112)


def page(codes: list[tuple[str, float, float]], size: float = 10.0) -> tuple[Raster, list[Line]]:
    """A page with lines of text that end at 500 points, and codes at their places (points)."""
    image = Image.new("L", (1224, 1584), 255)
    draw = ImageDraw.Draw(image)
    lines = []
    for k in range(8):
        y = 100 + 26 * k
        draw.text(
            (100 * SCALE, y * SCALE),
            "the committee met again in the harbour and had nothing to say",
            0,
            font("serif", round(13 * SCALE)),
        )
        words = tuple(
            Word(f"word{'s' * j}", Box(100 + 40 * j, y, 135 + 40 * j, y + 10), 0.95, "tesseract")
            for j in range(10)
        )
        lines.append(Line("", Box(100, y, 495, y + 10), 0.95, LineKind.BODY, words))
    for text, x, y in codes:
        draw.text((x * SCALE, y * SCALE), text, 0, font("sans", round(size * SCALE)))
    return np.asarray(image, dtype=np.uint8), lines


@pytest.fixture(scope="module")
def engine() -> RapidEngine:
    return RapidEngine(RapidConfig())


def read(image: Raster, lines: list[Line], engine: RapidEngine) -> tuple[Line, ...]:
    return with_margin_codes(image, DPI, lines, [BAR], engine, CodeConfig(), 60)


def codes(lines: tuple[Line, ...]) -> list[str]:
    return [line.text for line in lines if line.kind is LineKind.CODE]


def test_a_stack_right_behind_the_text_is_read(engine: RapidEngine) -> None:
    image, lines = page([("b1-1", 505, 120), ("b3-1", 505, 134), ("b7E-1, 2", 505, 148)])
    found = read(image, lines, engine)
    assert [c.replace(" ", "") for c in codes(found)] == ["b1-1", "b3-1", "b7E-1,2"]
    assert len([line for line in found if line.kind is LineKind.BODY]) == len(lines)


def test_what_was_read_in_the_place_of_a_code_gives_way_to_it(engine: RapidEngine) -> None:
    image, lines = page([("b7C-1", 505, 126)])
    wrong = Word("b7t", Box(505, 126, 530, 136), 0.4, "tesseract")
    first = lines[1]
    lines[1] = Line("", first.bbox, 0.9, LineKind.BODY, (*first.words, wrong))
    found = read(image, lines, engine)
    assert codes(found) == ["b7C-1"]
    assert not any(word.text == "b7t" for line in found for word in line.words)


def test_large_writing_far_from_type_is_read(engine: RapidEngine) -> None:
    image, lines = page([("b7C", 530, 400)], size=28)
    assert codes(read(image, lines, engine)) == ["b7C"]


class Listening(RapidEngine):
    """Keeps count of the places that it is asked to read."""

    asked = 0

    def read_lines(
        self,
        image: Raster,
        boxes: Sequence[Box],
        timeout: float,
        margin: float | None = None,
        characters: Sequence[int] = (),
    ) -> tuple[LineReading, ...]:
        self.asked += len(boxes)
        return super().read_lines(image, boxes, timeout, margin, characters)


def word_at(text: str, x: float, y: float, confidence: float) -> Line:
    """A line with one word, as the page's reading has it: its box is that of the ink."""
    image = Image.new("L", (1224, 1584), 255)
    ImageDraw.Draw(image).text((x * SCALE, y * SCALE), text, 0, font("sans", round(10 * SCALE)))
    ink = Box(*(v / SCALE for v in ImageOps.invert(image).getbbox() or (0, 0, 1, 1)))
    return Line(text, ink, confidence, LineKind.BODY, (Word(text, ink, confidence, "tesseract"),))


@pytest.mark.parametrize(
    ("said", "confidence", "asked", "found"),
    [
        ("b7C-1", 0.95, 0, ["b7C-1"]),
        ("1978,", 0.95, 0, []),
        ("b7C-1", 0.6, 1, ["b7C-1"]),
        ("b7t-1", 0.95, 1, ["b7C-1"]),
    ],
)
def test_what_was_surely_read_before_is_not_read_again(
    said: str, confidence: float, asked: int, found: list[str]
) -> None:
    image, lines = page([("b7C-1", 505, 126)])
    there = word_at("b7C-1", 505, 126, confidence)
    word = replace(there.words[0], text=said)
    lines.append(replace(there, text=said, words=(word,)))
    engine = Listening(RapidConfig())
    assert codes(read(image, lines, engine)) == found
    assert engine.asked == asked


@pytest.mark.parametrize("text", ["6.", "page", "1950", "1. Copy", "x", "|"])
def test_nothing_else_in_the_margin_is_a_code(engine: RapidEngine, text: str) -> None:
    image, lines = page([(text, 510, 400)])
    assert codes(read(image, lines, engine)) == []


def test_equal_pages_are_read_equally(engine: RapidEngine) -> None:
    image, lines = page([("b6", 510, 120), ("b7C", 510, 134)])
    assert read(image, lines, engine) == read(image, lines, engine)


def test_two_characters_must_be_read_surely() -> None:
    config = CodeConfig()
    assert is_too_short("B6", config.short_confidence - 0.01, config)
    assert not is_too_short("B6", config.short_confidence, config)
    assert not is_too_short("(b5)", 0.5, config)


def test_a_code_is_never_taken_for_one_that_is_like_it() -> None:
    sure = margin_codes._Read(BAR, "b7E", 0.97, ("foia b7e",), "rapidocr")
    like = margin_codes._Read(BAR, "b7C", 0.75, ("foia b7c",), "rapidocr")
    doubtful = replace(like, confidence=0.6)
    assert margin_codes._believed([sure, like, doubtful], [], CodeConfig()) == [sure, like]


def test_a_code_set_over_the_end_of_a_line_is_a_word_of_its_own(engine: RapidEngine) -> None:
    image, lines = page([])
    last = Word("re3.3(h)(2)", Box(500, 126, 560, 136), 0.95, "tesseract")
    lines[1] = Line("", lines[1].bbox, 0.95, LineKind.BODY, (*lines[1].words, last))
    texts = [word.text for line in read(image, lines, engine) for word in line.words]
    assert "re" in texts and "re3.3(h)(2)" not in texts


def test_a_code_behind_a_word_anywhere_in_a_line_is_a_word_of_its_own() -> None:
    words = [
        Word(text, Box(x, 0, x + 50, 10), 0.9, "t") for x, text in ((0, "believes(b)(7)(C)"), (60, "for"))
    ]
    line = margin_codes._apart(Line("", Box(0, 0, 110, 10), 0.9, LineKind.BODY, tuple(words)))
    assert line.text == "believes (b)(7)(C) for"
    assert line.words[0].bbox.x1 == line.words[1].bbox.x0
    for text in ("552(b)(7)(C)", "f(b)(1)", "believes(b)", "sub(c)(2)", "section(b)(5)", "Rule(b)(6)"):
        whole = Line(text, Box(0, 0, 50, 10), 0.9, LineKind.BODY, (replace(words[0], text=text),))
        assert margin_codes._apart(whole) is whole


@pytest.mark.parametrize("text", ["area3.5", "version3.5(z)", "3.3(h)(2)"])
def test_other_words_with_numbers_stay_whole(engine: RapidEngine, text: str) -> None:
    image, lines = page([])
    last = Word(text, Box(400, 300, 460, 310), 0.95, "tesseract")
    lines.append(Line(text, last.bbox, 0.95, LineKind.BODY, (last,)))
    assert text in [word.text for line in read(image, lines, engine) for word in line.words]


def test_the_last_word_of_a_line_is_no_part_of_the_code_behind_it() -> None:
    text = "a 3.3(h)(2)"
    letters = tuple(Character(c, 5.0 + 10 * k, 0.95) for k, c in enumerate(text))
    reading = LineReading(Box(0, 0, 110, 20), letters)
    found = margin_codes._read(np.full((20, 110), 255, np.uint8), reading, "test", CodeConfig())
    assert found is not None and found.text == "3.3(h)(2)"


class Garbling(RapidEngine):
    """Reads anything as `b%c`, and finds `b7c` the likeliest code."""

    def read_lines(
        self,
        image: Raster,
        boxes: Sequence[Box],
        timeout: float,
        margin: float | None = None,
        characters: Sequence[int] = (),
    ) -> tuple[LineReading, ...]:
        del image, timeout, margin, characters
        said = tuple(Character(letter, 0.0, 0.9) for letter in "b%c")
        return tuple(LineReading(box.grown(4), said) for box in boxes)

    def weigh(self, image: Raster, box: Box, texts: Sequence[str], margin: float) -> Weighed:
        del image, box, margin
        return Weighed("b%c", tuple(-1.0 if text == "b7c" else -9.0 for text in texts))


def test_a_code_by_hand_that_is_not_spelt_out_is_told_by_its_likelihood() -> None:
    image, lines = page([("b7c", 540, 130)], size=30)
    assert codes(read(image, lines, Garbling(RapidConfig()))) == ["b7c"]


def test_type_that_is_not_spelt_out_is_left() -> None:
    image, lines = page([("b7c", 540, 130)])
    assert codes(read(image, lines, Garbling(RapidConfig()))) == []
