"""Damages that move the page: skew, quarter turns, copies of copies."""

from __future__ import annotations

import cv2
import numpy as np

from processors.geometry import Affine
from processors.scan import Raster
from samples.chance import Rng, between, pick, whole
from samples.damage.base import Damaged, Floats, bytes_of, grain, warped

SKEW = (0.4, 2.5)
"""Degrees by which a page lies crooked on the glass; more than that and the operator lays it again."""

COPY_SCALE = (0.988, 1.012)
"""Copiers rarely print at exactly 100 %."""

COPY_SKEW = 0.25
"""Most degrees that one copy adds."""

COPY_SHIFT = 0.02
"""Most inches that one copy moves the page."""


def skew(image: Raster, rng: Rng, _dpi: float) -> Damaged:
    """The page lies crooked; corners that leave the glass are lost."""
    degrees = between(rng, *SKEW) * pick(rng, (-1, 1))
    height, width = image.shape[:2]
    turn = Affine.rotation(degrees, width / 2, height / 2)
    return Damaged(warped(image, turn, width, height), turn)


def _turned(image: Raster, turns: int) -> Damaged:
    height, width = image.shape[:2]
    return Damaged(np.ascontiguousarray(np.rot90(image, -turns)), Affine.quarter_turns(turns, width, height))


def turn90(image: Raster, _rng: Rng, _dpi: float) -> Damaged:
    """The page was fed sideways: a quarter turn clockwise."""
    return _turned(image, 1)


def turn180(image: Raster, _rng: Rng, _dpi: float) -> Damaged:
    """The page was fed upside down."""
    return _turned(image, 2)


def turn270(image: Raster, _rng: Rng, _dpi: float) -> Damaged:
    """The page was fed sideways: a quarter turn anticlockwise."""
    return _turned(image, 3)


def photocopy(image: Raster, rng: Rng, dpi: float) -> Damaged:
    """One to three copies of a copy: shifted, a little larger or smaller, blurred, hard and with dust."""
    done = Damaged(image)
    for _ in range(whole(rng, 1, 3)):
        step = _copied(done.image, rng, dpi)
        done = Damaged(step.image, done.affine.then(step.affine))
    return done


def _copied(image: Raster, rng: Rng, dpi: float) -> Damaged:
    height, width = image.shape[:2]
    scale, shift = between(rng, *COPY_SCALE), COPY_SHIFT * dpi
    affine = (
        Affine.translation(-width / 2, -height / 2)
        .then(Affine.scale(scale))
        .then(
            Affine.translation(
                width / 2 + between(rng, -shift, shift), height / 2 + between(rng, -shift, shift)
            )
        )
        .then(Affine.rotation(between(rng, -COPY_SKEW, COPY_SKEW), width / 2, height / 2))
    )
    moved = warped(image, affine, width, height)
    soft: Floats = np.asarray(
        cv2.GaussianBlur(moved, (0, 0), between(rng, 0.0030, 0.0045) * dpi), dtype=np.float32
    )
    dust = grain(rng, image.shape, 0.004 * dpi)
    if image.ndim == 3:
        dust = np.repeat(dust[:, :, None], 3, axis=2)
    middle, hardness = between(rng, 135, 175), between(rng, 14, 26)
    hard = 255 / (1 + np.exp(-(soft + 9 * dust - middle) / hardness))
    return Damaged(bytes_of(hard.astype(np.float32)), affine)
