"""Settings of `processors.marks.strikes`, each with unit and reason.

Lengths named `..._h` are multiples of the letter height: of the page's median letter where strokes are looked for,
of the struck word's own letters where they are judged.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StrikeConfig:
    """How struck words are found.

    Attributes:
        min_letter_px: connected ink lower than this is no letter (pixels): type of 6 points at 75 dpi.
        max_letter_inches: connected ink taller than this is no letter (inches): the largest banners are 0.5 inch.
        run_h: shortest stroke that is followed: longer than the bars of single letters, shorter than two letters.
        max_thickness_h: thicker strokes are not followed; banners are larger than the page's type, hence more than `thick_h`.
        steady: least share of a stroke's columns in which its thickness can be measured (0..1); less is a blob.
        ragged_h: largest scatter of a stroke about its smooth course: pens stay under 0.08, clogged type does not.
        reach_h: how far letters may lie from a stroke to belong to it.
        word_gap_h: gap that parts two words; letter gaps are under 0.3 in print, typed word gaps over 0.6.
        clear_h: letters must reach at least so far above and below the stroke to be crossed by it.
        crossed: least share of a word's columns in which letters lie on both sides of the stroke (0..1).
        crossed_next: the same where the stroke strikes another word already.
        covered: least share of a word's width under the stroke (0..1).
        high: a stroke above this share of the letters' height is an overline or a rule (0 = top).
        low: a stroke below this share of the letters' height is an underline (1 = bottom).
        overhang_h: a stroke longer than its words by this much on both sides is a rule, a fold or a scan line.
        thick_h: a stroke thicker than this share of its letters' height is a bar: felt pens reach 0.4.
        word_h: narrowest word that can be struck.
        long_h: a stroke of this length needs no free stretch: clogged type makes none so long.
        crowd: as many strokes that strike nothing near a strike show texture: halftone, mottle, clogged type.
        crowd_h: how far around a strike, down and across, such strokes count (letter heights).
        small_px: letters lower than this are enlarged twofold before they are looked at (pixels).
        bare_h: a stroke must run free, between letters or beside them, over this length.
        filled: least share of a stroke's length with letters on it (0..1); form lines have less.
    """

    min_letter_px: int = 6
    max_letter_inches: float = 0.5
    run_h: float = 1.3
    max_thickness_h: float = 0.9
    steady: float = 0.25
    ragged_h: float = 0.08
    reach_h: float = 1.0
    word_gap_h: float = 0.4
    clear_h: float = 0.12
    crossed: float = 0.5
    crossed_next: float = 0.25
    covered: float = 0.6
    high: float = 0.15
    low: float = 0.74
    overhang_h: float = 3.0
    thick_h: float = 0.55
    word_h: float = 0.7
    long_h: float = 5.0
    crowd: int = 5
    crowd_h: tuple[float, float] = (3.0, 6.0)
    small_px: float = 16.0
    bare_h: float = 0.25
    filled: float = 0.3
