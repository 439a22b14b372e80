"""How much of a box's border is a drawn line, and not the tops, feet and stems of letters in a row.

A drawn line stays thin and straight all along: letters that make up a seeming border are thick wherever a stroke
leaves it. Each side is fitted by a straight line that may lean a little; the share of it that is thin ink counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from processors.config.redactions import FrameConfig
from processors.geometry import Box
from processors.marks.rasters import opened, share, window
from processors.marks.rules import LineMasks
from processors.scan import Raster

Sides: TypeAlias = tuple[float, float, float, float]
"""One measure each for the left, top, right and bottom side."""

_SAMPLES = 48
"""Places along a side that its line is fitted to: enough for a lean of one pixel to show."""

_ALL_SIDES = range(4)

_THIN = 2
"""What thin ink is in `Ink`; thick ink is 1, and both in one column make 3."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Ink of a page: 0 is paper, `_THIN` are runs up to the thickness of a line down (`across`) or across (`down`)."""

    across: Raster
    down: Raster


def thin_ink(lines: LineMasks, config: FrameConfig) -> Ink:
    """Sorts the ink of a page by the thickness that it has across the run of a line.

    Args:
        lines: the lines of the page.
        config: thresholds.
    """
    thicker = round(config.thin * lines.page.dpi) + 3
    thick = (opened(lines.ink, *size) for size in ((thicker, 1), (1, thicker)))
    down, across = ((lines.ink > other).view(np.uint8) for other in thick)
    # 1 where ink is thick, and 2 where it is thin
    return Ink(lines.ink + across, lines.ink + down)


def drawn_sides(ink: Ink, box: Box, dpi: float, config: FrameConfig) -> Sides:
    """The share of each side of a box that is a thin straight line; 1 where the page cuts the box off.

    Args:
        ink: of the reduced page.
        box: along the middle of its lines, in reduced pixels.
        dpi: of the reduced page.
        config: thresholds.
    """
    reach = round(config.thin * dpi) + 2
    height, width = ink.across.shape
    cut_off = (box.x0 <= 3, box.y0 <= 3, box.x1 >= width - 3, box.y1 >= height - 3)
    shares = [1.0 if cut_off[side] else _drawn(*_strip(ink, box, side, reach, config)) for side in _ALL_SIDES]
    return (shares[0], shares[1], shares[2], shares[3])


def _strip(ink: Ink, box: Box, side: int, reach: int, config: FrameConfig) -> tuple[Raster, int]:
    """Ink along one side, turned so that the side runs along the rows, and the lean allowed."""
    upright = side in (0, 2)
    lean = round(config.drawn_lean * (box.height if upright else box.width))
    x0, y0, x1, y1 = box
    match side:
        case 0:
            strip = Box(x0 - reach, y0, x0 + reach + lean, y1)
        case 1:
            strip = Box(x0, y0 - reach, x1, y0 + reach + lean)
        case 2:
            strip = Box(x1 - reach - lean, y0, x1 + reach, y1)
        case _:
            strip = Box(x0, y1 - reach - lean, x1, y1 + reach)
    rows, columns = window(strip, ink.across.shape)
    return (ink.down[rows, columns].T if upright else ink.across[rows, columns]), lean


def _drawn(ink: Raster, lean: int) -> float:
    depth, length = ink.shape
    if depth < 6 or length == 0:
        return 1.0
    ink = np.ascontiguousarray(ink)
    # with one pixel on either side
    near = ink.copy()
    near[1:] |= ink[:-1]
    near[:-1] |= ink[1:]
    return share(near.reshape(-1).take(_fitted(near, lean) * length + np.arange(length)) == _THIN)


def _fitted(near: Raster, lean: int) -> NDArray[np.int_]:
    """The rows of the straight line with the most ink on it, one for each column."""
    depth, length = near.shape
    places, starts, rises, pixels = _straight_lines(depth, length, lean)
    inked = (near.take(places, axis=1) != 0).view(np.uint8)
    # the samples of a line fit a byte
    hits = np.add.reduce(inked.reshape(-1).take(pixels), axis=0, dtype=np.uint8)
    best = int(np.argmax(hits))
    # as `numpy.linspace` has it, which takes five times as long for so few
    row = np.arange(length) * (rises[best] / max(1, length - 1)) + starts[best]
    row[-1] = starts[best] + rises[best]
    rows: NDArray[np.int_] = np.rint(row).astype(int)
    return rows


@lru_cache(maxsize=256)
def _straight_lines(
    depth: int, length: int, lean: int
) -> tuple[NDArray[np.int_], NDArray[np.int_], NDArray[np.int_], NDArray[np.int_]]:
    """Columns that are sampled, and for each line its first row, how far it rises, and its pixels in those columns.

    Pixels, a column a line, are counted along all rows of the sampled columns.
    """
    places = np.linspace(0, length - 1, min(_SAMPLES, length)).astype(int)
    slopes = np.arange(-lean - 1, lean + 2)
    rise, start = np.arange(len(slopes)), np.arange(depth)[:, None]
    ends = start + slopes
    at = np.flatnonzero((ends >= 0) & (ends < depth))
    starts, rises = at // len(slopes), slopes[at % len(slopes)]
    # lines that start in even rows run alike, and so do those in odd ones: halves are rounded to even rows
    drift = (places / max(1, length - 1))[:, None] * slopes
    course = np.concatenate([np.rint(drift), np.rint(1 + drift) - 1], axis=1).astype(int) * places.size
    course += np.arange(places.size)[:, None]
    kinds = ((start % 2) * len(slopes) + rise).reshape(-1).take(at)
    return places, starts, rises, course.take(kinds, axis=1) + starts * places.size
