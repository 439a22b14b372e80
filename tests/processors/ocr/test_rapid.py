"""The second engine against the contract, without network."""

from __future__ import annotations

import hashlib
import re
import socket
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest

from processors import side_by_side
from processors.config.fusion import RapidConfig
from processors.errors import PageTimeoutError
from processors.geometry import Box
from processors.ocr import rapid
from processors.ocr.engine import AreaKind, Engine
from processors.ocr.line_reader import Character, LineReading, TextWeigher
from processors.ocr.rapid import RapidEngine, _cut, line_width, tight
from tests.processors.ocr.ocr_sheets import WORDS, page_of

pytest.importorskip("rapidocr")
pytest.importorskip("onnxruntime")


@pytest.fixture
def engine() -> RapidEngine:
    return RapidEngine(RapidConfig())


def test_satisfies_the_protocol(engine: RapidEngine) -> None:
    assert isinstance(engine, Engine)
    assert engine.name == "rapidocr"
    assert re.match(r"\d+\.\d+", engine.version())


def test_models_are_those_in_the_wheel(engine: RapidEngine) -> None:
    tools = engine.models()
    assert len(tools) == 2
    for tool in tools:
        content = rapid._model_path(tool.name).read_bytes()
        assert tool.sha256 == hashlib.sha256(content).hexdigest()


