"""What every damage gives back, and moving pixels by an affine map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.geometry import Affine
from processors.scan import Raster
from samples.chance import Rng
from samples.truth import Trap

DPI = 200.0
"""Resolution taken where none is named."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Damaged:
    """A page after a damage: its pixels, where points went, and what it left that may be taken for a redaction."""

    image: Raster
    affine: Affine = field(default_factory=Affine)
    traps: tuple[Trap, ...] = ()


Step = Callable[[Raster, Rng, float], Damaged]
"""A damage: page, chance and pixels per inch."""


def warped(image: Raster, affine: Affine, width: int, height: int) -> Raster:
    """`image` moved by `affine` onto white paper of `width` x `height`.

    OpenCV counts from the middle of the first pixel, boxes from its edge; the half pixel is put right here.
    """
    half = Affine.translation(0.5, 0.5)
    matrix = np.asarray(half.then(affine).then(half.inverse()).rows(), dtype=np.float64)
    white = (255, 255, 255)
    moved = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=white)
    return np.asarray(moved, dtype=np.uint8)


def bytes_of(values: Floats) -> Raster:
    """Grey levels as whole numbers, cut to 0..255."""
    return np.asarray(np.clip(np.rint(values), 0, 255), dtype=np.uint8)


def per_pixel(field_: Floats, image: Raster) -> Floats:
    """A height x width field shaped so that it multiplies the channels of `image` too."""
    return field_[:, :, None] if image.ndim == 3 else field_


def grain(rng: Rng, shape: tuple[int, ...], sigma: float) -> Floats:
    """Noise of mean 0 and standard deviation 1, smooth over `sigma` pixels."""
    noise = rng.standard_normal(shape[:2], dtype=np.float32)
    if sigma > 0:
        noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), sigma), dtype=np.float32)
        noise = noise / max(float(noise.std()), 1e-6)
    return noise


def clouds(rng: Rng, shape: tuple[int, ...], size: float) -> Floats:
    """A smooth field between 0 and 1 whose patches are about `size` pixels wide."""
    step = max(1.0, size / 4)
    rows, columns = max(8, round(shape[0] / step)), max(8, round(shape[1] / step))
    small = grain(rng, (rows, columns), 1.5)
    big = cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    low, high = float(big.min()), float(big.max())
    return np.asarray((big - low) / max(high - low, 1e-6), dtype=np.float32)
