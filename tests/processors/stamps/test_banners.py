"""Worn banners in the head and foot of a page that no reader saw."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from processors.config import Config
from processors.geometry import Box
from processors.ocr.fusion.model import FusedLine, FusedWord
from processors.ocr.line_reader import Character, LineReading
from processors.ocr.registry import readers
from processors.scan import Raster
from processors.stamps.banners import unread_banners

CONFIG = Config()
FACE = cv2.FONT_HERSHEY_DUPLEX


class Saying:
    """A second reader that reads the same in every place, and remembers the places."""

    name = "rapidocr"

    def __init__(self, text: str, confidence: float = 0.97) -> None:
        self._text, self._confidence = text, confidence
        self.places: list[Box] = []

    def read_lines(self, _image: Raster, boxes: Sequence[Box], *_: object) -> tuple[LineReading, ...]:
        self.places += boxes
        step = [box.width / len(self._text) for box in boxes]
        return tuple(
            LineReading(
                box,
                tuple(
                    Character(c, box.x0 + (k + 0.5) * s, self._confidence) for k, c in enumerate(self._text)
                ),
            )
            for box, s in zip(boxes, step, strict=True)
        )


def page(*stamps: tuple[str, int, int]) -> Raster:
    """A letter page of 300 dpi with stamps whose letters are specks within their outline: (text, left, foot)."""
    grey = np.full((3300, 2550), 255, np.uint8)
    solid = grey.copy()
    for text, x, y in stamps:
        cv2.putText(grey, text, (x, y), FACE, 4.0, 0, 20)
        cv2.putText(solid, text, (x, y), FACE, 4.0, 0, 12)
    specks = cv2.resize(
        (np.random.default_rng(5).random((1100, 850)) < 0.75).astype(np.uint8),
        (2550, 3300),
        interpolation=cv2.INTER_NEAREST,
    )
    grey[(solid == 0) & (specks > 0)] = 255
    return grey


def read(grey: Raster, reader: Saying, *lines: FusedLine) -> list[str]:
    found = unread_banners(grey, 300.0, lines, ("tesseract", reader), CONFIG, 60.0)  # type: ignore[arg-type]
    return [line.text for line in found]


def line(text: str, box: Box) -> FusedLine:
    return FusedLine.of([FusedWord(text, box, 0.9, "tesseract")])


HEAD, FOOT = ("SECRET", 900, 250), ("SECRET", 900, 3200)


def test_the_second_reader_reads_a_worn_banner() -> None:
    reader = readers(CONFIG)[1]
    found = unread_banners(page(HEAD), 300.0, (), ("tesseract", reader), CONFIG, 60.0)
    assert [line.text for line in found] == ["SECRET"]
    assert found[0].box.overlap(Box(900, 120, 1500, 270)) > 0.5 * found[0].box.area


def test_head_and_foot_are_looked_at_and_nothing_between() -> None:
    reader = Saying("TOP SECRET")
    assert read(page(HEAD, ("SECRET", 900, 1600), FOOT), reader) == ["TOP SECRET"] * 2
    assert [box.centre[1] > 1650 for box in reader.places] == [False, True]


@pytest.mark.parametrize(
    ("text", "confidence"),
    [("MEMORANDUM", 1.0), ("SE6REN", 0.9), ("SECRET", 0.7), ("SECRET OF THE HILLS", 1.0)],
)
def test_only_a_level_that_was_read_surely_is_taken(text: str, confidence: float) -> None:
    reader = Saying(text, confidence)
    assert read(page(HEAD), reader) == []
    assert reader.places


def test_where_a_banner_was_read_nothing_is_looked_for() -> None:
    reader = Saying("SECRET")
    assert read(page(HEAD), reader, line("CONFIDENTIAL", Box(900, 20, 1500, 60))) == []
    assert reader.places == []


def test_a_worn_word_beside_one_that_was_read_is_left_alone() -> None:
    reader = Saying("SECRET")
    assert read(page(("TOP SECRET", 900, 250)), reader, line("TOP", Box(890, 120, 1190, 270))) == []
    assert reader.places == []


def test_the_words_of_a_large_banner_are_one_place() -> None:
    reader = Saying("TOP SECRET")
    assert read(page(("TOP", 700, 250), ("SECRET", 1130, 250)), reader) == ["TOP SECRET"]
    assert len(reader.places) == 1


def test_words_that_were_read_are_no_places() -> None:
    reader = Saying("SECRET")
    assert read(page(HEAD), reader, line("MEMORANDUM", Box(850, 100, 1600, 300))) == []
    assert reader.places == []


def test_a_page_without_ink_and_one_full_of_it_have_no_banners() -> None:
    for grey in (np.full((3300, 2550), 255, np.uint8), np.zeros((3300, 2550), np.uint8)):
        assert read(grey, Saying("SECRET")) == []
    for height, width in ((40, 30), (10, 400), (1, 1), (400, 3)):
        assert read(np.zeros((height, width), np.uint8), Saying("SECRET")) == []
