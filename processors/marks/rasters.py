"""Reduced copies of a raster and the few pixel measures that the detectors of marks share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import components
from processors.geometry import Box
from processors.scan import Raster

_LONG = 16
"""Columns from which long runs are looked for on the rows that may hold one."""

_MANY = 0.5
"""Share of rows that may hold one from which all are looked at: picking them takes as long as they do."""


@dataclass(frozen=True, slots=True)
class Reduced:
    """A raster reduced by a whole factor.

    Attributes:
        pixels: the reduced raster, grey or RGB.
        factor: how many raster pixels one reduced pixel stands for, in each direction.
        dpi: of the reduced raster.
    """

    pixels: Raster
    factor: int
    dpi: float

    def px(self, inches: float, least: int = 1) -> int:
        """A length in reduced pixels, at least `least`."""
        return max(least, round(inches * self.dpi))

    def to_raster(self, box: Box) -> Box:
        """A box of reduced pixels in pixels of the full raster."""
        return box.scaled(self.factor)


def grey_of(raster: Raster) -> Raster:
    """Height x width grey levels of a grey or RGB raster."""
    if raster.ndim == 2:
        return raster
    return np.asarray(cv2.cvtColor(raster, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def reduction_factor(dpi: float, working_dpi: float) -> int:
    """The whole factor that brings `dpi` closest to `working_dpi` from above; 1 where it is below already."""
    return max(1, int(dpi / working_dpi + 0.25))


def mean_reduced(raster: Raster, dpi: float, working_dpi: float) -> Reduced:
    """Each block of pixels becomes its mean: dots and hatching become a tone."""
    factor = reduction_factor(dpi, working_dpi)
    if factor == 1:
        return Reduced(raster, 1, dpi)
    height, width = raster.shape[0] // factor, raster.shape[1] // factor
    cut = raster[: height * factor, : width * factor]
    small = cv2.resize(cut, (width, height), interpolation=cv2.INTER_AREA)
    return Reduced(np.asarray(small, dtype=np.uint8), factor, dpi / factor)


def darkest_reduced(grey: Raster, dpi: float, working_dpi: float) -> Reduced:
    """Each block of pixels becomes its darkest: lines one pixel thin survive."""
    factor = reduction_factor(dpi, working_dpi)
    if factor == 1:
        return Reduced(grey, 1, dpi)
    height, width = grey.shape[0] // factor, grey.shape[1] // factor
    parts = [grey[i : height * factor : factor, : width * factor] for i in range(factor)]
    rows = parts[0]
    for part in parts[1:]:
        rows = np.minimum(rows, part)
    columns = rows[:, 0::factor]
    for i in range(1, factor):
        columns = np.minimum(columns, rows[:, i::factor])
    return Reduced(np.ascontiguousarray(columns), factor, dpi / factor)


def paper_level(grey: Raster) -> int:
    """The grey level of the paper: the most frequent level of the brighter half, 128 to 255."""
    if grey.size == 0:
        return 255
    some = np.ascontiguousarray(grey[::4, ::4])
    if 2 * np.count_nonzero(some == 255) > some.size:
        return 255
    counts = level_counts(some)[128:]
    return 128 + int(np.argmax(counts)) if counts.any() else 255


def level_counts(grey: Raster) -> NDArray[np.int64]:
    """How many pixels have each of the 256 levels; OpenCV counts them in a fraction of the time that NumPy takes."""
    return cv2.calcHist([grey], [0], None, [256], [0, 256]).reshape(-1).astype(np.int64)


def opened(mask: Raster, width: int, height: int) -> Raster:
    """Morphological opening by a rectangle: what cannot hold `width` x `height` pixels vanishes."""
    kernel = np.ones((max(1, height), max(1, width)), np.uint8)
    if height <= 1 and width >= _LONG:
        rows = _with_runs(mask, width)
        if len(rows) < _MANY * len(mask):
            out = np.zeros_like(mask)
            if len(rows):
                out[rows] = cv2.morphologyEx(mask[rows], cv2.MORPH_OPEN, kernel)
            return out
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel), dtype=np.uint8)


def _with_runs(mask: Raster, width: int) -> NDArray[np.int64]:
    """The rows that may hold a run of `width` pixels: of every fourth part of one a pixel is set."""
    some = mask[:, :: width // 4] != 0
    if some.shape[1] < 4:
        return np.arange(len(mask))
    held = (some[:, :-3] & some[:, 1:-2] & some[:, 2:-1] & some[:, 3:]).any(axis=1)
    # a run that touches an edge may be half as long: nothing beyond the edge speaks against it
    return np.flatnonzero(held | (some[:, 0] & some[:, 1]) | (some[:, -1] & some[:, -2]))


def closed(mask: Raster, width: int, height: int) -> Raster:
    """Morphological closing by a rectangle: gaps that cannot hold `width` x `height` pixels fill up."""
    kernel = np.ones((max(1, height), max(1, width)), np.uint8)
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel), dtype=np.uint8)


def window(box: Box, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Rows and columns of an array of `shape` that `box` covers, never outside it."""
    x0, y0, x1, y1 = box
    return _span(y0, y1, shape[0]), _span(x0, x1, shape[1])


