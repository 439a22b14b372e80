"""Settings of `processors.marks.strikes.crosses`, each with unit and reason; letter heights are those of the page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CrossConfig:
    """How large crosses over stamps and blocks of type are found.

    Attributes:
        letter_px: the picture is reduced until letters are about so high (pixels).
        seed_h: shortest straight piece of an arm by which it is first seen.
        most_h: widest and tallest piece of ink looked at: a stamp and its cross.
        max_density: densest piece (share of ink, 0..1); bars and blots have more.
        min_angle: seeds this near to level or upright are rules and stems (degrees).
        run_h: shortest stroke that is followed, along its longer side.
        arm_h: shortest arm, from end to end; strokes of letters and most of handwriting are shorter.
        rise_h: least width and height of an arm: clogged type shows flatter strokes.
        thick_h: thickest arm.
        rough_h: largest scatter of an arm about its smooth course; halftones have more.
        alike: least length of the shorter arm as a share of the longer (0..1).
        open_angle: least angle between the arms (degrees).
        middle: how far from the ends of both arms they meet, as a share of their lengths (0..0.5).
        gap_h: where so much paper lies on both sides of an arm it runs free.
        free: least share of an arm that runs free (0..1).
        others: most other long strokes in and about a cross; drawings have more.
        reach_h: letters lie so close to an arm.
        letter_h: lowest and tallest letter.
        wide_h: widest piece of letters run together.
        letters: fewest letters under a cross.
    """

    letter_px: float = 11.0
    seed_h: float = 3.0
    most_h: tuple[float, float] = (60.0, 30.0)
    max_density: float = 0.55
    min_angle: float = 7.0
    run_h: float = 4.0
    arm_h: float = 5.0
    rise_h: float = 1.4
    thick_h: float = 0.6
    rough_h: float = 0.15
    alike: float = 0.4
    open_angle: float = 20.0
    middle: float = 0.22
    gap_h: float = 0.3
    free: float = 0.1
    others: int = 3
    reach_h: float = 0.5
    letter_h: tuple[float, float] = (0.5, 2.5)
    wide_h: float = 8.0
    letters: int = 4
