"""Settings of `processors.marks.overtyped`, each with unit and reason.

Pixels are those of the size at which shapes are compared: capitals are 24 of them high. Thresholds were set on made
marks in ten faces and on typed-over marks of real pages (`docs/accuracy.md`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OvertypedConfig:
    """How portion marks are read under letters typed over them.

    Attributes:
        aside: how far from a strike its parentheses are looked for, left and right (heights of the strike).
        beyond: the same above and below.
        near: widest gap between a parenthesis and what stands in it (heights of the strike): the x may lie anywhere.
        least_height: lower ink (heights of the strike) is no part of the mark.
        box_h: ink that is as wide and as high everywhere (heights of the strike) is a redaction and no letter's.
        touch_h: a redaction so near to a mark at its side (heights of the strike) may hide a parenthesis.
        least_px: lower or narrower places hold nothing to compare (pixels of the page).
        over: letters that are typed over others.
        over_seen: least share of such a letter that is ink (0..1) where it may stand.
        stretches: widths at which shapes are tried, as shares of their own: faces of the same height differ so.
        shifts: how far shapes are moved down (pixels), the usual first.
        width_differs: by how much a text may be wider or narrower than its shapes (logarithm).
        likely: so many texts are tried at the other shifts.
        uneven: what a letter loses that stands a pixel from where it should (pixels of ink).
        uneven_cost: what a pixel (squared, mean) of that costs a text.
        least_worst: least share of each letter that is seen (0..1); wrong letters lack some.
        touched_worst: the same where a redaction may hide a part of the mark, whose true height is then not known.
        least_ends: the same for parentheses, whose bow differs more between faces.
        touched_ends: the same beside a redaction: a struck I before one has 0.78, parentheses have 0.9 and more.
        most_missing: largest share of all letters that is not seen (0..1).
        most_unexplained: largest share of the ink that is of no letter (0..1); strokes of a pen leave more.
        rare: what is added to the cost of an item of a list, which is hardly ever typed over.
        clearance: by how much the second best text costs more.
        better: by how much a text with one other letter may cost less, where it is no mark in use.
        worse: by how much it must cost more where there is no slash: single letters in parentheses may be any.
        near_worse: the same where that letter differs by what a letter struck over it may hide.
        right: share of right ones among those given (0..1): more of made ones and all of real ones are, but the real
            ones are of one document.
    """

    aside: float = 0.8
    beyond: float = 0.45
    near: float = 0.6
    least_height: float = 0.45
    box_h: float = 0.6
    touch_h: float = 0.4
    least_px: int = 12
    over: str = "Xx"
    over_seen: float = 0.93
    stretches: tuple[float, ...] = (0.98, 0.94, 1.02)
    shifts: tuple[int, ...] = (0, -1, 1)
    width_differs: float = 0.35
    likely: int = 24
    uneven: float = 0.5
    uneven_cost: float = 0.01
    least_worst: float = 0.9
    touched_worst: float = 0.97
    least_ends: float = 0.7
    touched_ends: float = 0.85
    most_missing: float = 0.02
    most_unexplained: float = 0.2
    rare: float = 0.02
    clearance: float = 0.025
    better: float = 0.02
    worse: float = 0.01
    near_worse: float = 0.03
    right: float = 0.9


@dataclass(frozen=True, slots=True)
class WeighingConfig:
    """When a marking is told that a reader did not spell out under a strike.

    Attributes:
        narrowest_h: narrower places (heights of the strike) hold no marking.
        widest_h: wider ones hold more than a marking.
        margins: paper added above and below (heights of the strike), one for each look; their likelihoods are averaged,
            as one look may be off by chance.
        clearance: by how much the marking is likelier than any other text (natural logarithm).
        unused_clearance: the same where the other text is a portion mark but for one letter of its control: below 0, as
            no such control is in use, and a line makes an E of an F.
        least_letter: least likelihood for each letter (natural logarithm).
        alike: least likeness (0..1) of what is read there without knowing of markings.
        right: share of right ones among those given (0..1).
    """

    narrowest_h: float = 0.8
    widest_h: float = 40.0
    margins: tuple[float, ...] = (0.1, 0.2)
    clearance: float = 5.0
    unused_clearance: float = -4.0
    least_letter: float = -1.1
    alike: float = 0.6
    right: float = 0.85
