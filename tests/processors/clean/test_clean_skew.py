from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.clean import orientation
from processors.clean.orientation import (
    Orientation,
    ascent,
    asked_orientation,
    asymmetry,
    find_orientation,
    known_orientation,
    turned_clockwise,
)
from processors.clean.skew import best_angle, is_clear, text_points
from processors.config.clean import CleanConfig
from processors.errors import EngineError
from processors.geometry import Box
from processors.ocr.engine import EngineLine, EngineWord
from processors.scan import Raster
from tests.processors.clean.clean_sheets import mottled, sheet

CONFIG = CleanConfig()


def turned(page: Raster, degrees: float) -> Raster:
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return np.asarray(cv2.warpAffine(page, matrix, (width, height), borderValue=255), np.uint8)


@pytest.mark.parametrize("degrees", [-8.0, -1.3, -0.4, 0.0, 0.25, 2.0, 6.5])
def test_skew_is_found_to_a_tenth_of_a_degree(degrees: float) -> None:
    points = text_points(turned(sheet(), degrees), 300.0, CONFIG)
    angle, sharp = best_angle(points, CONFIG)
    assert angle == pytest.approx(degrees, abs=0.1)
    assert is_clear(points, angle, sharp, CONFIG)


@settings(max_examples=12, deadline=None)
@given(st.floats(0.3, 8), st.sampled_from((-1, 1)), st.sampled_from((40, 56)), st.booleans())
def test_any_skew_worth_undoing_is_found_to_a_tenth(
    size: float, side: int, type_size: int, dirty: bool
) -> None:
    page = turned(sheet(type_size), side * size)
    angle, _ = best_angle(text_points(mottled(page, 0.01) if dirty else page, 300.0, CONFIG), CONFIG)
    assert angle == pytest.approx(side * size, abs=0.1)


def test_noise_has_no_clear_angle() -> None:
    points = np.random.default_rng(3).random((5000, 2)).astype(np.float32) * 800
    assert not is_clear(points, *best_angle(points, CONFIG), CONFIG)


def test_rules_do_not_vote() -> None:
    page = turned(sheet(), 2.0)
    page[::150, :] = 0
    assert best_angle(text_points(page, 300.0, CONFIG), CONFIG)[0] == pytest.approx(2.0, abs=0.2)


def test_lower_case_rises_above_its_lines() -> None:
    points = text_points(sheet(), 300.0, CONFIG)
    assert ascent(points, 0.0) > 0.1
    assert ascent(turned_clockwise(points, 2), 0.0) < -0.1


def test_profiles_lean_to_the_side_that_ends_at_once() -> None:
    heights = np.repeat(np.arange(40), np.arange(40))
    points = np.stack([np.zeros(len(heights)), heights], axis=1).astype(np.float32)
    assert asymmetry(np.concatenate([points, [[0, 45]]]).astype(np.float32), 0.0) < -0.9
    assert asymmetry(-np.concatenate([points, [[0, 45]]]).astype(np.float32), 0.0) > 0.9


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_tesseract_is_followed_where_it_is_sure(turns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orientation, "detect_orientation", lambda *_: (turns, 9.0))
    doubting = CleanConfig(upright_ascent=1.0, upright_asymmetry=1.0)
    found = asked_orientation(np.ascontiguousarray(np.rot90(sheet(), turns)), 300.0, 500, doubting)
    assert found.turns == turns
    assert found.skew == pytest.approx(0.0, abs=0.11)
    assert "Tesseract says" in found.reason


@pytest.mark.parametrize("answer", [(2, 1.0), (1, 9.0)])
def test_unsure_and_impossible_answers_are_not_followed(
    answer: tuple[int, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orientation, "detect_orientation", lambda *_: answer)
    found = asked_orientation(np.ascontiguousarray(sheet()[::-1, ::-1]), 300.0, 500, CONFIG)
    assert found.turns == 0


def test_an_answer_against_the_profile_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orientation, "detect_orientation", lambda *_: (2, 9.0))
    monkeypatch.setattr(orientation, "asymmetry", lambda *_: 0.5)
    found = asked_orientation(sheet(), 300.0, 500, CONFIG)
    assert found.turns == 0
    assert "against the line profile" in found.reason


