"""What the detectors of marks measure of pixels."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.marks.rasters import opened


@given(
    seed=st.integers(0, 10_000),
    size=st.tuples(st.integers(1, 30), st.integers(1, 250)),
    inked=st.sampled_from((0.5, 0.9, 0.98, 1.0)),
    blank=st.sampled_from((0.1, 0.6, 1.0)),
    kernel=st.tuples(st.integers(1, 100), st.sampled_from((1, 1, 3))),
)
def test_long_runs_are_opened_as_opencv_opens_them(
    seed: int, size: tuple[int, int], inked: float, blank: float, kernel: tuple[int, int]
) -> None:
    chance = np.random.default_rng(seed)
    mask = ((chance.random(size) < inked) & (chance.random((size[0], 1)) >= blank)).astype(np.uint8)
    width, height = kernel
    whole = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((height, width), np.uint8))
    assert np.array_equal(opened(mask, width, height), whole)


@pytest.mark.parametrize(
    "columns", [slice(0, 45), slice(0, 50), slice(150, 200), slice(60, 150), slice(0, 30)]
)
def test_a_run_at_an_edge_stays_as_opencv_lets_it(columns: slice) -> None:
    mask = np.zeros((9, 200), np.uint8)
    mask[4, columns] = 1
    whole = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, 90), np.uint8))
    assert np.array_equal(opened(mask, 90, 1), whole)
