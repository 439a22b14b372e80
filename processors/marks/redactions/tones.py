"""Flat tones: areas that a program filled with one grey or colour, pixel for pixel.

On a page that was never printed and scanned such a fill is one level in the histogram, high above its neighbours. Its
pixels are taken as they are: nothing has to be smoothed, so that boxes as low as a line of small print stay whole
round the code in them, and boxes that touch stay two where their edges differ by a few pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import components
from processors.config.fills import FillConfig
from processors.geometry import bounding
from processors.marks.rasters import Reduced, box_of, closed, level_counts, opened, window
from processors.marks.redactions.split import Part, Steps, joined, rectangles
from processors.scan import Raster


@dataclass(frozen=True, slots=True)
class Flat:
    """A rectangle of a flat tone: its part of a shape, in reduced pixels."""

    part: Part
    level: int


def flat_fills(page: Reduced, grey: Raster, paper: int, config: FillConfig) -> list[Flat]:
    """Rectangles of flat tones on a page.

    Args:
        page: the reduced page, for its scale.
        grey: its grey levels.
        paper: grey level of the paper.
        config: thresholds.

    Returns:
        Rectangles in reduced pixels, tone by tone from dark to light, each from top to bottom.
    """
    found: list[Flat] = []
    for level in _levels(grey, paper, page.dpi, config):
        low, high = level - config.flat_spread, level + config.flat_spread
        mask = np.asarray(cv2.inRange(grey, low, high), np.uint8) & np.uint8(1)
        core = page.px(config.flat_core, 3)
        if not opened(mask, core, core).any():
            continue
        blank = np.asarray(grey > paper - config.tone, dtype=np.bool_)
        found += [
            Flat(piece, level)
            for part in _parts(mask, _strokes(mask, grey, page, paper, config), page, config)
            for piece in _apart(part, mask > 0, blank, page, config)
        ]
    return found


def _strokes(mask: Raster, grey: Raster, page: Reduced, paper: int, config: FillConfig) -> Raster:
    """Lettering of any colour on the tone, or over its edge: ink thinner than a bar with the tone above and below."""
    ink = ((grey < paper - config.tone) & (mask == 0)).astype(np.uint8)
    thick = page.px(config.flat_stroke, 3)
    between = closed(mask, 1, 2 * page.px(config.letter))
    return np.asarray(ink & ~opened(ink, thick, thick) & between, dtype=np.uint8)


def _levels(grey: Raster, paper: int, dpi: float, config: FillConfig) -> list[int]:
    """Levels that many more pixels have than the levels around: a smooth scan has hills, not spikes."""
    # every fourth pixel is enough to count by
    counts = level_counts(np.ascontiguousarray(grey[::2, ::2]))
    least = config.flat_area * dpi * dpi / 4
    levels = np.arange(config.darkest, paper - config.tone + 1)
    near = _summed(counts, 8)[levels] - _summed(counts, 1)[levels]
    highest = np.max(np.lib.stride_tricks.sliding_window_view(np.pad(counts, 2), 5), axis=1)[levels]
    spike = (
        (counts[levels] == highest) & (counts[levels] > least) & (counts[levels] > config.flat_spike * near)
    )
    return [int(level) for level in levels[spike]]


def _summed(counts: NDArray[np.int64], reach: int) -> NDArray[np.int64]:
    """The count of each level and those of the levels within `reach` of it."""
    return np.convolve(counts, np.ones(2 * reach + 1, np.int64), mode="same")


def _parts(mask: Raster, strokes: Raster, page: Reduced, config: FillConfig) -> list[Part]:
    px = page.px
    core = px(config.flat_core, 3)
    # a letter at the edge of a box is no notch in it; letters beside it are too thin to stay
    shapes = filled(mask | strokes, px(config.letter), core)
    left, top, width, height = cv2.boundingRect(shapes)
    connected = components(np.ascontiguousarray(shapes[top : top + height, left : left + width]), 4)
    parts: list[Part] = []
    for i in range(1, len(connected)):
        box = box_of(connected.stats[i])
        shape = connected.piece(i)
        rows, columns = window(box.moved(left, top), shapes.shape)
        if np.count_nonzero(mask[rows, columns] & shape) < config.flat_share * np.count_nonzero(shape):
            continue
        cut = rectangles(shape, Steps(px(config.step), px(config.flat_height, 2), px(config.line)))
        parts += [Part(p.box.moved(columns.start, rows.start), p.fullness) for p in cut]
    return joined(parts, mask, px(1.0))


def _apart(
    part: Part, tone: NDArray[np.bool_], blank: NDArray[np.bool_], page: Reduced, config: FillConfig
) -> list[Part]:
    """The boxes on both sides of a place without the tone from top to bottom, where paper shows.

    A bracket between two boxes closes them to one; no letter on a tone is as high as its box.
    """
    rows, columns = window(part.box.grown(0, -1), tone.shape)
    missing = np.asarray(~tone[rows, columns].any(axis=0))
    if not missing.any():
        return [part]
    paper = np.asarray(blank[rows, columns].any(axis=0))
    edges = np.flatnonzero(np.diff(np.pad(missing.astype(np.int8), 1)))
    least = max(2.0, config.flat_apart * page.dpi)
    gaps = [(int(a), int(b)) for a, b in edges.reshape(-1, 2) if b - a >= least and paper[a:b].any()]
    ends = [0, *(columns.start + x - int(part.box.x0) for gap in gaps for x in gap), int(part.box.width)]
    pieces = [
        replace(part, box=part.box._replace(x0=part.box.x0 + a, x1=part.box.x0 + b))
        for a, b in zip(ends[::2], ends[1::2], strict=True)
    ]
    return [piece for piece in pieces if piece.box.width >= config.smallest_width * page.dpi]


def filled(mask: Raster, height: int, core: int) -> Raster:
    """Fills holes up to `height` pixels high and twice as long, lettering on the tone; what then holds no core goes.

    Args:
        mask: 0/1, the tone.
        height: of the highest hole, in pixels.
        core: side of the square that what stays can hold, in pixels.
    """
    out = np.zeros_like(mask)
    pieces = components(mask, 8)
    # a piece that is lower or narrower than the core holds none, with all its holes filled
    stats = pieces.stats
    large = np.minimum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= core
    large[0] = False
    if not large.any():
        return out
    # with so much around it, what lies outside is never taken for a hole
    place = window(bounding(box_of(row) for row in stats[large]).grown(2 * height + 1), mask.shape)
    part = np.ascontiguousarray(pieces.picked(large)[place])
    white = components(1 - part, 4)
    hole = white.stats[:, cv2.CC_STAT_HEIGHT] <= height
    hole &= white.stats[:, cv2.CC_STAT_WIDTH] <= 2 * height
    hole[0] = False
    out[place] = opened(np.asarray(part | white.picked(hole), np.uint8), core, core)
    return out
