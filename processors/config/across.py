"""How print that runs across white boxes is told from what stands in them, each setting with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AcrossConfig:
    """Print that runs across the side of a white box.

    Attributes:
        reach: how far outside letters are looked for (inches).
        ink: levels that print is darker than paper.
        line: longer strokes are its border, no letters (inches).
        lowest, highest: height of its letters (inches); release lines are set in 9 to 12 points.
        low: a row is no higher than this share of the box: in a low one its border stands for a letter.
        letters: so many inside at least.
        space: letters of a row are no further apart than this (heights); release lines have spaces of half a height.
        gap: over the side they are no further apart than this (heights): a word beside a box and a code in it are,
        slack: and their feet and tops agree so well (heights).
        border: sides of a box are up to so thick and lean so far (inches); strokes of type are thicker.
        side: so much of two sides is drawn where they meet a whole one (inches).
        stub: so much of both sides is left where they meet a whole one, if a row of print reaches both (inches): the
            white ground of a release line leaves four pixels of 300 dpi in some boxes.
        typed_low: the same for a row of type that runs over both of its sides.
        typed_space: between letters of a row across such boxes, which may be typed (heights).
        thickest: borders of boxes known from one side and such ends are no thicker (inches).
        spoilt: around a corner of the other end this far (inches) more may lie than a border.
        narrowest: boxes known from one side and such ends are no narrower (inches).
        deep: rows of print are looked for so far from that side (inches).
        whole: of a side that print does not touch, this share is drawn (0..1).
        around: so much of the page around a box is looked at once more with its sides mended (inches).
        same: a box found there is the one that was mended if they share this much of either's width (0..1).
    """

    reach: float = 0.3
    ink: int = 80
    line: float = 0.25
    lowest: float = 0.05
    highest: float = 0.25
    low: float = 0.4
    letters: int = 3
    space: float = 0.8
    gap: float = 0.6
    slack: float = 0.15
    border: float = 0.015
    side: float = 0.05
    stub: float = 0.013
    typed_low: float = 0.6
    typed_space: float = 3.0
    thickest: float = 0.035
    spoilt: float = 0.1
    narrowest: float = 0.3
    deep: float = 0.5
    whole: float = 0.9
    around: float = 0.75
    same: float = 0.95
