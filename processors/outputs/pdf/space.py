"""Where points of a page as shown lie in the page's own space: pure arithmetic, the way back from the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from processors.geometry import Affine, Box
from processors.records import Page

# What a page without readable boxes is taken for: letter paper, as pdfium does.
_LETTER = Box(0.0, 0.0, 612.0, 792.0)


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a page that the record's points measure.

    Attributes:
        box: in the page's own space (y upwards), not turned.
        turns: clockwise quarter turns that a viewer makes, 0 to 3.
        to_user: from points of the record's page to the page's own space.
    """

    box: Box
    turns: int
    to_user: Affine

    def quad(self, box: Box) -> tuple[tuple[float, float], ...]:
        """The corners of a box of the record in the page's own space: top left, top right, bottom left and right."""
        corners = ((box.x0, box.y0), (box.x1, box.y0), (box.x0, box.y1), (box.x1, box.y1))
        return tuple(self.to_user.point(x, y) for x, y in corners)


def visible_box(media: Sequence[float], crop: Sequence[float] | None) -> Box:
    """The part of a page that is shown: its CropBox within its MediaBox, numbers in any order."""
    page = _ordered(media) or _LETTER
    asked = _ordered(crop) if crop is not None else None
    shown = page.intersection(asked) if asked is not None else page
    return shown if shown.area > 0 else page


def measured_box(media: Sequence[float], shown: Box, rotate: int, page: Page) -> Box:
    """The box of a page that its record's points measure: its MediaBox, or what is shown of it.

    The record has the size of its page; where sheets are huge, and in records of older versions, it is what is shown.
    """
    sheet = _ordered(media) or _LETTER
    size = (page.height, page.width) if rotate // 90 % 2 else (page.width, page.height)

    def off(box: Box) -> float:
        return abs(box.width - size[0]) + abs(box.height - size[1])

    return min(sheet, shown, key=off)


def _ordered(numbers: Sequence[float]) -> Box | None:
    x0, y0, x1, y1 = numbers
    box = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if box.area > 0 else None


def frame(box: Box, rotate: int, page: Page) -> Frame:
    """The frame of a page.

    Args:
        box: the part that `page` measures, in its own space.
        rotate: degrees clockwise, a multiple of 90 (others count as the next lower one).
        page: what was read; its size tells the unit of its points.
    """
    turns = rotate // 90 % 4
    wide, high = (box.width, box.height) if turns % 2 == 0 else (box.height, box.width)
    unit = Affine.scale(
        wide / page.width if page.width > 0 else 1, high / page.height if page.height > 0 else 1
    )
    # Shown, with y downwards: back by the turns first, then up from the box's lower left corner.
    upright = Affine.quarter_turns(-turns, wide, high)
    return Frame(box, turns, unit.then(upright).then(Affine(1.0, 0.0, box.x0, 0.0, -1.0, box.y1)))


def reading_turn(page: Page) -> Affine:
    """The turn that leads from upright type to how the lines run on the page as shown, without any shift.

    Only the quarter turns of the way of the page count. A page's skew, at most five degrees, is left out: the record's
    boxes stand upright, so that an upright run fills a word's box exactly and a leaning one would leave it.
    """
    for step in page.steps:
        if step.name == "orientation" and step.matrix is not None:
            (a, b, _), (d, e, _) = step.matrix
            turned = Affine(float(round(a)), float(round(b)), 0.0, float(round(d)), float(round(e)), 0.0)
            return turned.inverse() if abs(turned.determinant) == 1 else Affine()
    return Affine()
