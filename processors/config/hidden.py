"""Settings of `processors.marks.strikes.hidden`, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HiddenConfig:
    """How strikes are seen of which the release line above hides one half; heights are of the line as it was read.

    Attributes:
        close_h: the line that was read lies this close below the release line, and no farther up into it.
        above_h: how far above its box the stroke is looked for.
        below_h: how far below.
        aside_h: how far beside it.
        highest_h: the stroke is no lower than this below that.
        run: shortest stroke without a gap, as a share of the line's width (0..1): the bar of one letter is a tenth.
        paper_h: so much paper lies above it.
        above_inked: most ink in that (share, 0..1).
        least_dpi: scans of less are not asked (dots per inch): there heads are a row of pixels, like strokes.
        least_high_px: fewest rows from the stroke to the feet of the letters (pixels): in fewer, heads that touch
            and strokes look alike.
        letter_h: letters hang so far down (heights of what shows, stroke and letters).
        stems: fewest strokes of letters that hang from it.
        most_stems: most of its width on which ink hangs (0..1): a bar has more.
        heads: most ink right below the stroke, by that of the emptiest row in `letter_h`: below the bars and bows at
            the heads of whole letters there are stems only.
        bare: longest piece of the stroke from which nothing hangs, between words or beside them (heights of what
            shows): under the heads of two T that touch it is 0.8.
        sure: confidence (0..1).
        stroke: share of what shows of letters that the stroke at their heads may fill (0..1).
        as_wide: least width as a share of the whole banner's, or the other way
            round: readers miss a letter of such remains.
        least_px: lower remains of letters fit anything (pixels).
        beside_h: so much paper beside them must fit, too (heights of the whole banner): else `SECRET` is a part of
            `TOP SECRET`.
        more_px: no row of the whole banner has more ink there than this (pixels), above what the hidden one has.
        soft_px: softness of edges in comparing (pixels).
        fits: least correlation with the whole banner (-1..1): the one real pair has 0.97, other type has 0.6.
    """

    close_h: float = 1.0
    above_h: float = 0.3
    below_h: float = 0.3
    aside_h: float = 1.5
    highest_h: float = 0.9
    run: float = 0.4
    paper_h: float = 0.15
    above_inked: float = 0.1
    least_dpi: float = 140.0
    least_high_px: int = 12
    letter_h: float = 0.25
    stems: int = 5
    most_stems: float = 0.7
    heads: float = 1.25
    bare: float = 1.2
    sure: float = 0.7
    stroke: float = 0.3
    as_wide: float = 0.75
    least_px: int = 8
    beside_h: float = 1.2
    more_px: float = 6.0
    soft_px: float = 1.5
    fits: float = 0.93
