"""A picture in parts for the detector."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.config.fusion import PartsConfig
from processors.geometry import Box
from processors.ocr.detector_parts import parts, whole

CONFIG = PartsConfig()


@given(st.integers(1, 3000), st.integers(0, 2**32 - 1))
def test_each_row_is_told_by_one_part(height: int, seed: int) -> None:
    """And shown by it, where it stands."""
    picture = np.random.default_rng(seed).integers(0, 256, (height, 3), np.uint8)
    made = list(parts(picture, CONFIG))
    assert [row for part in made for row in range(part.first, part.end)] == list(range(height))
    for part in made:
        assert part.top <= part.first < part.end <= part.top + len(part.picture)
        assert np.array_equal(part.picture, picture[part.top : part.top + len(part.picture)])


@given(st.integers(CONFIG.most + 1, 4000))
def test_parts_of_a_larger_picture_are_bounded_and_not_stretched(height: int) -> None:
    """Whatever their cuts: each takes a bounded number of rows, a multiple of what the detector takes."""
    made = list(parts(np.full((height, 3), 255, np.uint8), CONFIG))
    assert len(made) > 1
    most = CONFIG.most + 2 * (CONFIG.sought + CONFIG.beside) + CONFIG.step
    assert all(len(part.picture) % CONFIG.step == 0 and len(part.picture) <= most for part in made)


@pytest.mark.parametrize("shift", range(0, 30, 3))
def test_cut_lies_between_lines(shift: int) -> None:
    """On mottled paper, in the middle of what is free."""
    picture = np.random.default_rng(shift).integers(170, 200, (1200, 400), np.uint8)
    inked = np.zeros(1200, bool)
    for top in range(shift, 1180, 30):
        picture[top : top + 18, 40:360:3] = 40
        inked[top : top + 18] = True
    upper, lower = parts(picture, CONFIG)
    assert upper.end == lower.first
    assert not inked[upper.end - 2 : upper.end + 3].any()


PAGE = np.full((1200, 400), 255, np.uint8)


def cut(*boxes: Box) -> list[Box]:
    """The boxes as two parts of a page would show them, and what is made of them."""
    found = []
    for part in parts(PAGE, CONFIG):
        shown = Box(0, part.top, 400, part.top + len(part.picture))
        found.append((part, [seen for box in boxes if (seen := box.intersection(shown)) is not None]))
    return sorted(whole(found, CONFIG))


@given(st.lists(st.tuples(st.integers(0, 1100), st.integers(8, 1100)), max_size=12))
def test_boxes_come_out_once_and_whole(places: list[tuple[int, int]]) -> None:
    """Beside each other, wherever they begin and end, lines and what stands upright."""
    boxes = [Box(30 * n, y, 30 * n + 20, min(1200, y + h)) for n, (y, h) in enumerate(places)]
    assert cut(*boxes) == sorted(boxes)


@pytest.mark.parametrize("pitch", range(20, 66, 5))
def test_lines_are_not_joined_with_others(pitch: int) -> None:
    """Of which each part shows a piece at its edge."""
    lines = [Box(10, y, 300, y + pitch - 4) for y in range(6, 1200 - pitch, pitch)]
    assert cut(*lines) == lines


def test_what_stands_below_each_other_is_not_joined() -> None:
    """A line that ends above a cut, and one that begins below it."""
    upper, _ = parts(PAGE, CONFIG)
    lines = [Box(10, upper.end - 30, 300, upper.end - 8), Box(10, upper.end + 4, 300, upper.end + 26)]
    assert cut(*lines) == lines
