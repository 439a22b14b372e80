"""Grey frames of film edges, made of dense slanting strokes, around a page of type."""

from __future__ import annotations

import numpy as np
import pytest

from processors.clean.screens import without_screens
from processors.config.clean import ScreenConfig
from processors.scan import Raster
from tests.processors.clean.clean_sheets import mottled, sheet

CONFIG = ScreenConfig()
DPI = 300.0
ROWS, COLUMNS = slice(40, 90), slice(40, 90)


def screen(page: Raster) -> Raster:
    """Strokes four pixels wide with five of paper between, as wide as the page."""
    y, x = np.indices(page.shape)
    return np.where((x + y) % 9 < 4, np.uint8(0), np.uint8(255))


def framed(page: Raster, *, sides: bool = True, top: bool = True) -> tuple[Raster, np.ndarray]:
    """The page with a screen along its left and upper edges, and where that is."""
    where = np.zeros(page.shape, np.bool_)
    where[ROWS, 40:-40] |= top
    where[40:-40, COLUMNS] |= sides
    return np.where(where, screen(page), page), where


def test_frames_are_painted_over_and_type_is_left() -> None:
    page = sheet()
    page[:120] = 255
    page[:, :120] = 255
    seen, where = framed(page)
    out, share = without_screens(seen, DPI, CONFIG)
    assert share == pytest.approx(where.mean(), rel=0.1)
    assert (out[where] < 128).mean() < 0.01
    assert np.array_equal(out[~where], page[~where])


def test_letters_that_stand_against_a_frame_stay_whole() -> None:
    page = np.full((1100, 1400), 255, np.uint8)
    # as the last digit of a release line, whose white ground ends with its ink
    page[40:90, 800:1200] = 255
    for x in range(810, 1190, 30):
        page[50:80, x : x + 22] = 0
        page[54:76, x + 4 : x + 18] = 255
    seen, where = framed(page)
    where[40:90, 800:1200] = False
    seen = np.where(where, seen, page)
    seen[40:90, 1192:1200] = screen(page)[40:90, 1192:1200]
    seen[50:80, 1170:1192] = page[50:80, 810:832]
    out, _ = without_screens(seen, DPI, CONFIG)
    assert np.array_equal(out[50:80, 800:1192] < 128, seen[50:80, 800:1192] < 128)


@pytest.mark.parametrize(
    ("page", "dpi"),
    [
        (sheet(), DPI),
        (mottled(sheet(), 0.2), DPI),
        (framed(sheet(), sides=False)[0], DPI),
        (framed(sheet(), top=False)[0], DPI),
        (framed(sheet())[0], 100.0),
        (np.full((1100, 1400), 180, np.uint8), DPI),
        (np.zeros((0, 0), np.uint8), DPI),
        (np.zeros((3, 3), np.uint8), DPI),
    ],
    ids=["type", "mottled", "bar across", "bar down", "coarse", "grey paper", "nothing", "tiny"],
)
def test_other_pages_stay_as_they_are(page: Raster, dpi: float) -> None:
    out, share = without_screens(page, dpi, CONFIG)
    assert share == 0
    assert out is page


def test_a_toned_title_with_lettering_is_no_frame() -> None:
    seen, where = framed(np.full((1100, 1400), 255, np.uint8))
    letters = sheet(30)
    seen[ROWS, 100:1300] = np.minimum(seen[ROWS, 100:1300], letters[80:130, 90:1290])
    solid = seen.copy()
    solid[where] = np.where(letters[:, ::-1][where] < 128, 0, 160)
    solid[45:85, 100:1300] = np.where(np.indices((40, 1200))[1] % 20 < 9, 0, 170)
    out, share = without_screens(solid, DPI, CONFIG)
    assert share == 0
    assert out is solid
