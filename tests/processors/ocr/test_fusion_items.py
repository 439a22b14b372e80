"""Numbers of items that hang left of their lines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from processors.config.fusion import FusionConfig
from processors.geometry import Box
from processors.ocr.engine import EngineLine
from processors.ocr.fusion import second_reading
from processors.ocr.fusion.budget import Scanned
from processors.ocr.fusion.items import NUMBER
from processors.scan import Raster
from tests.processors.ocr.test_fusion_page import GOOD, PAPER, PITCH, Saying, line

CONFIG = FusionConfig()
ITEM = line("harvest of the islands", 700, 0.97, x=240)


def page_with(*marks: Box) -> Raster:
    image = PAPER.copy()
    for mark in marks:
        x0, y0, x1, y1 = (int(v) for v in mark)
        image[y0:y1, x0:x1] = 0
    return image


def read(image: Raster, engine: Saying) -> list[str]:
    lines: list[EngineLine] = [*GOOD, ITEM]
    return [one.text for one in second_reading(image, lines, "tesseract", engine, CONFIG, 60.0).lines]


def reading_of(text: str, confidence: float = 0.97) -> Saying:
    """Reads that where the number and the first word stand."""
    return Saying({Box(160, 700, 240 + 7 * PITCH, 730): text}, confidence)


MARK = Box(160, 702, 176, 728)


def test_a_number_before_a_line_is_read_with_its_first_word() -> None:
    engine = reading_of("3. harvest")
    assert read(page_with(MARK), engine)[-1] == "3. harvest of the islands"
    assert len(engine.asked) == 1
    assert engine.detected == 0


@pytest.mark.parametrize("text", ["3 harvest", "harvest", "3. something", "I harvest", ""])
def test_nothing_is_added_where_no_number_is_seen_before_the_word(text: str) -> None:
    assert read(page_with(MARK), reading_of(text))[-1] == "harvest of the islands"


def test_a_doubtful_number_is_left_out() -> None:
    assert read(page_with(MARK), reading_of("3. harvest", 0.6))[-1] == "harvest of the islands"


@pytest.mark.parametrize(
    "marks",
    [
        (Box(20, 702, 36, 728),),
        (Box(160, 760, 176, 786),),
        (Box(900, 702, 916, 728),),
        tuple(Box(100 + 20 * k, 702, 114 + 20 * k, 728) for k in range(4)),
    ],
    ids=["far", "another row", "behind the line", "a word"],
)
def test_other_marks_are_no_numbers(marks: tuple[Box, ...]) -> None:
    assert read(page_with(*marks), reading_of("3. harvest"))[-1].startswith("harvest")


@pytest.mark.parametrize("text", ["1.", "12.", "(a)", "B.", "iv.", "IX)", " 3. x"])
def test_what_numbers_look_like(text: str) -> None:
    assert NUMBER.match(text)


@pytest.mark.parametrize("text", ["1", "The.", "1,000", "-", "(", "Mr. X", "1234."])
def test_what_numbers_do_not_look_like(text: str) -> None:
    assert not NUMBER.match(text)


def test_another_column_may_stand_before_a_number() -> None:
    lines = [*GOOD, line("moss", 700, 0.97, x=10), ITEM]
    engine = reading_of("3. harvest")
    fused = second_reading(page_with(MARK), lines, "tesseract", engine, CONFIG, 60.0)
    assert fused.lines[-1].text == "3. harvest of the islands"


def test_a_worn_figure_before_the_number_is_read_too() -> None:
    engine = reading_of("13. harvest")
    image = page_with(MARK, Box(140, 702, 146, 710), Box(140, 718, 146, 728))
    assert read(image, engine)[-1] == "13. harvest of the islands"
    assert engine.asked[0].x0 <= MARK.x0 - CONFIG.item_before * 30


def test_a_number_that_was_read_with_other_letters_comes_out_once() -> None:
    marks = [MARK, *(Box(600 + 20 * k, 760, 614 + 20 * k, 786) for k in range(5))]
    engine = reading_of("3. harvest")
    engine.says[MARK.grown(3)] = "3."
    engine.says[Box(600, 760, 694, 786)] = "abcde"
    assert sum(text.count("3.") for text in read(page_with(*marks), engine)) == 1


def test_numbers_have_their_own_place() -> None:
    lines = [*GOOD, ITEM]
    fused = second_reading(page_with(MARK), lines, "tesseract", reading_of("3. harvest"), CONFIG, 60.0)
    number = fused.lines[-1].words[0]
    assert number.engine == "rapidocr"
    assert 160 <= number.box.x0 < number.box.x1 <= 220
    assert np.isclose(number.box.y0, 702)


def test_numbers_are_read_where_nothing_is_left_of_the_budget() -> None:
    engine = reading_of("3. harvest")
    none = replace(CONFIG.budget, ordinary=0.0, hard=0.0, hard_enlarged=0.0)
    lines: list[EngineLine] = [*GOOD, ITEM]
    config, scanned = replace(CONFIG, budget=none), Scanned(1, 0)
    fused = second_reading(page_with(MARK), lines, "tesseract", engine, config, 60.0, (), scanned)
    assert fused.lines[-1].text == "3. harvest of the islands"
