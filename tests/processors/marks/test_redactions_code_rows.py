"""Rows of letters on grounds that are no plain tone."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from processors.marks.rasters import window
from processors.marks.redactions.code_rows import code_rows
from processors.scan import Raster
from samples.fonts import font

WIDTH, HEIGHT, DPI = 600, 44, 200.0


def hatched(text: str = "", *, step: int = 11) -> Raster:
    """The inside of a hatched box, with lettering on a white patch in its middle."""
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(image)
    for x in range(-HEIGHT, WIDTH, step):
        draw.line([(x, HEIGHT), (x + HEIGHT, -1)], fill=30, width=2)
    if text:
        face = font("sans", 28)
        x0, width = 250, int(face.getlength(text))
        draw.rectangle((x0 - 4, 2, x0 + width + 4, HEIGHT - 3), fill=255)
        draw.text((x0, 34), text, 0, face, anchor="ls")
    return np.asarray(image, dtype=np.uint8)


@pytest.mark.parametrize("step", [9, 14])
def test_letters_on_hatching_are_shown_without_it(step: int) -> None:
    row = code_rows(hatched("(b)(3)", step=step), DPI)[0]
    assert row.box.x0 == pytest.approx(250, abs=16)
    assert row.box.x1 == pytest.approx(250 + font("sans", 28).getlength("(b)(3)"), abs=16)
    plain = np.full((HEIGHT, WIDTH), 255, np.uint8)
    image = Image.fromarray(plain)
    ImageDraw.Draw(image).text((250, 34), "(b)(3)", 0, font("sans", 28), anchor="ls")
    there = np.asarray(image)[window(row.box, plain.shape)]
    differs = np.abs(row.picture.astype(int) - there) > 128
    assert differs.mean() < 0.05


@pytest.mark.parametrize("step", [9, 14])
def test_hatching_alone_has_no_rows(step: int) -> None:
    assert code_rows(hatched(step=step), DPI) == ()


@pytest.mark.parametrize("level", [0, 170, 255])
def test_a_plain_tone_has_no_rows(level: int) -> None:
    assert code_rows(np.full((40, 400), level, np.uint8), DPI) == ()


def test_dust_is_no_row() -> None:
    pixels = np.zeros((40, 400), np.uint8)
    rng = np.random.default_rng(3)
    pixels[rng.integers(2, 38, 60), rng.integers(2, 398, 60)] = 255
    assert code_rows(pixels, DPI) == ()


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (3, 400), (40, 2)])
def test_the_smallest_boxes_have_none(shape: tuple[int, int]) -> None:
    assert code_rows(np.zeros(shape, np.uint8), DPI) == ()
