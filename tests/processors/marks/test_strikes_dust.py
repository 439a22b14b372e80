"""Strokes among specks that are given up before words are looked for under them."""

from __future__ import annotations

import numpy as np
import pytest

from processors.config.strikes import StrikeConfig
from processors.marks.strikes.courses import Stroke
from processors.marks.strikes.crowds import Ends, in_crowds, in_dust, lie_near
from processors.marks.strikes.ink import pieces_of

LETTER = 20.0


def stroke(x: int, length: int, steady: float) -> Stroke:
    return Stroke(x, np.full(length, 400.0), 3.0, 0.2, steady)


@pytest.mark.parametrize(
    ("specks", "length", "steady", "given_up"),
    [
        (0.0, 40, 1.0, False),
        (1.6, 40, 0.5, True),
        (1.6, 40, 1.0, False),
        (4.0, 40, 1.0, True),
        (4.0, 120, 1.0, False),
        (0.8, 40, 0.5, False),
    ],
)
def test_short_strokes_among_more_specks_than_any_word_may_have(
    specks: float, length: int, steady: float, given_up: bool
) -> None:
    ink = np.zeros((800, 1000), np.uint8)
    # so many in a square of a letter's height, none touching another
    places = np.random.default_rng(3).permutation(250 * 200)[: round(specks * ink.size / LETTER**2)]
    ink[places // 250 * 4, places % 250 * 4] = 1
    found = in_dust(Ends.of([stroke(480, length, steady)]), pieces_of(ink), LETTER, StrikeConfig())
    assert found.tolist() == [given_up]


def test_specks_far_off_say_nothing() -> None:
    ink = np.zeros((800, 1000), np.uint8)
    ink[::4, :300:4] = 1
    both = Ends.of([stroke(100, 40, 1.0), stroke(700, 40, 1.0)])
    near, far = in_dust(both, pieces_of(ink), LETTER, StrikeConfig())
    assert (near, far) == (True, False)


def test_no_strokes_on_a_page_without_ink() -> None:
    assert (
        in_dust(Ends.of([]), pieces_of(np.zeros((30, 30), np.uint8)), LETTER, StrikeConfig()).tolist() == []
    )


def test_strokes_in_crowds_have_many_short_ones_near() -> None:
    rng = np.random.default_rng(5)
    config = StrikeConfig()
    strokes = [
        Stroke(int(x), np.full(int(n), float(y)), 3.0, 0.2, 1.0)
        for x, y, n in zip(
            rng.integers(0, 700, 200), rng.integers(0, 700, 200), rng.integers(10, 140, 200), strict=True
        )
    ]
    down, across = (r * LETTER for r in config.crowd_h)
    short = [s.x1 - s.x0 < config.long_h * LETTER for s in strokes]
    found = in_crowds(Ends.of(strokes), LETTER, config)
    for stroke, is_short, crowded in zip(strokes, short, found, strict=True):
        near = sum(
            also_short
            and abs(other.middle - stroke.middle) <= down
            and stroke.x0 - across <= (other.x0 + other.x1) / 2 <= stroke.x1 + across
            for other, also_short in zip(strokes, short, strict=True)
        )
        assert crowded == (is_short and near >= 1.5 * config.crowd_any)


def test_all_that_is_in_reach_of_a_stroke_lies_near_it() -> None:
    config = StrikeConfig()
    reach = config.reach_h * LETTER
    ink = np.zeros((800, 1000), np.uint8)
    ink[5::40, 5::40] = 1
    pieces = pieces_of(ink)
    one = stroke(400, 60, 1.0)
    assert not lie_near(pieces, [], LETTER, config).any()
    near = lie_near(pieces, [one], LETTER, config)
    x, y = pieces.lefts, pieces.tops
    within = (x >= 400 - 2 * reach) & (x < 460 + 2 * reach) & (np.abs(y - 400) <= reach)
    assert within[1:].any()
    assert near[within].all()
    assert not near[(np.abs(y - 400) > reach + 2 * LETTER) & (np.arange(len(y)) > 0)].any()
