"""Settings of black boxes that are hardly larger than letters; lengths as in `processors.config.redactions`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SlimConfig:
    """Black boxes as narrow as a letter, level with a wider one.

    Attributes:
        narrowest: inches; strokes of type are narrower up to some 30 points, and bars beside changed text always.
        lowest: inches; higher than capitals of 14 points.
        full: least share of its rectangle that is black: drawn by a program.
        wide: inches; least width of the box that it is level with.
        level: inches by which their upper and lower sides differ at most.
        beside: most of a strip beside any side that is black.
        apart: inches between the two at most: a portion mark may stand between a number and its text.
        as_high: lowest and highest letter of a heading that it would be a stroke of, as shares of its height...
        as_heavy: ... and least mean width of such a letter's ink, as a share of the box's width.
        most: boxes of this kind on one line at most: a bar code has more.
    """

    narrowest: float = 0.065
    lowest: float = 0.16
    full: float = 0.97
    wide: float = 0.5
    level: float = 0.03
    beside: float = 0.2
    apart: float = 0.6
    as_high: tuple[float, float] = (0.8, 1.4)
    as_heavy: float = 0.5
    most: int = 2


@dataclass(frozen=True, slots=True)
class InlineConfig:
    """Marker strokes over a single word, in a row of letters.

    Attributes:
        height: inches; of the lowest and the highest: one line of type.
        aspect: least width over height: icons and bullets are square.
        longest: inches; longer ones are no blots.
        beside: inches around a candidate in which its stroke may go on...
        grown: ... to so many times its area at most.
        notched: least share of its convex hull that a stroke has: words and scribbles are notched.
        filled: least share of its outline that is black: words and pictures have holes.
        full: least share of the tightest rectangle around it that its outline has.
        near: inches on either side in which its row of letters begins.
        slack: letters reach above and below it by so much of its height at most.
        ink_levels: levels by which letters are darker than paper.
        lowest: lowest letter of the row, as a share of the stroke's height...
        highest: ... and highest: a stroke covers its word, a blotted word does not stand out.
        tallest: nine of ten letters are lower than some height of at least this: rows of dots are no letters.
        letters: least number of them.
    """

    height: tuple[float, float] = (0.09, 0.32)
    aspect: float = 1.6
    longest: float = 2.5
    beside: float = 0.02
    grown: float = 1.2
    notched: float = 0.85
    filled: float = 0.95
    full: float = 0.75
    near: float = 0.5
    slack: float = 0.15
    ink_levels: int = 80
    lowest: float = 0.25
    highest: float = 0.95
    tallest: float = 0.4
    letters: int = 2


@dataclass(frozen=True, slots=True)
class LetteredConfig:
    """Black boxes that white lettering fills.

    Attributes:
        narrowest: inches; two characters of a code.
        lowest: inches; a line of small print.
        highest: inches; two lines of type.
        full: least share of its rectangle that is black or lettering: boxes lean by a degree or two.
        sides: least share of its outermost pixels that is black.
        letter: least height of a white letter, as a share of the box's height...
        tallest: ... and its greatest, in inches.
        letters: least number of them.
        goes_on: share of black right beside an end from which a box goes on there.
        known: share of a box (0..1) that lies in one that was found, from which it is that one.
        confidence: of such a box (0..1).
    """

    narrowest: float = 0.15
    lowest: float = 0.09
    highest: float = 0.45
    full: float = 0.88
    sides: float = 0.94
    letter: float = 0.4
    tallest: float = 0.25
    letters: int = 2
    goes_on: float = 0.5
    known: float = 0.95
    confidence: float = 0.8
