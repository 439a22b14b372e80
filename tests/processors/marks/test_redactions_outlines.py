"""Parallel lines of the same extent, paired as the upper and lower side of a box."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from processors.config.redactions import FrameConfig
from processors.geometry import Box
from processors.marks.redactions.outlines import Thin, open_outlines

DPI = 150.0
LINES = st.lists(st.tuples(st.integers(0, 30), st.integers(40, 70), st.integers(0, 90)), max_size=20)


@given(lines=LINES)
def test_each_line_goes_with_the_nearest_one_below_that_begins_and_ends_with_it(
    lines: list[tuple[int, int, int]],
) -> None:
    config = FrameConfig()
    slack, low = config.pair_slack * DPI, config.smallest_height * DPI
    in_order = sorted(lines, key=lambda line: (line[2], line[0]))
    expected = []
    for k, (start, end, row) in enumerate(in_order):
        below = (
            other
            for other in in_order[k + 1 :]
            if abs(other[0] - start) <= slack and abs(other[1] - end) <= slack and other[2] - row >= low
        )
        other = next(below, None)
        if other is not None:
            expected.append(Box(min(start, other[0]) + 1, row, max(end, other[1]) - 1, other[2]))
    thin = Thin(np.array(lines, dtype=np.float64).reshape(-1, 3), np.zeros((0, 3)))
    assert open_outlines(thin, DPI, config) == expected
