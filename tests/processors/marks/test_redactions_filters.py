"""What looks redacted and is not: each class is turned down, by the filter that is meant for it."""

from __future__ import annotations

from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from processors.config.redactions import FrameConfig
from processors.geometry import Box
from processors.marks.redactions.frame_filters import FrameFilters
from processors.marks.redactions.frame_types import Frame
from tests.processors.marks.test_redactions_find import BLOCK, fill, frame, look, page, reasons, write


def test_table_cells() -> None:
    raster = page()
    for i in range(5):
        cv2.line(raster, (200, 900 + 60 * i), (1400, 900 + 60 * i), 0, 2)
    for x in (200, 600, 1000, 1400):
        cv2.line(raster, (x, 900), (x, 1140), 0, 2)
    marks = look(raster)
    assert marks.found == ()
    assert "table_cell" in reasons(marks, Box(600, 960, 1000, 1020))


def test_framed_classification() -> None:
    raster = page()
    frame(raster, Box(600, 900, 1000, 970))
    write(raster, "SECRET", 700, 948)
    marks = look(raster)
    assert marks.found == ()
    assert "framed_word" in reasons(marks, Box(600, 900, 1000, 970))


def test_framed_paragraph() -> None:
    raster = page()
    frame(raster, Box(150, 850, 1500, 1100))
    for line in range(6):
        write(raster, "harvest returns for the northern counties were late", 200, 900 + 34 * line)
    marks = look(raster)
    assert marks.found == ()
    assert "text_inside" in reasons(marks, Box(150, 850, 1500, 1100))


def test_title_panel() -> None:
    raster = page()
    box = Box(200, 900, 1500, 1080)
    fill(raster, box, (0, 0, 0))
    write(raster, "WEEKLY REVIEW", 260, 1030, size=3.8, level=255, thick=10)
    assert look(raster).found == ()


def test_check_boxes() -> None:
    raster = page()
    for x in (300, 600, 900):
        frame(raster, Box(x, 900, x + 36, 936))
    assert look(raster).found == ()


def test_punch_holes_and_binding() -> None:
    raster = page()
    for y in range(250, 2000, 120):
        fill(raster, Box(60, y, 90, y + 22), (0, 0, 0))
    cv2.circle(raster, (850, 90), 26, 0, -1)
    cv2.ellipse(raster, (1100, 80), (34, 26), 0, 0, 180, 0, -1)
    marks = look(raster)
    assert marks.found == ()


def test_scanner_wedge() -> None:
    raster = page()
    cv2.fillPoly(raster, [np.array([[0, 1700], [120, 2200], [0, 2200]], np.int32)], 0)
    fill(raster, Box(1640, 0, 1700, 2200), (0, 0, 0))
    assert look(raster).found == ()


def test_thick_rule_and_letterhead_bar() -> None:
    raster = page()
    fill(raster, Box(200, 900, 1500, 912), (0, 0, 0))
    fill(raster, Box(80, 1000, 110, 1300), (0, 0, 0))
    marks = look(raster)
    assert marks.found == ()
    assert {"thick_rule", "too_small"} & reasons(marks, Box(200, 900, 1500, 912)) or not reasons(
        marks, Box(200, 900, 1500, 912)
    )
    assert "upright_bar" in reasons(marks, Box(80, 1000, 110, 1300))


def test_bar_code() -> None:
    raster = page()
    rng = np.random.default_rng(3)
    x = 300
    while x < 900:
        width = int(rng.integers(3, 14))
        raster[900:1000, x : x + width] = 0
        x += width + int(rng.integers(3, 12))
    assert look(raster).found == ()


def test_photograph() -> None:
    rng = np.random.default_rng(5)
    raster = page()
    noise = rng.normal(110, 90, (60, 80))
    picture = cv2.resize(noise, (800, 600), interpolation=cv2.INTER_CUBIC) + rng.normal(0, 20, (600, 800))
    raster[900:1500, 300:1100] = np.clip(picture, 0, 255).astype(np.uint8)
    assert look(raster).found == ()


def test_heavy_title_and_underlines() -> None:
    raster = page()
    write(raster, "MEMORANDUM", 300, 1000, size=3.0, thick=9)
    cv2.line(raster, (300, 1020), (1100, 1020), 0, 3)
    write(raster, "Subject: supply of seed", 300, 1100)
    cv2.line(raster, (300, 1110), (660, 1110), 0, 2)
    assert look(raster).found == ()


