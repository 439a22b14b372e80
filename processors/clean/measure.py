"""What a page shows of itself: the measurements by which its cleaning is chosen."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import components
from processors.config.clean import CleanConfig
from processors.scan import Raster

CAPITALS = 0.72
"""x-height over the height of capitals in the common book and typewriter faces (0.66 to 0.76)."""

_LEAST_PIXELS = 4
"""What is lower has no shape that could be told."""

_MOTTLED = 3.0
"""From so many specks a letter on, clumps of specks may outnumber the letters."""

_BEFORE = 0.75
"""Heights of letters are at least as common as heights this many times theirs: those of specks are less so."""


@dataclass(frozen=True, slots=True)
class PageMeasures:
    """Measurements of one raster.

    Attributes:
        threshold: Otsu's grey level between ink and paper.
        ink: mean grey level of ink.
        paper: mean grey level of paper.
        ink_share: share of the pixels that are ink, 0..1.
        letters: components of the size and shape of a letter.
        x_height: of the letters, in pixels; 0 where there are too few.
        stroke: mean width of a stroke, in pixels.
        tiny_per_letter: specks for each letter where the letters stand (see `specks_among_letters`).
    """

    threshold: float
    ink: float
    paper: float
    ink_share: float
    letters: int
    x_height: float
    stroke: float
    tiny_per_letter: float


def ink_mask(grey: Raster) -> tuple[Raster, float]:
    """Otsu's division into ink (255) and paper (0), and its level."""
    level, mask = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    return np.asarray(mask, dtype=np.uint8), float(level)


def component_stats(mask: Raster) -> NDArray[np.int32]:
    """One row (x, y, width, height, area) for each 8-connected component of `mask`, background left out."""
    return components(mask, 8).stats[1:]


def letter_rows(stats: NDArray[np.int32], dpi: float, config: CleanConfig) -> NDArray[np.int32]:
    """The rows of `stats` that have the size and shape of a letter."""
    shaped = _shaped(stats, dpi, config)
    return shaped[shaped[:, 3] >= _least(dpi, config)]


def _shaped(stats: NDArray[np.int32], dpi: float, config: CleanConfig) -> NDArray[np.int32]:
    """The rows that have the shape of a letter, those too low to be one among them."""
    narrow, wide = config.letter_aspect
    width, height = stats[:, 2], stats[:, 3]
    aspect = width / np.maximum(height, 1)
    filled = stats[:, 4] / np.maximum(width * height, 1)
    tallest = config.letter_inches[1] * dpi
    keep = (height <= tallest) & (aspect >= narrow) & (aspect <= wide) & (filled > 0.12)
    return np.asarray(stats[keep], dtype=np.int32)


def _least(dpi: float, config: CleanConfig) -> float:
    """The height in pixels below which nothing is a letter."""
    return max(_LEAST_PIXELS, config.letter_inches[0] * dpi)


def x_height_of(heights: NDArray[np.int32], least: float = 0.0) -> float:
    """The x-height that a bag of letter heights speaks for, in pixels.

    The commonest height is the x-height, unless the page is in capitals: then nothing much stands a third taller.
    Clumps of specks get ever more as they get smaller; letters that stand among them are a hill on that slope.

    Args:
        heights: of components that are shaped like letters, in pixels.
        least: what is lower is no letter, in pixels.
    """
    if not np.any(heights >= least):
        return 0.0
    counts = np.bincount(heights, minlength=3).astype(np.float64)  # as long as the smoothing at the least
    near = np.convolve(counts, np.ones(3) / 3, mode="same")
    at = np.arange(len(counts))
    weight = np.where(at >= least, near * at**2, 0.0)
    if np.sum(heights < least) > _MOTTLED * np.sum(heights >= least):
        hills = np.where(near >= near[(_BEFORE * at).astype(int)], weight, 0.0)
        weight = hills if np.any(hills) else weight
    mode = int(np.argmax(weight))
    body = float(np.sum(counts[int(mode * 0.88) : int(mode * 1.12) + 2]))
    tall = float(np.sum(counts[int(mode * 1.22) : int(mode * 1.62) + 1]))
    return float(mode) if tall > 0.15 * body else mode * CAPITALS


