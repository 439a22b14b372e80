"""Crosses and cross-hatchings that a PDF page draws over its text: a way to redact that hides nothing."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from processors.config.limits import LimitsConfig
from processors.geometry import Box, bounding
from processors.sources.layer import Character
from processors.sources.page_objects import Drawn, PageSpace, object_matrix


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A straight leaning stroke; `rises` towards the upper right."""

    box: Box
    order: int
    rises: bool

    @property
    def length(self) -> float:
        return math.hypot(self.box.width, self.box.height)


@dataclass(frozen=True, slots=True)
class Hatching:
    """Crossed strokes that fill a box.

    Attributes:
        box: in points of the page as shown.
        order: of the first stroke; text drawn before it lies under the hatching.
        spacing: mean distance between strokes of one direction, in points; of a single cross, the box's height or so.
    """

    box: Box
    order: int
    spacing: float

    def lies_over(self, character: Character, order: int, limits: LimitsConfig) -> bool:
        """Whether it lies over a character drawn at `order`, and is no cross over half a page."""
        return (
            order < self.order
            and character.box.covered_by(self.box) >= limits.covered_share
            and self.spacing <= limits.hatch_heights * max(character.box.height, 1.0)
        )


def hatchings(drawn: Sequence[Drawn], space: PageSpace, limits: LimitsConfig) -> tuple[Hatching, ...]:
    """Crosses and cross-hatchings: leaning strokes of both directions that fill one and the same box."""
    strokes = list(_strokes(drawn, space, limits))
    if len(strokes) > limits.hatch_strokes:
        return ()
    groups: list[list[_Stroke]] = []
    for stroke in strokes:
        touching = [g for g in groups if any(s.box.overlap(stroke.box) > 0 for s in g)]
        merged = [s for g in touching for s in g] + [stroke]
        groups = [g for g in groups if not any(g is t for t in touching)] + [merged]
    found = [h for g in groups if (h := _hatching(g, limits)) is not None]
    return tuple(sorted(found, key=lambda h: (h.order, h.box)))


def _hatching(group: Sequence[_Stroke], limits: LimitsConfig) -> Hatching | None:
    rising, falling = [s for s in group if s.rises], [s for s in group if not s.rises]
    if not rising or not falling:
        return None
    one, other = bounding(s.box for s in rising), bounding(s.box for s in falling)
    whole = bounding([one, other])
    if one.overlap(other) < limits.hatch_share**2 * whole.area:
        return None
    length = min(sum(s.length for s in rising), sum(s.length for s in falling))
    return Hatching(whole, min(s.order for s in group), whole.area / length)


def _strokes(drawn: Sequence[Drawn], space: PageSpace, limits: LimitsConfig) -> Iterator[_Stroke]:
    for item in drawn:
        if item.kind != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        mode, stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item.handle, mode, stroked)
        if not stroked.value:
            continue
        for (x0, y0), (x1, y1) in segments(item, space):
            lean = math.degrees(math.atan2(abs(y1 - y0), abs(x1 - x0)))
            if limits.hatch_degrees <= lean <= 90 - limits.hatch_degrees:
                box = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                # y grows downwards: a stroke whose x and y grow together falls.
                yield _Stroke(box, item.order, rises=(x1 - x0) * (y1 - y0) < 0)


def segments(item: Drawn, space: PageSpace) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight pieces of a path, in points of the page as shown."""
    to_shown = object_matrix(item.handle).then(item.to_user).then(space.from_user)
    last: tuple[float, float] | None = None
    for index in range(pdfium.FPDFPath_CountSegments(item.handle)):
        segment = pdfium.FPDFPath_GetPathSegment(item.handle, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = to_shown.point(x.value, y.value)
        if last is not None and pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO:
            yield last, here
        last = here
