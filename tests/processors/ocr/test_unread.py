"""Letters that were left unread among dirt: where lines of them are looked for."""

from __future__ import annotations

import numpy as np
import pytest

from processors.config.fusion import FusionConfig
from processors.geometry import Box
from processors.ocr.unread import Unread, unread
from processors.scan import Raster
from tests.processors.ocr.test_fusion_page import GOOD, PAPER, Saying, line, read, with_letters

CONFIG = FusionConfig()


class Looking(Saying):
    """Keeps what it looked through."""

    looked: Raster = PAPER

    def detect(self, image: Raster) -> tuple[Box, ...]:
        self.looked = image
        return super().detect(image)


def with_film_edge(image: Raster) -> Raster:
    """A page with letter-like dirt down its right side, two letters abreast."""
    image = image.copy()
    for y in range(570, 970, 28):
        image[y : y + 24, 940:956] = image[y : y + 24, 964:980] = 0
    return image


@pytest.fixture
def dirty() -> FusionConfig:
    """Settings for which the film edge is more than a few letters."""
    return FusionConfig(missed_letters=20)


def test_in_film_edges_no_line_is_looked_for(dirty: FusionConfig) -> None:
    left = unread(with_film_edge(PAPER), GOOD, dirty)
    assert left.is_all_over(dirty)
    assert not left.rows(PAPER.shape, dirty).any()


def test_rows_with_a_line_of_letters_are_looked_through(dirty: FusionConfig) -> None:
    left = unread(with_film_edge(with_letters(8)), GOOD, dirty)
    rows = np.flatnonzero(left.rows(PAPER.shape, dirty))
    # The line stands at 800 to 824; words are 30 pixels high.
    assert 750 <= rows[0] <= 785 and 840 <= rows[-1] <= 870
    assert len(rows) == rows[-1] - rows[0] + 1


def test_where_nothing_was_read_a_line_may_be_anywhere() -> None:
    nothing = Unread(np.empty((0, 4), np.int32), 0.0)
    assert nothing.rows((50, 20), CONFIG).all()
    assert len(nothing.beside(np.ones(50, np.bool_), CONFIG).letters) == 0


def test_a_short_word_that_stands_free_is_left_and_a_heap_of_dirt_is_not(dirty: FusionConfig) -> None:
    image = with_film_edge(with_letters(2))
    left = unread(image, GOOD, dirty)
    beside = left.beside(left.rows(PAPER.shape, dirty), dirty)
    assert sorted(beside.letters[:, 0].tolist()) == [100, 130]


def test_the_detector_sees_the_rows_of_a_line_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    dirty = FusionConfig(missed_letters=20)
    monkeypatch.setattr("tests.processors.ocr.test_fusion_page.CONFIG", dirty)
    missed = Box(94, 794, 332, 830)
    engine = Looking({missed: "a lantern"})
    doubtful = line("xq", 600, 0.4)
    fused = read([*GOOD, doubtful], engine, with_film_edge(with_letters(8)))
    assert "a lantern" in [f.text for f in fused.lines]
    # Where it did not look, nothing is turned down for being unseen.
    assert "xq" in [f.text for f in fused.lines] or [r.rejected_by for r in fused.rejected] != ["unseen"]
    inked = np.flatnonzero((engine.looked < 128).any(axis=1))
    assert inked[0] > 740 and inked[-1] < 880


def test_without_a_line_nothing_is_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.processors.ocr.test_fusion_page.CONFIG", FusionConfig(missed_letters=20))
    engine = Looking({})
    assert len(read(GOOD, engine, with_film_edge(PAPER)).lines) == len(GOOD)
    assert engine.detected == 0
