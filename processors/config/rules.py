"""Settings of `processors.marks.rules`, each with unit and reason; lengths are in inches, as in `redactions`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleConfig:
    """Ruling lines, the borders of white boxes among them.

    Attributes:
        working_dpi: pixels per inch that lines and boxes are looked for at; a 1-pixel line survives as blocks keep
            their darkest, a one-line box still has 18 rows, and in the mean of blocks the grain of a scanned tone is
            gone and the gaps in letters stay open.
        ink_contrast: grey levels a line must be darker than the paper around it; thin grey borders of
            office printers come down to about 60.
        shortest_across: inches of unbroken ink that make a horizontal rule; longer than the bars of capital
            letters (0.08 in).
        shortest_down: inches that make a vertical rule; just under the height of a one-line box (0.12 in).
        leaning: inches of a run that may step by a pixel up or down on its way; letters that touch seldom run so far.
        bridged: inches of a gap in a line that are closed: dropouts of photocopies, not the gap between words.
        thickest: inches; thicker strokes are bars, not rules.
        reported: inches a line must have to be reported as a rule of the page.
    """

    working_dpi: float = 150.0
    ink_contrast: int = 60
    shortest_across: float = 0.11
    shortest_down: float = 0.09
    leaning: float = 0.3
    bridged: float = 0.05
    thickest: float = 0.05
    reported: float = 0.5
