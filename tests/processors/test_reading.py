"""The whole way of a page, with real Tesseract, on samples whose truth is known."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from unittest.mock import MagicMock

import numpy as np
import pytest

import samples.memo
from processors.config import Config
from processors.geometry import Affine, Box
from processors.marks.redactions import RedactionMark, RedactionMarks
from processors.ocr.rapid import RapidEngine
from processors.ocr.tesseract import TesseractEngine
from processors.reading import read_page
from processors.records import SHOWN, PageStatus, RedactionKind, TextSource
from processors.results import PageResult, shown
from processors.scan import Raster, Scan
from tests.processors.clean.clean_sheets import table_sheet

pytestmark = pytest.mark.tesseract
CONFIG = Config()


def read(raster: Raster, dpi: float = 200, config: Config = CONFIG) -> PageResult:
    height, width = raster.shape[:2]
    to_points = Affine.scale(72 / dpi)
    scan = Scan(1, width * 72 / dpi, height * 72 / dpi, dpi, 0, raster, to_points, (), True, "test")
    return read_page(scan, TesseractEngine(config.ocr), RapidEngine(config.fusion.rapid), config)


@pytest.mark.parametrize("turns", [0, 1, 2])
def test_boxes_come_back_to_the_page_as_shown_however_it_lies(turns: int) -> None:
    image, truth, _ = samples.memo.memorandum(11)
    height, width = image.shape[:2]
    result = read(np.ascontiguousarray(np.rot90(image, -turns)))
    page = shown(result, result.page)
    true = next(s for s in truth.strikes)
    there = Affine.quarter_turns(turns, width, height).box(true.bbox).scaled(72 / 200)
    (strike,) = page.strikes
    assert strike.text == "SECRET"
    assert there.iou(strike.bbox) > 0.5
    (word,) = [w for line in page.lines for w in line.words if w.struck]
    assert word.bbox.covered_by(there.grown(4)) > 0.8


@pytest.mark.parametrize("turns", [0, 1])
def test_a_bar_is_found_and_nothing_is_read_in_it_however_the_page_lies(turns: int) -> None:
    image, _, _ = samples.memo.memorandum(11)
    bar = Box(500, 575, 900, 610)
    image = image.copy()
    image[int(bar.y0) : int(bar.y1), int(bar.x0) : int(bar.x1)] = 0
    there = Affine.quarter_turns(turns, image.shape[1], image.shape[0]).box(bar).scaled(72 / 200)
    result = read(np.ascontiguousarray(np.rot90(image, -turns)))
    page = shown(result, result.page)
    assert max(there.iou(r.bbox) for r in page.redactions) > 0.8
    assert not [w for line in page.lines for w in line.words if w.bbox.covered_by(there) > 0.5]
    assert page.redactions[0].hidden_characters is not None


@pytest.mark.parametrize("turns", [0, 2])
def test_a_page_in_doubt_is_read_as_it_stands_before_tesseract_is_asked(
    turns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def answer(*_: object) -> tuple[int, float]:
        asked.append(turns)
        return turns, 9.0

    monkeypatch.setattr("processors.clean.orientation.detect_orientation", answer)
    # A strip has fewer letters than this, the page has more.
    clean = replace(CONFIG.clean, upright_ascent=1.0, upright_asymmetry=1.0, upright_letters=300)
    image, _, _ = samples.memo.memorandum(11)
    result = read(np.ascontiguousarray(np.rot90(image, -turns)), config=replace(CONFIG, clean=clean))
    assert len(asked) == (1 if turns else 0)
    assert ("upright" in [step.name for step in result.page.steps]) == (turns == 0)
    assert "MEMORANDUM" in " ".join(line.text for line in result.page.lines)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_that_plainly_lies_is_turned_without_asking(
    turns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> tuple[int, float]:
        pytest.fail("Tesseract was asked")

    monkeypatch.setattr("processors.clean.orientation.detect_orientation", fails)
    image, _, _ = samples.memo.memorandum(11)
    result = read(np.ascontiguousarray(np.rot90(image, turns)))
    assert [s.parameters["turns"] for s in result.page.steps if s.name == "orientation"] == [turns]
    assert "MEMORANDUM" in " ".join(line.text for line in result.page.lines)


def test_a_frame_that_is_no_redaction_cuts_no_words_at_its_edges(monkeypatch: pytest.MonkeyPatch) -> None:
    # From the middle of `observe` to that of `repair`, and into the row below.
    frame = RedactionMark(Box(350, 602, 830, 660), RedactionKind.GREY_BOX, 0.9)
    marks = RedactionMarks((frame,), (), ())
    monkeypatch.setattr("processors.pictures.find_redactions", lambda *_: marks)
    image, _, _ = samples.memo.memorandum(11)
    page = read(image).page
    lines = [line.text for line in page.lines]
    assert not page.redactions
    assert "to observe the lighthouse repair near Varnorra. Construction" in lines
    assert "of the combined cable landing is to commence when the per-" in lines
    assert " ".join(lines).count("lighthouse repair near") == 1


def test_an_empty_page_is_blank() -> None:
    result = read(np.full((2200, 1700), 255, np.uint8))
    assert result.page.status is PageStatus.BLANK
    assert result.page.text_source is TextSource.NONE


def test_the_part_of_the_page_that_is_shown_is_recorded() -> None:
    blank = np.full((2200, 1700), 255, np.uint8)
    scan = Scan(
        1, 620.0, 800.0, 200, 0, blank, Affine.scale(0.36), (), True, "test", shown=Box(8, 8, 620, 800)
    )
    result = read_page(scan, TesseractEngine(CONFIG.ocr), RapidEngine(CONFIG.fusion.rapid), CONFIG)
    assert result.page.steps[0].parameters[SHOWN] == "8.00 8.00 620.00 800.00"


def test_every_step_is_recorded_with_its_time() -> None:
    image, _, _ = samples.memo.memorandum(11)
    result = read(image)
    names = [step.name for step in result.page.steps]
    assert names[0] == "open"
    assert SHOWN not in result.page.steps[0].parameters
    assert names[-2:] == ["ocr", "second reading"]
    assert {name for name, _ in result.seconds} >= {"redactions", "strikes", "clean", "ocr", "interpret"}


def test_all_numbers_of_a_large_table_are_read_as_one_block(monkeypatch: pytest.MonkeyPatch) -> None:
    page, words = table_sheet(25, 9)
    whole = MagicMock(side_effect=AssertionError("not by Tesseract's own search for tables"))
    monkeypatch.setattr(TesseractEngine, "read", whole)
    found = Counter(word.text for line in read(page, 300).page.lines for word in line.words)
    assert sum((found & Counter(words)).values()) >= 0.98 * len(words)
