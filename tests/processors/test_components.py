"""Connected pieces as OpenCV counts them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from processors.components import components, runs_of, set_places

MASKS = arrays.arrays(
    np.uint8, st.tuples(st.integers(1, 30), st.integers(1, 30)), elements=st.sampled_from((0, 0, 0, 1, 255))
)


@contextmanager
def _settings(tiny: int, few: int) -> Iterator[None]:
    """So that masks of any size are labelled by each of the ways."""
    with (
        patch("processors.components._TINY", tiny),
        patch("processors.components._SMALL", 0),
        patch("processors.components._FEW", few),
    ):
        yield


@given(mask=MASKS, connectivity=st.sampled_from((4, 8)), tiny=st.sampled_from((0, 1000)))
def test_labels_boxes_and_areas_are_those_of_opencv(
    mask: NDArray[np.uint8], connectivity: int, tiny: int
) -> None:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
    with patch("processors.components._TINY", tiny):
        ours = components(mask, connectivity)
    assert np.array_equal(ours.labels, labels)
    assert np.array_equal(ours.stats[1:], stats[1:])
    assert len(ours) == len(stats)


@given(mask=MASKS, connectivity=st.sampled_from((4, 8)))
def test_joined_runs_are_numbered_as_by_opencv(mask: NDArray[np.uint8], connectivity: int) -> None:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
    with _settings(tiny=0, few=1):
        ours = components(mask, connectivity)
    assert ours.numbered is None
    assert np.array_equal(ours.labels, labels)
    assert np.array_equal(ours.stats[1:], stats[1:])


@given(mask=MASKS, connectivity=st.sampled_from((4, 8)), ways=st.sampled_from(((0, -1), (0, 1), (1000, 1))))
def test_pieces_are_shown_one_by_one(
    mask: NDArray[np.uint8], connectivity: int, ways: tuple[int, int]
) -> None:
    tiny, few = ways
    with _settings(tiny, few):
        ours = components(mask, connectivity)
    for label in range(1, len(ours)):
        x, y, width, height, _ = ours.stats[label].tolist()
        assert np.array_equal(ours.piece(label), ours.labels[y : y + height, x : x + width] == label)
        assert np.array_equal(ours.picked(np.arange(len(ours)) == label), ours.labels == label)


@given(mask=MASKS, odd=st.booleans())
def test_holes_are_the_spots_of_paper_that_a_piece_goes_around(mask: NDArray[np.uint8], odd: bool) -> None:
    ours = components(mask, 8)
    keep = (np.arange(len(ours)) % 2 == odd) & (np.arange(len(ours)) > 0)
    for label, holes in enumerate(ours.holes(keep).tolist()):
        paper = np.pad((ours.labels != label).astype(np.uint8), 1, constant_values=1)
        spots = cv2.connectedComponents(paper, connectivity=4)[0] - 2
        assert holes == (spots if keep[label] else 0)


@pytest.mark.parametrize("value", [0, 1])
def test_the_rest_has_the_box_of_the_whole_mask_and_what_area_is_left(value: int) -> None:
    ours = components(np.full((3, 5), value, np.uint8), 8)
    assert ours.stats[0].tolist() == [0, 0, 5, 3, 0 if value else 15]
    assert len(ours) == 1 + value


@given(mask=MASKS)
def test_runs_are_those_of_set_pixels_along_the_rows(mask: NDArray[np.uint8]) -> None:
    rows, firsts, lengths = runs_of(mask)
    again = np.zeros(mask.size, np.uint8)
    for row, first, length in zip(rows.tolist(), firsts.tolist(), lengths.tolist(), strict=True):
        assert first // mask.shape[1] == row == (first + length - 1) // mask.shape[1]
        again[first : first + length] += 1
    assert np.array_equal(again.reshape(mask.shape), mask > 0)
    # a run ends where nothing follows
    ends = (firsts + lengths)[:-1]
    assert np.all((ends < firsts[1:]) | (rows[1:] > rows[:-1]))


@given(flags=arrays.arrays(np.bool_, st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_places_are_those_of_set_flags(flags: NDArray[np.bool_]) -> None:
    assert np.array_equal(set_places(flags), np.flatnonzero(flags))


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (5, 0)])
def test_nothing_has_no_pieces(shape: tuple[int, int]) -> None:
    assert len(components(np.zeros(shape, np.uint8), 8).stats) == 1
