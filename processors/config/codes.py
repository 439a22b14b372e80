"""How codes beside redactions are read a second time, each setting with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WrittenConfig:
    """When a code by hand is told by how likely the reader finds it (natural logarithms).

    Attributes:
        slants: how far strokes are turned back (share of their height); pencilled codes lean by 0 to 0.4.
        margins: paper added above and below (heights of the writing), one for each look; likelihoods are averaged.
        paper: what is left around the writing (its heights); with more, a `c` by hand looks like an `e`.
        places: so many are looked at on a page.
        least: least likelihood of the code; of pencilled ones -0.1 to -8, of anything else -10 and less.
        lead: by so much it is likelier than the next one...
        lead_known: ... or by so much where it was surely read on the page elsewhere, and the next one has no letter.
        confidence: of a code told so (0..1).
    """

    slants: tuple[float, ...] = (0.0, 0.1, 0.2, 0.3)
    margins: tuple[float, ...] = (0.0, 0.15)
    paper: float = 0.03
    places: int = 12
    least: float = -7.0
    lead: float = 3.5
    lead_known: float = 1.0
    confidence: float = 0.6


@dataclass(frozen=True, slots=True)
class CodeConfig:
    """Where codes in the margin are looked for, and when one is believed.

    Attributes:
        zone_share: width of the strips at both sides of the page that are looked through (share of the page's width).
            Bodies of text end at 0.85, codes begin right behind them.
        near: ink so close to a redaction is looked at too (heights of type).
        written_height: a word that is higher than this may be written by hand (heights of type),
        written_letters: if it has no more letters than this; readers of type take `b7c` for up to four,
        written_confidence: and is read less surely than this (0..1) or begins as a code does.
        body_letters: a word of so many letters without a digit is text, not a part of a code.
        type_points: height of type on a page without words (points).
        ink_levels: ink is darker than its paper by more than this (levels of 255).
        join: letters with gaps up to this stand in one code (heights of type); `b7E-1, 2` has gaps of half a height,
            text ends one height before a code.
        least_height, most_height: a code is so high (heights of type): type has 0.6 to 1.5, writing up to 6.
        least_width, most_width: and so wide (heights of its own); two characters by hand have 0.7 and more.
        least_ink, most_ink: share of ink in its box (0..1); type has 0.15 to 0.4.
        rule_height: ink higher than this and much narrower is a line that a reviewer drew (heights of type).
        least_letters: a code that was read as the end of a line of text has so many letters; `B6` may be a room.
        crops: places that are read on a page; more are a dirty margin.
        sure_confidence: what is read so is as it says (0..1); clean type gets 0.95 and more.
        wider_inches: how much more than the lettering seen on a redaction the second reader gets (inches): thin
            brackets are easily lost in the ground.
        border_inches: what is no longer looked at along the edges of a redaction (inches): its border.
        rows: lines of lettering that are read again on one redaction.
        least_confidence: what a single place must be read with (0..1); writing gets 0.7 and more.
        printed_confidence: what lettering on a redaction must be read with by the second reader, where it has no
            brackets; with them, least_confidence is enough.
        short_confidence: what a code of two characters must be read with anywhere (`B6`, `P1`): dirt looks like one.
        plain_confidence: what plain words on white, grey or colour must be read with to make it no redaction; surely
            read words get 0.95 and more, rests of letters beside a box up to 0.85.
        specks: dots a pixel of a redaction from which it is looked at for words once more, smoothed...
        specks_blur: ... by this (sigma, inches): dots of a copier go, strokes of type stay.
        dots_blur: sigma in inches, by which the dots of a toned box become its tone.
        known_confidence: words that were read this surely (0..1) on the page are not read again in its margins,
        known_cover: if they cover this share of a piece of ink: the rest may be a code by hand.
        repeated_confidence: what a place must be read with whose code stands on the page elsewhere too.
        edge_share: rows of plain words this near to the upper or lower edge of a box (share of its height) are no
            words inside it, but a line printed across its border,
        low_row: if they are lower than this share of its height.
        written: codes by hand that were not spelt out.
    """

    zone_share: float = 0.2
    near: float = 4.0
    written_height: float = 1.6
    written_letters: int = 4
    written_confidence: float = 0.8
    body_letters: int = 2
    type_points: float = 9.0
    ink_levels: int = 70
    join: float = 0.75
    least_height: float = 0.6
    most_height: float = 6.0
    least_width: float = 0.6
    most_width: float = 14.0
    least_ink: float = 0.05
    most_ink: float = 0.6
    rule_height: float = 6.0
    least_letters: int = 4
    crops: int = 60
    wider_inches: float = 0.15
    border_inches: float = 0.015
    rows: int = 8
    sure_confidence: float = 0.85
    least_confidence: float = 0.7
    printed_confidence: float = 0.8
    short_confidence: float = 0.92
    plain_confidence: float = 0.95
    specks: float = 0.003
    specks_blur: float = 0.005
    dots_blur: float = 0.006
    known_confidence: float = 0.9
    known_cover: float = 0.7
    repeated_confidence: float = 0.5
    edge_share: float = 0.15
    low_row: float = 0.4
    written: WrittenConfig = field(default_factory=WrittenConfig)
