"""When a black box is a redaction though it is no wider than a letter, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NarrowConfig:
    """Boxes over the number or letter of a list, level with the box over the line it begins.

    Attributes:
        width: inches; 14 on 36 pages of an application are 0.07 to 0.13 wide, strokes of large type up to 0.055.
        level: share of the other box's height by which upper and lower edge may be off; those 14 are off by up to 0.08.
    """

    width: float = 0.06
    level: float = 0.15