def test_signature_and_scribble() -> None:
    raster = page()
    rng = np.random.default_rng(11)
    points = np.column_stack([np.linspace(300, 800, 60), 1200 + rng.normal(0, 40, 60)]).astype(np.int32)
    cv2.polylines(raster, [points], False, 0, 4)
    assert look(raster).found == ()


def test_highlighted_text() -> None:
    raster = page(colour=True)
    fill(raster, Box(190, 900, 1300, 940), (255, 255, 0))
    write(raster, "these words were only marked with a highlighter pen", 200, 930)
    marks = look(raster)
    assert marks.found == ()


def test_rejected_marks_name_their_filter() -> None:
    raster = page()
    frame(raster, BLOCK)
    fill(raster, Box(80, 1000, 110, 1300), (0, 0, 0))
    marks = look(raster)
    assert all(m.rejected_by for m in marks.rejected)
    assert all(m.rejected_by is None and 0 <= m.confidence <= 1 for m in marks.found)


@pytest.mark.parametrize(
    ("sides", "gap", "high", "inked", "is_row"),
    [
        # Stems and serifs: the upper side is open, and letters stand about.
        ((1.0, 0.85, 1.0, 1.0), 12, 16, 8, True),
        # A whole border with a code, as high as the type of the line, and a space before the next word.
        ((1.0, 1.0, 1.0, 1.0), 12, 16, 8, False),
        # The next letter follows at once.
        ((1.0, 1.0, 1.0, 1.0), 2, 16, 8, True),
        # Blank, and higher than the type.
        ((1.0, 0.85, 1.0, 1.0), 12, 16, 0, False),
        ((1.0, 0.85, 1.0, 1.0), 12, 11, 8, False),
        # Letters that run together leave more ink than a code does, unless the border is whole.
        ((1.0, 0.85, 1.0, 1.0), 12, 11, 16, True),
        ((1.0, 1.0, 1.0, 1.0), 12, 11, 16, False),
    ],
)
def test_letters_over_an_underline_are_no_box(
    sides: tuple[float, float, float, float], gap: int, high: int, inked: int, is_row: bool
) -> None:
    ink = np.zeros((100, 300), np.uint8)
    ink[40:57, 101:103] = ink[40:57, 137:139] = ink[40:42, 100:140] = ink[56:58, 60:180] = 1
    ink[45:54, 112 : 112 + inked] = 1
    for x in (140 + gap, 160 + gap, 180 + gap):
        ink[56 - high : 55, x : x + 3] = ink[56 - high : 55, x + 7 : x + 10] = ink[48:50, x : x + 10] = 1
    page = SimpleNamespace(dpi=150.0)
    measures = SimpleNamespace(page=page, ink=ink, lines=None, config=FrameConfig())
    box = Box(101.0, 40.0, 139.0, 57.0)
    frame = Frame(box, 1.0, sides, sides)
    assert FrameFilters(measures, set())._row_of_letters(frame) is is_row  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("bottom", "above", "inked", "is_hung"),
    [
        (0.55, Box(60.0, 10.0, 240.0, 40.0), 8, True),
        # Its own lower side is whole, nothing is printed in it, or the box above is no longer one.
        (1.0, Box(60.0, 10.0, 240.0, 40.0), 8, False),
        (0.55, Box(60.0, 10.0, 240.0, 40.0), 0, False),
        (0.55, Box(110.0, 10.0, 240.0, 40.0), 8, False),
    ],
)
def test_print_below_a_box_is_no_box_itself(bottom: float, above: Box, inked: int, is_hung: bool) -> None:
    ink = np.zeros((100, 300), np.uint8)
    ink[45:54, 112 : 112 + inked] = 1
    page = SimpleNamespace(dpi=150.0)
    measures = SimpleNamespace(page=page, ink=ink, lines=None, config=FrameConfig())
    sides = (0.95, 1.0, 1.0, bottom)
    frame = Frame(Box(101.0, 40.0, 139.0, 57.0), 1.0, sides, sides)
    longer = Frame(above, 1.0, (1.0, 1.0, 1.0, 1.0), (1.0, 1.0, 1.0, 1.0))
    filters = FrameFilters(measures, set(), [frame, longer])  # type: ignore[arg-type]
    assert filters._hung_on_box(frame) is is_hung
