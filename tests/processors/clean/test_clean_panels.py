from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.clean import clean_page
from processors.clean.panels import light_panels
from processors.config.clean import CleanConfig
from processors.scan import Raster
from tests.processors.clean.clean_sheets import sheet
from tests.processors.clean.test_clean_skew import turned

CONFIG = CleanConfig()
BAR = (slice(350, 408), slice(70, 1330))
"""Where the fifth line of `sheet` stands, with some paper around it."""


def with_bar(page: Raster) -> Raster:
    """The page with its fifth line set white on black."""
    out = page.copy()
    out[BAR] = 255 - out[BAR]
    return out


def test_a_title_bar_is_turned_to_dark_on_light() -> None:
    page = sheet()
    cleaned = clean_page(with_bar(page), 300.0, CONFIG)
    assert "invert panels" in [step.name for step in cleaned.steps]
    assert "flatten background" not in [step.name for step in cleaned.steps]
    assert float(np.mean(cv2.absdiff(cleaned.grey, page))) < 0.2


@settings(max_examples=10, deadline=None)
@given(st.floats(-1.5, 1.5))
def test_leaning_bars_are_found_where_they_are(degrees: float) -> None:
    page = with_bar(sheet())
    mask = light_panels(turned(page, degrees), 300.0, CONFIG)
    assert mask is not None
    wanted = np.zeros_like(page)
    wanted[BAR] = 255
    moved = 255 - turned(np.asarray(255 - wanted, np.uint8), degrees)
    common = np.count_nonzero((mask > 0) & (moved > 127))
    assert common > 0.9 * np.count_nonzero((mask > 0) | (moved > 127))


def test_bars_without_letters_and_clogged_type_are_no_panels() -> None:
    page = sheet()
    page[BAR] = 0
    assert light_panels(page, 300.0, CONFIG) is None
    clogged = cv2.erode(sheet(), np.ones((5, 9), np.uint8))
    assert light_panels(np.asarray(clogged, np.uint8), 300.0, CONFIG) is None


def test_lights_of_all_sizes_are_a_picture() -> None:
    rng = np.random.default_rng(4)
    page = sheet()
    page[300:900, 100:1300] = 0
    for x, y, high in zip(
        rng.integers(120, 1200, 150), rng.integers(320, 780, 150), rng.integers(10, 90, 150), strict=True
    ):
        page[y : y + high, x : x + max(3, high // 3)] = 255
    assert light_panels(page, 300.0, CONFIG) is None
