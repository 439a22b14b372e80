"""The paper behind the type: inverted pages, dark scan borders, shading, and toner mottling."""

from __future__ import annotations

import cv2
import numpy as np

from processors.clean.measure import PageMeasures, ink_mask
from processors.config.clean import CleanConfig
from processors.scan import Raster

REDUCTION = 4
"""Borders and shading are looked for on a copy this many times smaller: they are coarse, and it is 16 times cheaper."""


def is_inverted(grey: Raster, config: CleanConfig) -> bool:
    """Whether the page as a whole is light type on dark, judged on its inner four fifths."""
    height, width = grey.shape
    inner = grey[
        height // 10 : height - height // 10 : REDUCTION, width // 10 : width - width // 10 : REDUCTION
    ]
    if inner.size == 0 or int(inner.max()) - int(inner.min()) < 50:
        return False
    mask, _ = ink_mask(np.ascontiguousarray(inner))
    return cv2.countNonZero(mask) > config.inverted_share * mask.size


def dark_borders(grey: Raster, dpi: float, config: CleanConfig) -> Raster | None:
    """Mask (255) of the dark borders that scanners and copiers leave along the edges; None where there are none.

    A border is dark, thicker than any stroke, hangs from an edge along a good part of it and ends
    within `border_share` of the page; what reaches further in is a picture or a bar, and stays.
    """
    small = cv2.resize(grey, None, fx=1 / REDUCTION, fy=1 / REDUCTION, interpolation=cv2.INTER_AREA)
    thick = max(3, round(config.border_thickness_inches * dpi / REDUCTION))
    kernel = np.ones((thick, thick), np.uint8)
    dark = np.where(small < config.border_level, np.uint8(255), np.uint8(0))
    dark = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    padded = cv2.copyMakeBorder(dark, thick, thick, thick, thick, cv2.BORDER_REPLICATE)
    solid = cv2.morphologyEx(padded, cv2.MORPH_OPEN, kernel)[thick:-thick, thick:-thick]
    found = np.zeros_like(dark)
    for turn in range(4):
        strip = np.rot90(solid, turn)
        depth = max(1, round(config.border_share * strip.shape[0]))
        marked = _along_top(np.ascontiguousarray(strip[: depth + 1]), config)
        rows = np.rot90(found, turn)[: depth + 1]
        np.maximum(rows, marked, out=rows)
    if not np.any(found):
        return None
    grown = cv2.dilate(found, np.ones((5, 5), np.uint8))
    return np.asarray(
        cv2.resize(grown, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST), dtype=np.uint8
    )


def _along_top(strip: Raster, config: CleanConfig) -> Raster:
    """The dark that hangs from the upper edge and ends within the strip, if there is enough of it."""
    light = strip == 0
    depth = np.where(light.any(axis=0), light.argmax(axis=0), 0)
    if np.count_nonzero(depth) < config.border_length * strip.shape[1]:
        return np.zeros_like(strip)
    inside = np.arange(strip.shape[0])[:, None] < depth[None, :]
    return np.where(inside, np.uint8(255), np.uint8(0))


def paper_level(grey: Raster, dpi: float, config: CleanConfig) -> Raster:
    """The paper's grey level around each pixel, on a copy `REDUCTION` times smaller."""
    small = cv2.resize(grey, None, fx=1 / REDUCTION, fy=1 / REDUCTION, interpolation=cv2.INTER_AREA)
    reach = 2 * max(1, round(config.paper_inches * dpi / REDUCTION)) + 1
    light = cv2.dilate(small, np.ones((reach, reach), np.uint8))
    return np.asarray(cv2.blur(light, (2 * reach + 1, 2 * reach + 1)), dtype=np.uint8)


def unevenness(level: Raster) -> float:
    """Spread of the paper's level over the page (5th to 95th hundredth), in grey levels."""
    low, high = np.percentile(level, (5, 95))
    return float(high - low)


def flattened(grey: Raster, level: Raster) -> Raster:
    """The page divided by its paper, so that paper is white everywhere."""
    full = cv2.resize(level, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, full, scale=255), dtype=np.uint8)


def smoothed(grey: Raster, sigma: float, measures: PageMeasures, config: CleanConfig) -> Raster:
    """The page blurred by `sigma` pixels, so that toner specks melt into the paper and broken strokes close.

    Then levels are stretched between ink and paper: a soft threshold.
    """
    soft = cv2.GaussianBlur(grey, (0, 0), sigma)
    way = measures.paper - measures.ink
    dark, light = (measures.ink + share * way for share in config.mottled_levels)
    table = np.clip((np.arange(256) - dark) / max(1.0, light - dark) * 255, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(soft, table), dtype=np.uint8)