def _span(first: float, end: float, size: int) -> slice:
    """The places between two of them in a row of `size`; `min` and `max` would take twice as long."""
    begin, stop = round(first), round(end)
    begin = begin if begin > 0 else 0
    stop = stop if stop < size else size
    return slice(begin if begin < size else size, stop if stop > begin else begin)


def share(mask: NDArray[Any]) -> float:
    """Share of the pixels that are set, 0 for an empty array."""
    return int(np.count_nonzero(mask)) / mask.size if mask.size else 0.0


def quantile(values: NDArray[np.int_], share: float) -> float:
    """As `numpy.quantile` (linear), which takes ten times as long for a few hundred values; there must be one."""
    ordered = values.copy()
    ordered.sort()
    place = (ordered.size - 1) * share
    low = int(place)
    a, b = float(ordered[low]), float(ordered[min(low + 1, ordered.size - 1)])
    part = place - low
    # from the nearer end, so that rounding never leaves the two values
    return b - (b - a) * (1 - part) if part >= 0.5 else a + (b - a) * part


def mean(values: NDArray[np.float64]) -> float:
    """As `numpy.mean`, which takes three times as long for a few values; there must be one."""
    return float(np.add.reduce(values)) / len(values)


def median(values: Sequence[float] | NDArray[Any]) -> float:
    """As `numpy.median`, which takes five times as long for a few hundred values; there must be one."""
    ordered = np.array(values)
    ordered.sort()
    half = ordered.size // 2
    return float(ordered[half]) if ordered.size % 2 else (float(ordered[half - 1]) + float(ordered[half])) / 2


def box_of(stats: NDArray[np.int32]) -> Box:
    """The box of one row of `Components.stats`."""
    x, y, w, h = map(float, stats[:4].tolist())
    return Box(x, y, x + w, y + h)


@dataclass(frozen=True, slots=True)
class Lettering:
    """Glyph-like blobs inside an area, in the pixels of that area's raster.

    Attributes:
        boxes: of the blobs, from left to right in each line.
        lines: how many lines they stand in.
    """

    boxes: tuple[Box, ...]
    lines: int

    @property
    def heights(self) -> NDArray[np.float64]:
        """Heights of all blobs."""
        return np.array([b.height for b in self.boxes], dtype=np.float64)


def glyphs(ink: Raster, dpi: float) -> NDArray[np.float64]:
    """Boxes (x0, y0, x1, y1) of blobs of letter size: 0.03 to 0.8 in high, not longer than 0.8 in; `ink` is a mask."""
    if ink.size == 0:
        return np.empty((0, 4))
    stats = components(ink, 8).stats[1:]
    low, high = 0.03 * dpi, 0.8 * dpi
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    fits = (height >= low) & (height <= high) & (width >= 0.015 * dpi) & (width <= high)
    boxes = stats[fits, :4].astype(np.float64)
    boxes[:, 2:] += boxes[:, :2]
    return boxes


def lettering(ink: Raster, dpi: float) -> Lettering:
    """The `glyphs` of a 0/1 or 0/255 mask of ink."""
    boxes = [Box(*row) for row in glyphs(ink, dpi).tolist()]
    return Lettering(tuple(sorted(boxes)), _lines(boxes))


def _lines(boxes: list[Box]) -> int:
    bottom, lines = -1.0, 0
    for box in sorted(boxes, key=lambda b: b.centre[1]):
        if box.centre[1] > bottom:
            lines += 1
            bottom = box.y1
    return lines
