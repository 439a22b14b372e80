"""A picture in parts, one below the other, for the detector: its memory grows with what it is shown at once.

A page reduced to 1280 pixels takes it over 300 MB, half of one half of that, in no more time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.fusion import PartsConfig
from processors.geometry import Box, bounding, overlap_1d
from processors.scan import Raster


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a picture.

    Attributes:
        picture: what is shown, with some rows of its neighbours.
        top: row at which that begins.
        first: row at which the part itself begins;
        end: row at which it ends: what has its middle in between is told by this part.
    """

    picture: Raster
    top: int
    first: int
    end: int

    def begins_with(self, box: Box, edge: float) -> bool:
        """Whether a box of the picture begins where the part is seen to begin."""
        return box.y0 <= self.top + edge

    def ends_with(self, box: Box, edge: float) -> bool:
        """Whether it ends where the part is seen to end."""
        return box.y1 >= self.top + len(self.picture) - edge

    def has(self, box: Box) -> bool:
        """Whether the middle of a box is in the part."""
        return self.first <= box.centre[1] < self.end


def parts(picture: Raster, config: PartsConfig) -> Iterator[Part]:
    """Cuts a picture where the least ink is crossed.

    Args:
        picture: height x width grey levels, dark text on light paper.
        config: how high parts are.
    """
    height = picture.shape[0]
    for first, end in pairwise((0, *_cuts(picture, config), height)):
        top, bottom = _shown(first, end, height, config)
        yield Part(picture[top:bottom], top, first, end)


def whole(found: Iterable[tuple[Part, Sequence[Box]]], config: PartsConfig) -> Iterator[Box]:
    """Boxes of all parts, each once: what goes on from part to part is joined, such as lines that stand upright.

    Args:
        found: parts from top to bottom, with boxes in pixels of the whole picture.
        config: when a box goes on in another part.
    """
    # What reaches to the end of the part before, and whether that part tells it where nothing goes on.
    open_ends: list[tuple[Box, bool]] = []
    for part, boxes in found:
        ends: list[tuple[Box, bool]] = []
        for box in boxes:
            begins = part.begins_with(box, config.edge)
            above = [one for one in open_ends if begins and _goes_on(one[0], box, config.same)]
            open_ends = [one for one in open_ends if one not in above]
            joined, told = bounding([*(one[0] for one in above), box]), bool(above) or part.has(box)
            if part.ends_with(box, config.edge):
                ends.append((joined, told))
            elif told:
                yield joined
        yield from (box for box, told in open_ends if told)
        open_ends = ends
    yield from (box for box, told in open_ends if told)


def _goes_on(above: Box, below: Box, same: float) -> bool:
    """Whether two boxes are seen in common in what both parts show, and stand in one column."""
    common = overlap_1d(above.x0, above.x1, below.x0, below.x1)
    seen = overlap_1d(above.y0, above.y1, below.y0, below.y1)
    return seen > 0 and common >= same * min(above.width, below.width)


def _shown(first: int, end: int, height: int, config: PartsConfig) -> tuple[int, int]:
    """Rows shown of a part: with some of its neighbours, and as many as the detector takes without stretching them."""
    top, bottom = max(0, first - config.beside), min(height, end + config.beside)
    bottom = min(height, bottom + _missing(bottom - top, config))
    return max(0, top - _missing(bottom - top, config)), bottom


def _missing(rows: int, config: PartsConfig) -> int:
    return -rows % config.step


def _cuts(picture: Raster, config: PartsConfig) -> list[int]:
    height = picture.shape[0]
    count = ceil(height / config.most)
    if count < 2:
        return []
    # The sum of grey levels is highest where no ink is, however dark the paper.
    light = np.asarray(cv2.reduce(picture, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S), np.int32)
    return [_lightest(light, round(k * height / count), config) for k in range(1, count)]


def _lightest(light: NDArray[np.int32], middle: int, config: PartsConfig) -> int:
    """The row near `middle` that is lightest with its neighbours: one in the middle of paper, not beside letters."""
    start = max(0, middle - config.sought)
    near = light[start : middle + config.sought].astype(np.float32)
    return start + int(cv2.blur(near, (1, config.free), borderType=cv2.BORDER_REPLICATE).argmax())
