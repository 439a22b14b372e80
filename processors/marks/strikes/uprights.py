"""What a line meets where it ends: a form's rule goes across most of the page, from one upright line to another.

Shorter ones may be strokes drawn through a boxed stamp or a cell, from side to side.
"""

from __future__ import annotations

import numpy as np

from processors.config.strikes import StrikeConfig
from processors.marks.strikes.courses import Stroke
from processors.marks.strikes.ink import Mask


def is_between_uprights(stroke: Stroke, ink: Mask, letter: float, config: StrikeConfig) -> bool:
    """Whether a straight line across most of the page begins and ends at upright lines far higher than type.

    Args:
        stroke: a level line.
        ink: the page, strokes and all.
        letter: height of the letters about it, in pixels.
        config: thresholds.
    """
    length = stroke.x1 - stroke.x0
    if length < config.upright_share * ink.shape[1] or _bend(stroke) > config.upright_bend_h * letter:
        return False
    ends = ((stroke.x0, stroke.centre[0]), (stroke.x1 - 1, stroke.centre[-1]))
    return all(_meets_upright(round(x), round(y), ink, letter, config) for x, y in ends)


def _bend(stroke: Stroke) -> float:
    """How far a line strays from the straight one between its ends, in pixels."""
    chord = np.linspace(stroke.centre[0], stroke.centre[-1], len(stroke.centre))
    return float(np.abs(stroke.centre - chord).max())


def _meets_upright(x: int, y: int, ink: Mask, letter: float, config: StrikeConfig) -> bool:
    """Whether a column of ink stands near a point, on it or hanging from it."""
    reach, high = round(config.upright_near_h * letter), round(config.upright_h * letter)
    columns = slice(max(0, x - reach), x + reach + 1)
    parts = (ink[max(0, y - high) : y, columns], ink[y : y + high, columns])
    return any(len(p) >= high and p.mean(axis=0).max() >= config.upright_inked for p in parts)
