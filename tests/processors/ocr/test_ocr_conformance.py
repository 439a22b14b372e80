"""What every engine must do: add a new one to `ENGINES`."""

from __future__ import annotations

import re
import shutil

import numpy as np
import pytest

from processors.config.fusion import RapidConfig
from processors.config.ocr import OcrConfig
from processors.geometry import Box
from processors.ocr.engine import AreaKind, Engine, EngineLine
from processors.ocr.rapid import RapidEngine
from processors.ocr.tesseract import TesseractEngine
from tests.processors.ocr.ocr_sheets import WORDS, InkEngine, page_of

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
ENGINES = [
    pytest.param(InkEngine, id="ink"),
    pytest.param(lambda: RapidEngine(RapidConfig()), id="rapidocr"),
    pytest.param(
        lambda: TesseractEngine(OcrConfig()), id="tesseract", marks=[pytest.mark.tesseract, needs_tesseract]
    ),
]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    made = request.param()
    assert isinstance(made, Engine)
    return made


def texts(lines: tuple[EngineLine, ...]) -> list[str]:
    return [line.text for line in lines]


def test_names_itself_and_its_models(engine: Engine) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", engine.name)
    assert engine.version()
    assert engine.models()
    for model in engine.models():
        assert re.fullmatch(r"[0-9a-f]{64}", model.sha256)


def test_reads_plain_words_where_they_stand(engine: Engine) -> None:
    image, boxes = page_of()
    lines = engine.read(image, 300.0, 60.0)
    assert texts(lines) == list(WORDS)
    for line, box in zip(lines, boxes, strict=True):
        assert line.box.iou(box) > 0.7
        assert all(0 <= word.confidence <= 1 and word.text.split() == [word.text] for word in line.words)


def test_same_image_same_answer_and_image_untouched(engine: Engine) -> None:
    image, _ = page_of(WORDS[:2])
    before = image.copy()
    assert engine.read(image, 300.0, 60.0) == engine.read(image, 300.0, 60.0)
    assert np.array_equal(image, before)


@pytest.mark.parametrize("shape", [(600, 400), (3, 3), (1, 200)])
def test_blank_images_have_no_lines(engine: Engine, shape: tuple[int, int]) -> None:
    assert engine.read(np.full(shape, 255, np.uint8), 300.0, 60.0) == ()


@pytest.mark.parametrize("kind", list(AreaKind))
def test_an_area_is_read_alone_in_pixels_of_the_page(engine: Engine, kind: AreaKind) -> None:
    image, boxes = page_of()
    area = boxes[1].grown(14)
    lines = engine.read_area(image, area, kind, 300.0, 60.0)
    assert len(lines) == 1
    assert lines[0].box.iou(boxes[1]) > 0.6
    assert lines[0].box.covered_by(area) == pytest.approx(1.0)


@pytest.mark.parametrize("box", [Box(-50, -50, -10, -10), Box(10, 10, 10, 10), Box(5000, 5000, 6000, 6000)])
def test_areas_off_the_page_are_empty(engine: Engine, box: Box) -> None:
    image, _ = page_of(WORDS[:1])
    assert engine.read_area(image, box, AreaKind.LINE, 300.0, 60.0) == ()
