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
        highest_h: the stroke is no lower than this below that.
        gap_px: gaps narrower than this do not end a stroke (pixels).
        run: shortest stroke, as a share of the line's width (0..1): the bar of one letter is a tenth.
        paper_px: so much paper lies above it (pixels).
        above_inked: most ink in that (share, 0..1).
        letter_h: letters hang so far down.
        stems: fewest strokes of letters that hang from it.
        most_stems: most of its width on which ink hangs (0..1): a bar has more.
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
    highest_h: float = 0.9
    gap_px: int = 5
    run: float = 0.4
    paper_px: int = 5
    above_inked: float = 0.1
    letter_h: float = 0.25
    stems: int = 5
    most_stems: float = 0.7
    sure: float = 0.7
    stroke: float = 0.3
    as_wide: float = 0.75
    least_px: int = 8
    beside_h: float = 1.2
    more_px: float = 6.0
    soft_px: float = 1.5
    fits: float = 0.93
