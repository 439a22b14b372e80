"""Hatching: parallel slanted lines all over a box, where print has strokes of all directions.

A box is looked at in squares along it, so that a code printed on the hatching spoils a few of them only. In a square of
hatching nearly all edges run in one slanted direction, or in two at a right angle, the same in all squares.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.slants import HatchConfig
from processors.scan import Raster

_DIRECTIONS = 18
"""Steps of 5 degrees that directions are counted by; lines at a right angle to one another count as one direction."""


def is_hatched(pixels: Raster, dpi: float, config: HatchConfig) -> bool:
    """Whether slanted parallel lines fill an area.

    Args:
        pixels: grey levels inside the border of a box, height x width.
        dpi: their pixels per inch.
        config: thresholds.
    """
    height, width = pixels.shape
    squares = round(width / height) if height else 0
    if height < config.lowest * dpi or squares < config.squares:
        return False
    strength, direction = _edges(pixels)
    cuts = np.linspace(0, width, squares + 1).astype(int)
    peaks = [
        peak
        for start, stop in pairwise(cuts)
        if (peak := _slant(strength[:, start:stop], direction[:, start:stop], config)) is not None
    ]
    if len(peaks) < config.squares:
        return False
    same = np.abs(np.array(peaks) - float(np.median(peaks))) <= config.same_slant
    return int(np.count_nonzero(same)) >= max(config.squares, config.share * squares)


def _edges(pixels: Raster) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """How strong the edge is at each pixel, and the step of its direction; the outermost rows are left out."""
    soft = cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), 0.7)
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    degrees = cv2.phase(across, down, angleInDegrees=True)
    steps = (np.asarray(degrees) / (90 / _DIRECTIONS)).astype(np.int64) % _DIRECTIONS
    strength = np.asarray(across * across + down * down, dtype=np.float32)
    return strength[1:-1], steps[1:-1]


def _slant(strength: NDArray[np.float32], direction: NDArray[np.int64], config: HatchConfig) -> float | None:
    """The slant in degrees that the edges of a square share; None where they share none, or are level or upright."""
    whole = float(strength.sum())
    if whole <= config.faintest**2 * strength.size:
        return None
    counts = np.bincount(direction.ravel(), weights=strength.ravel(), minlength=_DIRECTIONS) / whole
    # five steps together; directions go round, so that the last step lies beside the first
    around = np.convolve(np.concatenate((counts[-2:], counts, counts[:2])), np.ones(5), "valid")
    peak = int(np.argmax(around))
    degrees = (peak + 0.5) * 90 / _DIRECTIONS
    slanted = config.least_slant <= degrees <= 90 - config.least_slant
    return degrees if slanted and around[peak] >= config.parallel else None
