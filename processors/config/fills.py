"""Settings of the search for grey, coloured and hatched boxes; lengths as in `processors.config.redactions`."""

from __future__ import annotations

from dataclasses import dataclass, field

from processors.config.slants import TurnedConfig


@dataclass(frozen=True, slots=True)
class FillConfig:
    """Grey, coloured and hatched boxes.

    Attributes:
        stroke: inches; dark things thinner than this are print and are taken off.
        letter: inches; light lettering on a tone is not higher.
        tone: grey levels a fill must be darker than paper, print taken off.
        darkest: grey level of the darkest fill; darker ones are black boxes.
        flat_spread: levels that the pixels of a flat fill stray from it.
        flat_area: square inches that a flat tone must have on the page: one small box, half of it code.
        flat_spike: how many times more pixels than the sixteen levels around it together a flat tone has.
        flat_core: inches; side of the square that a flat fill must contain, more than the smooth edge of a letter.
        flat_fullness: least share of its rectangle that a flat fill must cover, its lettering counted.
        flat_stroke: inches; lettering on a flat fill has thinner strokes.
        flat_share: least share of a shape that has the tone, lettering being the rest.
        flat_apart: inches; least width of paper between two boxes: a bracket; streaks of scanners are narrower.
        line: inches; lowest box that a small step of a straight edge tells from the next one.
        flat_height: inches; lowest flat fill, a line of footnotes.
        coloured: levels between the strongest and the weakest channel from which a fill is called coloured; scanned
            highlighter keeps about 30.
        colourful: levels between the strongest and the weakest channel that make a colour.
        core: inches; side of the square that a fill must contain.
        step: inches that the edge of a shape must jump, and least height of a part, to be cut there.
        upright_aspect: height over width from which a fill is a bar of a letterhead...
        upright_width: ... if it is not wider than this, in inches.
        edge: levels that the tone must change within `edge_reach` across each side: boxes are crisp, shadows are not.
        edge_reach: inches; see above.
        crisp_sides: how many of the four sides must be crisp.
        fullness: least share of its rectangle that a fill must cover.
        smallest_height: inches; half of small type.
        smallest_width: inches; two characters.
        grain: standard deviation of the tone, in levels, above which it is a picture and not a fill.
        grainy: the same from which a fill must also be a full rectangle...
        grainy_fullness: ... by this share; smudges are not.
        icon: inches; longest side of a coloured icon or bullet...
        icon_square: ... and how many times its other side that may be.
        paper_inside: most of a fill that may be as bright as paper: its lettering, not the gaps of print.
        flat: median distance of single pixels from the tone, in levels; print that grew together has more.
        hatched_grain: mean distance of single pixels from the tone, in levels, from which a fill is called hatched.
        across: levels darker than the tone that print is...
        across_reach: ... which goes through the upper or lower edge of a grey box by so many inches on both sides...
        across_strokes: ... in so many strokes on an inch...
        across_least: ... and no fewer: letters that hang down into a box are one or two.
        turned: fills that lean.
    """

    stroke: float = 0.035
    letter: float = 0.2
    tone: int = 18
    darkest: int = 90
    flat_spread: int = 2
    flat_area: float = 0.01
    flat_spike: float = 1.0
    flat_core: float = 0.045
    flat_fullness: float = 0.95
    flat_stroke: float = 0.09
    flat_share: float = 0.5
    flat_apart: float = 0.02
    line: float = 0.11
    flat_height: float = 0.065
    coloured: int = 25
    colourful: int = 45
    core: float = 0.06
    step: float = 0.07
    upright_aspect: float = 2.2
    upright_width: float = 0.6
    edge: int = 10
    edge_reach: float = 0.03
    crisp_sides: int = 3
    fullness: float = 0.82
    smallest_height: float = 0.09
    smallest_width: float = 0.15
    grain: float = 40.0
    flat: float = 35.0
    grainy: float = 20.0
    grainy_fullness: float = 0.95
    icon: float = 0.25
    icon_square: float = 1.15
    hatched_grain: float = 30.0
    across: int = 70
    across_reach: float = 0.02
    across_strokes: float = 2.0
    across_least: int = 3
    paper_inside: float = 0.3
    turned: TurnedConfig = field(default_factory=TurnedConfig)
