"""Letters in line, sought from many pairs at once."""

from __future__ import annotations

import numpy as np

from processors.config.stamps import StampConfig
from processors.stamps.lines import LineSearch

CONFIG = StampConfig()


def rows(count: int, letters: int) -> LineSearch:
    """Rows of letters 20 pixels high that climb by a quarter, far apart."""
    points = [(30.0 * x, 200.0 * y - 7.5 * x) for y in range(count) for x in range(letters)]
    return LineSearch(np.array(points), np.full(len(points), 20.0), CONFIG)


def test_each_row_is_found_once_and_in_order() -> None:
    found = rows(12, 9).lines(np.ones(108, np.bool_))
    assert sorted(sorted(line.tolist()) for line in found) == [
        list(range(9 * k, 9 * k + 9)) for k in range(12)
    ]
    assert all(line.tolist() in (sorted(line), sorted(line)[::-1]) for line in found)


def test_rows_without_a_free_pair_are_not_sought() -> None:
    free = np.zeros(108, np.bool_)
    free[9:18] = True
    free[40] = True
    assert [sorted(line.tolist()) for line in rows(12, 9).lines(free)] == [list(range(9, 18))]


def test_what_was_sought_before_changes_nothing() -> None:
    search, free = rows(12, 9), np.ones(108, np.bool_)
    search.lines(np.arange(108) < 50)
    again, anew = search.lines(free), rows(12, 9).lines(free)
    assert [line.tolist() for line in again] == [line.tolist() for line in anew]


def test_a_wide_gap_ends_a_row() -> None:
    search = rows(1, 12)
    search.middle[6:] += (60.0, -15.0)
    found = search.lines(np.ones(12, np.bool_))
    assert sorted(sorted(line.tolist()) for line in found) == [list(range(6)), list(range(6, 12))]


def test_no_letters() -> None:
    assert LineSearch(np.empty((0, 2)), np.empty(0), CONFIG).lines(np.zeros(0, np.bool_)) == []
