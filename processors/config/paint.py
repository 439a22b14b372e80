"""Settings of what OCR gets to see of redactions (`processors.marks.redactions.paint`), each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaintConfig:
    """How found redactions are filled with paper, and where their printed codes are read.

    Attributes:
        border: pixels painted along the sides of a leaning box: its thin border, and what the reduction hid of its
            place.
        beside: inches beside the middle of a white box's border in which its line lies.
        shortest: inches that a line of the border runs on without a break; bars of letters are shorter...
        longest: ... where half of the side is longer than that, up to so many inches.
        thin: inches; stems of type are thicker than such a line.
        along: share of a side along which such a line is seen; letters on it hide the rest.
        faint: levels by which ink is darker than paper.
        rim: inches beyond the black of a marker that are still its edge, blurred by the scan.
        code_border: inches along the sides of a box in which no code is looked for.
        code_dpi: pixels per inch at which it is looked for: codes are no smaller than small type.
        code_dark: levels by which dark lettering is darker than the ground of its box.
        code_light: levels by which light lettering is lighter: on copied black it is grey.
        code_margin: inches of ground around a code that OCR gets to see, a quarter of a line: it wants a margin.
    """

    border: int = 9
    beside: float = 0.02
    shortest: float = 0.1
    longest: float = 0.25
    thin: float = 0.012
    along: float = 0.4
    faint: int = 60
    rim: float = 0.005
    code_border: float = 0.015
    code_dpi: float = 150.0
    code_dark: int = 70
    code_light: int = 50
    code_margin: float = 0.04
