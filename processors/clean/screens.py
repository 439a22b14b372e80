"""The grey frames that copiers make of film edges: dense screens of strokes along the edges of a page.

A threshold leaves thousands of strokes of them, as large as letters and among them nothing to read.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.clean.background import REDUCTION
from processors.components import Components, components
from processors.config.clean import ScreenConfig
from processors.scan import Raster


def screened_frame(grey: Raster, dpi: float, config: ScreenConfig) -> Raster | None:
    """Mask (255) of the grey frames along the edges of a page; None where there are none, and on scraps.

    Toned bars, which may hold lettering, run along one side only; pictures and mottled type are thicker.

    Args:
        grey: height x width grey levels.
        dpi: pixels per inch.
        config: thresholds.
    """
    if dpi < config.fine or min(grey.shape) < dpi:
        return None
    small = np.asarray(
        cv2.resize(grey, None, fx=1 / REDUCTION, fy=1 / REDUCTION, interpolation=cv2.INTER_AREA), np.uint8
    )
    light = int(np.percentile(small[::4, ::4], config.paper_share)) - config.darker
    toned = cv2.morphologyEx((small < light).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    thick = max(3, round(config.thinnest_inches * dpi / REDUCTION))
    solid = cv2.morphologyEx(toned, cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
    if not np.any(solid):
        return None
    pieces = components(solid, 8)
    kept = np.zeros(len(pieces), np.bool_)
    for label in np.flatnonzero(_along_edges(pieces, config)).tolist():
        kept[label] = _is_screen(small, pieces, label, light, dpi / REDUCTION, config)
    if not kept.any():
        return None
    grown = cv2.dilate(pieces.picked(kept) * np.uint8(255), np.ones((3, 3), np.uint8))
    size = (grey.shape[1], grey.shape[0])
    return np.asarray(cv2.resize(grown, size, interpolation=cv2.INTER_NEAREST), np.uint8)


def _along_edges(pieces: Components, config: ScreenConfig) -> NDArray[np.bool_]:
    """Which pieces run along two edges of the page at least, and leave its middle free."""
    height, width = pieces.labels.shape
    _, _, wide, high, area = pieces.stats.T
    found = (wide >= config.length * width) & (high >= config.length * height)
    found &= area <= config.hollow * wide * high
    found[0] = False
    down, across = round(config.reach * height), round(config.reach * width)
    found[np.unique(pieces.labels[down : height - down, across : width - across])] = False
    return np.asarray(found, np.bool_)


def _is_screen(
    small: Raster, pieces: Components, label: int, light: int, dpi: float, config: ScreenConfig
) -> bool:
    """Whether a piece is evenly grey, without lettering in it, and nowhere thick."""
    x, y, wide, high = pieces.stats[label, :4].tolist()
    own = pieces.labels[y : y + high, x : x + wide] == label
    levels = small[y : y + high, x : x + wide][own]
    if np.mean(levels < config.black) > config.blackest or np.mean(levels >= light) > config.lightest:
        return False
    inside = cv2.distanceTransform(np.pad(own.astype(np.uint8), 1), cv2.DIST_L2, 3)
    return 2 * float(inside.max()) <= config.thickest_inches * dpi


def without_screens(grey: Raster, dpi: float, config: ScreenConfig) -> tuple[Raster, float]:
    """The page with grey frames painted over, and the share of it (0..1) that they were."""
    frame = screened_frame(grey, dpi, config)
    if frame is None:
        return grey, 0.0
    paper = int(np.median(grey[::16, ::16][frame[::16, ::16] == 0]))
    strokes = cv2.bitwise_and(frame, _closely_inked(grey, dpi, paper - config.darker, config))
    painted = _apart_from_print(grey, strokes, paper, dpi, config)
    return np.where(painted > 0, np.uint8(paper), grey), round(cv2.countNonZero(painted) / grey.size, 4)


def _closely_inked(grey: Raster, dpi: float, light: int, config: ScreenConfig) -> Raster:
    """Mask (255) of where ink stands as close as in a screen: print that touches one shows paper in its letters."""
    scale = min(1.0, config.fine / dpi)
    seen = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    inked = cv2.morphologyEx(
        np.where(seen < light, np.uint8(255), np.uint8(0)), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)
    )
    side = round(config.closed_inches * dpi * scale)
    close = cv2.morphologyEx(inked, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    return np.asarray(cv2.resize(close, grey.shape[::-1], interpolation=cv2.INTER_NEAREST), np.uint8)


def _apart_from_print(
    grey: Raster, strokes: cv2.typing.MatLike, paper: int, dpi: float, config: ScreenConfig
) -> Raster:
    """What of a screen can be painted over without the strokes of letters that stand against it.

    Its inside; along its edges only pieces that lie in it nearly as a whole.
    """
    edge = round(config.stroke_inches * dpi)
    inside = cv2.erode(strokes, np.ones((2 * edge + 1, 2 * edge + 1), np.uint8))
    rest = components(((grey < paper // 2) & (inside == 0)).astype(np.uint8), 8)
    held = np.bincount(rest.labels[strokes > 0], minlength=len(rest))
    own = held >= config.own * rest.stats[:, 4]
    own[0] = False
    rests = cv2.dilate(rest.picked(own) * np.uint8(255), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.bitwise_or(inside, cv2.bitwise_and(rests, strokes)), np.uint8)
