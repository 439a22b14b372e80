from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.clean import Cleaned, clean_page, measure
from processors.clean.page import wanted_scale
from processors.config.clean import CleanConfig
from processors.geometry import Affine
from processors.scan import Raster
from tests.processors.clean.clean_sheets import mottled, sheet
from tests.processors.clean.test_clean_skew import turned

CONFIG = CleanConfig()
HALF = Affine.translation(0.5, 0.5)


def names(cleaned: Cleaned) -> list[str]:
    return [step.name for step in cleaned.steps]


def difference(a: Raster, b: Raster) -> float:
    return float(np.mean(cv2.absdiff(a, b)))


def test_a_good_page_comes_back_as_it_is() -> None:
    page = sheet()
    cleaned = clean_page(page, 300.0, CONFIG)
    assert names(cleaned) == ["measure", "orientation"]
    assert np.array_equal(cleaned.grey, page)
    assert cleaned.to_source.point(17.0, 31.0) == (17.0, 31.0)
    assert cleaned.blur == 0.0


def test_same_input_same_output() -> None:
    page = mottled(turned(sheet(), 1.0), 0.03)
    first, second = clean_page(page, 300.0, CONFIG), clean_page(page.copy(), 300.0, CONFIG)
    assert np.array_equal(first.grey, second.grey)
    assert first.steps == second.steps


@pytest.mark.parametrize("degrees", [-3.0, 1.7])
@pytest.mark.parametrize("turns", [0, 1])
@pytest.mark.parametrize("size", [16, 40])
def test_to_source_leads_back_to_the_same_ink(degrees: float, turns: int, size: int) -> None:
    page = np.ascontiguousarray(np.rot90(turned(sheet(size), degrees), turns))
    cleaned = clean_page(page, 300.0 * size / 40, CONFIG)
    assert cleaned.turns == turns
    assert cleaned.skew_degrees == pytest.approx(degrees, abs=0.1)
    height, width = page.shape
    forth = np.array(HALF.then(cleaned.to_source).then(HALF.inverse()).rows())
    back = np.asarray(cv2.warpAffine(cleaned.grey, forth, (width, height), borderValue=255), np.uint8)
    shifts = [(dx, dy) for dx in range(-2, 3) for dy in range(-2, 3)]
    inner = (slice(150, -150), slice(150, -150))
    best = min(shifts, key=lambda s: difference(np.roll(back, s, (1, 0))[inner], page[inner]))
    assert best == (0, 0)


def test_lying_type_is_measured_after_it_was_turned() -> None:
    upright = clean_page(sheet(), 300.0, CONFIG)
    lying = clean_page(np.ascontiguousarray(np.rot90(sheet())), 300.0, CONFIG)
    assert lying.x_height == upright.x_height
    assert lying.grey.shape == upright.grey.shape


def test_small_type_is_enlarged_to_the_wanted_height() -> None:
    cleaned = clean_page(sheet(16), 120.0, CONFIG)
    assert "enlarge" in names(cleaned)
    assert cleaned.x_height == pytest.approx(CONFIG.wanted_x_height, rel=0.1)
    assert cleaned.dpi > 220
    assert measure(cleaned.grey, cleaned.dpi, CONFIG).x_height == pytest.approx(
        CONFIG.wanted_x_height, rel=0.15
    )


@given(st.floats(0, 200))
def test_scale_is_bounded_and_never_shrinks(x_height: float) -> None:
    assert 1.0 <= wanted_scale(x_height, CONFIG) <= CONFIG.largest_scale


def test_tiny_type_is_enlarged_no_further_than_pays() -> None:
    assert [wanted_scale(x, CONFIG) for x in (8.0, 12.5, 16.0, 17.0, 0.0)] == [2.0, 1.6, 1.25, 1.0, 1.0]


def test_inverted_page_is_turned_to_dark_on_light() -> None:
    page = sheet()
    cleaned = clean_page(np.asarray(255 - page, np.uint8), 300.0, CONFIG)
    assert "invert" in names(cleaned)
    assert difference(cleaned.grey, page) < 1


def test_scan_borders_go_and_type_stays() -> None:
    page = sheet()
    dirty = page.copy()
    dirty[:, :60] = 0
    dirty[:40, :] = 20
    cleaned = clean_page(dirty, 300.0, CONFIG)
    assert "clear borders" in names(cleaned)
    assert difference(cleaned.grey, page) < 0.5


def test_a_dark_picture_reaching_inwards_is_no_border() -> None:
    page = sheet()
    page[800:, :700] = 0
    cleaned = clean_page(page, 300.0, CONFIG)
    assert "clear borders" not in names(cleaned)
    assert cleaned.grey[950, 350] == 0


def test_shaded_paper_becomes_white() -> None:
    page = sheet()
    shade = np.linspace(0.45, 1.0, page.shape[1])[None, :]
    cleaned = clean_page((page * shade).astype(np.uint8), 300.0, CONFIG)
    assert "flatten background" in names(cleaned)
    paper = cv2.erode(page, np.ones((9, 9), np.uint8)) == 255
    assert difference(cleaned.grey[paper], page[paper]) < 5
    assert np.percentile(cleaned.grey[page == 0], 95) < 60


def test_mottling_is_smoothed_away() -> None:
    page = sheet()
    dirty = mottled(page, 0.05)
    cleaned = clean_page(dirty, 300.0, CONFIG)
    (step,) = (s for s in cleaned.steps if s.name == "smooth mottling")
    assert cleaned.blur == step.parameters["sigma"] > 0
    assert measure(cleaned.grey, 300.0, CONFIG).tiny_per_letter < 0.5
    paper = cv2.erode(page, np.ones((9, 9), np.uint8)) == 255
    assert difference(cleaned.grey[paper], page[paper]) < 0.1 * difference(dirty[paper], page[paper])


def test_underlines_go_and_letters_stay() -> None:
    page = sheet()
    ruled = page.copy()
    for row in range(5):
        y = 80 + row * 68 + 43
        ruled[y : y + 3, 90:900] = 0
    cleaned = clean_page(ruled, 300.0, CONFIG)
    assert "remove rules" in names(cleaned)
    assert difference(cleaned.grey, page) < 0.35 * difference(ruled, page)
    assert cleaned.straight is not None and np.array_equal(cleaned.straight, ruled)


def test_whether_its_paper_was_changed_is_told_of_the_straight_page() -> None:
    cleaned = clean_page(255 - sheet(), 300.0, CONFIG)
    assert cleaned.new_paper
    assert cleaned.straight is not None and np.array_equal(cleaned.straight, sheet())
    assert not clean_page(sheet(), 300.0, CONFIG).new_paper


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 255), st.integers(0, 2**31))
def test_any_small_raster_is_survived(width: int, height: int, level: int, seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    for page in (np.full((height, width), level, np.uint8), noise):
        cleaned = clean_page(page, 100.0, CONFIG)
        assert cleaned.grey.dtype == np.uint8
        assert cleaned.turns == 0
