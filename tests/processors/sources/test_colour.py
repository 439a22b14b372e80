from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.config.limits import LimitsConfig
from processors.sources.colour import without_needless_colour

LIMITS = LimitsConfig(colour_share=0.01, colour_levels=24)


@given(st.integers(1, 600), st.integers(0, 600), st.integers(3, 4))
def test_colour_counts_wherever_it_stands_on_the_page(height: int, row: int, channels: int) -> None:
    page = np.full((height, 10, channels), 255, np.uint8)
    row = min(row, height - 1)
    page[row, :, 2] = 0
    kept = without_needless_colour(page, LIMITS)
    assert (kept.ndim == 3) == (LIMITS.colour_share * page.shape[0] * 10 < 10)


@pytest.mark.parametrize("blue", [255 - 24, 255 - 25])
def test_a_little_colour_is_noise(blue: int) -> None:
    page = np.full((300, 10, 3), 255, np.uint8)
    page[:, :, 2] = blue
    assert without_needless_colour(page, LIMITS).ndim == (2 if blue == 255 - 24 else 3)
