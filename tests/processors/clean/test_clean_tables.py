from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from processors.clean.measure import x_height
from processors.clean.page import clean_page
from processors.clean.tables import table_cells
from processors.config.clean import CleanConfig
from processors.scan import Raster
from tests.processors.clean.clean_sheets import mottled, sheet, table_sheet

CONFIG = CleanConfig()
DPI = 300.0


def cells(page: Raster) -> int:
    return table_cells(page, x_height(page, DPI, CONFIG), CONFIG)


@pytest.mark.parametrize(("rows", "columns"), [(20, 10), (30, 12), (40, 8)])
def test_cells_of_a_page_that_is_a_table_are_counted(rows: int, columns: int) -> None:
    page, _ = table_sheet(rows, columns)
    assert rows * columns * 0.9 <= cells(page) <= rows * (columns + 1)


@pytest.mark.parametrize("page", [sheet(), sheet(28), mottled(sheet()), np.full((900, 700), 255, np.uint8)])
def test_running_text_has_none(page: Raster) -> None:
    assert cells(page) == 0


def test_a_table_beside_a_column_of_text_has_none() -> None:
    table, _ = table_sheet(40, 3)
    text = np.vstack([sheet(34)[: len(table) // 3]] * 3)
    table = table[: len(text)]
    assert cells(np.hstack([table, text])) == 0


def columns(pitches: tuple[int, ...], shifts: tuple[int, ...]) -> Raster:
    """Lists of short words beside each other, each with its distance from line to line, begun so much lower."""
    image = Image.new("L", (200 + 300 * len(pitches), 2400), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(34)
    for column, (pitch, shift) in enumerate(zip(pitches, shifts, strict=True)):
        for row in range(2200 // pitch):
            word = ("Avery", "Barton", "Coles", "Dunn")[(row + column) % 4]
            draw.text((100 + 300 * column, 80 + shift + row * pitch), word, fill=0, font=font)
    return np.asarray(image, dtype=np.uint8).copy()


@pytest.mark.parametrize(
    "page",
    [
        columns((48, 53, 57, 50, 46, 55), (0,) * 6),
        columns((56,) * 6, (0, 28) * 3),
        np.ascontiguousarray(np.rot90(np.vstack([sheet(30)] * 2))),
    ],
)
def test_lists_that_are_not_level_and_text_on_its_side_have_none(page: Raster) -> None:
    assert cells(page) == 0


def test_a_table_with_a_picture_has_none() -> None:
    page, _ = table_sheet(30, 10)
    assert cells(page) > 0
    page[-300:, 200:900] = 120
    page[-250:-50, 300:700] = 60
    assert cells(page) == 0


def test_nothing_is_said_of_pages_without_type() -> None:
    assert table_cells(np.full((4, 4), 255, np.uint8), 0.0, CONFIG) == 0
    assert table_cells(np.full((4, 4), 255, np.uint8), 30.0, CONFIG) == 0


def test_the_steps_tell_of_a_large_table_and_not_of_a_small_one() -> None:
    large, small = (clean_page(table_sheet(rows, 10)[0], DPI, CONFIG) for rows in (30, 8))
    assert large.table
    assert [step.parameters["cells"] for step in large.steps if step.name == "table"] == [330]
    assert not small.table
    assert not any(step.name == "table" for step in small.steps)
