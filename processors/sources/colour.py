"""From colour to grey where a page has no colour, and from one size to another."""

from __future__ import annotations

import cv2
import numpy as np

from processors.config.limits import LimitsConfig
from processors.scan import Raster

# Rows that are looked at together for colour.
_STRIP = 128


def without_needless_colour(pixels: Raster, limits: LimitsConfig) -> Raster:
    """Grey levels (height x width) if the page has no colour, else RGB (height x width x 3).

    A page is coloured if more than `limits.colour_share` of its pixels have channels that differ by more than
    `limits.colour_levels`.

    Args:
        pixels: contiguous, height x width x 3 (RGB) or x 4 (the fourth byte is not looked at).
        limits: the two thresholds.
    """
    height, width, channels = pixels.shape
    if _coloured_pixels(pixels, limits.colour_levels) <= limits.colour_share * height * width:
        to_grey = cv2.COLOR_RGB2GRAY if channels == 3 else cv2.COLOR_RGBA2GRAY
        return np.asarray(cv2.cvtColor(pixels, to_grey), dtype=np.uint8)
    return pixels if channels == 3 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGBA2RGB), dtype=np.uint8)


def _coloured_pixels(pixels: Raster, levels: int) -> int:
    # In strips: the channels of a whole page take as much memory as the page.
    return sum(_coloured_in(pixels[top : top + _STRIP], levels) for top in range(0, len(pixels), _STRIP))


def _coloured_in(pixels: Raster, levels: int) -> int:
    red, green, blue = (cv2.extractChannel(pixels, i) for i in range(3))
    spread = cv2.max(cv2.absdiff(red, green), cv2.absdiff(green, blue))
    return int(cv2.countNonZero(cv2.threshold(spread, levels, 1, cv2.THRESH_BINARY)[1]))


def resized(raster: Raster, width: int, height: int) -> Raster:
    """The raster at another size in pixels: averaged where it shrinks, interpolated where it grows."""
    if raster.shape[:2] == (height, width):
        return raster
    shrinks = width <= raster.shape[1] and height <= raster.shape[0]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(raster, (width, height), interpolation=method), dtype=np.uint8)
