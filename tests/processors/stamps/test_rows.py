"""Rows that lean, found among the boxes of letters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.config.stamps import StampConfig
from processors.geometry import Affine
from processors.stamps.rows import Boxes, leaning_blocks

CONFIG = StampConfig()


def letters(
    angle: float, rows: int = 1, count: int = 9, high: float = 20.0, at: tuple[float, float] = (400, 400)
) -> Boxes:
    """Boxes of letters in lines turned clockwise about `at`."""
    turn = Affine.rotation(angle, *at)
    middles = [
        turn.point(at[0] + k * high, at[1] + r * 1.6 * high) for r in range(rows) for k in range(count)
    ]
    return np.array([(x - high / 2, y - high / 2, high, high) for x, y in middles])


@settings(max_examples=40, deadline=None)
@given(angle=st.one_of(st.floats(4.5, 89), st.floats(-89, -4.5)), rows=st.integers(1, 3))
def test_a_turned_block_is_found_with_its_angle(angle: float, rows: int) -> None:
    boxes = letters(angle, rows)
    found = leaning_blocks(boxes, np.ones(len(boxes), np.bool_), CONFIG)
    assert len(found) == 1
    assert len(found[0].boxes) == len(boxes)
    assert found[0].rows == rows
    assert found[0].angle == pytest.approx(angle, abs=0.5)


@pytest.mark.parametrize("angle", [0.0, 1.0, -2.0, 3.0])
def test_level_lines_are_none(angle: float) -> None:
    boxes = letters(angle, rows=3, count=30)
    assert leaning_blocks(boxes, np.ones(len(boxes), np.bool_), CONFIG) == []


def test_lines_that_were_read_are_none() -> None:
    boxes = letters(30)
    assert leaning_blocks(boxes, np.zeros(len(boxes), np.bool_), CONFIG) == []


def test_letters_of_lines_below_each_other_are_none() -> None:
    """The same letter in line after line of typescript stands in a column, too far apart for a word."""
    boxes = letters(90, count=8)
    boxes[:, 1] *= 2
    assert leaning_blocks(boxes, np.ones(len(boxes), np.bool_), CONFIG) == []


def test_four_letters_are_no_row() -> None:
    boxes = letters(30, count=4)
    assert leaning_blocks(boxes, np.ones(len(boxes), np.bool_), CONFIG) == []


def test_scattered_marks_are_none() -> None:
    rng = np.random.default_rng(5)
    boxes = np.concatenate([rng.uniform(0, 1500, (200, 2)), rng.uniform(10, 60, (200, 2))], axis=1)
    assert len(leaning_blocks(boxes, np.ones(200, np.bool_), CONFIG)) <= 1


def test_two_stamps_are_two_blocks() -> None:
    boxes = np.concatenate([letters(20), letters(-40, at=(1000, 1000))])
    found = leaning_blocks(boxes, np.ones(len(boxes), np.bool_), CONFIG)
    assert sorted(round(b.angle) for b in found) == [-40, 20]
    assert not found[0].is_at(found[1])
    assert found[0].is_at(found[0])


def test_no_letters_no_blocks() -> None:
    assert leaning_blocks(np.empty((0, 4)), np.empty(0, np.bool_), CONFIG) == []
