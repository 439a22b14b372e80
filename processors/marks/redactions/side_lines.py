"""How much of the sides of boxes is a line, for many boxes at once: dirt makes a thousand pairs of short lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from processors.config.redactions import FrameConfig
from processors.geometry import Box
from processors.marks.redactions.borders import Sides
from processors.marks.redactions.overlaps import edges_of
from processors.marks.rules import LineMasks
from processors.scan import Raster

Real = NDArray[np.float64]

_REACH = 3.0
"""Reduced pixels outside a box in which its lines may lie."""


class SideLines:
    """Looks for lines along the sides of boxes on one page, all in reduced pixels."""

    def __init__(self, lines: LineMasks, config: FrameConfig) -> None:
        """Takes the lines of the page, and thresholds."""
        self.lines, self.config = lines, config

    def of(self, boxes: list[Box]) -> tuple[list[Sides], NDArray[np.bool_]]:
        """Lines along the left, top, right and bottom side of each box, and which boxes are bare.

        The edge of the raster counts as a line, since boxes are cut off there. Of a bare box two sides have hardly any
        line, where print beside a side can stand for one at most.
        """
        if not boxes:
            return [], np.zeros(0, np.bool_)
        shares, strips = self._shares(boxes)
        bare = (shares < self.config.weakest_support).sum(axis=1) > 1
        # a side that print touches is no line any more, but there is ink all along it
        worst = shares.argmin(axis=1)
        every = np.arange(len(boxes))
        upright, strip = worst % 2 == 0, strips[every, worst]
        inked = np.zeros(len(boxes))
        inked[upright] = _along(_truths(self.lines.ink_on_side), _on_side(strip[upright]))
        inked[~upright] = _along(_truths(self.lines.ink), strip[~upright])
        shares[every, worst] = np.maximum(shares[every, worst], inked)
        return [(a, b, c, d) for a, b, c, d in shares.tolist()], bare

    def _shares(self, boxes: list[Box]) -> tuple[Real, Real]:
        """Share of each side (left, top, right, bottom) with a line, and the strips in which lines are looked for."""
        edges = edges_of(boxes)
        x0, y0, x1, y1 = edges.T
        strips = self._strips(edges)
        # the sides of a low box are shorter than any rule: ink all along them is all that can be asked
        low = y1 - y0 < self.config.low_box * self.lines.page.dpi
        lines = self.lines
        ink, across, down = map(_truths, (lines.ink_on_side, lines.across, lines.down_on_side))
        shares = np.empty((len(boxes), 4))
        for side in (0, 2):
            shares[low, side] = _along(ink, _on_side(strips[low, side]))
            shares[~low, side] = _along(down, _on_side(strips[~low, side]))
            shares[:, side + 1] = _along(across, strips[:, side + 1])
        height, width = across.shape
        ends = (x0 <= _REACH, y0 <= _REACH, x1 >= width - _REACH, y1 >= height - _REACH)
        shares[np.stack(ends, axis=1)] = 1.0
        return shares, strips

    def _strips(self, edges: Real) -> Real:
        """Where to look for the lines, by box and side: n x 4 x 4."""
        x0, y0, x1, y1 = edges.T
        r, lean = _REACH, self.config.lean
        width, height = x1 - x0, y1 - y0
        # a leaning side drifts inwards from the edge of the box, never outwards, nor past the middle
        # and on a short side the thickness of the line is allowance enough
        short = 0.5 * self.lines.page.dpi
        dx = r + np.minimum(lean * np.maximum(0.0, height - short), 0.2 * width)
        dy = r + np.minimum(lean * np.maximum(0.0, width - short), 0.2 * height)
        left, right = (x0 - r, y0, x0 + dx, y1), (x1 - dx, y0, x1 + r, y1)
        top, bottom = (x0, y0 - r, x1, y0 + dy), (x0, y1 - dy, x1, y1 + r)
        return np.asarray(np.array([left, top, right, bottom]).transpose(2, 0, 1))


def _truths(mask: Raster) -> NDArray[np.bool_]:
    """The same 0/1 mask as truth values, which NumPy looks through faster."""
    return mask.view(np.bool_)


def _on_side(strips: Real) -> Real:
    """Upright strips on the page laid on its side, where they are level."""
    return strips[:, [1, 0, 3, 2]]


def _along(mask: NDArray[np.bool_], strips: Real) -> Real:
    """Share of the columns of each level strip in which the mask is set."""
    height, width = mask.shape
    edges = np.clip(np.rint(strips).astype(np.int64), 0, (width, height, width, height))
    sizes = np.maximum(1, edges[:, 2] - edges[:, 0])
    # as `any` has it, without its detours; down the columns, since along short rows it takes three times as long
    hits = [
        np.count_nonzero(np.logical_or.reduce(mask[y0:y1, x0:x1], axis=0))
        for x0, y0, x1, y1 in edges.tolist()
    ]
    shares: Real = np.asarray(hits, np.float64) / sizes
    return shares
