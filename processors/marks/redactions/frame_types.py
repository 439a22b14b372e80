"""What is measured on an area that lines enclose."""

from __future__ import annotations

from dataclasses import dataclass

from processors.config.redactions import FrameConfig
from processors.geometry import Box
from processors.marks.redactions.borders import Sides


@dataclass(frozen=True, slots=True)
class Frame:
    """An enclosed area, in reduced pixels.

    Attributes:
        box: along the middle of its lines.
        fullness: share of the rectangle that the area fills, 0 to 1.
        sides: share of the left, top, right and bottom side that is a line.
        drawn: share of the same that is a thin straight line, letters that make up a border left out.
        stepped: whether it is a run of lines with unequal ends, whose rectangle says nothing of its sides.
    """

    box: Box
    fullness: float
    sides: Sides
    drawn: Sides
    stepped: bool = False


def is_open(sides: Sides, config: FrameConfig) -> bool:
    """Whether lines do not close the area: the worst side may have gaps, the others only small ones."""
    ordered = sorted(sides)
    return ordered[0] < config.weakest_support or ordered[1] < config.support
