"""Settings of `processors.ocr.beside`, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BesideConfig:
    """When a word that reaches over a redaction stands beside it.

    Attributes:
        wide: width of a box, in usual widths of its letters, from which it is too wide for its word.
        room: share of the usual width of its letters that must be free beside the redaction for the word to stand.
        least: share of a box in redactions from which words may be left out for it.
        sure: confidence (0..1) of such a word: what is read in the border of a box is no word beside it...
        letters: ... nor what has fewer letters and digits.
    """

    wide: float = 1.5
    room: float = 0.9
    least: float = 0.3
    sure: float = 0.75
    letters: int = 2
