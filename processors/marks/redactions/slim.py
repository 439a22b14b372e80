"""Black boxes over one or two characters, such as the numbers of a list: as narrow as a heavy letter, but higher.

What tells them is the line that they stand on: the box over the text behind the number begins and ends at the same
heights, and higher than type is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from processors.config.redactions import SlimConfig
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
    of_others = [named for named in filters.named() if named[0] not in _OF_NARROW]
    out = list(marks)
    for k in slim:
        mates = [other for other in slim if _is_level(solids[other].box, solids[k].box, dpi, config)]
        # Bars beside each other are those of a bar code or a chart.
        few = len(mates) <= config.most
        beside = (box for box in wide if _is_level(box, solids[k].box, dpi, config))
        if few and any(_is_of_one_line(solids[k].box, box, filters.black, dpi, config) for box in beside):
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


def _is_of_one_line(slim: Box, wide: Box, black: Raster, dpi: float, config: SlimConfig) -> bool:
    """Whether a box stands near a wider one, and no letter as high as it on its other side: that is of a heading."""
    gap = max(wide.x0 - slim.x1, slim.x0 - wide.x1)
    if gap > config.apart * dpi:
        return False
    other = (
        (slim.x0 - slim.height, slim.x0 - 2) if slim.x1 <= wide.x0 else (slim.x1 + 2, slim.x1 + slim.height)
    )
    inked = np.flatnonzero(black[window(Box(other[0], slim.y0, other[1], slim.y1), black.shape)].any(axis=1))
    return len(inked) == 0 or inked[-1] - inked[0] + 1 < config.as_high * slim.height
