"""How far the lines of a page are turned, by the sharpness of projection profiles (after Postl)."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.clean.measure import ink_mask
from processors.components import components, set_places
from processors.config.clean import CleanConfig
from processors.scan import Raster

Points = NDArray[np.float32]
"""n x 2 positions (x, y) in pixels of a reduced raster."""


def text_points(grey: Raster, dpi: float, config: CleanConfig) -> Points:
    """Positions of ink on a reduced copy, rules and black areas left out, evenly thinned to `skew_points`.

    Returns:
        Points in pixels at `skew_dpi`; none where the page is blank.
    """
    factor = min(1.0, config.skew_dpi / dpi)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    mask, _ = ink_mask(np.asarray(small, dtype=np.uint8))
    pieces = components(mask, 8)
    longest = config.skew_longest_inches * dpi * factor
    keep = pieces.stats[:, 2:4].max(axis=1) <= longest
    keep[0] = False
    ys, xs = np.divmod(set_places(pieces.picked(keep).view(np.bool_)), mask.shape[1])
    step = max(1, len(xs) // config.skew_points)
    # The many profiles of one page go through columns, one after the other.
    return np.stack([xs[::step], ys[::step]]).astype(np.float32).T


def sharpness(points: Points, degrees: float) -> float:
    """How sharply `points` fall into rows when turned back by `degrees`: the mean squared step of the row profile."""
    t = math.radians(degrees)
    rows = points[:, 1] * math.cos(t)
    rows -= points[:, 0] * math.sin(t)
    rows -= rows.min()
    rows += 0.5
    profile = np.bincount(rows.astype(np.int64)).astype(np.float64)
    return float(np.sum(np.diff(profile) ** 2) / max(1.0, float(np.sum(profile**2))))


def best_angle(points: Points, config: CleanConfig) -> tuple[float, float]:
    """The angle whose rows are sharpest, to 0.05 degree, and that sharpness.

    Positive angles are pages turned clockwise; the search covers -`skew_range` to `skew_range` degrees.
    """
    centre, best = 0.0, 0.0
    known: dict[float, float] = {}
    for reach, step in ((config.skew_range, 0.5), (0.5, 0.1), (0.1, 0.05)):
        count = round(reach / step)
        angles = [centre + k * step for k in range(-count, count + 1)]
        known |= {angle: sharpness(points, angle) for angle in angles if angle not in known}
        centre = max(angles, key=known.__getitem__)
        best = known[centre]
    return round(centre, 2), best


def is_clear(points: Points, angle: float, sharp: float, config: CleanConfig) -> bool:
    """Whether rows are really sharper at `angle` than beside it: pages without lines have no angle."""
    beside = config.skew_contrast_degrees
    return sharp > config.skew_contrast * max(
        sharpness(points, angle - beside), sharpness(points, angle + beside)
    )
