"""Small pages of invented text for the tests of cleaning; Pillow's own font, so that no system font is needed."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from processors.scan import Raster

LINES = (
    "The committee met on Tuesday to review the plans for the",
    "new harbour light. Its members agreed that the keeper should",
    "have a boat of his own, and that oil be bought for one year.",
    "Mr. Quigley spoke against the purchase; he thought the price",
    "too high and the supplier too slow. A vote was taken by hand.",
    "The clerk will send each member a copy of the letter, together",
    "with the drawings of the jetty, before the first of the month.",
)


def sheet(size: int = 40, width: int = 1400, height: int = 1100, lines: tuple[str, ...] = LINES) -> Raster:
    """Black text of that font size on white paper, twice over to fill the sheet."""
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size)
    step = round(size * 1.7)
    for row, text in enumerate(lines * 2):
        y = 80 + row * step
        if y + step < height:
            draw.text((90, y), text, fill=0, font=font)
    return np.asarray(image, dtype=np.uint8).copy()


def mottled(page: Raster, density: float = 0.08, seed: int = 5) -> Raster:
    """The page strewn with toner: single black pixels on the paper and white ones in the ink."""
    chance = np.random.default_rng(seed).random(page.shape)
    out = page.copy()
    out[chance < density] = 0
    out[chance > 1 - density] = 255
    return out


def table_sheet(rows: int, columns: int, size: int = 34) -> tuple[Raster, list[str]]:
    """A page that is one table of invented numbers, the first column names, without rules; and all its words."""
    chance = np.random.default_rng(3)
    image = Image.new("L", (500 + 240 * columns, 200 + rows * 2 * size), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size)
    words: list[str] = []
    for row in range(rows):
        y = 80 + row * 2 * size
        draw.text((80, y), name := ("Harbour", "Jetties", "Lights", "Keepers")[row % 4], fill=0, font=font)
        numbers = [f"{chance.uniform(10, 9999):.1f}" for _ in range(columns)]
        for column, number in enumerate(numbers):
            right = 480 + 240 * (column + 1)
            draw.text((right - draw.textlength(number, font=font), y), number, fill=0, font=font)
        words += [name, *numbers]
    return np.asarray(image, dtype=np.uint8).copy(), words
