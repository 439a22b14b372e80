"""What the search for redactions on a raster finds, in pixels of that raster."""

from __future__ import annotations

from dataclasses import dataclass, replace

from processors.geometry import Affine, Box, bounding
from processors.marks.rules import Rule
from processors.records import RedactionKind


@dataclass(frozen=True, slots=True)
class RedactionMark:
    """One place that looks withheld.

    Attributes:
        box: in pixels of the raster that was searched.
        kind: how it looks.
        confidence: 0 to 1, how clearly it is a redaction.
        rejected_by: the name of the filter that turned it down, None for a find.
        corners: of a leaning box, four points round it; `box` lies around them. None of a level box.
        stretch: whether it is a stretch of a leaning area with steps.
    """

    box: Box
    kind: RedactionKind
    confidence: float
    rejected_by: str | None = None
    corners: tuple[tuple[float, float], ...] = ()
    stretch: bool = False

    def moved(self, by: Affine) -> RedactionMark:
        """The mark on a page moved by `by`."""
        corners = tuple(by.point(x, y) for x, y in self.corners)
        return replace(self, box=by.box(self.box), corners=corners)

    def box_after(self, by: Affine) -> Box:
        """The box around the mark on a page moved by `by`: tight where a leaning box becomes level."""
        if not self.corners:
            return by.box(self.box)
        points = [by.point(x, y) for x, y in self.corners]
        return bounding(Box(x, y, x, y) for x, y in points)

    def place_after(self, by: Affine) -> Box:
        """As `box_after`; a level box stays as low as it is, where the box around it would reach into other lines."""
        return self.box_after(by) if self.corners else by.upright_box(self.box)


@dataclass(frozen=True, slots=True)
class RedactionMarks:
    """All finds of one page from top to bottom, the rejected candidates, and the ruling lines seen on the way."""

    found: tuple[RedactionMark, ...]
    rejected: tuple[RedactionMark, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class CodeArea:
    """Where the printed code of one find may be read.

    Attributes:
        box: inside the mark's border, in pixels of the raster; around the lettering where there is any.
        inverted: whether the lettering is lighter than its ground, so that OCR wants the negative.
        lettered: whether any lettering was seen; an empty box has no code to read.
    """

    box: Box
    inverted: bool
    lettered: bool
