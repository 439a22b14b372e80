"""Settings of `processors.clean`, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CleanConfig:
    """How a page is made ready for OCR.

    Lengths in inches are of the page, and become pixels by its resolution.

    Attributes:
        letter_inches: smallest and largest height of a component that counts as a letter: lower case of 4 points
            to capitals of 36.
        letter_aspect: narrowest and widest width over height of a letter; touching typewriter letters come in pairs.
        tiny_share: components lower and narrower than this share of the x-height are specks, not dots of an i.
        min_letters: with fewer letters a page's measures mean nothing, and it is neither turned nor enlarged.
        skew_dpi: resolution of the copy on which lines are looked for: 100 keeps x-heights of 10 pixels and
            finds angles to 0.05 degree in 20 ms.
        skew_points: pixels of ink that vote; more change the angle by less than 0.05 degree.
        skew_min_points: with fewer, no angle is believed.
        skew_longest_inches: longer components are rules, borders or pictures and do not vote.
        skew_range: largest angle looked for, in degrees either way; hand-fed pages stay within 5.
        skew_contrast: how much sharper the rows must be at the angle than `skew_contrast_degrees` beside it;
            pages of text reach 1.6 to 13, pages without lines 1.0 to 1.2.
        skew_contrast_degrees: see `skew_contrast`.
        skew_least: smaller angles (degrees) are left alone: Tesseract follows them itself, resampling costs 80 ms a
            page, and the forms read alike from 0.1 and from 0.3 on (word F1 0.871 and 0.872).
        sideways: rows over columns sharpness (or its inverse) beyond which lines run that way without doubt: upright
            pages of text have 1.2 and more, slides and tables down to 0.8.
        upright_asymmetry: profiles of Latin text fall off more sharply below the line than they rise above it; beyond
            this lean (-1..1) up and down are certain. Pages with lower case lean by 0.02 to 0.23, capitals by less.
        upright_ascent: and there must not be this much more ink below the lines than above (-1..1), since sharp
            digital type can lean either way.
        upright_letters: a page is upright, and Tesseract is not asked, where so many letters of words are surely read
            in a strip as it stands; upright pages in doubt have 11 to 230, pages on their head none.
        turned_letters: and is turned as the profiles say where so many are surely read in a strip turned so, and none
            as it stands; two thirds of real pages have as many, strips turned wrongly up to 4.
        turned_beside: so many of them beside the line that has most: a release line that runs up the side of an
            upright page has 20 to 50 alone.
        upright_word: letters of the shortest such word.
        upright_confidence: and its least confidence (0..1).
        upright_share: of the letters of a whole page, such words need this share (0..1), too: on pages on their head or
            side they have up to 0.02, on poor ones that stand upright 0.07 and more.
        osd_confidence: Tesseract's orientation is followed from this confidence on; wrong ones were seen up to 2.4.
        osd_dpi: Tesseract's orientation is asked on a copy of this resolution: it misreads small type.
        osd_seconds: time limit for that question.
        inverted_share: with more of the inner page dark, it is light type on dark and is inverted.
        panel_inches: least width and height of a dark panel with light type; one line of 7 points fills the least.
        panel_dark: least share of its box that a panel darkens: its letters take up to a third, and it may lean.
        panel_filled: least share of its own (turned) rectangle that the outline of a panel fills; rows of clogged type
            fill up to 0.9.
        panel_letters: with fewer letters cut out of it, a dark area is a bar or a picture.
        panel_lettered: least share of what is cut out of it that has the size and shape of letters; of what is cut
            out of pictures less has.
        panel_heights: letters of a panel stand within these multiples of their median height: capitals and lower
            case of one size.
        panel_alike: least share of them that do; lights in a photograph come in all sizes (0.4), letters reach 0.9.
        border_level: a border is darker than this grey level; shaded paper beside the spine goes down to some 110.
        border_share: how far into the page a dark scan border may reach (share of its width or height).
        border_length: how long a dark component along the edge must be to be a border (share of that edge).
        border_thickness_inches: thinner dark components at the edge are frames or letters.
        uneven_levels: spread of the paper's grey level (0..255) from which the background is divided out.
        paper_inches: the background is the lightest level within this distance: more than a stroke's width.
        speck_tile_inches: specks are counted against letters in tiles of this side: a few words wide.
        mottled_tiny: specks a letter from which a page counts as mottled by toner: mottled pages have 2.3 to 7,
            others 0 to 1.4.
        trial_tiny: with fewer specks a letter a page is clean; between this and `mottled_tiny` smoothing helps one page
            (character error 14 to 2 %) and harms the next (21 to 27 %), so both ways are tried on a strip.
        trial_x_heights: height of that strip in x-heights: some four lines of type.
        trial_gain: letters weighted by confidence must grow by this factor for the page to be smoothed; where that
            helped they grew by 1.14 and 1.4, where it harmed by 1.01 and 1.03.
        mottled_sigma: blur of mottled pages, in x-heights (2.5 pixels at the 28 of 12 point type at 300 dpi).
        mottled_sigma_inches: never more than this (inches): toner grains do not grow with the type.
        mottled_levels: after that blur, what is darker than the first is black and lighter than the second white
            (shares of the way from ink to paper); a soft threshold keeps thin type that a hard one loses.
        small_x_height: pages with smaller lower case (pixels) are enlarged; of 17 pixels and more Tesseract reads as
            well what was not (2.9 against 4.1 % of characters wrong on nine pages).
        wanted_x_height: the x-height that they are enlarged to (pixels),
        tiny_x_height: or for still smaller type (pixels)
        wanted_tiny: this one: with 20 pixels Tesseract takes a seventh longer and reads no more words.
        largest_scale: never enlarged by more; beyond, nothing is gained.
        rule_x_heights: horizontal ink longer than this many x-heights is a rule: no letter has such a stroke.
        rule_thickness: thicker horizontal ink (in x-heights) is a bar or bold type, and is left alone.
        rule_fringe: how far (in x-heights) a wavy rule strays from its straight core.
        rule_near: a rule is in the way of letters that come as near to it (x-heights); an underline or a form line is
            nearer, the rule between two rows of a table is farther.
        rule_touched: and is left alone where they do so along less of it (share): one word at the end of a form line
            of four inches touches 0.02, the specks and stray feet on a table rule less than 0.01.
        rule_upright: upright ink longer than this many x-heights is a rule itself, and no letter.
        rule_crossed: ink crossed by strokes over more of its area (share) is a row of clogged type, not a rule.
        table_gap: words of one row with less paper between them (x-heights) are one cell; typed words have 2.
        table_heights: lowest and highest piece of text that is a cell or a line (x-heights).
        table_widths: narrowest and widest cell (x-heights): from one digit to a number of some ten.
        table_share: least share of such cells among all pieces of text on a page that is a table; made tables have
            0.86 to 0.95, a page with a table beside a column of text 0.83.
        table_level: two cells are on one row where their middles are less apart (x-heights), and beside each other
            up to the second: rows are farther apart.
        table_reach: and no farther apart along the row than this (x-heights): pages may lean a little.
        table_even: least share of the pairs beside each other that are on one row.
        table_solid: side of a square of ink that no letter holds (x-heights).
        table_picture: more of a page in such squares is a picture (share).
        table_cells: with so many cells and more a page is read as one block. On made tables of 180 to 480 cells
            Tesseract otherwise lost up to nine tenths of the words and took 0.9 to 6 times as long; on smaller ones it
            read about as many.
    """

    letter_inches: tuple[float, float] = (0.03, 0.4)
    letter_aspect: tuple[float, float] = (0.15, 2.5)
    tiny_share: float = 0.2
    min_letters: int = 40
    skew_dpi: float = 100.0
    skew_points: int = 20_000
    skew_min_points: int = 400
    skew_longest_inches: float = 1.0
    skew_range: float = 10.0
    skew_contrast: float = 1.4
    skew_contrast_degrees: float = 2.0
    skew_least: float = 0.3
    sideways: float = 1.4
    upright_asymmetry: float = 0.02
    upright_ascent: float = -0.2
    upright_letters: int = 20
    turned_letters: int = 40
    turned_beside: int = 20
    upright_word: int = 4
    upright_confidence: float = 0.9
    upright_share: float = 0.025
    osd_confidence: float = 4.0
    osd_dpi: float = 200.0
    osd_seconds: float = 20.0
    inverted_share: float = 0.6
    panel_inches: tuple[float, float] = (0.25, 0.12)
    panel_dark: float = 0.4
    panel_filled: float = 0.92
    panel_letters: int = 3
    panel_lettered: float = 0.6
    panel_heights: tuple[float, float] = (0.7, 1.5)
    panel_alike: float = 0.6
    border_level: int = 90
    border_share: float = 0.12
    border_length: float = 0.12
    border_thickness_inches: float = 0.05
    uneven_levels: float = 30.0
    paper_inches: float = 0.06
    speck_tile_inches: float = 0.5
    mottled_tiny: float = 2.0
    trial_tiny: float = 0.5
    trial_x_heights: float = 12.0
    trial_gain: float = 1.1
    mottled_sigma: float = 0.09
    mottled_sigma_inches: float = 1 / 120
    mottled_levels: tuple[float, float] = (0.24, 0.67)
    small_x_height: float = 16.5
    wanted_x_height: float = 20.0
    tiny_x_height: float = 10.0
    wanted_tiny: float = 16.0
    largest_scale: float = 4.0
    rule_x_heights: float = 4.0
    rule_thickness: float = 0.35
    rule_fringe: float = 0.12
    rule_near: float = 0.15
    rule_touched: float = 0.01
    rule_upright: float = 3.0
    rule_crossed: float = 0.3
    table_gap: float = 2.75
    table_heights: tuple[float, float] = (1.0, 3.0)
    table_widths: tuple[float, float] = (0.5, 8.0)
    table_share: float = 0.85
    table_level: tuple[float, float] = (0.45, 1.1)
    table_reach: float = 40.0
    table_even: float = 0.75
    table_solid: float = 2.0
    table_picture: float = 0.003
    table_cells: int = 190
