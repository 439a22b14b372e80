"""Whether a reading left text unread: page analysis drops whole lines beside boxes, stamps and rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import components
from processors.config.fusion import FusionConfig
from processors.geometry import Box
from processors.ocr.engine import EngineLine
from processors.scan import Raster


def misses_text(image: Raster, lines: Sequence[EngineLine], config: FusionConfig) -> bool:
    """Whether letters as large as those that were read lie outside the words.

    Args:
        image: height x width grey levels, dark text on light paper.
        lines: what was read.
        config: thresholds.
    """
    words = [word.box for line in lines for word in line.words]
    if not words:
        return True
    mask = cv2.threshold(image, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]
    letters = _letter_boxes(np.asarray(mask, dtype=np.uint8), median(b.height for b in words), config)
    read = _painted(image.shape[:2], words)
    x, y = letters[:, 0] + letters[:, 2] // 2, letters[:, 1] + letters[:, 3] // 2
    return int(np.count_nonzero(read[y, x] == 0)) >= config.unread_letters


def _letter_boxes(mask: Raster, word_height: float, config: FusionConfig) -> NDArray[np.int32]:
    stats = components(mask, 8).stats[1:]
    low, high = (share * word_height for share in config.letter_heights)
    narrow, wide = config.letter_aspect
    width, height = stats[:, 2], stats[:, 3]
    like = (height >= low) & (height <= high) & (width >= narrow * height) & (width <= wide * height)
    return np.asarray(stats[like], dtype=np.int32)


def _painted(shape: tuple[int, ...], boxes: Iterable[Box]) -> Raster:
    out = np.zeros(shape, dtype=np.uint8)
    for box in boxes:
        x0, y0, x1, y1 = (max(0, round(v)) for v in box)
        out[y0:y1, x0:x1] = 255
    return out
