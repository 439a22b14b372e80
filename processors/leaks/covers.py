"""What may hide text on a page: things painted after it, and hatchings over it."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from processors.config.leaks import LeakConfig
from processors.geometry import Box, bounding
from processors.leaks.sheet import Sheet
from processors.sources.digital import rectangles
from processors.sources.layer import Character
from processors.sources.page_objects import Drawn, Handle, PageSpace, object_box, object_matrix


@dataclass(frozen=True, slots=True)
class Painted:
    """Something painted on the page.

    Attributes:
        box: where, in points of the page as shown.
        order: in the order of drawing.
        handle: pdfium's object.
        is_image: whether it is a picture; else a filled shape or a stroke as thick as a bar.
    """

    box: Box
    order: int
    handle: Handle
    is_image: bool


def painted_over(sheet: Sheet) -> tuple[Painted, ...]:
    """Filled shapes, pictures, shadings and bar-like strokes, in the order of drawing; frames and rules are left out.

    Transparent ones are among them: whether text can be seen through them is told by the picture of the page.
    """
    out: list[Painted] = []
    for item in sheet.drawn:
        if item.kind == pdfium.FPDF_PAGEOBJ_PATH:
            boxes = _paint_of(item, sheet.space)
        elif item.kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
            box = object_box(item, sheet.space)
            boxes = [box] if box is not None else []
        else:
            continue
        is_image = item.kind == pdfium.FPDF_PAGEOBJ_IMAGE
        out += [Painted(box, item.order, item.handle, is_image) for box in boxes]
    return tuple(out)


def _paint_of(item: Drawn, space: PageSpace) -> list[Box]:
    """The rectangles of a filled path, or the box around another shape; the stroke's where it is a bar."""
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item.handle, mode, stroked)
    around = object_box(item, space)
    if around is None:
        return []
    if mode.value != pdfium.FPDF_FILLMODE_NONE:
        return rectangles(item, space) or [around]
    return _bar_of(item, space) if stroked.value else []


def _bar_of(item: Drawn, space: PageSpace) -> list[Box]:
    """What a straight stroke blackens, where it runs along or across the page; pdfium's own box is twice as thick."""
    points = [p for segment in _segments(item, space) for p in segment]
    if not points:
        return []
    xs, ys = [x for x, _ in points], [y for _, y in points]
    line = Box(min(xs), min(ys), max(xs), max(ys))
    width = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(item.handle, width)
    thick = abs(width.value) * math.sqrt(abs(object_matrix(item.handle).then(item.to_user).determinant))
    if min(line.width, line.height) > thick / 2:
        return []
    across = line.width < line.height
    return [line.grown(thick / 2 if across else 0.0, 0.0 if across else thick / 2)]


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

    def lies_over(self, character: Character, order: int, config: LeakConfig) -> bool:
        """Whether it lies over a character drawn at `order`, and is no cross over half a page."""
        return (
            order < self.order
            and character.box.covered_by(self.box) >= config.covered_share
            and self.spacing <= config.hatch_heights * max(character.box.height, 1.0)
        )


def hatchings(sheet: Sheet, config: LeakConfig) -> tuple[Hatching, ...]:
    """Crosses and cross-hatchings: leaning strokes of both directions that fill one and the same box."""
    strokes = list(_strokes(sheet, config))
    if len(strokes) > config.hatch_strokes:
        return ()
    groups: list[list[_Stroke]] = []
    for stroke in strokes:
        touching = [g for g in groups if any(s.box.overlap(stroke.box) > 0 for s in g)]
        merged = [s for g in touching for s in g] + [stroke]
        groups = [g for g in groups if not any(g is t for t in touching)] + [merged]
    found = [h for g in groups if (h := _hatching(g, config)) is not None]
    return tuple(sorted(found, key=lambda h: (h.order, h.box)))


def _hatching(group: Sequence[_Stroke], config: LeakConfig) -> Hatching | None:
    rising, falling = [s for s in group if s.rises], [s for s in group if not s.rises]
    if not rising or not falling:
        return None
    one, other = bounding(s.box for s in rising), bounding(s.box for s in falling)
    whole = bounding([one, other])
    if one.overlap(other) < config.hatch_share**2 * whole.area:
        return None
    length = min(sum(s.length for s in rising), sum(s.length for s in falling))
    return Hatching(whole, min(s.order for s in group), whole.area / length)


def _strokes(sheet: Sheet, config: LeakConfig) -> Iterator[_Stroke]:
    for item in sheet.drawn:
        if item.kind != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        mode, stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item.handle, mode, stroked)
        if not stroked.value:
            continue
        for (x0, y0), (x1, y1) in _segments(item, sheet.space):
            lean = math.degrees(math.atan2(abs(y1 - y0), abs(x1 - x0)))
            if config.hatch_degrees <= lean <= 90 - config.hatch_degrees:
                box = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                # y grows downwards: a stroke whose x and y grow together falls.
                yield _Stroke(box, item.order, rises=(x1 - x0) * (y1 - y0) < 0)


def _segments(item: Drawn, space: PageSpace) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight pieces of a path, as shown."""
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
