"""Faint screens behind codes: of a grey box a scan that was made brighter leaves a tint of a few levels, and specks.

No search of the whole page can tell so faint a tint from the halo that compression leaves around print. Where a code
was read it can be followed, from the code to where plain paper begins.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.screens import FaintConfig
from processors.geometry import Box
from processors.marks.rasters import paper_level, window
from processors.scan import Raster


def screen_end(code: Box, grey: Raster, config: FaintConfig) -> float | None:
    """Where the screen behind a code ends to its right, in pixels; None where there is none.

    Args:
        code: around the letters of the code, in pixels.
        grey: the untouched raster, grey levels.
        config: thresholds.
    """
    step = max(2, round(config.step * code.height))
    reach = config.reach * code.height
    strip = grey[window(code._replace(x1=code.x1 + reach), grey.shape)]
    if strip.size == 0:
        return None
    tints = _tints(strip, paper_level(grey), step, config)
    own = round(code.width / step)
    if own == 0 or len(tints) <= own or np.isnan(tints[:own]).all():
        return None
    end = _first_paper(tints[own:], config)
    if end is None:
        return None
    behind = float(np.nanmean(tints[:own]))
    goes_on = end * step >= config.beyond * code.height
    if behind < (config.least if goes_on else config.least_alone):
        return None
    if _least_before(code, grey, step, config) >= config.before_share * behind:
        return None
    if _share_of_paper(strip[:, : (own + end) * step], paper_level(grey), config) < config.grain:
        return None
    return code.x1 + end * step


def _least_before(code: Box, grey: Raster, step: int, config: FaintConfig) -> float:
    """The least tint of the ground before a code, in levels; 0 at the edge of the page, infinite where none is seen."""
    before = code._replace(x0=code.x0 - config.before * code.height, x1=code.x0)
    strip = grey[window(before, grey.shape)]
    if strip.size == 0:
        return 0.0
    tints = _tints(strip, paper_level(grey), step, config)
    return float(np.nanmin(tints)) if not np.isnan(tints).all() else math.inf


def _ground(strip: Raster, paper: int, config: FaintConfig) -> NDArray[np.bool_]:
    """Where neither ink is nor its halo."""
    ink = (strip < paper - config.ink_levels).astype(np.uint8)
    halo = 2 * max(1, round(config.halo * strip.shape[0])) + 1
    return np.asarray(cv2.dilate(ink, np.ones((halo, halo), np.uint8)) == 0)


def _share_of_paper(strip: Raster, paper: int, config: FaintConfig) -> float:
    """How much of the ground is as light as paper (0..1): between the dots of a screen, and nowhere on a flat tone."""
    ground = strip[_ground(strip, paper, config)]
    return float((ground >= paper - 1).mean()) if ground.size else 0.0


def _tints(strip: Raster, paper: int, step: int, config: FaintConfig) -> NDArray[np.float64]:
    """How much darker than paper the ground of each piece of a strip is, in levels; nan where ink leaves none."""
    ground = _ground(strip, paper, config)
    darker = np.clip(paper - strip.astype(np.int64), 0, None)
    starts = np.arange(0, strip.shape[1], step)
    seen = np.add.reduceat(ground.sum(axis=0), starts).astype(np.float64)
    seen[seen < config.seen * step * strip.shape[0]] = np.nan
    return np.asarray(np.add.reduceat((darker * ground).sum(axis=0), starts) / seen)


def _first_paper(tints: NDArray[np.float64], config: FaintConfig) -> int | None:
    """The first piece from which on so many are plain paper that it cannot be a lighter place of the screen."""
    clean = (tints <= config.paper).astype(np.int64)
    runs = np.convolve(clean, np.ones(config.pieces, np.int64), mode="valid")
    found = np.flatnonzero(runs == config.pieces)
    return int(found[0]) if len(found) else None
