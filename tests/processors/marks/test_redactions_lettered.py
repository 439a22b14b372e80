"""Black boxes full of white letters: told by what the letters say, and by nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from processors.config import Config
from processors.geometry import Affine, Box
from processors.marks.redactions import RedactionMarks, find_redactions
from processors.marks.redactions.lettered import LETTERED
from processors.ocr.rapid import RapidEngine
from processors.ocr.tesseract import TesseractEngine
from processors.printed_codes import read_printed
from processors.records import RedactionKind
from processors.scan import Raster, Scan
from samples.fonts import font

DPI = 300.0
SCALE = DPI / 72


def page(text: str, degrees: float = 0.0) -> tuple[Raster, Box]:
    """A line of print with a black box hugging some white letters, and where the box is, in pixels."""
    image = Image.new("L", (round(400 * SCALE), round(120 * SCALE)), 255)
    draw = ImageDraw.Draw(image)
    type_ = font("sans", round(11 * SCALE))
    width = draw.textlength(text, type_)
    box = Box(120 * SCALE, 50 * SCALE, 120 * SCALE + width + 16, 65 * SCALE)
    draw.text((box.x0 - 12, box.y0 + 8), "notes from", 0, type_, anchor="ra")
    draw.text((box.x1 + 12, box.y0 + 8), "of the harbour", 0, type_)
    draw.rectangle(tuple(box), fill=0)
    draw.text((box.x0 + 8, box.centre[1]), text, 255, type_, anchor="lm")
    turned = image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255, center=box.centre)
    return np.asarray(turned), box


def read(raster: Raster) -> RedactionMarks:
    height, width = raster.shape
    points = (width / SCALE, height / SCALE)
    scan = Scan(1, *points, DPI, 0, raster, Affine.scale(1 / SCALE), (), is_scan=True, how="made")
    config = Config()
    engines = (TesseractEngine(config.ocr), RapidEngine(config.fusion.rapid))
    marks = find_redactions(raster, DPI, config.redactions)
    return read_printed(scan, marks, 0, engines, config).redactions


@pytest.mark.parametrize("degrees", [0.0, 0.4])
@pytest.mark.parametrize("text", ["(b)(5)", "5.1.2.e", "(b)(7)(C)"])
def test_a_box_full_of_a_code_is_one(text: str, degrees: float) -> None:
    raster, box = page(text, degrees)
    (found,) = read(raster).found
    assert found.kind is RedactionKind.BLACK_BOX
    assert found.box.iou(box) > 0.75


@pytest.mark.parametrize("text", ["Tables", "PAGE 12", "Sum of 1962", "B1", "5.1.2", "b6"])
def test_a_label_is_none(text: str) -> None:
    raster, _ = page(text)
    assert read(raster).found == ()


def test_no_box_is_told_before_its_letters_are_read() -> None:
    raster, box = page("(b)(5)")
    marks = find_redactions(raster, DPI, Config().redactions)
    assert marks.found == ()
    assert [m.rejected_by for m in marks.rejected if m.box.iou(box) > 0.75] == [LETTERED]


def test_the_end_of_a_longer_bar_is_no_box() -> None:
    raster, box = page("(b)(5)")
    long = raster.copy()
    x0, y0, _, y1 = (round(v) for v in box)
    long[y0 + 12 : y1 - 12, x0 - 400 : x0 + 4] = 0
    assert [
        m for m in find_redactions(long, DPI, Config().redactions).rejected if m.rejected_by == LETTERED
    ] == []


@pytest.mark.parametrize("side", [1, 2])
def test_tiny_rasters(side: int) -> None:
    assert find_redactions(np.zeros((side, side), np.uint8), 5.0, Config().redactions).found == ()


def test_parts_that_were_found_give_way_to_the_whole() -> None:
    raster, box = page("(b)(5)")
    wide = raster.copy()
    x0, y0, _, y1 = (round(v) for v in box)
    # Black enough beside the letters on the left to be found by itself.
    wide[y0:y1, x0 - 90 : x0 + 4] = 0
    (found,) = read(wide).found
    assert found.box.iou(Box(box.x0 - 90, box.y0, box.x1, box.y1)) > 0.9
