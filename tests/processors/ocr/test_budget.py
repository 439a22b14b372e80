"""What the second reader may spend on a page, and on which lines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.config.fusion import BudgetConfig
from processors.geometry import Box
from processors.ocr.engine import EngineWord
from processors.ocr.fusion.budget import Scanned, allowed, looked_through, most_doubtful
from processors.ocr.fusion.places import doubt

CONFIG = BudgetConfig()
LINES = st.lists(st.tuples(st.floats(0, 1), st.integers(96, 3200)), max_size=40)


@given(LINES, st.floats(-1000, 40_000))
def test_never_over_the_budget_and_the_most_doubtful_are_kept(
    lines: list[tuple[float, int]], most: float
) -> None:
    doubts, works = [d for d, _ in lines], [float(w) for _, w in lines]
    kept = most_doubtful(doubts, works, most)
    left = [k for k in range(len(lines)) if k not in kept]
    assert sum(works[k] for k in kept) <= max(0.0, most)
    assert kept == sorted(set(kept))
    assert all(doubts[k] >= doubts[other] for k in kept for other in left)
    # Nothing is left out for which there was room.
    if left:
        dearest = max(doubts[k] for k in left)
        assert sum(works[k] for k in kept) + max(works[k] for k in left if doubts[k] == dearest) > most


@given(LINES, st.floats(0, 20_000), st.floats(0, 20_000))
def test_more_is_read_for_more_work(lines: list[tuple[float, int]], most: float, more: float) -> None:
    doubts, works = [d for d, _ in lines], [float(w) for _, w in lines]
    assert set(most_doubtful(doubts, works, most)) <= set(most_doubtful(doubts, works, most + more))


def work(page: Scanned, words: int = 300, *, hard: bool = False, enlarged: bool = False) -> float:
    return allowed(page, words, hard=hard, enlarged=enlarged, config=CONFIG)


def test_hard_pages_and_pages_with_more_on_them_are_worth_more() -> None:
    page = Scanned(8_000_000, 1500)
    assert work(page, hard=True) > work(page, hard=True, enlarged=True) > 4 * work(page)
    assert work(page, 600) > work(page)
    assert work(replace(page, pixels=16_000_000)) > work(page)
    assert work(replace(page, letters=3000)) > work(page)


def test_what_looking_takes_grows_with_the_page_up_to_a_side() -> None:
    small, large, larger = (np.zeros((side, side), np.uint8) for side in (500, 1280, 2560))
    takes = [looked_through(image, 1280, CONFIG) for image in (small, large, larger)]
    assert takes[0] < takes[1] == pytest.approx(takes[2])


@pytest.mark.parametrize(
    ("words", "expected"),
    [([], 1.0), ([(0, 200, 0.9)], 0.1), ([(0, 100, 0.9)], 0.55), ([(0, 100, 1.0), (105, 200, 0.0)], 0.5)],
)
def test_doubt_is_what_is_not_surely_read(words: list[tuple[float, float, float]], expected: float) -> None:
    read = [EngineWord("harbour", Box(x0, 0, x1, 20), confidence) for x0, x1, confidence in words]
    assert doubt(Box(0, 0, 200, 20), read) == pytest.approx(expected)
