"""Connected pieces as OpenCV counts them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from processors.components import components

MASKS = arrays.arrays(
    np.uint8, st.tuples(st.integers(1, 30), st.integers(1, 30)), elements=st.sampled_from((0, 0, 0, 1, 255))
)


@given(mask=MASKS, connectivity=st.sampled_from((4, 8)))
def test_labels_boxes_and_areas_are_those_of_opencv(mask: NDArray[np.uint8], connectivity: int) -> None:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
    ours = components(mask, connectivity)
    assert np.array_equal(ours.labels, labels)
    assert np.array_equal(ours.stats[1:], stats[1:])
    assert len(ours) == len(stats)


@pytest.mark.parametrize("value", [0, 1])
def test_the_rest_has_the_box_of_the_whole_mask_and_what_area_is_left(value: int) -> None:
    ours = components(np.full((3, 5), value, np.uint8), 8)
    assert ours.stats[0].tolist() == [0, 0, 5, 3, 0 if value else 15]
    assert len(ours) == 1 + value
