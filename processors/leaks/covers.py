"""What may hide text on a page: things that are painted after it."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from processors.geometry import Box
from processors.leaks.sheet import Sheet
from processors.sources.digital import rectangles
from processors.sources.hatching import segments
from processors.sources.layer import Cover
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


def lie_under(drawn: Sequence[tuple[Box, int]], covers: Sequence[Cover], share: float) -> NDArray[np.bool_]:
    """Which boxes lie under something opaque that was drawn after them; a page may have millions of such pairs.

    Args:
        drawn: boxes, each with its order of drawing.
        covers: what is opaque.
        share: of a box (0..1) from which on it lies under a cover.
    """
    boxes = np.array([box for box, _ in drawn], np.float64).reshape(-1, 4)
    orders = np.array([order for _, order in drawn], np.int64)
    x0, y0, x1, y1 = boxes.T
    areas = np.maximum(x1 - x0, 0) * np.maximum(y1 - y0, 0)
    under = np.zeros(len(boxes), np.bool_)
    for cover in covers:
        width = np.minimum(x1, cover.box.x1) - np.maximum(x0, cover.box.x0)
        height = np.minimum(y1, cover.box.y1) - np.maximum(y0, cover.box.y0)
        common = np.maximum(width, 0) * np.maximum(height, 0)
        under |= (orders < cover.order) & (areas > 0) & (common >= share * areas)
    return under


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
    points = [p for segment in segments(item, space) for p in segment]
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
