"""Codes on screens that a scan left hardly any tint of."""

from __future__ import annotations

import numpy as np
import pytest

from processors.config.screens import FaintConfig
from processors.faint_screens import screen_end
from processors.geometry import Box
from processors.scan import Raster

CODE = Box(300, 200, 440, 240)


def strip(screen: Box | None, tint: int = 6, ground: int = 255, *, flat: bool = False) -> Raster:
    """A page with a code as upright strokes, each with the tint around it that compression leaves.

    The screen is of dots with paper between them, unless it is a flat tone.
    """
    grey: Raster = np.full((600, 1600), ground, np.uint8)
    if screen is not None:
        x0, y0, x1, y1 = (int(v) for v in screen)
        rows, columns = np.indices((y1 - y0, x1 - x0))
        dots = (rows + columns) % 2 * 2 * tint
        grey[y0:y1, x0:x1] = ground - (tint if flat else dots.astype(np.uint8))
    for x in range(300, 440, 40):
        grey[200:240, max(0, x - 4) : x + 10] = ground - 12
        grey[200:240, x : x + 6] = 10
    return grey


@pytest.mark.parametrize("end", [455, 520, 800])
def test_a_screen_ends_where_paper_begins(end: int) -> None:
    found = screen_end(CODE, strip(Box(290, 190, end, 250)), FaintConfig())
    assert found == pytest.approx(end, abs=11)


def test_a_code_on_plain_paper_has_none() -> None:
    assert screen_end(CODE, strip(None), FaintConfig()) is None
    assert screen_end(CODE, strip(None, ground=230), FaintConfig()) is None


def test_toned_paper_without_an_end_is_no_screen() -> None:
    assert screen_end(CODE, strip(Box(0, 0, 1600, 400)), FaintConfig()) is None


def test_a_code_at_the_edge_of_the_page() -> None:
    grey = strip(None)
    assert screen_end(Box(1560, 200, 1600, 240), grey, FaintConfig()) is None
    assert screen_end(Box(1600, 200, 1640, 240), grey, FaintConfig()) is None


@pytest.mark.parametrize("begin", [0, 100])
def test_a_tint_that_lies_under_what_stands_before_the_code_is_no_screen(begin: int) -> None:
    assert screen_end(CODE, strip(Box(begin, 190, 520, 250)), FaintConfig()) is None


def test_words_before_a_screen_say_nothing() -> None:
    grey = strip(Box(290, 190, 520, 250))
    grey[200:240, 60:250:12] = 10
    assert screen_end(CODE, grey, FaintConfig()) == pytest.approx(520, abs=11)


def test_a_flat_tone_is_no_screen() -> None:
    """As in cells of tables and fields of forms, which may begin with their code."""
    assert screen_end(CODE, strip(Box(290, 190, 520, 250), flat=True), FaintConfig()) is None