@pytest.mark.parametrize(("reads", "turns"), [(True, 2), (False, 0)])
def test_a_strip_decides_where_answer_and_profile_disagree(
    reads: bool, turns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orientation, "detect_orientation", lambda *_: (2, 9.0))
    monkeypatch.setattr(orientation, "asymmetry", lambda *_: 0.5)
    words = tuple(EngineWord("harbour", Box(100 * k, 0, 100 * k + 90, 20), 0.95) for k in range(3))
    read: list[Raster] = []

    def reader(strip: Raster, _dpi: float) -> tuple[EngineLine, ...]:
        read.append(strip)
        return (EngineLine.of(words),) * 2 if reads and len(read) == 2 else ()

    found = asked_orientation(sheet(), 300.0, 500, CONFIG, reader, x_height=20.0)
    assert found.turns == turns
    assert not found.is_open
    # once as the page stands, and once as Tesseract says
    assert len(read) == 2


@pytest.mark.parametrize(("lying", "turns"), [(1, 3), (3, 1), (None, 0)])
def test_strips_decide_about_a_page_on_its_side_where_the_answer_is_unsure(
    lying: int | None, turns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orientation, "detect_orientation", lambda *_: (1, 3.9))
    words = tuple(EngineWord("harbour", Box(100 * k, 0, 100 * k + 90, 20), 0.95) for k in range(3))
    page = np.ascontiguousarray(np.rot90(sheet(), -(lying or 1)))
    upright = set[bytes]()
    monkeypatch.setattr(orientation, "densest_strip", lambda whole, *_: slice(0, len(whole)))
    if lying is not None:
        upright.add(sheet().tobytes())

    def reader(strip: Raster, _dpi: float) -> tuple[EngineLine, ...]:
        return (EngineLine.of(words),) * 2 if strip.tobytes() in upright else ()

    found = asked_orientation(page, 300.0, 500, CONFIG, reader, x_height=20.0)
    assert found.turns == turns
    assert not found.is_open


def test_few_letters_and_failures_leave_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orientation, "detect_orientation", _fail)
    assert asked_orientation(sheet(), 300.0, 5, CONFIG).turns == 0
    assert asked_orientation(np.ascontiguousarray(sheet()[::-1, ::-1]), 300.0, 500, CONFIG).turns == 0


def _fail(*_: object) -> tuple[int, float]:
    raise EngineError("too few characters")


@pytest.mark.parametrize(
    ("box", "confidence", "asks"),
    [
        (Box(0, 0, 90, 20), 0.95, False),
        (Box(0, 0, 20, 90), 0.95, True),  # read down the page
        (Box(0, 0, 90, 20), 0.6, True),
    ],
)
def test_tesseract_is_not_asked_about_what_reads_as_it_stands(
    box: Box, confidence: float, asks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orientation, "detect_orientation", lambda *_: (2, 9.0))
    doubting = CleanConfig(upright_ascent=1.0, upright_asymmetry=1.0)
    words = tuple(EngineWord("harbour", box.moved(100 * k, 0), confidence) for k in range(3))
    found = asked_orientation(
        sheet(), 300.0, 500, doubting, lambda _page, _dpi: (EngineLine.of(words),), x_height=20.0
    )
    assert ("Tesseract says" in found.reason) == asks
    assert asks or found.turns == 0


