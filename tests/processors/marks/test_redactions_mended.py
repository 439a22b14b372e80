"""White boxes of which a release line took a piece."""

from __future__ import annotations

import numpy as np
import pytest

from processors.geometry import Box
from processors.records import RedactionKind
from processors.scan import Raster
from tests.processors.marks.test_redactions_find import DPI, fill, frame, look, page, write

LINE = "Released in part 2031/07/14 A0481907"
BOX = Box(900, 60, 1180, 150)


def stamped(raster: Raster, top: int) -> None:
    """A release line on its white ground, which goes on beyond the box on both sides."""
    fill(raster, Box(535, top - 30, 1250, top + 14), (255, 255, 255))
    write(raster, LINE, 540, top)


@pytest.mark.parametrize("top", [50, 62, 84, 108, 132, 150])
@pytest.mark.parametrize("word", ["", "TOP SECRET"])
def test_a_box_that_a_release_line_crosses_is_found_once(top: int, word: str) -> None:
    raster = page()
    frame(raster, BOX)
    if word:
        write(raster, word, 560, 140, 1.4)
    stamped(raster, top)
    (mark,) = (m for m in look(raster).found if m.box.overlap(BOX) > 0)
    assert mark.kind is RedactionKind.WHITE_BOX
    assert mark.box.iou(BOX) > 0.5


def test_letters_over_an_underline_are_no_box() -> None:
    raster = page()
    write(raster, "HELD FOR THE DIRECTOR ALONE HHHH", 540, 140, 1.2)
    fill(raster, Box(540, 146, 1180, 148), (0, 0, 0))
    write(raster, LINE, 540, 100)
    assert look(raster).found == ()


def test_a_piece_of_a_screen_is_no_box() -> None:
    raster = page()
    rows, columns = np.indices((60, raster.shape[1]))
    raster[:60] = (
        np.where((rows + columns) % 8 < 4, 0, 255)[..., None]
        if raster.ndim == 3
        else np.where((rows + columns) % 8 < 4, 0, 255)
    )
    fill(raster, Box(535, 58, 1250, 100), (255, 255, 255))
    write(raster, LINE, 540, 90)
    assert DPI == 200
    assert look(raster).found == ()


def test_a_box_at_whose_side_the_white_ground_of_the_line_ends() -> None:
    raster = page()
    frame(raster, BOX)
    fill(raster, Box(535, 118, 1178, 158), (255, 255, 255))
    write(raster, LINE, 585, 144)
    (mark,) = (m for m in look(raster).found if m.box.overlap(BOX) > 0)
    assert mark.box.iou(BOX) > 0.5
