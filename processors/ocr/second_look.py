"""What a page reading left unread: Tesseract's page analysis drops whole lines beside boxes, stamps and rules."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.ocr import OcrConfig
from processors.geometry import Box
from processors.ocr.engine import EngineLine, EngineWord
from processors.scan import Raster


def left_unread(image: Raster, dpi: float, lines: Iterable[EngineLine], config: OcrConfig) -> Raster | None:
    """Only what looks like unread letters, on blank paper; None where that is too little to be worth a look.

    Args:
        image: height x width grey levels, dark text on light paper.
        dpi: pixels per inch.
        lines: what was read.
        config: thresholds.
    """
    mask = cv2.threshold(image, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]
    letters = _letter_boxes(np.asarray(mask, dtype=np.uint8), dpi, config)
    read = _painted(image.shape[:2], (word.box for line in lines for word in line.words))
    x, y = letters[:, 0] + letters[:, 2] // 2, letters[:, 1] + letters[:, 3] // 2
    unread = letters[read[y, x] == 0]
    if len(unread) < max(config.second_look_letters, config.second_look_share * len(letters)):
        return None
    around = (Box(x, y, x + w, y + h).grown(h / 3) for x, y, w, h in unread[:, :4].tolist())
    kept = cv2.bitwise_and(_painted(image.shape[:2], around), cv2.bitwise_not(read))
    paper = int(np.median(image[mask == 0])) if np.any(mask == 0) else 255
    return np.asarray(np.where(kept > 0, image, np.uint8(paper)), dtype=np.uint8)


def _letter_boxes(mask: Raster, dpi: float, config: OcrConfig) -> NDArray[np.int32]:
    stats = cv2.connectedComponentsWithStats(mask, connectivity=8)[2][1:]
    low, high = (v * dpi for v in config.letter_inches)
    width, height = stats[:, 2], stats[:, 3]
    like = (height >= low) & (height <= high) & (width >= 0.15 * height) & (width <= 2.5 * height)
    return np.asarray(stats[like], dtype=np.int32)


def _painted(shape: tuple[int, ...], boxes: Iterable[Box]) -> Raster:
    out = np.zeros(shape, dtype=np.uint8)
    for box in boxes:
        x0, y0, x1, y1 = (max(0, round(v)) for v in box)
        out[y0:y1, x0:x1] = 255
    return out


def believable(lines: Iterable[EngineLine], config: OcrConfig) -> tuple[EngineLine, ...]:
    """The words of a second look that are worth having: most of what a page reading skips is not text.

    A word must be sure; a single character surer still.
    """

    def sure(word: EngineWord) -> bool:
        letters = sum(c.isalnum() for c in word.text)
        return word.confidence >= (
            config.second_look_confidence if letters > 1 else config.lone_letter_confidence
        )

    kept = ([word for word in line.words if sure(word)] for line in lines)
    return tuple(EngineLine.of(words) for words in kept if words)
