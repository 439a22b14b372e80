"""Black boxes over one or two characters, such as the numbers of a list: as narrow as a heavy letter, but higher.

What tells them is the line that they stand on: the box over the text behind the number begins and ends at the same
heights, and higher than type is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors.components import components
from processors.config.small_boxes import SlimConfig
from processors.geometry import Box
from processors.marks.rasters import window
from processors.marks.redactions.filters import first_objection
from processors.marks.redactions.solid_filters import Solid, SolidFilters
from processors.marks.redactions.types import RedactionMark
from processors.scan import Raster

_OF_NARROW = frozenset({"too_small", "upright_bar", "round_shape"})
"""Filters that object to what is narrow and high. Its corners are so small that a pixel beside it is all of them; and
what is round is not full."""


def with_slim(
    solids: Sequence[Solid],
    marks: Sequence[RedactionMark],
    filters: SolidFilters,
    dpi: float,
    config: SlimConfig,
) -> list[RedactionMark]:
    """The marks, with those found that were too narrow and stand level with a wider box.

    Args:
        solids: the candidates of a page, in reduced pixels.
        marks: the same judged, in the same order.
        filters: of the page.
        dpi: reduced pixels per inch.
        config: thresholds.
    """
    wide = [
        s.box
        for s, m in zip(solids, marks, strict=True)
        if m.rejected_by is None and s.box.width >= config.wide * dpi and s.fullness >= config.full
    ]
    slim = [
        k
        for k, (s, m) in enumerate(zip(solids, marks, strict=True))
        if m.rejected_by == "too_small" and _is_slim(s, dpi, config) and _stands_free(s, filters, config)
    ]
    if not slim:
        return list(marks)
    found = [s.box for s, m in zip(solids, marks, strict=True) if m.rejected_by is None]
    open_ink = _without(filters.black, found)
    of_others = [named for named in filters.named() if named[0] not in _OF_NARROW]
    out = list(marks)
    for k in slim:
        mates = [other for other in slim if _is_level(solids[other].box, solids[k].box, dpi, config)]
        # Bars beside each other are those of a bar code or a chart.
        few = len(mates) <= config.most
        beside = (box for box in wide if _is_level(box, solids[k].box, dpi, config))
        if few and any(_is_of_one_line(solids[k].box, box, open_ink, dpi, config) for box in beside):
            out[k] = replace(marks[k], rejected_by=first_objection(solids[k], of_others))
    return out


def _is_slim(solid: Solid, dpi: float, config: SlimConfig) -> bool:
    wide, high = solid.box.width >= config.narrowest * dpi, solid.box.height >= config.lowest * dpi
    return wide and high and solid.fullness >= config.full


def _stands_free(solid: Solid, filters: SolidFilters, config: SlimConfig) -> bool:
    """Whether paper is on all sides: a stroke of a large letter has others beside it."""
    return max(filters.beside(solid)) <= config.beside


def _is_level(one: Box, other: Box, dpi: float, config: SlimConfig) -> bool:
    slack = config.level * dpi
    return abs(one.y0 - other.y0) <= slack and abs(one.y1 - other.y1) <= slack


def _is_of_one_line(slim: Box, wide: Box, open_ink: Raster, dpi: float, config: SlimConfig) -> bool:
    """Whether a box stands near a wider one, and no letter as high as it on its other side: that is of a heading."""
    gap = max(wide.x0 - slim.x1, slim.x0 - wide.x1)
    if gap > config.apart * dpi:
        return False
    high = slim.height
    x0, x1 = (slim.x0 - high, slim.x0 - 2) if slim.x1 <= wide.x0 else (slim.x1 + 2, slim.x1 + high)
    beside = Box(x0, slim.y0 - high / 2, x1, slim.y1 + high / 2)
    pieces = components(open_ink[window(beside, open_ink.shape)], 8).stats[1:]
    return not any(_is_letter(height, area, slim, config) for _, _, _, height, area in pieces.tolist())


def _is_letter(height: int, area: int, slim: Box, config: SlimConfig) -> bool:
    """Whether a piece is as high and heavy as a stroke like that box would be: rules go on, parentheses are thin."""
    lowest, highest = (share * slim.height for share in config.as_high)
    return lowest <= height <= highest and area >= config.as_heavy * slim.width * height


def _without(black: Raster, boxes: Sequence[Box]) -> Raster:
    """What is black outside of boxes, which are no letters."""
    left = black.copy()
    for box in boxes:
        left[window(box.grown(1), left.shape)] = 0
    return left
