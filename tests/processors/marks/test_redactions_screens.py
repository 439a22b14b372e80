"""Grey boxes on pages of one bit: dots of a tone are told from print, dirt, pictures and shaded tables."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image

from processors.config.redactions import RedactionConfig
from processors.geometry import Box
from processors.marks.redactions import RedactionMark, RedactionMarks, find_redactions
from processors.marks.redactions.find import _not_in_tables
from processors.records import RedactionKind
from processors.scan import Raster
from tests.processors.marks.test_redactions_find import WORDS, fill, frame, write

DPI = 300.0
LINE = Box(600, 912, 1200, 974)
_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]])


def page(height: int = 1600, width: int = 2400) -> Raster:
    raster = np.full((height, width), 255, np.uint8)
    for line in range(18):
        write(raster, WORDS + " and north", 300, 300 + 60 * line, size=1.5, thick=4)
    return raster


def ordered(raster: Raster) -> Raster:
    height, width = raster.shape
    levels = np.tile(16 * _BAYER + 8, (height // 4 + 1, width // 4 + 1))[:height, :width]
    return np.where(raster > levels, 255, 0).astype(np.uint8)


def diffused(raster: Raster) -> Raster:
    return np.asarray(Image.fromarray(raster).convert("1").convert("L"))


def look(raster: Raster, dpi: float = DPI) -> RedactionMarks:
    return find_redactions(raster, dpi, RedactionConfig())


def hits(marks: RedactionMarks, box: Box) -> list[RedactionKind]:
    return [m.kind for m in marks.found if m.box.iou(box) > 0.8]


@pytest.mark.parametrize("code", ["", "(b)(3)"])
@pytest.mark.parametrize("tone", [90, 150, 195])
@pytest.mark.parametrize("dithered", [ordered, diffused])
def test_a_tone_of_dots_is_a_box(dithered: Callable[[Raster], Raster], tone: int, code: str) -> None:
    raster = page()
    fill(raster, LINE, (tone, tone, tone))
    write(raster, code, 830, 956, size=1.2, thick=3)
    marks = look(dithered(raster))
    assert hits(marks, LINE) == [RedactionKind.GREY_BOX]
    assert len(marks.found) == 1


@pytest.mark.parametrize("dpi", [200.0, 400.0, 600.0])
def test_at_other_resolutions(dpi: float) -> None:
    large = cv2.resize(page(), None, fx=dpi / DPI, fy=dpi / DPI, interpolation=cv2.INTER_AREA)
    raster = np.where(large > 127, 255, 0).astype(np.uint8)
    box = LINE.scaled(dpi / DPI)
    fill(raster, box, (150, 150, 150))
    assert hits(look(diffused(raster), dpi), box) == [RedactionKind.GREY_BOX]


def test_text_on_a_tint_is_open() -> None:
    raster = page()
    box = Box(290, 800, 2200, 980)
    fill(raster, box, (190, 190, 190))
    write(raster, WORDS + " and north", 300, 900, size=1.5, thick=4)
    marks = look(ordered(raster))
    assert marks.found == ()
    assert "text_inside" in {m.rejected_by for m in marks.rejected if m.box.iou(box) > 0.6}


def test_specks_of_a_copier_are_no_tone() -> None:
    raster = page()
    rng = np.random.default_rng(3)
    noise = cv2.GaussianBlur(rng.normal(0, 1, (200, 900)), (0, 0), 1.0)
    raster[800:1000, 400:1300] = np.where(noise > 0.1, 255, 0)
    marks = look(raster)
    assert [m for m in marks.found if m.kind is RedactionKind.GREY_BOX] == []


def test_a_tone_that_goes_on_is_no_box() -> None:
    raster = page()
    raster[650:1150, 400:1500] = 150
    raster[650:1150, 660:1500:220] = raster[800:1150:120, 400:1500] = 255
    for line in range(10):
        raster[650:1150, 660 + line : 1500 : 220] = raster[800 + line : 1150 : 120, 400:1500] = 255
    marks = look(ordered(raster))
    assert marks.found == ()
    assert "part_of_a_tone" in {m.rejected_by for m in marks.rejected}


@pytest.mark.parametrize("dpi", [300.0, 400.0, 600.0])
def test_cross_hatching_is_no_tone(dpi: float) -> None:
    raster = page(round(5 * dpi), round(8 * dpi))
    x, y = np.meshgrid(np.arange(2 * dpi), np.arange(0.4 * dpi))
    pitch, thick = 0.028 * dpi, max(2.0, 0.007 * dpi)
    lines = ((x + y) % pitch < thick) | ((x - y) % pitch < thick)
    top, left = round(4 * dpi), round(dpi)
    raster[top : top + lines.shape[0], left : left + lines.shape[1]] = np.where(lines, 0, 255)
    assert [m for m in look(raster, dpi).found if m.kind is RedactionKind.GREY_BOX] == []


def test_bars_of_a_chart() -> None:
    raster = np.full((1600, 2400), 255, np.uint8)
    for bar in range(5):
        raster[1020 - 150 * bar : 1200, 400 + 200 * bar : 500 + 200 * bar] = 150
    assert look(diffused(raster)).found == ()


def test_a_shaded_cell_between_lines() -> None:
    raster = np.full((1600, 2400), 255, np.uint8)
    for row in range(4):
        for column in range(3):
            frame(raster, Box(300 + 500 * column, 300 + 80 * row, 802 + 500 * column, 382 + 80 * row), 3)
    fill(raster, Box(804, 384, 1298, 458), (180, 180, 180))
    assert look(ordered(raster)).found == ()


def test_a_light_wedge_is_a_picture() -> None:
    raster = page()
    raster[700:1100, 500:1500] = np.linspace(120, 230, 1000).astype(np.uint8)
    assert look(diffused(raster)).found == ()


def reasons(marks: RedactionMarks) -> set[str | None]:
    return {m.rejected_by for m in marks.rejected if m.kind is RedactionKind.GREY_BOX}


def test_a_round_tone() -> None:
    raster = page()
    cv2.ellipse(raster, (1200, 900), (420, 160), 0, 0, 360, 150, -1)
    marks = look(ordered(raster))
    assert marks.found == ()
    assert "ragged_shape" in reasons(marks)


def test_a_rectangle_that_hangs_on_a_round_tone() -> None:
    raster = page()
    cv2.ellipse(raster, (1200, 860), (300, 200), 0, 0, 360, 150, -1)
    fill(raster, Box(700, 1000, 1700, 1100), (150, 150, 150))
    marks = look(ordered(raster))
    assert marks.found == ()
    assert "part_of_larger" in reasons(marks)


def test_a_tone_at_the_edge_of_the_page() -> None:
    raster = page()
    fill(raster, Box(1900, 700, 2400, 800), (150, 150, 150))
    assert "scanner_edge" in reasons(look(ordered(raster)))


def test_fine_grain_is_no_tone() -> None:
    raster = page()
    rng = np.random.default_rng(3)
    drift = cv2.GaussianBlur(rng.normal(0, 1, (120, 900)), (0, 0), 12.0) * 12
    raster[900:1020, 400:1300] = np.where(rng.random((120, 900)) < 0.4 + 0.12 * drift, 0, 255)
    marks = look(raster)
    assert [m for m in marks.found if m.kind is RedactionKind.GREY_BOX] == []
    assert "mottled" in reasons(marks)


def test_a_rectangle_of_two_tones_is_a_picture() -> None:
    raster = page()
    fill(raster, Box(500, 912, 900, 1032), (110, 110, 110))
    fill(raster, Box(900, 912, 1300, 1032), (180, 180, 180))
    marks = look(diffused(raster))
    assert [m for m in marks.found if m.kind is RedactionKind.GREY_BOX] == []
    assert "picture" in reasons(marks)


def test_a_tone_that_fills_a_cell() -> None:
    mark = RedactionMark(Box(804, 384, 1298, 458), RedactionKind.GREY_BOX, 0.9)
    (judged,) = _not_in_tables([mark], [Box(800, 380, 1302, 462)], DPI, RedactionConfig())
    assert judged.rejected_by == "table_cell"
    assert _not_in_tables([mark], [Box(100, 380, 800, 462)], DPI, RedactionConfig()) == [mark]


def test_large_letters_of_dots_are_print() -> None:
    raster = page()
    mask = np.zeros(raster.shape, np.uint8)
    cv2.putText(mask, "US", (500, 1100), cv2.FONT_HERSHEY_SIMPLEX, 12, 255, 60, cv2.LINE_AA)
    raster[650:1150, 400:1300] = 255
    raster[mask > 128] = 150
    marks = look(ordered(raster))
    assert marks.found == ()
    assert {"ragged_shape", "part_of_larger"} & reasons(marks)


def test_shaded_cells_of_a_table() -> None:
    raster = np.full((1600, 2400), 255, np.uint8)
    for row in range(4):
        for column in range(3):
            cell = Box(300 + 500 * column, 300 + 80 * row, 802 + 500 * column, 382 + 80 * row)
            frame(raster, cell, 3)
            if row == 0:
                fill(raster, cell.grown(-3), (180, 180, 180))
    marks = look(ordered(raster))
    assert marks.found == ()
    assert "table_cell" in {m.rejected_by for m in marks.rejected if m.kind is RedactionKind.GREY_BOX}


def test_a_page_of_greys_is_not_looked_at() -> None:
    rng = np.random.default_rng(5)
    raster = np.clip(page().astype(np.int16) - rng.integers(0, 60, (1600, 2400)), 0, 255).astype(np.uint8)
    dotted = raster.copy()
    dotted[900:960, 600:1200] = ordered(np.full((60, 600), 150, np.uint8))
    names = {m.rejected_by for m in look(dotted).rejected}
    assert "mottled" not in names
