"""Settings of `processors.marks.redactions`, each with unit and reason.

Lengths are in inches, so that they mean the same at every resolution: body type of 10 to 12 points has capitals
of 0.10 to 0.12 in, strokes of 0.01 to 0.02 in (bold headings 0.03 to 0.04 in) and a line pitch of 0.15 to 0.17 in.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from processors.config.across import AcrossConfig
from processors.config.fills import FillConfig
from processors.config.paint import PaintConfig
from processors.config.rules import RuleConfig
from processors.config.screens import DottedConfig, ScreenConfig
from processors.config.slants import HatchConfig, LeaningConfig, TurnedConfig
from processors.config.small_boxes import InlineConfig, LetteredConfig, SlimConfig


@dataclass(frozen=True, slots=True)
class SolidConfig:
    """Black boxes and marker strokes.

    Attributes:
        black: grey level (0 black to 255 white) below which a pixel counts as black.
        core: inches; side of the square of black that a box must contain, wider than the strokes of bold type.
        speck: inches; white specks smaller than this inside black are dust of the copier, not lettering.
        step: inches that the edge must jump for a box to be cut into two there; a raggedness of marker strokes
            is below it, a new line of text with another length above.
        line: inches; lowest box that a small step of a straight edge tells from the next one: one line of type.
        blots: least number of too small candidates that show a page of heavy, blotted type.
        thinnest_part: inches; parts of a cut shape lower than this are ragged edge and go to their neighbour.
        smallest_height: inches; half of small type. Less is a thick rule or a blot.
        smallest_width: inches; two characters of small type, and wider than one blotted letter.
        coarse: pixels of the raster; lower bars cannot be told from strokes and bold letters.
        blot_height: inches; up to this height and...
        blot_width: ... this width black is a blotted letter or part of an icon, unless...
        blot_fullness: ... it fills this share of its rectangle and...
        blot_joined: ... no side has more than this share of black beside it.
        least_black: share of a box that is black, its white code left out; letters printed in a screen have less.
        dots: specks on a square inch around from which the place is a halftone picture...
        dots_at_ends: ... or so many where at the left or right end...
        dark_end: ... the paper beside has this share of black...
        dots_around: ... looked for so many inches around...
        dot: ... and each smaller than this in inches; unless...
        dirt: ... there are not so many times more of them than in the clean quarter of the page.
        worn: holes of worn toner in a marker's stroke at most; the dark part of a screened picture has a dozen.
        screen: dots of a printed picture.
        clean: share of its rectangle from which a box is no dark part of a picture, whatever dirt lies around.
        fullness: least share of its rectangle that a part must fill; a disc or half-moon fills 0.785.
        small_fullness: the same for parts below `small` on both sides, where blots and letters abound.
        small: inches; see above.
        rule_aspect: width over height from which a low bar is a thick rule...
        rule_height: ... if it is not higher than this, in inches,
        going_on_height: or than this, and goes on as black at both ends:
        going_on: over more than this share (0..1) of its height; of 18 redactions up to 0.12 inches high on 312 pages
            none does, and two edges of sheets on copies do with 0.5 to 0.7.
        upright_aspect: height over width from which a box is an upright bar (letterheads, bar codes, bindings)...
        upright_width: ... if it is not wider than this, in inches: a hidden word is wider than high.
        edge_margin: inches; black within this of the raster's edge counts as touching it.
        paper_around: least share of a thin ring round the box that is paper; photographs and dark scans have less.
        letters_wide: inches; narrower boxes may be heavy letters...
        paper_around_small: ... and need this share of paper around them.
        letters_high: inches; lower boxes need it as well: scribbles fray above and below.
        curved: inches that both ends of a box may stray from a straight line; large letters and pictures curve.
        emblem_aspect: height over width of a letterhead's emblem...
        emblem_width: ... its greatest width in inches...
        emblem_detail: ... and the least number of white details in its lower half.
        grey_around: most of that ring that may be neither paper nor black; pictures have more.
        rough: inches that the upper and lower edge of a bar may stray from a straight line on average...
        rough_below: ... in bars up to this height; scribbles and blotted type stray farther.
        lettering_height: inches; white letters higher than this on black belong to a title panel, not to a code.
        most_letters: white letters inside, beyond which it is a panel of text; long lists of codes have fewer.
        heavy_stroke: inches; strokes thinner than this are taken off before asking what a piece of black hangs on.
        spoilt: share of the candidates of a shape that must be turned down as a picture for the rest to follow.
        explained: share of the shape that a box hangs on which the boxes found in it must cover; less is part of
            a title, a seal, a heavy letter or a picture.
        corners: share of a corner that must be black, in a box up to `round_below` wide...
        round_below: ... in inches; half-moons of punch holes and blots leave corners white.
        binding: least number of small boxes one below the other near a side edge that are the marks of a binding.
        step_side: share of its width with which a low box lies on a redaction where it is a step of it, whatever black
            is around; of 8 boxes of 148 pages turned down that do, the three turned down as pictures are there.
        page_cover: share of the page that one box must cover to mean the whole page.
        turned: boxes that lean.
        slim: narrow ones.
        inline: small ones in rows of letters.
        lettered: those that white lettering fills.
    """

    black: int = 100
    core: float = 0.055
    speck: float = 0.03
    step: float = 0.06
    thinnest_part: float = 0.06
    line: float = 0.11
    blots: int = 40
    smallest_height: float = 0.065
    smallest_width: float = 0.13
    coarse: float = 12.0
    blot_height: float = 0.115
    blot_width: float = 0.5
    blot_fullness: float = 0.97
    blot_joined: float = 0.45
    least_black: float = 0.7
    dots: float = 85.0
    dots_at_ends: float = 60.0
    dark_end: float = 0.3
    worn: int = 2
    screen: ScreenConfig = field(default_factory=ScreenConfig)
    clean: float = 0.95
    dots_around: float = 0.2
    dot: float = 0.045
    dirt: float = 2.5
    fullness: float = 0.80
    small_fullness: float = 0.93
    small: float = 0.35
    rule_aspect: float = 12.0
    rule_height: float = 0.075
    going_on_height: float = 0.1
    going_on: float = 0.4
    upright_aspect: float = 2.2
    upright_width: float = 0.6
    edge_margin: float = 0.03
    paper_around: float = 0.3
    letters_wide: float = 0.45
    letters_high: float = 0.15
    grey_around: float = 0.25
    curved: float = 0.06
    emblem_aspect: float = 1.8
    emblem_width: float = 0.8
    emblem_detail: int = 8
    paper_around_small: float = 0.65
    rough: float = 0.012
    rough_below: float = 0.4
    lettering_height: float = 0.2
    most_letters: int = 26
    heavy_stroke: float = 0.03
    spoilt: float = 0.5
    explained: float = 0.72
    corners: float = 0.5
    round_below: float = 0.5
    binding: int = 4
    step_side: float = 0.7
    page_cover: float = 0.6
    turned: TurnedConfig = field(default_factory=TurnedConfig)
    slim: SlimConfig = field(default_factory=SlimConfig)
    inline: InlineConfig = field(default_factory=InlineConfig)
    lettered: LetteredConfig = field(default_factory=LetteredConfig)


@dataclass(frozen=True, slots=True)
class FrameConfig:
    """White boxes with a thin border.

    Attributes:
        smallest_height: inches; a box over one line of small print.
        smallest_width: inches; a box over a short name with its code; letters and boxes to tick are narrower.
        fullness: least share of its rectangle that the enclosed area must fill; boxes drawn over others bite them.
        bitten_fullness: the same where the other sides are complete.
        support: least share of a side that must be a line.
        weakest_support: the same for the worst side.
        lean: how far a side may drift from the straight, as a share of its length (0.04 is a little over two degrees).
        low_box: inches; the upright sides of lower boxes are too short to be found as lines.
        open_support: least share of the three good sides of an outline that is open on the fourth.
        thin: inches; a drawn border is not thicker, the stems of letters are.
        drawn: least share of the second worst side that is a thin straight line; rows of letters have 0.82 at most.
        poor: share of the worst side below which...
        beside_poor: ... the second worst side must have this share.
        poor_cut: the same for boxes that the edge of the page cuts off.
        bitten: of a box that others bite or print touches, the second best, second worst and worst side that is drawn,
            the worst that is a line (shares), and the most ink inside.
        overlaid: of a box under another that was drawn over it, the worst and the second worst side (shares), and the
            share of what is missing that the other box covers.
        one_line: inches; greatest height of boxes over one line of type, which are one find if...
        touching: ... they overlap or no more than so many inches lie between them.
        drawn_lean: how far a side may lean, as a share of its length.
        well_drawn: share of the second worst side from which print may touch the border...
        well_drawn_worst: ... if the worst side has this share.
        low_drawn: the same for all sides of boxes lower than `low_box`.
        stepped_height: inches; least height of a withheld area with steps, which covers two lines or more...
        stepped_width: ... its least width...
        stepped_fullness: ... and the least share of its rectangle that it fills.
        check_box: inches; empty squares up to this are boxes to tick.
        square: ratio of the sides up to which a box is square.
        arm: inches that a line must run on beyond a corner to count as an arm of a grid.
        grid_arms: of the eight possible arms, how many make a table cell.
        grid_cells: boxes in a row or column, side on side, from which they are a table.
        column_cells: boxes with the same left and right edge on a page that are a table...
        column_slack: ... and the inches that their edges may differ.
        coarse: pixels of the raster; lower boxes cannot be told from letters between two rules.
        pair_width: inches; shortest top and bottom lines that are paired to an open outline.
        pair_height: inches; shortest left and right lines that are paired.
        pair_slack: inches that two paired lines may differ at each end.
        corner_height: inches; shortest upright line that makes a corner with a level one...
        corner_slack: ... if their ends are no farther apart.
        heavy: thickest border of a box as a share of its shorter side; letters have thicker strokes.
        pen: inches; thickest border of a box under half an inch.
        tall: inches; in lower boxes the upright strokes of a code reach from top to bottom and are no lines.
        clean_sides: most ink, as a share, just inside the second cleanest side...
        third_side: ... and the third; where letters make up the border there is ink all along.
        dark_around: share of ink in a ring round the box from which it lies in black.
        tone: share of ink inside from which a box may be a piece of a tone, if...
        tone_beside: ... there is this share of it on its left and on its right.
        code_glyphs: most characters that a code in a box has; long ones name a statute.
        code_lines: most lines of codes.
        letter: inches; lower marks in a box are dots and dirt, not letters.
        word_glyphs: fewest letters of a framed word such as SECRET.
        long_word: capitals or digits of one size from which a box is framed print, however tight the frame.
        goes_on: print no further apart on both sides of its border (heights of it), and so low (share of the box),
            runs across.
        even: relative difference from the median height up to which letters are capitals of one size...
        even_share: ... if at least this share of them is.
        letter_height: inches; boxes up to this height may be letters of large type...
        letter_width: ... and up to this width letters side by side.
        row_height: sides no higher than this times the letters beside are letters themselves,
        hung_ink: share of ink inside from which a box with a poor side, right at a longer one, is a row of print.
        inked_row: where there is so much ink inside (share, 0..1; a blank box has none), and
        row_side: one of them is drawn along less than this (share, 0..1), or
        full_row: inked so much (share, 0..1) whatever stands beside; of 170 true boxes, codes in those with
            an open side leave 0.21 at most, letters over an underline 0.3 and more.
        letter_gap: a letter stands beside it, no further away than this (heights of the box),
        row_slack: as high and as low (likewise).
        beside: letters beside it are no further away than this (inches).
        page_cover: share of the page in both directions from which a box frames the page.
        hatch: hatching inside.
        leaning: boxes that lean.
        hatched_sides: of a hatched box, the least share of the second best side that is a line.
    """

    smallest_height: float = 0.055
    smallest_width: float = 0.19
    fullness: float = 0.90
    bitten_fullness: float = 0.55
    support: float = 0.80
    weakest_support: float = 0.45
    lean: float = 0.04
    low_box: float = 0.1
    open_support: float = 0.93
    thin: float = 0.03
    drawn: float = 0.8
    poor: float = 0.6
    beside_poor: float = 0.87
    poor_cut: float = 0.4
    bitten: tuple[float, float, float, float, float] = (0.96, 0.65, 0.45, 0.8, 0.03)
    overlaid: tuple[float, float, float] = (0.7, 0.95, 0.8)
    one_line: float = 0.3
    touching: float = 0.02
    drawn_lean: float = 0.02
    well_drawn: float = 0.82
    well_drawn_worst: float = 0.6
    low_drawn: float = 0.65
    stepped_height: float = 0.3
    stepped_width: float = 0.6
    stepped_fullness: float = 0.5
    check_box: float = 0.22
    square: float = 1.35
    arm: float = 0.12
    grid_arms: int = 4
    grid_cells: int = 4
    column_cells: int = 3
    column_slack: float = 0.03
    coarse: float = 16.0
    pair_width: float = 0.2
    pair_height: float = 0.115
    pair_slack: float = 0.035
    corner_height: float = 0.125
    corner_slack: float = 0.025
    heavy: float = 0.16
    pen: float = 0.025
    tall: float = 0.25
    clean_sides: float = 0.1
    third_side: float = 0.35
    dark_around: float = 0.6
    tone: float = 0.25
    tone_beside: float = 0.6
    code_glyphs: int = 26
    code_lines: int = 3
    letter: float = 0.05
    word_glyphs: int = 4
    long_word: int = 9
    goes_on: tuple[float, float] = (0.8, 0.4)
    even: float = 0.12
    even_share: float = 0.9
    letter_height: float = 0.3
    letter_width: float = 0.3
    row_height: float = 1.2
    hung_ink: float = 0.05
    inked_row: float = 0.12
    full_row: float = 0.27
    row_side: float = 0.97
    letter_gap: float = 0.25
    row_slack: float = 0.12
    beside: float = 0.6
    page_cover: float = 0.85
    hatch: HatchConfig = field(default_factory=HatchConfig)
    leaning: LeaningConfig = field(default_factory=LeaningConfig)
    hatched_sides: float = 0.8


@dataclass(frozen=True, slots=True)
class RedactionConfig:
    """All settings of the search for redactions on the raster.

    Attributes:
        rules: ruling lines.
        solid: black boxes and marker.
        fill: grey, coloured and hatched boxes.
        dotted: grey boxes on pages of one bit.
        frame: white boxes.
        across: print across their sides.
        paint: what OCR gets to see of them.
        same: share of the smaller box inside another from which two finds are one.
    """

    rules: RuleConfig = field(default_factory=RuleConfig)
    solid: SolidConfig = field(default_factory=SolidConfig)
    fill: FillConfig = field(default_factory=FillConfig)
    dotted: DottedConfig = field(default_factory=DottedConfig)
    frame: FrameConfig = field(default_factory=FrameConfig)
    across: AcrossConfig = field(default_factory=AcrossConfig)
    paint: PaintConfig = field(default_factory=PaintConfig)
    same: float = 0.7
