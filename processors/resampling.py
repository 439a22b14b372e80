"""A picture under an affine map: enlarged first, then turned."""

from __future__ import annotations

import math

import cv2
import numpy as np

from processors.geometry import Affine
from processors.scan import Raster


def resampled(grey: Raster, to_result: Affine, size: tuple[int, int]) -> Raster:
    """The picture as the map shows it, with paper around it.

    OpenCV enlarges along rows and columns in a twentieth of the time in which it turns with the same (cubic) care, and
    what was enlarged loses nothing by being turned with less.

    Args:
        grey: height x width grey levels.
        to_result: from its pixels to those of the result; boxes count from the edges of pixels.
        size: width and height of the result.
    """
    scale = math.sqrt(abs(to_result.determinant))
    seen = grey
    if scale > 1:
        height, width = grey.shape
        large = (max(1, round(width * scale)), max(1, round(height * scale)))
        seen = np.asarray(cv2.resize(grey, large, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
        to_result = Affine.scale(1 / scale).then(to_result)
    if _is_nothing(to_result) and seen.shape[::-1] == size:
        return seen
    # OpenCV counts from the centres of pixels.
    centres = Affine.translation(0.5, 0.5).then(to_result).then(Affine.translation(-0.5, -0.5))
    out = cv2.warpAffine(
        seen,
        np.array(centres.rows()),
        size,
        flags=cv2.INTER_LINEAR if scale > 1 else cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=int(np.median(grey[::16, ::16])),
    )
    return np.asarray(out, dtype=np.uint8)


def _is_nothing(by: Affine) -> bool:
    """Whether a map moves nothing by as much as a thousandth of a pixel on a page of any size."""
    return np.allclose(by.rows(), Affine().rows(), rtol=0, atol=1e-7)
