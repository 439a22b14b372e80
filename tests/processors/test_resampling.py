"""Pictures under an affine map."""

from __future__ import annotations

import numpy as np
import pytest

from processors.geometry import Affine
from processors.resampling import resampled
from processors.scan import Raster


def spot(x: int, y: int) -> Raster:
    page = np.full((200, 300), 230, np.uint8)
    page[y - 6 : y + 6, x - 6 : x + 6] = 10
    return page


def middle(page: Raster) -> tuple[float, float]:
    ys, xs = np.nonzero(page < 120)
    return float(xs.mean()) + 0.5, float(ys.mean()) + 0.5


@pytest.mark.parametrize("scale", [1.0, 1.4, 3.0])
@pytest.mark.parametrize("degrees", [0.0, 0.7, -4.0])
def test_what_is_seen_goes_where_the_map_says(scale: float, degrees: float) -> None:
    by = Affine.rotation(degrees, 150, 100).then(Affine.scale(scale))
    size = (round(300 * scale), round(200 * scale))
    out = resampled(spot(220, 60), by, size)
    assert out.shape == size[::-1]
    assert middle(out) == pytest.approx(by.point(220, 60), abs=0.3)
    assert abs(int(out[-1, -1]) - 230) < 4  # paper around it


def test_quarter_turns_move_no_pixel() -> None:
    page = spot(220, 60)
    out = resampled(page, Affine.quarter_turns(1, 300, 200), (200, 300))
    assert np.array_equal(out, np.rot90(page, -1))


def test_nothing_to_do_gives_the_picture_itself() -> None:
    page = spot(220, 60)
    assert resampled(page, Affine(), (300, 200)) is page
