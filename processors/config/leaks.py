"""How text that survives under redactions in PDF objects is searched for, each setting with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeakConfig:
    """When a character counts as hidden, and when what hides it counts as a redaction.

    Attributes:
        dpi: resolution at which a page is drawn with and without its text (dots per inch): letters of four points are
            then eight pixels high. Twice as fine finds the same.
        seen_levels: a character is seen where some pixel changes by more than this when it is taken away (levels of
            255). Darker on dark than this cannot be told apart on a screen.
        inset: how far the outside of a character's box is left out (share of its size on each side): letters of the
            neighbours reach in there.
        uneven_share: share of pixels (0..1) of another colour from which on what lies under a box is no plain paint;
            a line of type has 0.05 and more, dirt under 0.005.
        bar_level: a bar of a scan is darker than this in its middle tone (levels of 255): grey bars have 130 to 200.
        paper_level: what lies under a box over a scan is type only if its middle tone is lighter than this (levels of
            255): a bar that was burned into the scan shows as dark with a light rim.
        ink_levels: its ink is darker than its paper by more than this (levels of 255).
        least_box: boxes over a scan that are narrower or lower than this are rules (points).
        label_boxes: words that stand in the colour of their box on so many boxes of a page are a label.
        page_share: something that covers more of the page than this (0..1) is its background, not a redaction;
            0.85 is the share from which on a picture counts as the page's scan.
        asked_share: a character lies under a redaction that was asked for if more of it than this does (share of its
            area, 0..1): programs that apply it take out what lies mostly inside.
        level_share: two characters stand on one line if they share more than this of the height of one (0..1):
            neighbours share nearly all, lines above each other share a few hundredths of overlapping ascents.
        gap_heights: they follow each other if no more lies between them than this (heights of a character): a blank is
            a third of it, the space between columns more than one.
        same_place: two boxes of the same letter are one letter drawn twice if they share more than this (intersection
            over union, 0..1); neighbours share nothing.
        word_characters: painted text behind a bar of a picture is the page's own if a word of it has so many letters
            and digits and lies wholly there: OCR programs read one or two marks on a bar.
        box_rim: how far the edge of a box is left out where its paint is judged (points): smoothing of the edge reaches
            two pixels far.
    """

    dpi: float = 144.0
    seen_levels: int = 12
    inset: float = 0.2
    uneven_share: float = 0.02
    paper_level: float = 128.0
    ink_levels: float = 48.0
    bar_level: float = 200.0
    least_box: float = 5.0
    label_boxes: int = 3
    page_share: float = 0.85
    asked_share: float = 0.5
    level_share: float = 0.5
    gap_heights: float = 1.0
    same_place: float = 0.5
    word_characters: int = 3
    box_rim: float = 1.0
