from __future__ import annotations

import numpy as np
import pytest

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


def test_nothing_is_said_of_pages_without_type() -> None:
    assert table_cells(np.full((4, 4), 255, np.uint8), 0.0, CONFIG) == 0
    assert table_cells(np.full((4, 4), 255, np.uint8), 30.0, CONFIG) == 0


def test_the_steps_tell_of_a_large_table_and_not_of_a_small_one() -> None:
    large, small = (clean_page(table_sheet(rows, 10)[0], DPI, CONFIG) for rows in (30, 8))
    assert large.table
    assert [step.parameters["cells"] for step in large.steps if step.name == "table"] == [330]
    assert not small.table
    assert not any(step.name == "table" for step in small.steps)
