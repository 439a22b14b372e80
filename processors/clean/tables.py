"""Pages that are one large table.

Tesseract looks for tables by comparing every two columns of cells with all that stands between them. On a page of some
hundred cells that takes it longer than reading, and where it takes the table for a picture, all of it is lost.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import components
from processors.config.clean import CleanConfig
from processors.scan import Raster

TABLE = "table"
"""Name of the step that tells of it."""

_REDUCED = 4.0
"""x-height in pixels to which a page is reduced: enough to tell words from the paper between them."""


def table_cells(grey: Raster, x_height: float, config: CleanConfig) -> int:
    """How many cells the large table has that a page is; 0 on all other pages.

    Words that stand closer than the columns of a table are joined along their row. A table is left as many narrow
    pieces, running text as long ones. Pieces of a table are level with others beside them, which lists in columns of
    their own, text on its side and the lettering of maps are not; and what else is on the page is no picture, in which
    words would be read.

    Args:
        grey: height x width grey levels, dark type on light paper, straight.
        x_height: of its lower-case letters (pixels); 0 where it has too few.
        config: thresholds.
    """
    scale = _REDUCED / x_height if x_height else 0.0
    if scale == 0.0 or min(grey.shape) * scale < 1:
        return 0
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = np.asarray(cv2.threshold(small, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1], np.uint8)
    pieces = _pieces(ink, config)
    cells = pieces[pieces[:, 2] <= config.table_widths[1]]
    few = len(cells) < max(config.table_cells, config.table_share * len(pieces))
    return 0 if few or not _are_level(cells, config) or _has_picture(ink, config) else len(cells)


def _pieces(ink: Raster, config: CleanConfig) -> NDArray[np.float64]:
    """Middle (x, y) and width, in x-heights, of what is as high as a line of type."""
    reach = round(config.table_gap * _REDUCED)
    joined = np.asarray(cv2.dilate(ink, np.ones((1, reach), np.uint8)), np.uint8)
    x, y, width, height, _ = components(joined, 8).stats[1:].T / _REDUCED
    width = width - reach / _REDUCED
    lowest, highest = config.table_heights
    kept = (height >= lowest) & (height <= highest) & (width >= config.table_widths[0])
    return np.asarray(np.stack([x + width / 2, y + height / 2, width], axis=1)[kept], np.float64)


def _are_level(cells: NDArray[np.float64], config: CleanConfig) -> bool:
    """Whether what stands beside a cell is level with it, not half a line higher or lower."""
    x, y, _ = cells.T
    apart = np.abs(y[:, None] - y)
    level, beside = config.table_level
    near = (apart <= beside) & (np.abs(x[:, None] - x) <= config.table_reach)
    np.fill_diagonal(near, val=False)
    pairs = np.count_nonzero(near)
    even = np.count_nonzero(near & (apart <= level))
    return bool(pairs >= 2 * len(cells) and even >= config.table_even * pairs)


def _has_picture(ink: Raster, config: CleanConfig) -> bool:
    """Whether something solid is larger than type, as pictures are."""
    side = round(config.table_solid * _REDUCED)
    solid = cv2.countNonZero(cv2.erode(ink, np.ones((side, side), np.uint8)))
    return bool(solid > config.table_picture * ink.size)
