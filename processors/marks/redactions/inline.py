"""Marker strokes over a single word: as small and as round as blots, but they stand in a row of letters.

What tells them is their shape, full and without notches, and letters beside them that are all lower than they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from processors.components import components
from processors.config.small_boxes import InlineConfig
from processors.geometry import Box
from processors.marks.rasters import Reduced, box_of, glyphs, paper_level, window
from processors.marks.redactions.filters import first_objection
from processors.marks.redactions.shapes import fullness_of, outline_of
from processors.marks.redactions.solid_filters import Solid, SolidFilters
from processors.marks.redactions.types import RedactionMark
from processors.scan import Raster

_OF_SMALL = frozenset({"blot", "ragged_shape", "round_shape"})
"""Filters that object to what is small and no clean rectangle."""

_ASKED = _OF_SMALL | {"part_of_larger"}
"""What is asked of them here in another way: the box is drawn around all of the black."""


def with_inline(
    solids: Sequence[Solid],
    marks: Sequence[RedactionMark],
    filters: SolidFilters,
    page: Reduced,
    config: InlineConfig,
) -> list[RedactionMark]:
    """The marks, with those found that were too small or round and stand in a row of letters.

    Args:
        solids: the candidates of a page, in reduced pixels.
        marks: the same judged, in the same order.
        filters: of the page.
        page: the reduced page.
        config: thresholds.
    """
    out = list(marks)
    of_others = [named for named in filters.named() if named[0] not in _ASKED]
    for k, (solid, mark) in enumerate(zip(solids, marks, strict=True)):
        if mark.rejected_by not in _OF_SMALL or not _is_small(solid.box, page.dpi, config):
            continue
        whole = _stroke(solid.box, filters.black, page.dpi, config)
        if whole is not None and _stands_in_row(whole, page, config):
            objection = first_objection(replace(solid, box=whole), of_others)
            out[k] = replace(mark, box=page.to_raster(whole), rejected_by=objection)
    return out


def _is_small(box: Box, dpi: float, config: InlineConfig) -> bool:
    low, high = config.height
    if not low * dpi <= box.height <= high * dpi:
        return False
    return config.aspect * box.height <= box.width <= config.longest * dpi


def _stroke(box: Box, black: Raster, dpi: float, config: InlineConfig) -> Box | None:
    """The box around all of the black that a candidate is of, if that is a full shape without notches or holes."""
    place = window(box.grown(config.beside * dpi), black.shape)
    pieces = components(np.ascontiguousarray(black[place]), 8)
    if len(pieces) < 2:
        return None
    largest = 1 + int(np.argmax(pieces.stats[1:, cv2.CC_STAT_AREA]))
    whole = box_of(pieces.stats[largest])
    if whole.area > config.grown * box.area:
        return None
    outline = outline_of(pieces.piece(largest))
    area = max(1.0, cv2.contourArea(outline))
    filled = pieces.stats[largest, cv2.CC_STAT_AREA] / area
    notched = area / max(1.0, cv2.contourArea(cv2.convexHull(outline)))
    if notched < config.notched or filled < config.filled or fullness_of(outline) < config.full:
        return None
    return whole.moved(place[1].start, place[0].start)


def _stands_in_row(box: Box, page: Reduced, config: InlineConfig) -> bool:
    """Whether letters stand to its left and right, as high as letters are beside a marker that covers them."""
    near, slack = config.near * page.dpi, config.slack * box.height
    rows, columns = window(
        Box(box.x0 - near, box.y0 - 2 * slack, box.x1 + near, box.y1 + 2 * slack), page.pixels.shape
    )
    ink = page.pixels[rows, columns] < paper_level(page.pixels) - config.ink_levels
    x0, y0, x1, y1 = (glyphs(np.ascontiguousarray(ink.view(np.uint8)), page.dpi)).T
    x0, x1, y0, y1 = x0 + columns.start, x1 + columns.start, y0 + rows.start, y1 + rows.start
    high = (y1 - y0) / box.height
    level = (y0 >= box.y0 - slack) & (y1 <= box.y1 + slack) & ((x1 <= box.x0 + 2) | (x0 >= box.x1 - 2))
    letters = high[level & (high >= config.lowest) & (high <= config.highest)]
    return len(letters) >= config.letters and float(np.percentile(letters, 90)) >= config.tallest