def mean_stroke(mask: Raster) -> float:
    """Mean width of strokes in pixels: the shorter of the mean runs of ink along rows and along columns.

    Every fourth row and column is looked at.
    """
    rows, columns = mask[::4] > 0, mask[:, ::4] > 0
    along = np.count_nonzero(rows[:, 1:] & ~rows[:, :-1]) + np.count_nonzero(rows[:, 0])
    down = np.count_nonzero(columns[1:] & ~columns[:-1]) + np.count_nonzero(columns[0])
    across, upright = int(np.count_nonzero(rows)), int(np.count_nonzero(columns))
    return min(across / max(1, int(along)), upright / max(1, int(down)))


def specks_among_letters(
    stats: NDArray[np.int32], letters: NDArray[np.int32], reach: float, tile: float
) -> float:
    """Specks for each letter in the tile where the median letter stands.

    Tiles keep dirt apart from mottling: scrawl, stamps and edges are full of specks that the type is free of.

    Args:
        stats: rows of all components.
        letters: rows of the letters among them.
        reach: components up to this wide and high are specks, in pixels.
        tile: side of the tiles, in pixels.
    """
    if len(letters) == 0:
        return 0.0
    tiny = stats[(stats[:, 2] <= reach) & (stats[:, 3] <= reach)]
    across = int(stats[:, 0].max() // tile) + 1

    def tiles(rows: NDArray[np.int32]) -> NDArray[np.int64]:
        return np.asarray(rows[:, 1] // tile * across + rows[:, 0] // tile, dtype=np.int64)

    specks = np.bincount(tiles(tiny), minlength=1) if len(tiny) else np.zeros(1, dtype=np.int64)
    held = np.bincount(tiles(letters))
    at = np.flatnonzero(held)
    ratio = np.where(at < len(specks), specks[np.minimum(at, len(specks) - 1)], 0) / held[at]
    order = np.argsort(ratio, kind="stable")
    middle = np.searchsorted(np.cumsum(held[at][order]), len(letters) / 2)
    return float(ratio[order][middle])


def measure(grey: Raster, dpi: float, config: CleanConfig) -> PageMeasures:
    """Measures a page of dark text on light paper."""
    mask, level = ink_mask(grey)
    stats = component_stats(mask)
    shaped, least = _shaped(stats, dpi, config), _least(dpi, config)
    letters = shaped[shaped[:, 3] >= least]
    height = x_height_of(shaped[:, 3], least) if len(letters) >= config.min_letters else 0.0
    reach = max(2.0, config.tiny_share * height)
    specks = specks_among_letters(stats, letters, reach, config.speck_tile_inches * dpi)
    inked, paper, pixels = _mean_levels(grey, mask)
    return PageMeasures(
        threshold=level,
        ink=round(inked, 1),
        paper=round(paper, 1),
        ink_share=round(pixels / mask.size, 4),
        letters=len(letters),
        x_height=round(height, 1),
        stroke=round(mean_stroke(mask), 2),
        tiny_per_letter=round(specks, 2),
    )


def _mean_levels(grey: Raster, mask: Raster) -> tuple[float, float, int]:
    """Mean grey level of ink and of paper, 0 where there is none, and how many pixels are ink.

    Sums of all pixels take OpenCV a tenth of the time of means under a mask.
    """
    pixels = cv2.countNonZero(mask)
    dark, every = cv2.sumElems(cv2.bitwise_and(grey, mask))[0], cv2.sumElems(grey)[0]
    return dark / max(1, pixels), (every - dark) / max(1, mask.size - pixels), pixels


def x_height(grey: Raster, dpi: float, config: CleanConfig) -> float:
    """Median height of lower-case letters in pixels, 0 where there are too few letters."""
    return measure(grey, dpi, config).x_height
