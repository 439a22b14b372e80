"""Settings of `processors.marks.strikes.panels`, each with unit and reason.

Lengths named `..._h` are multiples of the letter height on the panel.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PanelConfig:
    """When light words on a dark panel are cut by a dark stroke.

    Attributes:
        inches: least width and height of a panel; one line of 8 points fills the least.
        dark: least share of its box that a panel darkens (0..1): its letters take up to a third, and it may lean; so
            much ink around a mark shows that its letters are light.
        filled: least share of its own (turned) rectangle that its outline fills (0..1); emblems and pictures fill less.
        letter_px: in lower letters specks are as large as cuts (pixels).
        words: with fewer light words than these it does not show how its letters look that are not cut.
        gap_h: tallest gap in a letter that may be a cut.
        word_gap_h: gap that parts two words.
        height_h: lowest and tallest word.
        width_h: narrowest word.
        inner: where in the height of a word a stroke may run (0 = top, 1 = bottom).
        slope: steepest stroke (rows a column): 5 degrees.
        slopes: so many are tried.
        cut: least share of a word's strokes that one lane cuts (0..1).
        stems: fewest cuts along it.
        uncut_h: longest stretch without one.
    """

    inches: tuple[float, float] = (1.0, 0.15)
    dark: float = 0.5
    filled: float = 0.92
    letter_px: float = 12.0
    words: int = 4
    gap_h: float = 0.25
    word_gap_h: float = 0.5
    height_h: tuple[float, float] = (0.7, 2.5)
    width_h: float = 1.2
    inner: tuple[float, float] = (0.15, 0.85)
    slope: float = 0.08
    slopes: int = 9
    cut: float = 0.85
    stems: int = 4
    uncut_h: float = 2.0
