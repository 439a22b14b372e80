"""What filters ask of an area that lines enclose. Most areas are turned down before all of it is asked for."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from processors.config.redactions import FrameConfig
from processors.geometry import Box
from processors.marks.rasters import Lettering, Reduced, lettering, median, paper_level, share, window
from processors.marks.redactions.frame_types import Frame
from processors.marks.rules import LineMasks
from processors.scan import Raster


class FrameMeasures:
    """Measures the enclosed areas of one page."""

    def __init__(self, page: Reduced, lines: LineMasks, config: FrameConfig) -> None:
        """Takes what is measured.

        Args:
            page: the reduced page.
            lines: its lines.
            config: thresholds.
        """
        self.page, self.lines, self.config = page, lines, config
        self._letters: dict[Box, Lettering] = {}

    @cached_property
    def ink(self) -> Raster:
        """0/1 mask of print."""
        return (self.page.pixels < paper_level(self.page.pixels) - 80).view(np.uint8)

    def letters(self, frame: Frame) -> Lettering:
        """The lettering inside."""
        if frame.box not in self._letters:
            inner = self.ink[window(frame.box.grown(-3), self.ink.shape)]
            self._letters[frame.box] = lettering(inner, self.page.dpi)
        return self._letters[frame.box]

    def stroke(self, frame: Frame) -> float:
        """Thickness of the thinner half of the sides, in pixels."""
        box = frame.box
        out, inside = 0.06 * self.page.dpi, 0.02 * self.page.dpi
        middle = box.grown(-0.2 * box.width, -0.2 * box.height)
        strips = (
            (Box(box.x0 - out, middle.y0, box.x0 + inside, middle.y1), 1),
            (Box(middle.x0, box.y0 - out, middle.x1, box.y0 + inside), 0),
            (Box(box.x1 - inside, middle.y0, box.x1 + out, middle.y1), 1),
            (Box(middle.x0, box.y1 - inside, middle.x1, box.y1 + out), 0),
        )
        depths = []
        for strip, axis in strips:
            part = self.ink[window(strip, self.ink.shape)]
            depths.append(median(part.sum(axis=axis)) if part.size else 0.0)
        return sum(sorted(depths)[:2]) / 2

    def arms(self, frame: Frame) -> int:
        """How many lines run on beyond the corners, 0 to 8; a stepped area has none."""
        if frame.stepped:
            return 0
        box = frame.box
        reach, r = self.config.arm * self.page.dpi, 2.0
        arms = 0
        for y in (box.y0, box.y1):
            arms += self.runs(self.lines.across, Box(box.x0 - reach - r, y - r, box.x0 - r, y + r), 0)
            arms += self.runs(self.lines.across, Box(box.x1 + r, y - r, box.x1 + reach + r, y + r), 0)
        for x in (box.x0, box.x1):
            arms += self.runs(self.lines.down, Box(x - r, box.y0 - reach - r, x + r, box.y0 - r), 1)
            arms += self.runs(self.lines.down, Box(x - r, box.y1 + r, x + r, box.y1 + reach + r), 1)
        return arms

    def runs(self, mask: Raster, strip: Box, axis: int) -> int:
        """1 where a line of a mask fills a strip along its rows (axis 0) or columns (axis 1), else 0."""
        part = mask[window(strip, mask.shape)]
        if part.size == 0 or share(np.asarray(part.any(axis=axis))) <= 0.9:
            return 0
        # a line has paper beside it; a dark margin or a bar of type has not
        beside = 0.04 * self.page.dpi
        wide = strip.grown(0, beside) if axis == 0 else strip.grown(beside, 0)
        return int(share(mask[window(wide, mask.shape)]) < 0.5)
