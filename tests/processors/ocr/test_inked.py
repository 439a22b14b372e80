"""The inked rows of a picture on one sheet."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.geometry import Box
from processors.ocr.inked import PAPER, inked

PAGE = np.full((600, 400), 240, np.uint8)


def with_ink(*boxes: tuple[int, int, int, int], level: int = 0) -> np.ndarray:
    page = PAGE.copy()
    for x0, y0, x1, y1 in boxes:
        page[y0:y1, x0:x1] = level
    return page


def test_paper_between_and_beside_is_left_out() -> None:
    sheet = inked(with_ink((100, 100, 140, 110), (120, 500, 300, 512)))
    assert sheet.picture.shape == (10 + 12 + 4 * PAPER, 200 + 2 * PAPER)
    assert sheet.back(Box(PAPER, PAPER, PAPER + 40, PAPER + 10)) == Box(100, 100, 140, 110)
    second = Box(20 + PAPER, 10 + 3 * PAPER, 200 + PAPER, 22 + 3 * PAPER)
    assert sheet.back(second) == Box(120, 500, 300, 512)


def test_a_box_does_not_reach_into_the_next_part() -> None:
    sheet = inked(with_ink((100, 100, 140, 110), (100, 500, 140, 510)))
    edge = 10 + 2 * PAPER
    assert sheet.back(Box(PAPER, PAPER, PAPER + 40, edge + 10)) == Box(100, 100, 140, 110 + PAPER)
    assert sheet.back(Box(0, 1000, 10, 1010)) is None


@pytest.mark.parametrize(("level", "seen"), [(200, True), (225, False)])
def test_faint_type_is_ink_and_grain_is_not(level: int, seen: bool) -> None:
    assert (inked(with_ink((100, 100, 140, 110), level=level)).picture.size > 0) is seen


def test_dirt_and_blank_and_black_pages_have_nothing() -> None:
    assert inked(with_ink((100, 100, 140, 104))).picture.size == 0
    assert inked(PAGE).picture.size == 0
    assert inked(np.zeros((50, 50), np.uint8)).picture.size == 0


@given(
    st.lists(
        st.tuples(st.integers(0, 380), st.integers(0, 580), st.integers(5, 20), st.integers(5, 20)),
        min_size=1,
        max_size=6,
    )
)
def test_every_ink_is_on_the_sheet_and_comes_back(places: list[tuple[int, int, int, int]]) -> None:
    image = with_ink(*((x, y, x + w, y + h) for x, y, w, h in places))
    sheet = inked(image)
    assert np.count_nonzero(sheet.picture == 0) == np.count_nonzero(image == 0)
    ys, xs = np.nonzero(sheet.picture == 0)
    for x, y in {(int(xs[0]), int(ys[0])), (int(xs[-1]), int(ys[-1]))}:
        back = sheet.back(Box(x, y, x + 1, y + 1))
        assert back is not None
        assert image[int(back.y0), int(back.x0)] == 0
