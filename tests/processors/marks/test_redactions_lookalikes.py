"""More of what looks redacted and is not: type, tables, pictures and dirt at the resolutions they come in."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.config.redactions import FrameConfig, SolidConfig
from processors.config.rules import RuleConfig
from processors.geometry import Box
from processors.marks.rasters import Reduced
from processors.marks.redactions.borders import drawn_sides, thin_ink
from processors.marks.redactions.shapes import fullness_of, outline_of, steps_of
from processors.marks.redactions.solid_filters import Solid, SolidFilters
from processors.marks.redactions.tables import cells, in_columns
from processors.marks.rules import line_masks
from processors.records import RedactionKind
from processors.scan import Raster
from tests.processors.marks.test_redactions_find import BLOCK, fill, frame, hits, look, page, reasons, write


def test_drawn_borders_are_told_from_rows_of_letters() -> None:
    raster = page()
    frame(raster, BLOCK)
    write(raster, "HIMLNEHIMLNEHI", 300, 1400, size=2, thick=6)
    lines, config = line_masks(raster, 150, RuleConfig()), FrameConfig()
    ink = thin_ink(lines, config)
    assert min(drawn_sides(ink, BLOCK.grown(-1), 150, config)) > 0.9
    letters = drawn_sides(ink, Box(305, 1358, 900, 1398), 150, config)
    assert sorted(letters)[1] < config.drawn


@pytest.mark.parametrize("goes_on", [True, False])
def test_low_bar_that_goes_on_at_both_ends_is_the_edge_of_a_sheet(goes_on: bool) -> None:
    black = np.zeros((1100, 850), np.uint8)
    black[300:308, 200:500] = 1
    if goes_on:
        black[302:307, 150:560] = 1
    seen = Reduced((1 - black) * np.uint8(255), 1, 100.0)
    filters = dict(SolidFilters(seen, black, [], SolidConfig()).named())
    assert filters["thick_rule"](Solid(Box(200, 300, 500, 308), 0.9)) is goes_on


def test_numbers_between_rules_at_low_resolution() -> None:
    raster = np.full((1000, 760), 255, np.uint8)
    for row in range(5):
        write(raster, "( 84)", 400, 212 + 16 * row, size=0.45, thick=1)
        cv2.line(raster, (400, 217 + 16 * row), (436, 217 + 16 * row), 0, 1)
    assert look(raster, 90.0).found == ()


def test_column_of_form_fields() -> None:
    raster = page()
    for row in range(3):
        box = Box(300, 900 + 120 * row, 900, 960 + 120 * row)
        cv2.rectangle(raster, (300, int(box.y0)), (900, int(box.y1)), 0, 2)
    marks = look(raster)
    assert marks.found == ()
    assert "table_cell" in reasons(marks, Box(300, 1020, 900, 1080))


def test_title_over_the_cells_of_a_form() -> None:
    raster = page()
    for x0, y0, x1, y1 in (
        (200, 900, 1400, 960),
        (200, 960, 600, 1080),
        (600, 960, 1000, 1080),
        (1000, 960, 1400, 1080),
    ):
        cv2.rectangle(raster, (x0, y0), (x1, y1), 0, 2)
    write(raster, "Report of the agent (AR 380)", 600, 940, size=0.7)
    marks = look(raster)
    assert marks.found == ()
    assert "table_cell" in reasons(marks, Box(200, 900, 1400, 960))


def test_field_under_its_heading() -> None:
    raster = page()
    cv2.rectangle(raster, (200, 900), (1400, 940), 0, 2)
    cv2.rectangle(raster, (200, 940), (1400, 1180), 0, 2)
    write(raster, "COMMENTS", 210, 930, size=0.7)
    assert look(raster).found == ()


def test_framed_number_in_a_tight_frame() -> None:
    raster = page()
    box = Box(600, 900, 868, 944)
    frame(raster, box)
    write(raster, "104801270011", 616, 934, size=1.0)
    marks = look(raster)
    assert marks.found == ()
    assert "framed_word" in reasons(marks, box)


def test_a_word_outside_of_a_frame_is_not_the_one_in_it() -> None:
    raster = page()
    box = Box(600, 900, 880, 990)
    frame(raster, box)
    write(raster, "ROBERTS", 640, 930, size=1.0)
    write(raster, "Name", 520, 930, size=1.0)
    assert "framed_word" in reasons(look(raster), box)


def test_box_under_the_end_of_a_line_printed_across_it() -> None:
    raster = page()
    box = Box(914, 60, 1180, 150)
    frame(raster, box)
    for i, figure in enumerate("2031407200481907"):
        write(raster, figure, 620 + 34 * i, 86, size=0.9)
    marks = look(raster)
    assert hits(marks, box) == [RedactionKind.WHITE_BOX], reasons(marks, box)


def test_blank_box_bitten_by_another() -> None:
    raster = page()
    bitten, other = Box(600, 900, 1130, 958), Box(200, 946, 800, 1020)
    frame(raster, bitten)
    frame(raster, other)
    marks = look(raster)
    assert hits(marks, bitten) == hits(marks, other) == [RedactionKind.WHITE_BOX]


def test_blotted_letter_and_stroke() -> None:
    raster = page()
    fill(raster, Box(500, 1300, 560, 1318), (0, 0, 0))
    fill(raster, Box(484, 1280, 500, 1340), (0, 0, 0))
    assert look(raster).found == ()
    small = cv2.resize(raster, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    cv2.rectangle(small, (200, 600), (320, 608), 0, -1)
    marks = look(np.asarray(small, np.uint8), 80.0)
    assert "too_coarse" in reasons(marks, Box(200, 600, 321, 609))


def halftone(raster: Raster, box: Box, dot: int = 2, pitch: int = 9) -> None:
    for y in range(int(box.y0), int(box.y1), pitch):
        for x in range(int(box.x0), int(box.x1), pitch):
            cv2.circle(raster, (x, y), dot, 0, -1)


def dithered(raster: Raster, box: Box, share: float) -> None:
    """Single pixels that lie anyhow, as those of a picture in black and white without a screen."""
    rows, columns = slice(round(box.y0), round(box.y1)), slice(round(box.x0), round(box.x1))
    part = raster[rows, columns]
    part[np.random.default_rng(1).random(part.shape) < share] = 0


def strewn(raster: Raster, box: Box, to_the_inch: int) -> None:
    """Specks of one to three pixels at random, as a dirty copier leaves them."""
    rng = np.random.default_rng(1)
    for _ in range(round(to_the_inch * box.area / 200**2)):
        x, y = rng.uniform(box.x0, box.x1), rng.uniform(box.y0, box.y1)
        cv2.circle(raster, (round(x), round(y)), int(rng.integers(1, 3)), 0, -1)


@pytest.mark.parametrize("where", [Box(0, 0, 1700, 2200), Box(250, 850, 1150, 1250)])
def test_leaning_box_among_specks_is_black(where: Box) -> None:
    raster = page()
    strewn(raster, where, 160)
    corners = np.array([(400, 1000), (800, 1008), (800, 1056), (400, 1048)], np.int32)
    cv2.fillPoly(raster, [corners], 0)
    assert sum(m.box.iou(Box(400, 1000, 800, 1056)) > 0.6 for m in look(raster).found) == 1


@pytest.mark.parametrize("worn", [0, 1])
def test_marker_stroke_in_a_mottled_band(worn: int) -> None:
    raster = page()
    strewn(raster, Box(250, 850, 1150, 1250), 160)
    cv2.line(raster, (420, 1020), (720, 1028), 0, 36)
    raster[1022 : 1022 + 4 * worn, 560:566] = 255
    marks = look(raster)
    assert [m.kind for m in marks.found] == ["marker"]


SHAPES = {
    "bar": [(500, 1000), (900, 1012), (900, 1050), (500, 1038)],
    "roof": [(500, 1040), (560, 1000), (850, 1000), (900, 1040)],
    "ellipse": cv2.ellipse2Poly((700, 1022), (180, 22), 0, 0, 360, 5),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dots", [(2, 9), (2, 7), (1, 7), (2, 11), 0.03])
def test_what_lies_in_printed_dots_is_part_of_their_picture(
    shape: str, dots: tuple[int, int] | float
) -> None:
    raster, band = page(), Box(300, 800, 1200, 1500)
    if isinstance(dots, tuple):
        halftone(raster, band, *dots)
    else:
        dithered(raster, band, dots)
    cv2.fillPoly(raster, [np.array(SHAPES[shape], np.int32)], 0)
    marks = look(raster)
    assert marks.found == ()
    assert "halftone" in reasons(marks, Box(500, 1000, 900, 1050))


def test_dark_part_of_a_halftone() -> None:
    raster = page()
    halftone(raster, Box(400, 900, 1000, 1500))
    cv2.ellipse(raster, (700, 1200), (140, 80), 0, 0, 360, 0, -1)
    raster[1150:1190, 640:700] = 0
    assert look(raster).found == ()


def test_letters_printed_in_a_screen() -> None:
    raster = page()
    cells_of = np.zeros((120, 300), np.uint8)
    cells_of[1::4, 1::4] = cells_of[1::4, 2::4] = cells_of[2::4, 1::4] = cells_of[2::4, 2::4] = 255
    raster[900:1020, 400:700] = cells_of
    marks = look(raster)
    assert not [m for m in marks.found if m.kind in ("black_box", "marker")]


def test_white_numbers_on_a_black_label() -> None:
    raster = page()
    fill(raster, Box(300, 900, 1000, 1100), (0, 0, 0))
    write(raster, "77905", 400, 1030, size=2.4, level=255, thick=6)
    assert look(raster).found == ()


def test_round_figure_in_a_flat_colour() -> None:
    raster = page(colour=True)
    cv2.ellipse(raster, (700, 1200), (240, 240), 0, 180, 360, (146, 208, 80), -1)
    cv2.ellipse(raster, (700, 1200), (120, 120), 0, 180, 360, (255, 255, 255), -1)
    assert look(raster).found == ()


BOXES = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    st.integers(0, 500),
    st.integers(0, 500),
    st.integers(20, 200),
    st.integers(10, 80),
)


@given(st.lists(BOXES, max_size=12), st.integers(2, 4))
def test_tables_are_of_the_boxes_given(boxes: list[Box], least: int) -> None:
    assert cells(boxes, 3.0, least) <= set(boxes)
    found = in_columns(boxes, 3.0, least)
    assert found <= set(boxes)
    for box in found:
        assert any(abs(b.x0 - box.x0) <= 3 and abs(b.x1 - box.x1) <= 3 for b in boxes)


@pytest.mark.parametrize("degrees", [0.0, 2.0])
def test_fullness_of_a_leaning_rectangle(degrees: float) -> None:
    mask = np.zeros((300, 500), np.uint8)
    corners = cv2.boxPoints(((250.0, 150.0), (400.0, 120.0), degrees))
    cv2.fillPoly(mask, [corners.astype(np.int32)], 1)
    outline = outline_of(mask)
    assert fullness_of(outline) > 0.95
    assert steps_of(outline, 3.0) == []


def test_steps_of_slanting_shapes_are_none() -> None:
    mask = np.zeros((300, 500), np.uint8)
    star = [(20, 20), (480, 60), (400, 150), (480, 280), (100, 240), (60, 120)]
    cv2.fillPoly(mask, [np.array(star, np.int32)], 1)
    assert steps_of(outline_of(mask), 3.0) == []


@pytest.mark.parametrize(("top", "found"), [(985, False), (1003, True)])
def test_a_box_on_the_back_shines_through_a_line_of_type(top: int, found: bool) -> None:
    raster = page()
    write(raster, "HIMLNE HIMLNEH", 420, 1000)
    box = Box(400, top, 720, top + 40)
    shine = np.full_like(raster, 255)
    fill(shine, box, (185, 185, 185))
    marks = look(np.minimum(raster, shine))
    assert bool(marks.found) is found
    assert ("print_across" in reasons(marks, box)) is not found


def test_what_a_fine_line_cuts_off_an_emblem_is_a_piece_of_it() -> None:
    raster = page()
    emblem = Box(800, 60, 900, 330)
    fill(raster, emblem, (0, 0, 0))
    fill(raster, Box(803, 112, 897, 114), (255, 255, 255))
    for k in range(12):
        fill(
            raster,
            Box(812 + 25 * (k % 4), 250 + 22 * (k // 4), 820 + 25 * (k % 4), 262 + 22 * (k // 4)),
            (255, 255, 255),
        )
    marks = look(raster)
    assert marks.found == ()
    assert reasons(marks, Box(800, 60, 900, 112)) == {"emblem"}
