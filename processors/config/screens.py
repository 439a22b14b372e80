"""What tells dots that were printed from specks of a copier, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScreenConfig:
    """When dots around a black stroke are those of a printed picture.

    Attributes:
        slack: how near (share) to the usual distance the next dot lies in a regular screen.
        even: share of such dots from which it is one: of a copier's specks 0.15 to 0.55 lie so, of a screen's 0.9.
        thick: dots on a square inch from which they are a dithered picture, whose dots lie anyhow: in mottled bands
            there are up to 500, in a dithered white of 98 % 800.
    """

    slack: float = 0.2
    even: float = 0.7
    thick: float = 700.0


@dataclass(frozen=True, slots=True)
class FaintConfig:
    """When a code at the end of its line stands on what is left of a grey screen. Heights are those of the code.

    Attributes:
        reach: how far behind a code its screen is followed (heights).
        step: width of the pieces in which tint is measured (heights).
        ink_levels: what is darker than paper by more is ink (levels of 255)...
        halo: ... around which compression leaves a tint of its own, so far (heights).
        seen: share of a piece that must be free of it (0..1).
        paper: tint of plain paper, at most (levels); faint screens have 1 to 15.
        pieces: so many of plain paper on end are beyond the screen.
        least: tint behind the code, at least (levels), where the screen goes on...
        beyond: ... so far beyond it (heights),
        least_alone: and where it ends with it: between letters compression leaves up to 4.
        before: so far before it (heights) the least tint of the ground...
        before_share: ... is less than this share of the tint behind the code: rows of tables, highlighted lines and
            toned panels have as much of it under the words before the code.
        grain: least share of the ground that is as light as paper (0..1): of the screens of a page 0.27 to 0.59, of
            toned cells of tables and fields of forms 0.01 at most.
    """

    reach: float = 25.0
    step: float = 0.25
    ink_levels: int = 60
    halo: float = 0.15
    seen: float = 0.15
    paper: float = 0.75
    pieces: int = 4
    least: float = 2.0
    beyond: float = 1.0
    least_alone: float = 5.0
    before: float = 3.0
    before_share: float = 0.6
    grain: float = 0.15
