"""Every damage moves marks to where its map says, and leaves its input alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.errors import UsageError
from processors.geometry import Affine, Box
from processors.scan import Raster
from samples.chance import stream
from samples.damage import NAMES, apply, damage
from samples.damage.base import warped

HEIGHT, WIDTH, SIDE = 440, 340, 30
MOVING = ("skew", "turn90", "turn180", "turn270", "photocopy", "border")
DPI = 40.0
"""Of the small test pages, so that holes and borders keep their true share of a letter page."""


def page_with(x: int, y: int) -> Raster:
    page = np.full((HEIGHT, WIDTH), 255, dtype=np.uint8)
    page[y : y + SIDE, x : x + SIDE] = 0
    return page


def mark_centre(page: Raster, near: tuple[float, float]) -> tuple[float, float]:
    """Centre of darkness of the pixels around a point, in edge coordinates."""
    reach = SIDE
    x0, y0 = max(0, round(near[0]) - reach), max(0, round(near[1]) - reach)
    part = 255.0 - page[y0 : y0 + 2 * reach, x0 : x0 + 2 * reach]
    part[part < 128] = 0
    ys, xs = np.indices(part.shape)
    return (
        x0 + 0.5 + float((xs * part).sum() / part.sum()),
        y0 + 0.5 + float((ys * part).sum() / part.sum()),
    )


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(MOVING),
    seed=st.integers(0, 10_000),
    x=st.integers(90, WIDTH - 90 - SIDE),
    y=st.integers(110, HEIGHT - 110 - SIDE),
)
def test_the_map_of_a_damage_leads_to_the_moved_mark(name: str, seed: int, x: int, y: int) -> None:
    hurt, affine = damage(page_with(x, y), name, stream(seed), dpi=DPI)
    expected = affine.point(x + SIDE / 2, y + SIDE / 2)
    # A copier hardens half-covered edge pixels to black or white, up to three times over.
    tolerance = 1.2 if name == "photocopy" else 0.6
    assert np.hypot(*np.subtract(mark_centre(hurt, expected), expected)) < tolerance


@settings(max_examples=25, deadline=None)
@given(
    names=st.lists(
        st.sampled_from(("skew", "turn90", "turn180", "turn270", "border")), min_size=2, max_size=4
    ),
    seed=st.integers(0, 10_000),
)
def test_maps_of_several_damages_compose(names: list[str], seed: int) -> None:
    x, y = 150, 200
    hurt = apply(page_with(x, y), names, stream(seed), dpi=DPI)
    expected = hurt.affine.point(x + SIDE / 2, y + SIDE / 2)
    assert np.hypot(*np.subtract(mark_centre(hurt.image, expected), expected)) < 1.0


@settings(max_examples=60, deadline=None)
@given(degrees=st.floats(-180, 180), x=st.floats(-40, 40), y=st.floats(-40, 40))
def test_warping_is_right_to_a_twentieth_of_a_pixel(degrees: float, x: float, y: float) -> None:
    affine = Affine.rotation(degrees, 170, 220).then(Affine.translation(x, y))
    moved = warped(page_with(155, 205), affine, WIDTH, HEIGHT)
    expected = affine.point(170, 220)
    whole = 255.0 - moved
    ys, xs = np.indices(whole.shape)
    got = (float((xs * whole).sum() / whole.sum()) + 0.5, float((ys * whole).sum() / whole.sum()) + 0.5)
    assert got == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("colour", [False, True])
def test_each_damage_keeps_the_page_readable_as_a_page(name: str, colour: bool) -> None:
    page = page_with(150, 200)
    page = np.repeat(page[:, :, None], 3, axis=2) if colour else page
    before = page.copy()
    hurt, affine = damage(page, name, stream(5), dpi=DPI)
    assert np.array_equal(page, before), "the input must be left as it is"
    assert hurt.dtype == np.uint8 and hurt.flags["C_CONTIGUOUS"]
    again, same = damage(page, name, stream(5), dpi=DPI)
    assert np.array_equal(hurt, again) and affine == same
    x, y = (round(v) for v in affine.point(165, 215))
    level = hurt[y - 5 : y + 5, x - 5 : x + 5].mean()
    assert level < 190, "the black square must stay darker than paper"


@pytest.mark.parametrize("name", ["otsu", "threshold", "fax", "fax_fine"])
def test_one_bit_damages_give_two_levels(name: str) -> None:
    hurt, _ = damage(page_with(150, 200), name, stream(1), dpi=DPI)
    assert set(np.unique(hurt)) <= {0, 255}


def test_a_standard_fax_has_rows_in_pairs() -> None:
    rng = np.random.default_rng(0)
    page = (rng.random((392, 204)) * 255).astype(np.uint8)
    sent, _ = damage(page, "fax", stream(1), dpi=204)
    rows = [tuple(row) for row in sent]
    assert sum(a == b for a, b in pairwise(rows)) > len(rows) * 0.45


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), turn=st.sampled_from((None, "turn90", "turn180", "turn270")))
def test_traps_lie_on_the_ink_that_they_name(seed: int, turn: str | None) -> None:
    blank = np.full((1100, 850), 255, dtype=np.uint8)
    hurt = apply(blank, [n for n in ("holes", "border", turn) if n], stream(seed), dpi=100)
    assert hurt.traps
    for trap in hurt.traps:
        box = Box(*(round(v) for v in trap.bbox))
        inside = hurt.image[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)]
        assert (inside < 128).mean() > 0.12, trap


def test_an_unknown_damage_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="Known are: skew"):
        damage(page_with(10, 10), "moths", stream(1))
