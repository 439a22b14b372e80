"""Settings of `processors.marks.strikes`, each with unit and reason.

Lengths named `..._h` are multiples of the letter height: of the page's median letter where strokes are looked for,
of the struck word's own letters where they are judged.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from processors.config.crosses import CrossConfig
from processors.config.hidden import HiddenConfig
from processors.config.overtyped import OvertypedConfig, WeighingConfig
from processors.config.panels import PanelConfig


@dataclass(frozen=True, slots=True)
class OverstrikeConfig:
    """How scribbled, x-ed and crossed-out words are told from print.

    The figures part some 100 struck words from 100,000 other pieces of ink on typed, printed and faxed pages.

    Attributes:
        min_height_h: lowest piece looked at.
        max_height_h: tallest piece looked at.
        portion_h: narrowest piece looked at: one letter.
        max_width_h: widest piece looked at: a struck line.
        thin_density: least share of ink in the box (0..1); frames and arcs have less.
        max_density: most (0..1); bars have more.
        mesh_share: a mesh is at least so wide, as a share of the piece's height; smaller ones are speckle.
        free_h: width of the paper that must lie beside a word; parts of words have less.
        slopes: least share of the outline that slopes either way (0..0.5); upright print has 0.17.
        steep_slopes: the same for scribbles, which have no net to go by.
        word_h: narrowest word struck over.
        meshes: fewest meshes in a word of x-es: no letter has more than 2.
        short_meshes: the same in a word narrower than this (letter heights; second number), as two letters that touch
            are: these have up to 4 with the flecks of worn type, true ones on real pages 8 and more.
        net: least meshes a box height of width, times slopes; print has under 0.3, x-es over 0.4.
        net_slopes: least share of sloping outline beside it, as typed x-es slope; else `upright_net` is asked for.
        upright_net: least net of outlines that slope no more than those of clogged type.
        dense_net: the same for pieces with letters close by, such as `(S//NF)`.
        narrow_h: narrower pieces are single letters and need meshes.
        max_solidity: a piece that fills its hull is a blot.
        scribble_height_h: a scribble is taller than lower-case letters.
        zigzag_h: width from which a linked zigzag is no run of touching letters.
        zigzag_density: least density of such a zigzag (0..1).
        zigzag_slopes: least slopes of a zigzag with many peaks.
        zigzag_rough: its least outline over that of its box.
        zigzag_peaks: its least height, peaks a letter height of width, and knot: words with ascenders have fewer
            peaks, capitals are lower.
        knot_density: least density of a short scribble (0..1).
        knot: least radius of its thickest spot, as a share of its height; bold print has under 0.15.
        rough: least outline of a scribble over that of its box; punch holes and blots have under 1.1.
        blot_peaks: without a mesh, a scribble has so many peaks a letter height of width: half a punch hole has one.
        max_portion_h: widest single letter.
        joined_h: a letter from this width on has been joined to a parenthesis.
        joined_height_h: and of this height on: parentheses are taller than letters.
        enclosed_h: narrowest and widest, lowest and tallest letter joined to both of its parentheses.
        enclosed_slopes: its least share of sloping outline (0..0.5); the sign for "at" has 0.2.
        enclosed_linked: largest share of linked type around it (0..1): underlined headings and struck banners are
            linked, too, and no other sign has its shape.
        portion_density: least density of a crossed-out letter (0..1).
        portion_meshes: meshes that no single letter has.
        bar_height_h: lowest word under a bar.
        bar_width_h: narrowest word under a bar: a few letters.
        bar_solid: least share of ink in the rows of a bar (0..1).
        bar_thick: thinnest and thickest bar, as shares of the word's height.
        bar_clear: least share of the height above and below a bar.
        bar_letters: fewest strokes of letters on either side, a letter height of width: halfway from the bar, where
            small letters have ended, and in all.
        linked_h: pieces from this width on are linked letters.
        linked: largest share of linked type around a strike (0..1): clean print has 0.2, clogged type 0.6.
        crowd: more words like that in one place are clogged type.
        sample: fewer pieces around say nothing about the type; then all of the page count,
        page_sample: unless there are fewer than so many: on a page withheld but for a few lines, struck headings are
            half of all type,
        page_height_h: or the candidate is higher than this: clogged words seen had up to 1.5, a pen reaches beyond.
        around_h: how far around, down and across, the type is looked at.
    """

    min_height_h: float = 0.6
    max_height_h: float = 2.6
    portion_h: float = 0.9
    max_width_h: float = 40.0
    thin_density: float = 0.28
    max_density: float = 0.85
    mesh_share: float = 0.06
    free_h: float = 0.22
    slopes: float = 0.19
    steep_slopes: float = 0.22
    word_h: float = 1.8
    meshes: int = 4
    short_meshes: tuple[int, float] = (6, 2.4)
    net: float = 0.38
    net_slopes: float = 0.25
    upright_net: float = 0.46
    dense_net: float = 0.55
    narrow_h: float = 1.3
    max_solidity: float = 0.93
    scribble_height_h: float = 1.1
    zigzag_h: float = 2.8
    zigzag_density: float = 0.35
    zigzag_slopes: float = 0.18
    zigzag_rough: float = 1.5
    zigzag_peaks: tuple[tuple[float, float, float], ...] = ((1.6, 0.85, 0.16), (1.25, 1.2, 0.2))
    knot_density: float = 0.55
    knot: float = 0.17
    rough: float = 1.25
    blot_peaks: float = 0.5
    max_portion_h: float = 1.8
    joined_h: float = 1.15
    joined_height_h: float = 1.25
    enclosed_h: tuple[tuple[float, float], tuple[float, float]] = ((1.4, 1.8), (1.3, 1.6))
    enclosed_slopes: float = 0.215
    enclosed_linked: float = 0.65
    portion_density: float = 0.38
    portion_meshes: int = 3
    bar_height_h: float = 0.9
    bar_width_h: float = 3.0
    bar_solid: float = 0.93
    bar_thick: tuple[float, float] = (0.2, 0.7)
    bar_clear: float = 0.12
    bar_letters: tuple[float, float] = (0.25, 0.4)
    linked_h: float = 1.8
    linked: float = 0.45
    crowd: int = 12
    sample: int = 25
    page_sample: int = 150
    page_height_h: float = 1.65
    around_h: tuple[float, float] = (8.0, 20.0)


@dataclass(frozen=True, slots=True)
class SlantConfig:
    """How slashes and crosses over banners are found.

    Attributes:
        min_width_h: narrowest piece of ink looked at: a letter with a cross over it.
        max_width_h: widest: a banner and its slash; tables are wider.
        min_height_h: lowest piece: a slash rises over its letters.
        max_height_h: tallest piece.
        max_density: densest piece (share of ink, 0..1); bars and blots have more.
        run_h: shortest slash, across: no stroke of a letter is so long.
        thick_h: thickest slash.
        min_slope: flatter strokes are level strikes (rows a column): 7 degrees.
        max_slope: steeper ones are letters in italics and printed slashes (rows a column): 50 degrees.
        part_h: lowest part of a letter, as a slash may cut it.
        letter_h: lowest letter.
        max_letter_h: tallest letter.
        letters: fewest letters crossed by one slash: one or two are index marks, or strokes of the letters themselves.
        ragged_h: largest scatter of a single slash about its smooth course, in heights of the letters that it crosses;
            the slashes of 178 pages have 0.008 to 0.042, rows of arms of letters taken for one 0.086 and more. Of some
            750 straight ones drawn through words on made pages of 150 to 300 dpi a tenth has more, and a fourth more
            than 0.065, from which on dirt was seen: a slash that is not told is the worse fault.
        far_letters: fewest crossed by one that is far longer than they are high, as through banners.
        far_rise_h: least rise of such a slash, in heights of its letters.
        far_h: how far it goes beyond them at its ends, in the same.
        far_ends: at so many of its two ends.
        far_ragged_h: its largest scatter about its smooth course, in the same.
        cross_letters: fewest letters crossed by two strokes that cross each other.
        uneven: largest share by which letters of one line differ in height and place; handwriting differs more.
        length_h: shortest slash in heights of the letters that it crosses.
        rise_h: least rise of a slash, in the same.
        free_h: how far a slash goes beyond its letters at one end or both, in the same.
        crowd: more slanting strokes than these in one place are texture: halftones, mottle, hatching.
        crowd_h: half the size of that place, down and across.
        small_h: letters lower than this share of the tall ones are small letters.
        small_share: a line with fewer of them is in capitals (0..1); prose has over a half.
        fewest_gaps: a line with fewer gaps between its letters does not show how far its words stand apart.
        typed_gap_h: wider gaps are those between typed words.
        typed_share: a line with more of them is typed (0..1): one gap in six is one between words.
        letter_gap_h: narrower gaps are alike: letters of print nearly touch.
        close_gap_h: narrowest gap between words of print, a fifth of an em.
        gap_ratio: the gaps between words are wider than those between letters by at least this factor.
        space_share: at most so many of the gaps are between words (0..1).
    """

    min_width_h: float = 1.5
    max_width_h: float = 45.0
    min_height_h: float = 1.1
    max_height_h: float = 14.0
    max_density: float = 0.5
    run_h: float = 1.8
    thick_h: float = 0.55
    min_slope: float = 0.1
    max_slope: float = 1.2
    part_h: float = 0.2
    letter_h: float = 0.6
    max_letter_h: float = 6.0
    letters: int = 3
    ragged_h: float = 0.085
    far_letters: int = 2
    far_rise_h: float = 1.8
    far_h: float = 0.2
    far_ends: int = 2
    far_ragged_h: float = 0.05
    cross_letters: int = 2
    uneven: float = 0.3
    length_h: float = 1.5
    rise_h: float = 0.6
    free_h: float = 0.1
    crowd: int = 5
    crowd_h: tuple[float, float] = (3.0, 6.0)
    small_h: float = 0.85
    small_share: float = 0.3
    fewest_gaps: int = 8
    typed_gap_h: float = 0.6
    typed_share: float = 0.08
    letter_gap_h: float = 0.1
    close_gap_h: float = 0.2
    gap_ratio: float = 1.6
    space_share: float = 0.4


BANNER_SLANT = SlantConfig(far_letters=1, far_ends=1, far_rise_h=1.5)
"""The same for banners that were read: what stands there is known, slashes through them are often short or steep, and
the line that a program set upon the scan at its release hides one of their ends."""


@dataclass(frozen=True, slots=True)
class DrawnConfig:
    """When a stroke is plainly drawn through a word, though others that strike nothing are about it.

    Handwriting, frames of stamps and broken rules make such strokes as well as clogged type does, whose own strokes
    are neither so smooth nor so bare.

    Attributes:
        crossed: least share of the word's columns in which letters lie on both sides (0..1).
        covered: least share of the word's width under the stroke (0..1).
        within_h: how far the stroke may end within its words.
        bare_h: least length that runs free.
        ragged_h: largest scatter about its smooth course.
        steady: least share of columns in which its thickness can be measured (0..1).
        thin_h: least thickness; the courses of halftones are thinner.
    """

    crossed: float = 0.75
    covered: float = 0.95
    within_h: float = 0.2
    bare_h: float = 1.0
    ragged_h: float = 0.045
    steady: float = 0.75
    thin_h: float = 0.1


@dataclass(frozen=True, slots=True)
class StrikeConfig:
    """How struck words are found.

    Attributes:
        min_letter_px: connected ink lower than this is no letter (pixels): type of 8 points at 75 dpi.
        min_letter_inches: the same in inches, which tells letters from toner specks on sharp scans: 5 points.
        max_letter_inches: connected ink taller than this is no letter (inches): the largest banners are 0.5 inch.
        run_h: shortest stroke that is followed: longer than the bars of single letters, shorter than two letters.
        max_thickness_h: thicker strokes are not followed; more than `thick_h`, as banners are large.
        steady: least share of a stroke's columns in which its thickness can be measured (0..1); less is a blob.
        ragged_h: largest scatter of a stroke about its smooth course: pens stay under 0.08, clogged type does not.
        part_h: lower ink is no part of a letter.
        reach_h: how far letters may lie from a stroke to belong to it.
        word_gap_h: gap that parts two words; letter gaps reach 0.45 in typing, word gaps are over 0.6.
        tight_gap_h: gap that parts words where the stroke covers a part of what `word_gap_h` takes for one.
        single_h: a word no wider than this is a letter that stands alone.
        spaced: so many letters that stand alone in a row are a letter-spaced word; prose has no three.
        spaced_gap_h: widest gap between them: in typing, a letter of 0.9 on two places of a letter height each.
        ends_gap_h: gap beyond which letters do not belong to what is struck if the stroke ends there.
        ends_word_h: narrowest word that is left: one or two letters under a short stroke are clogged type.
        reached: share of a word's width (0..1) from which a stroke runs to its ends.
        under: share of its width (0..1) from which a part of a word is under a stroke.
        clear_h: letters must reach at least so far above and below the stroke to be crossed by it.
        crossed: least share of a word's columns in which letters lie on both sides of the stroke (0..1).
        crossed_next: the same where the stroke strikes another word already.
        covered: least share of a word's width under the stroke (0..1).
        high: a stroke above this share of the letters' height is an overline or a rule (0 = top).
        low: a stroke below this share of the letters' height is an underline (1 = bottom).
        overhang_h: a stroke longer than its words by this much on both sides is a rule, a fold or a scan line.
        thick_h: a stroke thicker than this share of its letters' height is a bar: felt pens reach 0.4.
        word_h: narrowest word that can be struck.
        lone_h: a shorter stroke lies on one or two signs, and goes beyond them
        upright_share: a line over this share of the page's width (0..1) that ends on both sides at an upright line...
        upright_h: ... of at least this height,
        upright_near_h: no further from it than this,
        upright_inked: of which at least this share shows (0..1), is a form's rule,
        upright_bend_h: if it strays from the straight line by no more than this: no pen draws so.
        lone_overhang_h: by this much on either side if it strikes them: else it is their own.
        low_h: lowest word that can be struck, in letters of the page.
        usual_inches: larger letters than this are display type: no measure of the page's words.
        margin_inches: edges of redactions, this wide, are left out with them.
        long_h: a stroke of this length needs no free stretch: clogged type makes none so long.
        crowd: as many strokes that strike nothing near a strike show texture: halftone, mottle, clogged type.
        crowd_any: the same for short strokes of any kind.
        dark: largest share of ink around a strike (0..1); type has under 0.3, photographs more.
        dusty: most specks in a square of a letter's height around a short strike; mottle has more.
        very_dusty: the same around slanting strokes, plainly drawn ones and words struck over, which specks resemble
            less.
        crowd_h: how far around a strike, down and across, such strokes count (letter heights).
        small_px: lower letters are enlarged before they are looked at (pixels).
        large_px: higher letters are reduced (pixels).
        letter_px: they are enlarged or reduced to this height (pixels): strokes are then 2 pixels thick and more.
        most_enlarged: no page is enlarged more.
        speck_h: side of a speck.
        mottled: with more specks than this in a square of a letter's height a page is mottled by toner; it is
            reduced as far as letters allow, which melts the specks.
        least_dpi: pages are not reduced below this: a title page has small type, too.
        quick_dpi: resolution at which the height of the letters is measured.
        page_share: a line over this share of the page's width is a fold, a frame or a scan line (0..1).
        bare_h: a stroke must run free, between letters or beside them, over this length.
        filled: least share of a stroke's length with letters on it (0..1); form lines have less.
        sure_double: two lines strike a short word when so much of it is crossed and covered (0..1); drawn ones have
            over 0.7, two bars of broken letters such as `E` and `a` less.
        slant: how slashes and crosses are found.
        overstrike: how words struck over as a whole are found.
        cross: how large crosses over stamps and blocks of type are found.
        drawn: when a stroke is plainly drawn, whatever is about it.
        panel: when light words on a dark panel are cut by a dark stroke.
        hidden: how strikes are seen that a release line hides in part.
        banner_slant: how slashes are found where a banner was read and nothing strikes it.
        banner_around: how far beside and above a banner that nothing strikes is looked at once more (heights).
        banner_struck: a strike over this share of its width strikes it (0..1).
        overtyped: how portion marks are read under letters typed over them.
        weighing: when a marking is told that a reader did not spell out.
    """

    min_letter_px: int = 5
    min_letter_inches: float = 0.035
    max_letter_inches: float = 0.5
    run_h: float = 1.3
    max_thickness_h: float = 0.9
    steady: float = 0.25
    ragged_h: float = 0.08
    part_h: float = 0.2
    reach_h: float = 1.0
    word_gap_h: float = 0.5
    tight_gap_h: float = 0.4
    single_h: float = 1.25
    spaced: int = 3
    spaced_gap_h: float = 1.6
    ends_gap_h: float = 0.3
    ends_word_h: float = 1.5
    reached: float = 0.9
    under: float = 0.1
    clear_h: float = 0.12
    crossed: float = 0.5
    crossed_next: float = 0.25
    covered: float = 0.6
    high: float = 0.15
    low: float = 0.74
    overhang_h: float = 3.0
    upright_share: float = 0.6
    upright_h: float = 3.0
    upright_near_h: float = 0.4
    upright_inked: float = 0.9
    upright_bend_h: float = 0.2
    page_share: float = 0.93
    thick_h: float = 0.55
    word_h: float = 1.0
    lone_h: float = 1.6
    lone_overhang_h: float = 0.2
    low_h: float = 0.6
    usual_inches: float = 0.1
    margin_inches: float = 0.01
    long_h: float = 5.0
    crowd: int = 5
    crowd_any: int = 12
    dark: float = 0.4
    dusty: float = 0.8
    very_dusty: float = 2.0
    crowd_h: tuple[float, float] = (3.0, 6.0)
    small_px: float = 16.0
    large_px: float = 24.0
    letter_px: float = 22.0
    most_enlarged: float = 2.0
    speck_h: float = 0.3
    mottled: float = 0.5
    least_dpi: float = 150.0
    quick_dpi: float = 150.0
    bare_h: float = 0.25
    filled: float = 0.3
    sure_double: float = 0.7
    slant: SlantConfig = field(default_factory=SlantConfig)
    overstrike: OverstrikeConfig = field(default_factory=OverstrikeConfig)
    cross: CrossConfig = field(default_factory=CrossConfig)
    drawn: DrawnConfig = field(default_factory=DrawnConfig)
    panel: PanelConfig = field(default_factory=PanelConfig)
    hidden: HiddenConfig = field(default_factory=HiddenConfig)
    banner_slant: SlantConfig = BANNER_SLANT
    banner_around: tuple[float, float] = (2.0, 1.5)
    banner_struck: float = 0.3
    overtyped: OvertypedConfig = field(default_factory=OvertypedConfig)
    weighing: WeighingConfig = field(default_factory=WeighingConfig)
