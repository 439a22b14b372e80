"""What the strike detector hands out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from processors.geometry import Affine, Box
from processors.records import StrikeStyle


@dataclass(frozen=True, slots=True)
class StrikeMark:
    """One struck word, or run of words where they could not be told apart.

    Attributes:
        box: of the letters that are struck, in pixels of the raster.
        style: how they are struck.
        confidence: 0..1.
        rejected_by: `filter: reason` for a candidate that was turned down, None for a strike.
    """

    box: Box
    style: StrikeStyle
    confidence: float
    rejected_by: str | None = None

    def moved(self, by: Affine) -> StrikeMark:
        """The mark on a page moved by `by`."""
        return replace(self, box=by.box(self.box))


@dataclass(frozen=True, slots=True)
class StrikeMarks:
    """Strikes found on a page and candidates turned down, each from the top of the page down."""

    found: tuple[StrikeMark, ...]
    rejected: tuple[StrikeMark, ...]
