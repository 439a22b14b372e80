"""From grey levels to ink, and the scale of the type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import Components, components
from processors.config.strikes import StrikeConfig
from processors.geometry import Box
from processors.scan import Raster

Mask = NDArray[np.uint8]
"""Height x width, 1 where there is ink, else 0."""

Labels = NDArray[np.int32]

_NEARLY = 1e-6
"""Scans are given as 300.0000058 dpi: what is so near to half the size is half the size, which OpenCV does faster."""


_ROWS = 64
"""Every so many rows are looked at before all are."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Connected ink.

    Attributes:
        connected: the pieces.
        lefts: first column, by label.
        rights: column after the last, by label.
        tops: first row, by label.
        bottoms: row after the last, by label.
    """

    connected: Components
    lefts: NDArray[np.int32]
    rights: NDArray[np.int32]
    tops: NDArray[np.int32]
    bottoms: NDArray[np.int32]

    @property
    def labels(self) -> Labels:
        """Height x width, 0 = paper."""
        return self.connected.labels

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width."""
        return self.connected.shape

    @property
    def stats(self) -> NDArray[np.int32]:
        """By label, `x, y, width, height, area`."""
        return self.connected.stats


def ink_of(grey: Raster, ignore: Sequence[Box] = ()) -> Mask:
    """Dark pixels by Otsu's threshold, with the boxes of `ignore` blanked.

    Otsu, N.: A threshold selection method from gray-level histograms, IEEE Trans. SMC 9 (1979).
    """
    # on a page in black and white alone the threshold is 0, which need not be sought
    way = cv2.THRESH_BINARY_INV if _is_bilevel(grey) else cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU
    _, ink = cv2.threshold(grey, 0, 1, way)
    for box in ignore:
        x0, y0, x1, y1 = (max(0, round(v)) for v in box)
        ink[y0:y1, x0:x1] = 0
    return np.asarray(ink, dtype=np.uint8)


def _is_bilevel(grey: Raster) -> bool:
    """Whether all pixels are black or white; a few rows of a picture in greys tell that it is not."""
    return all(cv2.countNonZero(part) == np.count_nonzero(part == 255) for part in (grey[::_ROWS], grey))


def pieces_of(ink: Mask) -> Pieces:
    """The connected pieces (8 neighbours) of the ink."""
    connected = components(ink, 8)
    table = connected.stats
    lefts, tops, widths, heights = (np.ascontiguousarray(table[:, i]) for i in range(4))
    return Pieces(connected, lefts, lefts + widths, tops, tops + heights)


def resampled(grey: Raster, scale: float) -> Raster:
    """The picture at `scale` times its size."""
    if scale == 1:
        return grey
    whole = round(1 / scale)
    if abs(scale * whole - 1) < _NEARLY:
        scale = 1 / whole
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Inked:
    """A page at `scale` times its size: its ink, and the pieces of that."""

    scale: float
    ink: Mask
    pieces: Pieces

    @classmethod
    def of(cls, grey: Raster, scale: float, ignore: Sequence[Box]) -> Inked:
        """The ink of a page, without the boxes of `ignore` (pixels of the page)."""
        ink = ink_of(resampled(grey, scale), [b.scaled(scale) for b in ignore])
        return cls(scale, ink, pieces_of(ink))


def at_working_scale(
    grey: Raster, dpi: float, ignore: Sequence[Box], config: StrikeConfig, letter: float = 0.0
) -> Inked | None:
    """The page at the size at which strikes are looked for; None where it has hardly any letters.

    `letter` is their height in pixels where it is known, else 0.
    """
    if grey.size == 0 or min(grey.shape) < 2 * config.min_letter_px:
        return None
    quick = Inked.of(grey, min(1.0, config.quick_dpi / dpi), ignore)
    scale = working_scale(quick, dpi, config, letter)
    if scale == 0:
        return None
    return quick if scale == quick.scale else Inked.of(grey, scale, ignore)


def working_scale(quick: Inked, dpi: float, config: StrikeConfig, letter: float = 0.0) -> float:
    """By how much a page is enlarged or reduced before strikes are looked for; 0 where it has hardly any letters.

    In small type the threshold glues strokes to letters; large type shows no more than type of `letter_px`.

    Args:
        quick: the page at a size that is soon looked through.
        dpi: of the page itself.
        config: thresholds.
        letter: height of its letters in pixels where it is known, else 0.
    """
    letter = letter * quick.scale or letter_height(quick.pieces, dpi * quick.scale, config)
    if letter == 0:
        return 0.0
    specks = int((quick.pieces.stats[:, cv2.CC_STAT_AREA] < (config.speck_h * letter) ** 2).sum())
    least, letter = min(1.0, config.least_dpi / dpi), letter / quick.scale
    if specks > config.mottled * quick.ink.size / (letter * quick.scale) ** 2:
        return float(np.clip(config.small_px / letter, least, 1.0))
    if config.small_px <= letter <= config.large_px:
        return 1.0
    return float(np.clip(config.letter_px / letter, least, config.most_enlarged))


def letter_height(pieces: Pieces, dpi: float, config: StrikeConfig) -> float:
    """Median height in pixels of letter-like pieces, weighted by height against dots; 0 where hardly any are."""
    height, width = pieces.stats[1:, cv2.CC_STAT_HEIGHT], pieces.stats[1:, cv2.CC_STAT_WIDTH]
    lowest = max(float(config.min_letter_px), dpi * config.min_letter_inches)
    tallest = max(dpi * config.max_letter_inches, 4 * lowest)
    like = (height >= lowest) & (height <= tallest) & (width <= 2 * height) & (height <= 5 * width)
    if int(like.sum()) < 3:
        return 0.0
    rising = np.sort(height[like])
    weight = np.cumsum(rising)
    return float(rising[np.searchsorted(weight, weight[-1] / 2)])
