"""What of a picture is worth looking for text in: its inked rows, set below each other without the paper between."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from processors.components import components
from processors.geometry import Box
from processors.scan import Raster

LEAST_CONTRAST = 32
"""Grey levels by which the faintest ink is darker than the paper; where shading reaches that, nothing is left out."""

LEAST_HEIGHT = 5
"""Pixels of a reduced picture; what is lower is dirt, a dash or a stop, and has letters beside it."""

PAPER = 16
"""Pixels of paper that are kept around ink: twice the height of a small letter, so that text is seen to end."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Rows `first` to `end` of the picture, which begin at row `top` of the sheet."""

    first: int
    end: int
    top: int

    @property
    def bottom(self) -> int:
        return self.top + self.end - self.first


@dataclass(frozen=True, slots=True)
class Sheet:
    """The inked parts of a picture on one sheet.

    Attributes:
        picture: of height 0 where there is no ink.
    """

    picture: Raster
    _left: int
    _pieces: tuple[_Piece, ...]

    def back(self, box: Box) -> Box | None:
        """Where a box on the sheet lies in the picture: in the part that has its middle; None where none has it."""
        middle = box.centre[1]
        for piece in self._pieces:
            if piece.top <= middle < piece.bottom:
                inside = box.intersection(Box(box.x0, piece.top, box.x1, piece.bottom))
                return inside.moved(self._left, piece.first - piece.top)
        return None


def inked(image: Raster) -> Sheet:
    """The parts in which ink stands.

    Args:
        image: height x width grey levels, dark text on light paper.
    """
    height, width = image.shape
    # A sample tells the paper: most of a page is.
    faint = int(np.median(image[::4, ::4])) - LEAST_CONTRAST
    mask = cv2.threshold(image, faint, 255, cv2.THRESH_BINARY_INV)[1] if faint >= 0 else np.zeros_like(image)
    stats = components(mask, 8).stats[1:]
    stats = stats[stats[:, 3] >= LEAST_HEIGHT]
    rows = np.zeros(height + 1, np.int32)
    np.add.at(rows, np.maximum(0, stats[:, 1] - PAPER), 1)
    np.add.at(rows, np.minimum(height, stats[:, 1] + stats[:, 3] + PAPER), -1)
    kept = np.flatnonzero(np.diff(np.pad(np.cumsum(rows[:-1]) > 0, 1).astype(np.int8)))
    pieces: list[_Piece] = []
    for first, end in zip(kept[0::2].tolist(), kept[1::2].tolist(), strict=True):
        pieces.append(_Piece(first, end, pieces[-1].bottom if pieces else 0))
    if not pieces:
        return Sheet(image[:0], 0, ())
    left = max(0, int(stats[:, 0].min()) - PAPER)
    right = min(width, int((stats[:, 0] + stats[:, 2]).max()) + PAPER)
    picture = np.concatenate([image[p.first : p.end, left:right] for p in pieces])
    return Sheet(picture, left, tuple(pieces))
