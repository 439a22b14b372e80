"""Damages to what is printed: speckle, toner mottling, fading, the back of the sheet showing through."""

from __future__ import annotations

import cv2
import numpy as np

from processors.geometry import Affine
from processors.scan import Raster
from samples.chance import Rng, between, whole
from samples.damage.base import Damaged, Floats, bytes_of, clouds, grain, per_pixel, warped

SPECKS = (30, 160)
"""Dark specks on a square inch."""

MOTTLE_CLEAR = 3.3
"""Standard deviations of the grain above which toner falls where there is no mottling: one grain in two thousand."""

MOTTLE_HEAVY = (1.2, 3.0)
"""By how many of them that bar falls where mottling is heaviest, down to two grains in five."""

HALO = 1.6
"""By how many of them it rises beside heavy ink, which draws the toner to itself."""

FADED = (0.30, 0.65)
"""Strength of the ink that is left where it faded most."""

BLEED = (0.12, 0.32)
"""Strength at which the back of the sheet shows through."""


def speckle(image: Raster, rng: Rng, dpi: float) -> Damaged:
    """Dust: dark specks on the paper, lighter ones in the ink."""
    height, width = image.shape[:2]
    page = image.copy()
    square_inches = height * width / dpi**2
    for share, level in ((1.0, 25), (0.5, 235)):
        count = round(between(rng, *SPECKS) * share * square_inches)
        at = np.column_stack((rng.integers(0, width, count), rng.integers(0, height, count)))
        radii = np.minimum(rng.exponential(0.0028 * dpi, count), 0.012 * dpi)
        for (x, y), radius in zip(at.tolist(), radii.tolist(), strict=True):
            cv2.circle(page, (x, y), int(radius), (level, level, level), -1)
    return Damaged(page)


def mottle(image: Raster, rng: Rng, dpi: float) -> Damaged:
    """Grains of toner where paper should be, in clouds and in bands along and across the sheet."""
    shape = image.shape
    along, across = clouds(rng, (1, shape[1]), 0.5 * dpi), clouds(rng, (shape[0], 1), 0.8 * dpi)
    density = 0.45 * clouds(rng, shape, 1.6 * dpi) + 0.35 * along + 0.2 * across
    density = (density - density.min()) / max(float(np.ptp(density)), 1e-6)
    ink = 255 - (image if image.ndim == 2 else image.min(axis=2))
    halo = np.asarray(cv2.GaussianBlur(ink, (0, 0), 0.015 * dpi), dtype=np.float32) / 255
    bar = MOTTLE_CLEAR - between(rng, *MOTTLE_HEAVY) * density**1.3 + HALO * halo
    grains = grain(rng, shape, between(rng, 0.003, 0.005) * dpi) > bar
    shade = whole(rng, 10, 80)
    page = image.copy()
    page[grains] = np.minimum(page[grains], shade)
    return Damaged(page)


def fade(image: Raster, rng: Rng, dpi: float) -> Damaged:
    """Ink that grew pale, more in some places than in others, with gaps in thin strokes."""
    weakest = between(rng, *FADED)
    left = weakest + (0.85 - weakest) * clouds(rng, image.shape, 2.5 * dpi)
    left = left * np.clip(1 + 0.14 * grain(rng, image.shape, 0.004 * dpi), 0.4, 1.1)
    faded = 255 - (255 - image.astype(np.float32)) * per_pixel(left.astype(np.float32), image)
    return Damaged(bytes_of(faded))


def bleed(image: Raster, rng: Rng, dpi: float) -> Damaged:
    """The text of the back: this page mirrored and shifted, as a stand-in for the next one."""
    shift = Affine.translation(between(rng, -0.3, 0.3) * dpi, between(rng, 0.25, 0.6) * dpi)
    mirrored = np.ascontiguousarray(image[:, ::-1])
    back = warped(mirrored, shift, image.shape[1], image.shape[0])
    soft: Floats = np.asarray(cv2.GaussianBlur(back, (0, 0), 0.010 * dpi), dtype=np.float32)
    through = 1 - np.float32(between(rng, *BLEED)) * (1 - soft / 255)
    return Damaged(bytes_of((image * through).astype(np.float32)))
