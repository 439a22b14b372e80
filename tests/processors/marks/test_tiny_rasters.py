"""Rasters too small to hold anything, as hostile files have them: no marks, and no errors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from processors.config.redactions import RedactionConfig
from processors.config.strikes import StrikeConfig
from processors.marks.redactions import RedactionMarks, find_redactions
from processors.marks.strikes import find_strikes
from processors.scan import Raster

SIZES = st.tuples(st.integers(1, 40), st.integers(1, 250))


def raster(seed: int, size: tuple[int, int], inked: float, *, turned: bool, colour: bool = False) -> Raster:
    shape = (size[1], size[0]) if turned else size
    grey = np.where(np.random.default_rng(seed).random(shape) < inked, 0, 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2) if colour else grey


@given(
    seed=st.integers(0, 10_000),
    size=SIZES,
    inked=st.sampled_from((0.0, 0.1, 0.5, 0.95, 1.0)),
    dpi=st.floats(50, 600),
    turned=st.booleans(),
    colour=st.booleans(),
)
@example(seed=0, size=(3, 199), inked=0.5, dpi=600.0, turned=False, colour=False)
@example(seed=0, size=(1, 12), inked=1.0, dpi=300.0, turned=True, colour=True)
@settings(deadline=None)
def test_whatever_stands_on_a_tiny_raster_is_looked_through(
    seed: int, size: tuple[int, int], inked: float, dpi: float, turned: bool, colour: bool
) -> None:
    height, width = raster(seed, size, inked, turned=turned).shape
    marks = find_redactions(raster(seed, size, inked, turned=turned, colour=colour), dpi, RedactionConfig())
    strikes = find_strikes(raster(seed, size, inked, turned=turned), dpi, [], StrikeConfig())
    for box in [m.box for m in (*marks.found, *strikes.found)]:
        assert box.x0 < box.x1 <= width + 1 and box.y0 < box.y1 <= height + 1


@pytest.mark.parametrize("size", [(3, 199), (199, 3), (1, 1), (0, 5)])
def test_less_than_one_pixel_of_the_search_holds_nothing(size: tuple[int, int]) -> None:
    assert find_redactions(np.zeros(size, np.uint8), 600.0, RedactionConfig()) == RedactionMarks((), (), ())
