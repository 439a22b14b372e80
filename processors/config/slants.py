"""Settings of what is slanted among white boxes: hatching inside, and boxes that lean. Each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HatchConfig:
    """Slanted parallel lines that fill a box.

    Attributes:
        lowest: inches; lower boxes have too little of each line, and strokes of letters look alike in them.
        squares: least number of squares along a box that must be hatched.
        share: of all squares of a box that must be hatched with one slant; a code takes the others.
        parallel: share of the strength of all edges of a square that lies within 12 degrees of one direction;
            hatching has 0.6 and more even on coarse faxes, print 0.2 to 0.4.
        least_slant: degrees that the lines lie off the level and the upright.
        same_slant: degrees that the slant of a square may differ from the others.
        faintest: grey levels of the weakest mean edge that counts.
    """

    lowest: float = 0.09
    squares: int = 3
    share: float = 0.5
    parallel: float = 0.58
    least_slant: float = 15.0
    same_slant: float = 13.0
    faintest: float = 20.0


@dataclass(frozen=True, slots=True)
class LeaningConfig:
    """White boxes that lean with their page.

    Attributes:
        width: inches; shortest leaning line that makes the page be looked at, and narrowest box.
        height: inches; lowest box.
        least: radians; boxes that lean less (0.7 degrees) are found by their level lines.
        most: radians (4 degrees); pages lie no worse on a glass, stamps do.
        rise: reduced pixels that a line must climb on its way, whatever its length.
        parallel: radians that upper and lower side may differ.
        side: radians that left and right side may stray from the upright: hands draw them.
        slack: inches that a side may stray from the straight.
        filled: share of its four-sided outline that an area fills.
        fullness: share of the level box around it.
        least_corners, most_corners: of an area with steps; ragged ones have more.
        step_width: inches; narrowest stretch of an area with steps.
        step_height: inches; lowest one: half a line of type may show beside a longer line.
        cells: other such areas beside it from which it is the cell of a table.
        dark_around: share of ink just beyond its border from which it lies in black.
        even: relative difference from the median height up to which letters are of one size; leaning makes them
            uneven by a few pixels.
    """

    width: float = 0.5
    height: float = 0.12
    least: float = 0.012
    most: float = 0.07
    rise: int = 5
    parallel: float = 0.02
    side: float = 0.3
    slack: float = 0.025
    filled: float = 0.93
    fullness: float = 0.35
    least_corners: int = 6
    most_corners: int = 12
    step_width: float = 0.3
    step_height: float = 0.08
    cells: int = 3
    dark_around: float = 0.5
    even: float = 0.15


@dataclass(frozen=True, slots=True)
class TurnedConfig:
    """Black and toned boxes that lean.

    Attributes:
        width: inches; shorter ones lean by less than the edge of a level box may stray.
        filled: least share of its leaning rectangle that a shape must fill; print that touches it leaves 0.87...
        gained: ... and by how much it must fill its level rectangle less: marker strokes fray in either.
        least: degrees; what leans less is taken as level.
        most: degrees; no page is laid on a scanner so much askew.
        aspect: least width of the leaning rectangle over its height.
        around: inches of the page around a place that are looked at with it.
        same: least IoU of the box that is found on the place turned level with the leaning rectangle.
    """

    width: float = 0.4
    filled: float = 0.86
    gained: float = 0.08
    least: float = 0.4
    most: float = 6.0
    aspect: float = 1.0
    around: float = 0.5
    same: float = 0.8
