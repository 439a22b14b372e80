from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from processors.clean.measure import CAPITALS, measure, x_height, x_height_of
from processors.config.clean import CleanConfig
from tests.processors.clean.clean_sheets import mottled, sheet

CONFIG = CleanConfig()


@pytest.mark.parametrize("size", [30, 40, 60])
def test_x_height_follows_the_type(size: int) -> None:
    found = x_height(sheet(size), 300.0, CONFIG)
    assert 0.45 * size <= found <= 0.65 * size


def test_capitals_have_the_x_height_of_their_face() -> None:
    mixed = x_height(sheet(40), 300.0, CONFIG)
    capitals = x_height(
        sheet(40, lines=("THE HARBOUR LIGHT WAS SEEN FROM THE SEA", "NO VESSEL WAS LOST")), 300.0, CONFIG
    )
    assert capitals == pytest.approx(mixed, rel=0.15)


def test_blank_paper_has_no_type() -> None:
    found = measure(np.full((500, 400), 255, np.uint8), 300.0, CONFIG)
    assert (found.letters, found.x_height, found.tiny_per_letter) == (0, 0.0, 0.0)


def test_mottling_shows_and_dirt_beside_the_type_does_not() -> None:
    clean = sheet()
    dirty = clean.copy()
    dirty[900:, :] = mottled(clean)[900:, :]
    assert measure(clean, 300.0, CONFIG).tiny_per_letter < 0.5
    assert measure(dirty, 300.0, CONFIG).tiny_per_letter < 0.5
    assert measure(mottled(clean, 0.02), 300.0, CONFIG).tiny_per_letter > CONFIG.mottled_tiny


def test_stroke_is_the_width_of_bars() -> None:
    page = np.full((400, 400), 255, np.uint8)
    for x in range(20, 380, 40):
        page[20:380, x : x + 7] = 0
    assert measure(page, 300.0, CONFIG).stroke == pytest.approx(7.0, abs=0.5)


@given(st.integers(6, 80), st.integers(50, 400))
def test_x_height_of_one_height_is_that_of_capitals(height: int, count: int) -> None:
    assert x_height_of(np.full(count, height, np.int32)) == pytest.approx(height * CAPITALS, abs=1.5)


def test_clumps_of_specks_are_no_letters() -> None:
    slope = [h for h in range(1, 18) for _ in range(20_000 // 2**h)]
    letters = [18] * 30 + [19] * 30 + [24] * 20 + [25] * 20
    assert x_height_of(np.array(slope + letters, np.int32), 6.0) == pytest.approx(18.5, abs=0.5)
    # On a clean page a stop or two say nothing.
    assert x_height_of(np.array([3] * 40 + letters, np.int32), 6.0) == pytest.approx(18.5, abs=0.5)


@example([1])
@given(st.lists(st.integers(0, 200), max_size=60))
def test_x_height_never_exceeds_the_tallest(heights: list[int]) -> None:
    assert 0 <= x_height_of(np.array(heights, np.int32)) <= max(heights, default=0) + 1
