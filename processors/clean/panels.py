"""Light type on dark panels and title bars, within a page of dark type: turned to dark on light."""

from __future__ import annotations

import cv2
import numpy as np

from processors.clean.measure import component_stats, ink_mask, letter_rows
from processors.components import components
from processors.config.clean import CleanConfig
from processors.scan import Raster

REDUCTION = 2
"""Panels are looked for on a copy this many times smaller where the page is fine enough to keep its letters."""

FINE = 200.0
"""Pixels per inch from which a page is reduced."""


def light_panels(grey: Raster, dpi: float, config: CleanConfig) -> Raster | None:
    """Mask (255) of the dark panels that hold light type; None where there are none.

    Args:
        grey: height x width grey levels of a page of dark type on light paper.
        dpi: pixels per inch.
        config: thresholds.
    """
    factor = REDUCTION if dpi >= FINE else 1
    small = (
        cv2.resize(grey, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
        if factor > 1
        else grey
    )
    dark, _ = ink_mask(np.asarray(small, dtype=np.uint8))
    pieces = components(dark, 4)
    labels, stats = pieces.labels, pieces.stats
    wide, high = (v * dpi / factor for v in config.panel_inches)
    boxes = stats[:, 2] * stats[:, 3]
    large = (stats[:, 2] >= wide) & (stats[:, 3] >= high) & (stats[:, 4] >= config.panel_dark * boxes)
    found = np.zeros_like(dark)
    for label in np.flatnonzero(large[1:]) + 1:
        x, y, w, h = (int(v) for v in stats[label, :4])
        part = np.where(labels[y : y + h, x : x + w] == label, np.uint8(255), np.uint8(0))
        panel = _panel_with_type(part, dpi / factor, config)
        if panel is not None:
            np.maximum(found[y : y + h, x : x + w], panel, out=found[y : y + h, x : x + w])
    if not np.any(found):
        return None
    size = (grey.shape[1], grey.shape[0])
    return np.asarray(cv2.resize(found, size, interpolation=cv2.INTER_NEAREST), dtype=np.uint8)


def _panel_with_type(part: Raster, dpi: float, config: CleanConfig) -> Raster | None:
    """The filled outline of one dark component, if it is a rectangle with letters cut out of it."""
    outlines = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    outline = max(outlines, key=cv2.contourArea)
    around = cv2.minAreaRect(outline)[1]
    if cv2.contourArea(outline) < config.panel_filled * around[0] * around[1]:
        return None
    panel = cv2.drawContours(np.zeros_like(part), [outline], -1, 255, cv2.FILLED)
    holes = component_stats(np.asarray(cv2.subtract(panel, part), dtype=np.uint8))
    letters = letter_rows(holes, dpi, config)
    cut, lettered = int(holes[:, 4].sum()), int(letters[:, 4].sum())
    if len(letters) < config.panel_letters or lettered < config.panel_lettered * cut:
        return None
    usual = float(np.median(letters[:, 3]))
    alike = (letters[:, 3] >= usual * config.panel_heights[0]) & (
        letters[:, 3] <= usual * config.panel_heights[1]
    )
    return np.asarray(panel, dtype=np.uint8) if np.mean(alike) >= config.panel_alike else None


def turned_dark_on_light(grey: Raster, panels: Raster, dpi: float) -> Raster:
    """The page with its `panels` inverted and their edges, which would stay as frames, painted over."""
    paper = int(np.median(grey[::8, ::8][panels[::8, ::8] == 0]))
    edge = 2 * max(1, round(0.006 * dpi)) + 1
    kernel = np.ones((edge, edge), np.uint8)
    out = np.where(cv2.dilate(panels, kernel) > 0, np.uint8(paper), grey)
    inside = cv2.erode(panels, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    return np.where(inside, np.uint8(255) - grey, out)
