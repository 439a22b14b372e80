"""A picture in parts, one below the other, for the detector: its memory grows with what it is shown at once.

A page reduced to 1280 pixels takes it 300 MB, half of one half of that, in a tenth less time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from processors.scan import Raster

MOST_ROWS = 704
"""Pixels that a part is high at most: two of them make a reduced page."""

BESIDE = 32
"""Pixels shown of what is above and below a part: a line of text, so that the detector sees that others follow."""

SOUGHT = 96
"""Pixels above and below an even cut in which the emptiest row is sought: some lines of small type."""


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


def parts(picture: Raster) -> Iterator[Part]:
    """Cuts a picture where the least ink is crossed.

    Args:
        picture: height x width grey levels, dark text on light paper.
    """
    height = picture.shape[0]
    cuts = [0, *_cuts(picture), height]
    for first, end in zip(cuts, cuts[1:], strict=False):
        top, bottom = max(0, first - BESIDE), min(height, end + BESIDE)
        yield Part(picture[top:bottom], top, first, end)


def _cuts(picture: Raster) -> list[int]:
    height = picture.shape[0]
    count = int(np.ceil(height / MOST_ROWS))
    if count < 2:
        return []
    # The sum of grey levels is highest where the paper is whole, however dark it is.
    light = cv2.reduce(picture, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel()
    even = [round(k * height / count) for k in range(1, count)]
    return [_emptiest(light, middle) for middle in even]


def _emptiest(light: np.ndarray[tuple[int, ...], np.dtype[np.generic]], middle: int) -> int:
    """The row amid the lightest ones near `middle`."""
    start = max(0, middle - SOUGHT)
    near = light[start : middle + SOUGHT]
    # Of rows without ink, which differ by noise, the one that has such rows on either side.
    smooth = cv2.blur(near.astype(np.float32)[:, None], (1, 5), borderType=cv2.BORDER_REPLICATE).ravel()
    return start + int(smooth.argmax())
