"""How much of a page the second reader may read: a multiple of what the page costs the first.

Work is counted, never timed, so that a page is read alike on every machine. Its unit is what the recogniser takes for
one pixel of a line's width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from processors.config.fusion import BudgetConfig
from processors.scan import Raster


@dataclass(frozen=True, slots=True)
class Scanned:
    """A page as it was scanned, before anything was turned or enlarged.

    Attributes:
        pixels: how many it has.
        letters: components of the size and shape of letters.
    """

    pixels: int
    letters: int


def allowed(page: Scanned, words: int, *, hard: bool, enlarged: bool, config: BudgetConfig) -> float:
    """What the second reader may spend on a page.

    Args:
        page: what the first reader's work depends on
        words: besides the words that it read.
        hard: whether the first reader doubts the page as a whole, or missed text all over it.
        enlarged: whether it has had more work already, since its type was too small.
        config: what the steps cost, and how many times the first reader's work the second may take.
    """
    marks = config.first_word * words + config.first_letter * page.letters
    first = config.start + config.first_megapixel * page.pixels / 1e6 + marks
    if not hard:
        return first * config.ordinary
    return first * (config.hard_enlarged if enlarged else config.hard)


def looked_through(image: Raster, longest: int, config: BudgetConfig) -> float:
    """What the detector takes for an image that it gets reduced to that `longest` side (pixels)."""
    scale = min(1.0, longest / max(image.shape))
    return float(config.detector_megapixel * scale * scale * image.size / 1e6)


def most_doubtful(doubts: Sequence[float], works: Sequence[float], most: float) -> list[int]:
    """Which pieces are read for `most` work: the most doubtful first, as many as it suffices for.

    Args:
        doubts: of each piece; of equal ones the first goes first.
        works: what each takes.
        most: what all may take together.

    Returns:
        Their places, in ascending order. No piece left out is more doubtful than one of them.
    """
    kept: list[int] = []
    spent = 0.0
    for place in sorted(range(len(doubts)), key=lambda k: -doubts[k]):
        spent += works[place]
        if spent > most:
            break
        kept.append(place)
    return sorted(kept)