def test_what_profiles_leave_open_is_taken_as_it_stands() -> None:
    doubting = CleanConfig(upright_ascent=1.0, upright_asymmetry=1.0)
    read: list[float] = []

    def reader(_page: Raster, dpi: float) -> tuple[EngineLine, ...]:
        read.append(dpi)
        return ()

    found = find_orientation(sheet(), 300.0, 500, doubting, reader, x_height=20.0)
    # All of the page is read next; a strip of it would be read twice.
    assert (found.turns, found.is_open, read) == (0, True, [])
    assert not find_orientation(sheet(), 300.0, 5, doubting).is_open


class _Upright:
    """Reads lines of so many words on rows of `sheet` as they stand there, and others on any other strip."""

    def __init__(self, *lines: int, otherwise: Sequence[int] = ()) -> None:
        self.lines, self.otherwise, self.strips = lines, otherwise, 0

    def __call__(self, strip: Raster, _dpi: float) -> list[EngineLine]:
        self.strips += 1
        page, rows = sheet(), len(strip)
        stands = any(np.array_equal(strip, page[k : k + rows]) for k in range(len(page) - rows + 1))
        return [_words(count) for count in (self.lines if stands else self.otherwise)]


def _words(count: int) -> EngineLine:
    return EngineLine.of(
        [EngineWord("harbour", Box(100 * k, 0, 100 * k + 90, 20), 0.95) for k in range(count)]
    )


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_strip_that_is_surely_read_turns_a_page_as_its_profile_says(
    turns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orientation, "detect_orientation", _fail)
    reader = _Upright(4, 3)
    lying = np.ascontiguousarray(np.rot90(sheet(), turns))
    found = find_orientation(lying, 300.0, 500, CONFIG, reader, x_height=20.0)
    # One as the page is turned by the likeliest turn, and one as it lies.
    assert (found.turns, found.is_open, reader.strips) == (turns, False, 2)
    assert found.skew == pytest.approx(0.0, abs=0.11)


@pytest.mark.parametrize("reader", [_Upright(5), _Upright(8, 1), _Upright(4, 3, otherwise=[1])])
def test_a_page_is_not_turned_for_a_release_line_or_where_it_reads_as_it_stands(reader: _Upright) -> None:
    lying = np.ascontiguousarray(np.rot90(sheet()))
    found = find_orientation(lying, 300.0, 500, CONFIG, reader, x_height=20.0)
    assert (found.turns, found.is_open) == (0, True)


@pytest.mark.parametrize("answer", [(0, 27.1), (1, 2.0)])
def test_a_release_line_does_not_turn_a_page_about_which_tesseract_is_asked(
    answer: tuple[int, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orientation, "detect_orientation", lambda *_: answer)
    lying = np.ascontiguousarray(np.rot90(sheet()))
    lines = _Upright(8, 1) if answer[0] else _Upright(4, 3)
    found = asked_orientation(lying, 300.0, 500, CONFIG, lines, x_height=20.0)
    assert (found.turns, found.is_open) == (0, False)


def test_strips_decide_where_the_question_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orientation, "detect_orientation", _fail)
    lying = np.ascontiguousarray(np.rot90(sheet(), 3))
    found = asked_orientation(lying, 300.0, 500, CONFIG, _Upright(3, 3), x_height=20.0)
    assert (found.turns, found.is_open) == (3, False)


def test_a_page_that_is_not_in_doubt_is_not_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orientation, "detect_orientation", lambda *_: (2, 9.0))
    sure = CleanConfig(upright_ascent=-1.0, upright_asymmetry=-1.0)
    assert not asked_orientation(sheet(), 300.0, 500, sure, _Upright(), x_height=20.0).turns


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_page_known_to_lie_so_is_asked_for_its_angle_alone(turns: int) -> None:
    known = Orientation(turns, 5.0, "told before")
    lying = np.ascontiguousarray(np.rot90(turned(sheet(), 1.0), turns))
    found = known_orientation(lying, 300.0, 500, known, CONFIG)
    assert (found.turns, found.reason) == (turns, "told before")
    assert found.skew == pytest.approx(1.0, abs=0.1)
    assert known_orientation(lying, 300.0, 5, known, CONFIG).skew is None
