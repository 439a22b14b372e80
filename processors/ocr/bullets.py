"""Bullets that an engine took for a round letter: told by their shape, a full disc where the letter has a hole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import cv2
import numpy as np

from processors.config.ocr import OcrConfig
from processors.ocr.engine import EngineLine, EngineWord
from processors.scan import Raster

BULLET = "•"
# A smaller box (pixels), or one with less contrast (levels of 255), shows no shape.
_LEAST_SIDE, _LEAST_CONTRAST = 3, 64
# What engines make of a disc.
_LOOKALIKES = frozenset("eoOcC0©®°¢@*")


def with_bullets(lines: Iterable[EngineLine], grey: Raster, config: OcrConfig) -> tuple[EngineLine, ...]:
    """Lines whose first word is one round letter by name and a full disc by shape begin with a bullet instead.

    Args:
        lines: as an engine read them.
        grey: the picture that it read, 8-bit grey, dark on light.
        config: `bullet_fill` and `bullet_height`.
    """
    return tuple(_with_bullet(line, grey, config) for line in lines)


def _with_bullet(line: EngineLine, grey: Raster, config: OcrConfig) -> EngineLine:
    first, *others = line.words
    if not others or first.text not in _LOOKALIKES or not _is_disc(first, others[0], grey, config):
        return line
    return EngineLine.of([replace(first, text=BULLET), *others])


def _is_disc(word: EngineWord, after: EngineWord, grey: Raster, config: OcrConfig) -> bool:
    """Whether the ink in the word's box is one piece as wide as high, without a hole, lower than the type."""
    x0, y0, x1, y1 = (round(side) for side in word.box)
    crop = grey[max(0, y0) : y1, max(0, x0) : x1]
    if min(crop.shape[:2], default=0) < _LEAST_SIDE or int(crop.max()) - int(crop.min()) < _LEAST_CONTRAST:
        return False
    _, ink = cv2.threshold(crop, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    _, _, pieces, _ = cv2.connectedComponentsWithStats(ink)
    if len(pieces) < 2:
        return False
    piece = pieces[1 + int(np.argmax(pieces[1:, cv2.CC_STAT_AREA]))]
    width, height, area = (int(piece[k]) for k in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    square = max(width, height) <= config.bullet_slack * min(width, height)
    return (
        square
        and area >= config.bullet_fill * width * height
        and height <= config.bullet_height * after.box.height
    )
