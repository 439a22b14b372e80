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

MOTTLE_DENSITY = (1.0, 1.9)
"""How far the grain is let through where mottling is heaviest, in standard deviations of the grain."""

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
    """Grains of toner where paper should be, in clouds and in bands along the way of the sheet."""
    shape = image.shape
    bands = clouds(rng, (1, shape[1]), 0.5 * dpi)
    density = 0.6 * clouds(rng, shape, 1.6 * dpi) + 0.4 * bands
    density = (density - density.min()) / max(float(np.ptp(density)), 1e-6)
    bar = 3.4 - between(rng, *MOTTLE_DENSITY) * density.astype(np.float32) ** 1.2
    grains = grain(rng, shape, between(rng, 0.003, 0.006) * dpi) > bar
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
