"""White boxes of which a release line took a piece."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from processors.geometry import Box
from processors.marks.redactions.across import printed_across
from processors.records import RedactionKind
from processors.scan import Raster
from tests.processors.marks.test_redactions_find import CONFIG, DPI, fill, frame, look, page, write

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


@pytest.mark.parametrize(
    ("spoilt", "head"),
    [("slash", True), ("slash", False), ("hole", True), ("hole", False), ("screen", True)],
)
def test_a_box_of_which_one_end_is_spoilt_is_known_by_the_other(spoilt: str, head: bool) -> None:
    """The line that ends there has grown together with a pen stroke, a punched hole or the screen of a film edge."""
    raster, box = page(), Box(900, 60, 1180, 136)
    spoil, whole = (box.y0, box.y1) if head else (box.y1, box.y0)
    if spoilt == "screen":
        rows, columns = np.indices(raster.shape[:2])
        raster[(rows < spoil - 1) & ((rows + columns) % 8 < 4)] = 0
        fill(raster, box.grown(-1), (255, 255, 255))
    frame(raster, box)
    if spoilt == "slash":
        cv2.line(raster, (870, int(spoil) + 6), (1040, int(spoil) - 22), (0, 0, 0), 6)
    if spoilt == "hole":
        cv2.ellipse(raster, (1176, int(spoil)), (30, 12), 0, 0, 360, (0, 0, 0), -1)
    middle = round((spoil + whole) / 2) + 10
    fill(raster, Box(535, middle - 30, 1250, middle + 14), (255, 255, 255))
    write(raster, LINE, 640, middle)
    found = [m for m in look(raster).found if m.box.overlap(box) > 0]
    assert len(found) == 1
    assert found[0].box.iou(box) > 0.8


def test_type_between_two_rules_is_no_box() -> None:
    raster = page()
    for y in (60, 136):
        fill(raster, Box(900, y, 1180, y + 2), (0, 0, 0))
    write(raster, LINE, 640, 106)
    assert look(raster).found == ()


def test_a_bracket_round_the_head_of_a_line_is_no_box() -> None:
    raster = page()
    fill(raster, Box(900, 60, 1180, 62), (0, 0, 0))
    for x in (900, 1178):
        fill(raster, Box(x, 60, x + 2, 74), (0, 0, 0))
    write(raster, LINE, 640, 106)
    write(raster, LINE, 640, 146)
    assert look(raster).found == ()


def test_a_thick_frame_narrower_than_the_code_that_was_set_over_it() -> None:
    raster, box = page(), Box(400, 900, 610, 960)
    frame(raster, box, thick=6)
    fill(raster, Box(370, 910, 640, 946), (255, 255, 255))
    for k, letter in enumerate("XYZ Act 5 (g)(2)"):
        write(raster, letter, 383 + 15 * k, 938, 0.6, thick=1)
    marks = look(raster)
    (found,) = (m for m in marks.found if m.box.overlap(box) > 0)
    assert found.box.iou(box) > 0.75
    # It is no code in the box, cut off at both of its sides, but a line of the page.
    (row,) = printed_across(raster, DPI, marks, CONFIG.across)
    assert row.y0 < 938 - 6 < row.y1


def test_strokes_of_large_letters_above_a_line_of_type_are_no_frame() -> None:
    raster = page()
    cv2.putText(raster, "TTTTT ITTTI", (300, 960), cv2.FONT_HERSHEY_SIMPLEX, 3, (0, 0, 0), 6)
    write(raster, LINE, 250, 1000)
    assert look(raster).found == ()


def test_the_axis_of_a_chart_over_a_rule_is_no_box() -> None:
    raster = page()
    fill(raster, Box(400, 900, 900, 903), (0, 0, 0))
    for x in (400, 500, 600, 700, 800, 897):
        fill(raster, Box(x, 900, x + 3, 910), (0, 0, 0))
    write(raster, "1950  1951  1952  1953  1954", 380, 940, 0.8)
    fill(raster, Box(200, 956, 1400, 959), (0, 0, 0))
    assert look(raster).found == ()
