"""Pages that are one large table.

Tesseract looks for tables by comparing every two columns of cells with all that stands between them. On a page of some
hundred cells that takes it longer than reading, and where it takes the table for a picture, all of it is lost.
"""

from __future__ import annotations

import cv2
import numpy as np

from processors.components import components
from processors.config.clean import CleanConfig
from processors.scan import Raster

_REDUCED = 4.0
"""x-height in pixels to which a page is reduced: enough to tell words from the paper between them."""


def table_cells(grey: Raster, x_height: float, config: CleanConfig) -> int:
    """How many cells of a table a page has that holds hardly anything else; 0 on other pages.

    Words that stand closer than the columns of a table are joined along their row. A table is left as many narrow
    pieces, running text as long ones.

    Args:
        grey: height x width grey levels, dark type on light paper, straight.
        x_height: of its lower-case letters (pixels); 0 where it has too few.
        config: thresholds.
    """
    scale = _REDUCED / x_height if x_height else 0.0
    if scale == 0.0 or min(grey.shape) * scale < 1:
        return 0
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, ink = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    reach = round(config.table_gap * _REDUCED)
    joined = cv2.dilate(ink, np.ones((1, reach), np.uint8))
    stats = components(np.asarray(joined, np.uint8), 8).stats[1:]
    width, height = (stats[:, 2] - reach) / _REDUCED, stats[:, 3] / _REDUCED
    lowest, highest = config.table_heights
    widths = width[(height >= lowest) & (height <= highest) & (width >= config.table_widths[0])]
    narrow = int(np.count_nonzero(widths <= config.table_widths[1]))
    return narrow if narrow >= config.table_share * len(widths) else 0
