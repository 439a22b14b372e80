"""Struck banners that show no more than a part of their letters, told by the same banner elsewhere on the page.

Head and foot of a page bear the same banner, printed or stamped alike. That is evidence and no proof: a banner is told
only where all that shows of it fits the other, and nothing more of that stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from processors.config.hidden import HiddenConfig
from processors.geometry import Box
from processors.marks.strikes.ink import Mask


def is_as_wide(hidden: Box, whole: Box, config: HiddenConfig) -> bool:
    """Whether a banner may be another one of which less shows: it lies on other lines, and is about as wide."""
    apart = hidden.y1 < whole.y0 or hidden.y0 > whole.y1
    return apart and config.as_wide <= hidden.width / max(1.0, whole.width) <= 1 / config.as_wide


def is_part_of(ink: Mask, hidden: Box, whole: Box, config: HiddenConfig) -> bool:
    """Whether the feet of hidden letters are those of a banner that shows whole.

    Args:
        ink: of the page.
        hidden: around what shows of the letters and the stroke at their heads, in pixels of `ink`.
        whole: around the other banner.
        config: thresholds.
    """
    feet = _feet(ink, hidden._replace(y0=hidden.y0 + config.stroke * hidden.height))
    if feet is None or feet.height < config.least_px:
        return False
    beside = config.beside_h * whole.height
    pattern = _soft(ink, feet.grown(beside, 1), config)
    place = whole.grown(2 * beside, config.stroke * whole.height).clipped(ink.shape[1], ink.shape[0])
    picture = _soft(ink, place, config)
    if min(np.subtract(picture.shape, pattern.shape)) < 0 or not pattern.any():
        return False
    fits = cv2.matchTemplate(picture, pattern, cv2.TM_CCOEFF_NORMED)
    top, left = np.unravel_index(int(fits.argmax()), fits.shape)
    there = picture[top : top + pattern.shape[0], left : left + pattern.shape[1]]
    margin = round(beside) - config.least_px // 2
    more = max(
        float(np.clip(there[:, side] - pattern[:, side], 0, 1).sum(axis=1).max())
        for side in (slice(margin), slice(-margin, None))
    )
    return float(fits.max()) >= config.fits and more <= config.more_px


def _feet(ink: Mask, box: Box) -> Box | None:
    """Around the ink in a box; None where there is none."""
    x, y, x1, y1 = (round(v) for v in box.clipped(ink.shape[1], ink.shape[0]))
    part = ink[y:y1, x:x1]
    left, top, width, height = cv2.boundingRect(part) if part.size else (0, 0, 0, 0)
    inked = Box(float(left), float(top), float(left + width), float(top + height))
    return inked.moved(x, y) if width else None


def _soft(ink: Mask, box: Box, config: HiddenConfig) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """The ink in a box with soft edges: type is never the same to a pixel."""
    x, y, x1, y1 = (round(v) for v in box.clipped(ink.shape[1], ink.shape[0]))
    return np.asarray(
        cv2.GaussianBlur(ink[y:y1, x:x1].astype(np.float32), (0, 0), config.soft_px), np.float32
    )


def fitting(ink: Mask, hidden: Box, banners: Sequence[tuple[str, Box]], config: HiddenConfig) -> str:
    """The text of the banners that hidden letters are a part of; empty where there is none, or they differ."""
    texts = {
        text
        for text, box in banners
        if is_as_wide(hidden, box, config) and is_part_of(ink, hidden, box, config)
    }
    return texts.pop() if len(texts) == 1 else ""
