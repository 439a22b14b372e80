from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from processors.clean import clean_page, measure
from processors.clean.trial import densest_strip, read_better, reads_upright, sureness
from processors.config.clean import CleanConfig
from processors.errors import EngineError
from processors.geometry import Box
from processors.ocr.engine import EngineLine, EngineWord
from processors.scan import Raster
from tests.processors.clean.clean_sheets import mottled, sheet

CONFIG = CleanConfig()
DOUBTFUL = 0.0009
"""Density of toner at which `mottled` leaves in doubt whether to smooth."""


def line(text: str, confidence: float) -> EngineLine:
    return EngineLine.of([EngineWord(text, Box(0, 0, 10, 10), confidence)])


def has_specks(image: Raster) -> bool:
    """A page that was smoothed has no single black pixels left."""
    return measure(image, 300.0, CONFIG).tiny_per_letter > 0.3


def likes_smooth(image: Raster, _dpi: float) -> Sequence[EngineLine]:
    return [line("harbour", 0.5 if has_specks(image) else 0.9)]


def likes_as_it_is(image: Raster, _dpi: float) -> Sequence[EngineLine]:
    return [line("harbour", 0.9 if has_specks(image) else 0.5)]


def fails(_image: Raster, _dpi: float) -> Sequence[EngineLine]:
    raise EngineError("no reading today")


def steps(page: Raster, reader: object) -> list[str]:
    return [step.name for step in clean_page(page, 300.0, CONFIG, reader).steps]  # type: ignore[arg-type]


def test_a_doubtful_page_is_cleaned_as_the_engine_reads_it_best() -> None:
    page = mottled(sheet(), DOUBTFUL)
    assert CONFIG.trial_tiny < measure(page, 300.0, CONFIG).tiny_per_letter < CONFIG.mottled_tiny
    assert steps(page, likes_smooth)[-2:] == ["try smoothing", "smooth mottling"]
    assert steps(page, likes_as_it_is)[-1] == "try smoothing"
    assert "try smoothing" not in steps(page, None)
    assert steps(page, fails)[-1] == "try smoothing"


@pytest.mark.parametrize("density", [0.0, 0.05])
def test_pages_without_doubt_cost_no_reading(density: float) -> None:
    assert "try smoothing" not in steps(mottled(sheet(), density), fails)


def test_figures_of_the_trial_are_kept() -> None:
    cleaned = clean_page(mottled(sheet(), DOUBTFUL), 300.0, CONFIG, likes_smooth)
    step = next(step for step in cleaned.steps if step.name == "try smoothing")
    assert (step.parameters["as_it_is"], step.parameters["smoothed"]) == (3.5, 6.3)


def test_a_slightly_surer_reading_changes_nothing() -> None:
    readings = iter([[line("harbour", 0.80)], [line("harbour", 0.84)]])
    page = sheet()
    better, scores = read_better(page, page, slice(0, 200), 300.0, lambda *_: next(readings), CONFIG)
    assert (better, scores) == (False, [5.6, 5.9])


def test_the_strip_lies_where_the_letters_are() -> None:
    page = np.full((3000, 1400), 255, np.uint8)
    page[1500:2000] = sheet()[70:570]
    strip = densest_strip(page, 300.0, 20.0, CONFIG)
    assert strip.stop - strip.start == 240
    assert strip.start >= 1450
    assert strip.stop <= 2050


def test_signs_do_not_count_as_letters() -> None:
    assert sureness([line("a-1.", 0.5)]) == pytest.approx(1.0)


def test_sure_words_along_the_rows_tell_that_a_whole_page_stands_upright() -> None:
    def words(text: str, confidence: float, count: int) -> EngineLine:
        return EngineLine.of(EngineWord(text, Box(0, 0, 90, 20), confidence) for _ in range(count))

    sure, doubtful = words("harbour", 0.95, 4), words("hxrbqur", 0.5, 40)
    assert reads_upright([sure, doubtful], CONFIG) == 28
    assert reads_upright([words("harbour", 0.95, 2), doubtful], CONFIG) == 0
    assert reads_upright([words("hob", 0.95, 40)], CONFIG) == 0
    # On a page on its head something looks like a word now and then.
    assert reads_upright([sure, words("hxrbqur", 0.5, 400)], CONFIG) == 0
    down = EngineLine.of([EngineWord("harbour", Box(0, 0, 20, 90), 0.95)] * 4)
    assert reads_upright([down], CONFIG) == 0
