from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.config.limits import LimitsConfig
from processors.geometry import Affine, Box
from processors.sources.placement import PlacedImage, coverage, plan

LIMITS = LimitsConfig()
LETTER = (612.0, 792.0)


def placed(dpi: float, box: Box, order: int = 0) -> PlacedImage:
    """An upright image with so many pixels per inch."""
    matrix = Affine(box.width, 0.0, box.x0, 0.0, -box.height, box.y1)
    return PlacedImage(round(box.width * dpi / 72), round(box.height * dpi / 72), matrix, order)


WHOLE = Box(0, 0, *LETTER)


def test_the_finest_layer_that_covers_enough_decides() -> None:
    background, mask, logo = (
        placed(100, WHOLE),
        placed(300, Box(80, 80, 520, 700), 1),
        placed(900, Box(9, 9, 90, 90), 2),
    )
    chosen = plan(*LETTER, [background, mask, logo], 0, LIMITS)
    assert chosen is not None
    assert chosen.dpi == pytest.approx(300, rel=0.01)


@pytest.mark.parametrize("images", [[], [placed(300, Box(0, 0, 300, 300))], [placed(2, WHOLE)]])
def test_without_a_scan_the_default_is_used(images: list[PlacedImage]) -> None:
    chosen = plan(*LETTER, images, 0, LIMITS)
    assert chosen is not None
    assert not chosen.is_scan
    assert (chosen.width, chosen.height) == (2550, 3300)


def test_the_resolution_is_lowered_to_fit_the_pixels() -> None:
    chosen = plan(7200, 7200, [], 0, LIMITS)
    assert chosen is not None
    assert chosen.dpi == pytest.approx(122.5, abs=0.1)
    assert "lowered" in chosen.how


def test_pages_that_would_be_illegible_are_refused() -> None:
    assert plan(14_000, 14_000, [], 0, LIMITS) is None


sides = st.floats(1, 14_400)


@given(
    sides, sides, st.lists(st.tuples(st.floats(10, 3000), st.floats(0.01, 1), st.floats(0.01, 1)), max_size=4)
)
def test_plans_keep_the_limits_and_hold_the_page(
    width: float, height: float, shares: list[tuple[float, float, float]]
) -> None:
    images = [placed(dpi, Box(0, 0, width * x, height * y), i) for i, (dpi, x, y) in enumerate(shares)]
    images = [i for i in images if i.width and i.height]
    chosen = plan(width, height, images, 0, LIMITS)
    if chosen is None:
        assert width * height > LIMITS.page_pixels * 0.99
        return
    assert chosen.width * chosen.height <= LIMITS.page_pixels
    right, bottom = chosen.to_pixels.point(width, height)
    assert abs(right - chosen.width) < 1.5
    assert abs(bottom - chosen.height) < 1.5


boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h), *[st.floats(-50, 150)] * 2, *[st.floats(0, 200)] * 2
)


@given(st.lists(boxes, max_size=5), boxes)
def test_coverage_grows_with_each_box(some: list[Box], another: Box) -> None:
    before, after = coverage(some, 100, 100), coverage([*some, another], 100, 100)
    alone = another.clipped(100, 100).area / 10_000
    assert 0 <= before <= after <= 1
    assert after >= alone - 0.03
    assert after <= before + alone + 0.03
