"""Ruling lines on the raster: table rules, form lines, frames and the thin borders of white boxes.

A line is ink thinner than a bar that runs straight for longer than any stroke of a letter. Small gaps are bridged
along the line only, so that words never grow together into one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from processors.components import Components, components
from processors.config.rules import RuleConfig
from processors.geometry import Box
from processors.marks.rasters import Reduced, box_of, closed, darkest_reduced, opened
from processors.scan import Raster


class Orientation(StrEnum):
    """Which way a rule runs."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"


@dataclass(frozen=True, slots=True)
class Rule:
    """One straight line, as the box around its ink in pixels of the raster."""

    box: Box
    orientation: Orientation


@dataclass(frozen=True, slots=True)
class LineMasks:
    """Where lines run on a reduced page, as 0/1 masks; lines are up to two reduced pixels too thick.

    Attributes:
        page: the reduced page, each pixel the darkest of its block.
        ink: all that is darker than its surroundings.
        across: horizontal lines.
        down: vertical lines.
        ink_on_side: `ink` laid on its side, rows for columns, so that upright lines run along rows.
        down_on_side: the same of `down`.
        across_pieces: the connected pieces of `across`.
        down_pieces: those of `down_on_side`.
    """

    page: Reduced
    ink: Raster
    across: Raster
    down: Raster
    ink_on_side: Raster
    down_on_side: Raster
    across_pieces: Components
    down_pieces: Components

    @property
    def both(self) -> Raster:
        """Lines of both orientations."""
        return np.asarray(self.across | self.down, dtype=np.uint8)


def line_masks(grey: Raster, dpi: float, config: RuleConfig) -> LineMasks:
    """Marks the horizontal and vertical lines of a page.

    Args:
        grey: the untouched page, height x width.
        dpi: its pixels per inch.
        config: thresholds.
    """
    page = darkest_reduced(grey, dpi, config.working_dpi)
    ink = _ink(page, config)
    across = _lines(ink, page, config.shortest_across, config)
    # OpenCV turns a page in a fraction of the time that NumPy takes to copy its transpose
    ink_on_side = _transposed(ink)
    on_side = _lines(ink_on_side, page, config.shortest_down, config)
    masks = (ink, across, _transposed(on_side), ink_on_side, on_side)
    return LineMasks(page, *masks, components(across, 8), components(on_side, 8))


def _transposed(mask: Raster) -> Raster:
    return np.asarray(cv2.transpose(mask), dtype=np.uint8)


def _lines(ink: Raster, page: Reduced, shortest: float, config: RuleConfig) -> Raster:
    """Lines along the rows, three pixels thick: straight runs, and long runs that lean by a few degrees."""
    thick = np.ones((3, 1), np.uint8)
    straight = opened(ink, page.px(shortest, 6), 1)
    leaning = opened(np.asarray(cv2.dilate(ink, thick), np.uint8), page.px(config.leaning, 12), 1)
    lines = np.maximum(np.asarray(cv2.dilate(straight, thick), np.uint8), leaning)
    return closed(lines, page.px(config.bridged), 1)


def _ink(page: Reduced, config: RuleConfig) -> Raster:
    """What is darker than its surroundings within the thickness of a line, and all that is plainly black."""
    side = page.px(config.thickest, 3) + 1
    hat = cv2.morphologyEx(page.pixels, cv2.MORPH_BLACKHAT, np.ones((side, side), np.uint8))
    return ((hat > config.ink_contrast) | (page.pixels < 80)).view(np.uint8)


def rules_of(lines: LineMasks, config: RuleConfig) -> tuple[Rule, ...]:
    """The lines long enough to be rules of the page, from top to bottom.

    Args:
        lines: the masks of `line_masks`.
        config: thresholds.

    Returns:
        Rules in pixels of the full raster; bars thicker than a line and solid areas are left out.
    """
    page = lines.page
    found = []
    for pieces, orientation in (
        (lines.across_pieces, Orientation.HORIZONTAL),
        (lines.down_pieces, Orientation.VERTICAL),
    ):
        stats = pieces.stats[1:]
        length, depth = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
        rule = (length >= config.reported * page.dpi) & (
            stats[:, cv2.CC_STAT_AREA] / length <= config.thickest * page.dpi + 2
        )
        # a long line may lean, but a table's worth of lines grown together is not one rule
        rule &= depth <= 0.05 * length + config.thickest * page.dpi + 2
        for row in stats[rule]:
            x0, y0, x1, y1 = box_of(row).grown(0, -1)
            box = Box(x0, y0, x1, y1) if orientation is Orientation.HORIZONTAL else Box(y0, x0, y1, x1)
            found.append(Rule(page.to_raster(box), orientation))
    return tuple(sorted(found, key=lambda r: (r.box.y0, r.box.x0)))
