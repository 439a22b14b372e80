"""Parentheses among pieces of ink, told from upright letters by their bow."""

from __future__ import annotations

import numpy as np

from processors.marks.strikes.ink import Pieces

BOW = 0.06
"""Least bow of a parenthesis, as a share of its height; upright letters have none."""

SLENDER = 0.5
"""Widest parenthesis, as a share of its height."""


def is_opening(pieces: Pieces, label: int) -> bool:
    """Whether a piece bows to the left."""
    return _bow(pieces, label) < -BOW


def is_closing(pieces: Pieces, label: int) -> bool:
    """Whether a piece bows to the right."""
    return _bow(pieces, label) > BOW


def is_slender(pieces: Pieces, label: int, height: float) -> bool:
    """Whether a piece may be a parenthesis beside letters of `height` pixels: as tall, and narrow."""
    tall = int(pieces.bottoms[label] - pieces.tops[label])
    return tall >= 0.9 * height and int(pieces.rights[label] - pieces.lefts[label]) <= SLENDER * tall


def _bow(pieces: Pieces, label: int) -> float:
    """How far the middle of a piece lies to the right of its ends, as a share of its height."""
    x, y, width, height, _ = (int(v) for v in pieces.stats[label])
    own = pieces.labels[y : y + height, x : x + width] == label
    middle = (own @ np.arange(width)) / np.maximum(own.sum(axis=1), 1)
    third = max(1, height // 4)
    ends = (middle[:third].mean() + middle[-third:].mean()) / 2
    return float(middle[height // 2 - third // 2 : height // 2 + third // 2 + 1].mean() - ends) / height