def test_needs_no_network(engine: RapidEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("the network was tried")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    rapid._recogniser.cache_clear()
    rapid._detector.cache_clear()
    image, _ = page_of(WORDS[:1])
    assert [line.text for line in engine.read(image, 300.0, 60.0)] == [WORDS[0]]


def test_reads_words_where_they_stand(engine: RapidEngine) -> None:
    image, boxes = page_of()
    before = image.copy()
    lines = engine.read(image, 300.0, 60.0)
    assert [line.text for line in lines] == list(WORDS)
    for line, box in zip(lines, boxes, strict=True):
        assert line.box.iou(box) > 0.7
        assert all(0 <= word.confidence <= 1 for word in line.words)
    assert engine.read(image, 300.0, 60.0) == lines
    assert np.array_equal(image, before)


def test_with_more_processors_it_reads_the_same(engine: RapidEngine) -> None:
    image, _ = page_of(WORDS * 5, 30)
    alone = engine.read(image, 300.0, 60.0)
    side_by_side.follow(SimpleNamespace(value=2))
    try:
        assert engine.read(image, 300.0, 60.0) == alone
    finally:
        side_by_side.follow(None)
    assert len(alone) == 20


def test_memory_is_given_back_before_each_part(engine: RapidEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(rapid, "give_back", told.append)
    image, _ = page_of(WORDS * 5, 30)
    engine.detect(image)
    assert told == [RapidConfig().parts.held] * len(told)
    assert told


def test_several_words_on_a_line_get_their_own_boxes(engine: RapidEngine) -> None:
    image, boxes = page_of(("harbour keeper",))
    (line,) = engine.read_lines(image, boxes, 60.0, margin=0.1)
    left, right = line.words()
    assert (left.text, right.text) == ("harbour", "keeper")
    assert boxes[0].x0 - 10 <= left.box.x0 < left.box.x1 <= right.box.x0 < right.box.x1 <= boxes[0].x1 + 10


def test_blank_page_has_no_lines(engine: RapidEngine) -> None:
    assert engine.read(np.full((300, 400), 255, np.uint8), 300.0, 60.0) == ()


@pytest.mark.parametrize("kind", list(AreaKind))
def test_areas_are_read_in_page_pixels(engine: RapidEngine, kind: AreaKind) -> None:
    image, boxes = page_of()
    lines = engine.read_area(image, boxes[1].grown(12), kind, 300.0, 60.0)
    assert [line.text for line in lines] == [WORDS[1]]
    assert lines[0].box.iou(boxes[1]) > 0.7


def test_area_outside_the_image_is_empty(engine: RapidEngine) -> None:
    image, _ = page_of(WORDS[:1])
    assert engine.read_area(image, Box(-50, -50, -10, -10), AreaKind.LINE, 300.0, 60.0) == ()


def test_line_does_not_depend_on_its_companions(engine: RapidEngine) -> None:
    image, boxes = page_of()
    alone = [engine.read_lines(image, (box,), 60.0)[0] for box in boxes]
    assert list(engine.read_lines(image, boxes, 60.0)) == alone


def test_wide_type_is_squeezed_where_the_number_of_characters_is_known(engine: RapidEngine) -> None:
    image, boxes = page_of()
    config = RapidConfig()
    widths = [rapid._cut(image, boxes[0], 0.25, count, config).used for count in (0, 1, 7, 40)]
    assert widths[0] == widths[3] > widths[2] >= widths[1] >= config.squeezed * widths[0]
    assert all(width % rapid.COLUMN == 0 for width in widths[1:3])
    readings = engine.read_lines(image, boxes, 60.0, characters=[len(word) for word in WORDS])
    assert [reading.text for reading in readings] == list(WORDS)
    (word,) = readings[0].words()
    assert word.box.iou(boxes[0].grown(0.25 * boxes[0].height)) > 0.8
    with pytest.raises(ValueError, match="shorter"):
        engine.read_lines(image, boxes, 60.0, characters=[7])


@pytest.mark.parametrize("characters", [0, 7, 200])
def test_how_wide_a_line_is_read_is_known_before(characters: int) -> None:
    image, boxes = page_of()
    made: list[int] = []
    for box in boxes:
        cut = _cut(image, box, 0.0, characters, RapidConfig())
        made.append(cut.width)
        assert abs(line_width(box, characters, RapidConfig()) - cut.width) <= 0.05 * cut.width
    assert min(made) >= RapidConfig().least_width


def test_time_out(engine: RapidEngine) -> None:
    image, boxes = page_of(WORDS[:1])
    with pytest.raises(PageTimeoutError):
        engine.read_lines(image, boxes, -1.0)


def test_tight_draws_a_box_in_to_its_ink() -> None:
    image = np.full((60, 80), 250, np.uint8)
    image[20:30, 15:45] = 10
    assert tight(image, Box(0, 0, 80, 60)) == Box(15, 20, 45, 30)


def test_words_divide_the_line_between_their_characters() -> None:
    line = LineReading(
        Box(0, 0, 50, 10),
        (Character("a", 5, 0.8), Character("b", 15, 1.0), Character(" ", 25, 1.0), Character("c", 40, 0.5)),
    )
    words = line.words()
    assert [(w.text, w.box.x0, w.box.x1) for w in words] == [("ab", 0, 20), ("c", 32.5, 50)]
    assert words[0].confidence == pytest.approx(0.9)
    assert line.confidence == pytest.approx(2.3 / 3)


def test_strips_without_end_are_not_blown_up(engine: RapidEngine) -> None:
    assert engine.detect(np.zeros((3, 3000), np.uint8)) == ()
    assert engine.detect(np.zeros((60_000, 40), np.uint8)) == ()


def test_a_long_strip_is_read_as_what_it_is(engine: RapidEngine) -> None:
    image, _ = page_of(("harbour",))
    strip = np.full((110, 1500), 255, np.uint8)
    strip[20:90, 100:700] = image[85:155, 100:700]
    assert [line.text for line in engine.read(strip, 300.0, 60.0)] == ["harbour"]


def test_weighs_texts_against_a_place(engine: RapidEngine) -> None:
    image, (box, _) = page_of(("SECRET", "lantern"))
    assert isinstance(engine, TextWeigher)
    texts = ("CONFIDENTIAL", "SECRET", "REGRET")
    weighed = engine.weigh(image, box, texts, 0.2)
    assert weighed.read == "SECRET"
    assert texts[int(np.argmax(weighed.likelihoods))] == "SECRET"
    assert max(weighed.likelihoods) > -1


def test_there_is_nothing_to_weigh_outside_the_picture(engine: RapidEngine) -> None:
    image, _ = page_of(("SECRET",))
    assert engine.weigh(image, Box(-90, -90, -50, -50), ("SECRET",), 0.2).likelihoods == ()


def test_each_line_of_a_full_page_is_found_once(engine: RapidEngine) -> None:
    """Whether it stands on one part of the page that the detector is shown or beside a cut."""
    image = np.full((3300, 1200), 255, np.uint8)
    rows = range(60, 3200, 66)
    for row in rows:
        cv2.putText(image, "negotiations continue in Vientiane", (60, row + 40), 0, 1.6, 0, 3, cv2.LINE_AA)
    found = sorted(engine.detect(image), key=lambda box: box.y0)
    assert len(found) == len(rows)
    assert all(box.y0 <= row + 25 <= box.y1 for box, row in zip(found, rows, strict=True))
