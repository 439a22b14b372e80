"""Parentheses among pieces of ink, told from upright letters by their bow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from processors.marks.rasters import mean
from processors.marks.strikes.ink import Pieces

BOW = 0.06
"""Least bow of a parenthesis, as a share of its height; upright letters have none."""

SIDE_BOW = (0.07, 0.16)
"""Least and most bow of a side that is a parenthesis, as a share of the piece's width; of round signs it is more."""

SLENDER = 0.5
"""Widest parenthesis, as a share of its height."""


def is_opening(pieces: Pieces, label: int) -> bool:
    """Whether a piece bows to the left."""
    return _bow(pieces, label) < -BOW


def is_closing(pieces: Pieces, label: int) -> bool:
    """Whether a piece bows to the right."""
    return _bow(pieces, label) > BOW


def is_bowed(pieces: Pieces, label: int) -> bool:
    """Whether a piece bows to the left or to the right."""
    return abs(_bow(pieces, label)) > BOW


def are_slender(
    pieces: Pieces, labels: NDArray[np.int64], height: float | NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which pieces may be parentheses beside letters of `height` pixels: as tall, and narrow."""
    tall = pieces.bottoms[labels] - pieces.tops[labels]
    narrow = pieces.rights[labels] - pieces.lefts[labels] <= SLENDER * tall
    return np.asarray((tall >= 0.9 * height) & narrow)


def is_enclosed(pieces: Pieces, label: int) -> bool:
    """Whether a piece ends in an opening and a closing parenthesis, as `(S)` does where a stroke joins all three."""
    x, y, width, height, _ = pieces.stats[label].tolist()
    own = pieces.labels[y : y + height, x : x + width] == label
    bows = (_side_bow(np.argmax(side, axis=1) / width) for side in (own, own[:, ::-1]))
    return all(SIDE_BOW[0] <= bow <= SIDE_BOW[1] for bow in bows)


def _side_bow(edge: NDArray[np.float64]) -> float:
    """How far the middle of a side lies outside its ends, as a share of the width; `edge` counts inwards."""
    fifth = max(1, len(edge) // 5)
    ends = min(float(np.median(edge[:fifth])), float(np.median(edge[-fifth:])))
    return ends - float(np.median(edge[2 * fifth : 3 * fifth + 1]))


def _bow(pieces: Pieces, label: int) -> float:
    """How far the middle of a piece lies to the right of its ends, as a share of its height."""
    x, y, width, height, _ = pieces.stats[label].tolist()
    own = pieces.labels[y : y + height, x : x + width] == label
    middle = (own @ np.arange(width)) / np.maximum(np.add.reduce(own, axis=1, dtype=np.int64), 1)
    third = max(1, height // 4)
    ends = (mean(middle[:third]) + mean(middle[-third:])) / 2
    bow = mean(middle[height // 2 - third // 2 : height // 2 + third // 2 + 1]) - ends
    return bow / float(height)
