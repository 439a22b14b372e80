"""Boxes out of the detector's answer: as RapidOCR takes them, and of answers that were made up."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from processors.config.fusion import DetectorConfig, RapidConfig
from processors.geometry import Box
from processors.ocr import rapid
from processors.ocr.text_detector import TextDetector, _from_top
from processors.scan import Raster
from tests.processors.ocr.ocr_sheets import page_of


class Answers:
    """A session that always gives the same answer."""

    def __init__(self, answer: NDArray[np.float32]) -> None:
        self.answer, self.asked = answer, np.empty(0, np.float32)

    def get_inputs(self) -> list[Any]:
        return [SimpleNamespace(name="x")]

    def run(self, _names: None, given: dict[str, NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        self.asked = given["x"]
        return [self.answer[None, None]]


def found_in(answer: NDArray[np.float32], picture: Raster) -> list[Box]:
    return TextDetector(Answers(answer), 32, DetectorConfig()).boxes(picture)


def sheets() -> list[Raster]:
    upright, _ = page_of(size=30)
    height, width = upright.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 4.0, 1.0)
    tilted = cv2.warpAffine(upright, turn, (width, height), borderValue=255)
    noise = np.random.default_rng(7).integers(0, 255, (500, 700))
    return [upright, np.asarray(tilted, np.uint8), upright[:201, :333], noise.astype(np.uint8)]


@pytest.mark.parametrize("number", range(4))
def test_boxes_are_those_of_rapidocr(number: int) -> None:
    from rapidocr import RapidOCR

    sheet = np.ascontiguousarray(sheets()[number])
    theirs = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.use_rec": False,
            "Det.model_path": str(rapid._model_path(rapid.DETECTOR)),
            "Det.limit_type": "max",
            "Det.limit_side_len": 1_000_000,
        }
    )(cv2.cvtColor(sheet, cv2.COLOR_GRAY2BGR))
    quads = () if theirs.boxes is None else np.asarray(theirs.boxes, dtype=float)
    wanted = {(*quad.min(axis=0).tolist(), *quad.max(axis=0).tolist()) for quad in quads}
    assert {tuple(box) for box in rapid._detector(RapidConfig()).boxes(sheet)} == wanted
    assert number == 3 or wanted


def test_a_line_is_grown_around_its_core_and_told_in_pixels_of_the_picture() -> None:
    answer = np.zeros((64, 320), np.float32)
    answer[28:36, 80:240] = 0.9
    (box,) = found_in(answer, np.full((128, 640), 255, np.uint8))
    core = Box(160, 56, 480, 72)
    assert box.overlap(core) == core.area
    # A core of 160 by 8 has an area of 1280 and an outline of 336, so that 1.6 of their ratio are six pixels.
    assert box.iou(core.grown(12)) > 0.9


@pytest.mark.parametrize("level", [0.29, 0.45])
def test_what_the_model_is_hardly_sure_of_is_no_line(level: float) -> None:
    answer = np.zeros((64, 320), np.float32)
    answer[28:36, 80:240] = level
    assert found_in(answer, np.full((64, 320), 255, np.uint8)) == []


def test_specks_are_no_lines() -> None:
    answer = np.zeros((64, 320), np.float32)
    answer[30:32, 80:82] = 1.0
    assert found_in(answer, np.full((64, 320), 255, np.uint8)) == []


def test_the_model_gets_levels_from_minus_one_to_one_in_three_channels() -> None:
    session = Answers(np.zeros((32, 64), np.float32))
    picture = np.full((32, 64), 255, np.uint8)
    picture[:, :32] = 0
    TextDetector(session, 32, DetectorConfig()).boxes(picture)
    assert session.asked.shape == (1, 3, 32, 64)
    assert session.asked.dtype == np.float32
    assert session.asked[0, :, 0, 0].tolist() == [-1.0] * 3
    assert session.asked[0, :, 0, 63].tolist() == [1.0] * 3


def test_a_picture_too_small_for_the_model_holds_no_line() -> None:
    assert found_in(np.zeros((32, 32), np.float32), np.full((10, 400), 255, np.uint8)) == []


@settings(deadline=None, max_examples=40)
@given(
    cores=st.lists(
        st.tuples(st.integers(0, 90), st.integers(0, 300), st.integers(1, 30), st.integers(1, 200)),
        max_size=6,
    ),
    height=st.integers(20, 300),
    width=st.integers(20, 700),
)
def test_boxes_lie_in_the_picture(cores: list[tuple[int, int, int, int]], height: int, width: int) -> None:
    answer = np.zeros((96, 320), np.float32)
    for top, left, high, wide in cores:
        answer[top : top + high, left : left + wide] = 0.8
    for box in found_in(answer, np.full((height, width), 255, np.uint8)):
        assert 0 <= box.x0 < box.x1 <= width
        assert 0 <= box.y0 < box.y1 <= height


def test_order_is_from_the_top_down_and_from_the_left_on_a_row() -> None:
    right, left, below = Box(300, 10, 400, 30), Box(10, 16, 200, 36), Box(10, 60, 200, 80)
    assert _from_top([below, right, left], 10) == [left, right, below]
