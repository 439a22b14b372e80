"""Fixed phrases against damaged type: how near a printed string comes to one that is known by heart."""

from __future__ import annotations

from rapidfuzz import fuzz

from processors.language.folding import letters


def likeness(printed: str, phrase: str) -> float:
    """0..100: how well the letters of `phrase` are found, in order and together, in those of `printed`."""
    have, want = letters(printed), letters(phrase)
    if not want or len(have) < len(want) * 0.6:
        return 0.0
    if want in have:
        return 100.0
    return float(fuzz.partial_ratio(want, have) if len(have) >= len(want) else fuzz.ratio(want, have))
