"""Live text of a PDF page that lies under something painted over it: a redaction that redacts nothing.

Reported are only the place and how many characters; the text itself never leaves this module.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium

from processors.config.limits import LimitsConfig
from processors.geometry import Affine, Box, bounding
from processors.scan import DigitalMark, Raster
from processors.sources.hatching import hatchings
from processors.sources.layer import Character, Cover, characters
from processors.sources.page_objects import Drawn, Handle, PageSpace, address, object_box, object_matrix
from processors.sources.placement import coverage

_RECTANGLE_POINTS = (4, 5)


@dataclass(frozen=True, slots=True)
class _Hidden:
    """Characters under one cover, in the file's order."""

    cover: Cover
    characters: tuple[Character, ...]

    @property
    def text(self) -> str:
        return "".join(chr(c.code) for c in self.characters)


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page with everything that the search needs.

    Attributes:
        page: pdfium's page.
        space: the page as shown.
        drawn: its objects in the order of drawing.
        raster: the page rendered, height x width or height x width x 3.
        to_pixels: from points of the page as shown to pixels of `raster`.
    """

    page: Handle
    space: PageSpace
    drawn: Sequence[Drawn]
    raster: Raster
    to_pixels: Affine


def find_covered_text(page: DrawnPage, limits: LimitsConfig) -> tuple[DigitalMark, ...]:
    """Visible-mode text under opaque rectangles or images that were drawn after it.

    Candidates are all covers with characters under them; those that a filter of `FILTERS` turns down are left out.

    Args:
        page: the open page.
        limits: thresholds.

    Returns:
        One finding a cover, in the order of drawing.
    """
    return tuple(
        DigitalMark(hidden.cover.box, len(hidden.characters), applied=True)
        for hidden in _candidates(page, limits)
        if all(keep(hidden, page, limits) for keep in FILTERS)
    )


def find_hatched_text(page: DrawnPage, limits: LimitsConfig) -> tuple[DigitalMark, ...]:
    """Text under crosses and cross-hatchings: it was meant to be hidden, and can still be read.

    Args:
        page: the open page.
        limits: thresholds.

    Returns:
        One finding a hatching with letters or digits under it, not applied, in the order of drawing.
    """
    found = hatchings(page.drawn, page.space, limits)
    if not found:
        return ()
    orders = _text_orders(page.drawn)
    written = [
        c for c in characters(page.page, page.space, orders, -1, limits) if c is not None and c.visible
    ]
    marks = []
    for hatching in found:
        under = [c for c in written if hatching.lies_over(c, orders.get(c.owner, hatching.order), limits)]
        if len({chr(c.code).casefold() for c in under if chr(c.code).isalnum()}) > 1:
            marks.append(DigitalMark(hatching.box, len(under), applied=False))
    return tuple(marks)


def _text_orders(drawn: Sequence[Drawn]) -> dict[int, int]:
    return {address(d.handle): d.order for d in drawn if d.kind == pdfium.FPDF_PAGEOBJ_TEXT}


def _candidates(page: DrawnPage, limits: LimitsConfig) -> Iterator[_Hidden]:
    covers = list(opaque_covers(page.drawn, page.space, limits))
    if not covers:
        return
    orders = _text_orders(page.drawn)
    written = [
        c for c in characters(page.page, page.space, orders, -1, limits) if c is not None and c.visible
    ]
    taken: set[int] = set()
    for cover in covers:
        under = [
            i
            for i, c in enumerate(written)
            if i not in taken and cover.hides(c, orders.get(c.owner, cover.order), limits)
        ]
        if under:
            taken.update(under)
            yield _Hidden(cover, tuple(written[i] for i in under))


def opaque_covers(drawn: Sequence[Drawn], space: PageSpace, limits: LimitsConfig) -> Iterator[Cover]:
    """Opaque rectangles and images; an image of the whole page is its scan and covers nothing."""
    for item in drawn:
        if item.kind == pdfium.FPDF_PAGEOBJ_PATH:
            boxes = rectangles(item, space) if _is_opaque_fill(item.handle) else []
        elif item.kind == pdfium.FPDF_PAGEOBJ_IMAGE and not pdfium.FPDFPageObj_HasTransparency(item.handle):
            box = object_box(item, space)
            boxes = [box] if box is not None else []
        else:
            continue
        for box in boxes:
            if coverage([box], space.width, space.height) < limits.scan_coverage:
                yield Cover(box, item.order)


def _is_opaque_fill(path: Handle) -> bool:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, mode, stroked)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    coloured = pdfium.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    opaque = coloured and alpha.value == 255 and not pdfium.FPDFPageObj_HasTransparency(path)
    return bool(mode.value != pdfium.FPDF_FILLMODE_NONE and opaque)


def rectangles(drawn: Drawn, space: PageSpace) -> list[Box]:
    """The upright rectangles among the parts of a path, in points of the page as shown."""
    to_shown = object_matrix(drawn.handle).then(drawn.to_user).then(space.from_user)
    parts: list[list[tuple[float, float]]] = []
    for index in range(pdfium.FPDFPath_CountSegments(drawn.handle)):
        segment = pdfium.FPDFPath_GetPathSegment(drawn.handle, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            parts.append([])
        if parts and kind != pdfium.FPDF_SEGMENT_BEZIERTO:
            parts[-1].append(to_shown.point(x.value, y.value))
        elif parts:
            # A curve: no point of its own, but the part is no longer a rectangle.
            parts[-1].extend([(float("nan"), 0.0)] * _RECTANGLE_POINTS[-1])
    return [box for part in parts if (box := _as_rectangle(part)) is not None]


def _as_rectangle(points: Sequence[tuple[float, float]]) -> Box | None:
    """The box whose corners the points are, None if they are no upright rectangle's."""
    if len(points) not in _RECTANGLE_POINTS:
        return None
    xs, ys = sorted(p[0] for p in points), sorted(p[1] for p in points)
    box = Box(xs[0], ys[0], xs[-1], ys[-1])
    on_corners = all(
        min(abs(x - box.x0), abs(x - box.x1)) < 0.5 and min(abs(y - box.y0), abs(y - box.y1)) < 0.5
        for x, y in points
    )
    return box if on_corners and len({(round(x), round(y)) for x, y in points}) == 4 else None


def _says_something(hidden: _Hidden, page: DrawnPage, limits: LimitsConfig) -> bool:  # noqa: ARG001
    """Letters or digits, and not one character over and over, as programs leave in place of what they took out."""
    kinds = {chr(c.code).casefold() for c in hidden.characters}
    return len(kinds) > 1 and any(kind.isalnum() for kind in kinds)


def _does_not_show(hidden: _Hidden, page: DrawnPage, limits: LimitsConfig) -> bool:
    """The rendered page shows one even colour where the characters are: nothing is cut away from the cover."""
    within = bounding(c.box for c in hidden.characters).intersection(hidden.cover.box)
    box = page.to_pixels.box(within)
    x0, y0, x1, y1 = (max(0, round(v)) for v in box)
    pixels = page.raster[y0 : y1 + 1, x0 : x1 + 1].reshape((-1, *page.raster.shape[2:])).astype(np.int16)
    if pixels.size == 0:
        return False
    spread = np.abs(pixels - np.median(pixels, axis=0))
    other = spread if spread.ndim == 1 else spread.max(axis=1)
    return bool(np.mean(other > limits.colour_levels) <= limits.covered_marks)


FILTERS: tuple[Callable[[_Hidden, DrawnPage, LimitsConfig], bool], ...] = (_says_something, _does_not_show)
"""What a candidate must pass, in this order."""
