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


@dataclass(frozen=True, slots=True)
class DottedConfig:
    """Grey boxes on pages of one bit, whose tone is made of dots.

    Attributes:
        greys: levels between black and white...
        few_greys: ... that at most so many pixels (share) of a page of one bit have.
        mixed: least share of the blocks of two by two pixels that hold black and white in a tone...
        place: ... counted in places with sides of so many inches; of small type a third to a half do.
        ink: grey level below which a pixel is black.
        gap: inches; widest gap between dots that is closed: four times as much as between those of laser printers.
        core: inches; side of the square that a box must contain; words have gaps in it, or are lower.
        step: inches that an edge must jump for a box to be cut into two there.
        smallest_height: inches; a line of small print.
        smallest_width: inches; two characters.
        dots: least number of dots on an inch, to the right and downwards: dithered tones have 56 to 128, type up to 25,
            and the specks of copiers up to 48.
        black: least and greatest share of a box that is black; lighter tones have gaps, darker ones are black boxes.
        upright_aspect: height over width from which a box is an upright bar...
        upright_width: ... if it is not wider than this, in inches: a hidden word is wider than high.
        fullness: least share of its rectangle, leaning or not, that a box fills.
        explained: least share of a shape of dots that lies in such boxes: the rest of a letter or a picture does not.
        hole: inches; side of the largest hole between lines that cross: letters and paper have larger ones.
        holes: least number of holes on a square inch between lines that cross...
        most_holes: ... and greatest for each pixel: of light dots are none or more...
        hole_pixels: ... if half of their area is in holes of so many pixels...
        apart: ... and black has no more pieces than this share of the pixels.
        even_levels: levels of 255 by which a smoothed tone strays from its commonest one...
        even: ... over this share of a box: a dithered one with a code has 0.5 and more, specks have up to 0.35.
        slope: levels by which the quarters of a box differ at most, a code in one of them or not.
        around: inches from a side, from and to which its surroundings are looked at...
        goes_on: ... and share of its own dots with which a tone goes on there.
        smooth: inches; side of the square in which dots become a tone.
        letter_levels: levels of 255 that letters are darker or lighter than it.
        word_height: inches; least and greatest height of a word, smoothed with its letters.
        letter_space: inches between the letters of one word at most.
        words: most of them that codes in a box have.
        row_slack: inches between a shaded row and the cells of its table, and between the feet of bars of a chart.
    """

    greys: tuple[int, int] = (40, 215)
    few_greys: float = 0.05
    mixed: float = 0.45
    place: float = 0.027
    ink: int = 128
    gap: float = 0.02
    core: float = 0.06
    step: float = 0.06
    smallest_height: float = 0.1
    smallest_width: float = 0.15
    dots: float = 40.0
    black: tuple[float, float] = (0.08, 0.85)
    upright_aspect: float = 1.2
    upright_width: float = 0.6
    fullness: float = 0.93
    explained: float = 0.9
    hole: float = 0.05
    holes: float = 500.0
    most_holes: float = 0.085
    hole_pixels: int = 3
    apart: float = 0.05
    even_levels: int = 8
    even: float = 0.42
    slope: float = 20.0
    around: tuple[float, float] = (0.03, 0.1)
    goes_on: float = 0.6
    smooth: float = 0.03
    letter_levels: int = 60
    word_height: tuple[float, float] = (0.05, 0.35)
    letter_space: float = 0.05
    words: int = 8
    row_slack: float = 0.04
