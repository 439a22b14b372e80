"""What a PDF page draws, in the order of drawing, without decoding anything.

Handles of pdfium objects are plain ctypes pointers that live as long as their page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from processors.config.limits import LimitsConfig
from processors.geometry import Affine, Box
from processors.sources.placement import PlacedImage

_INSET_PIXELS = 0.01

Handle = Any
"""A pdfium pointer."""


@dataclass(frozen=True, slots=True)
class PageSpace:
    """The page as a viewer shows it.

    Attributes:
        width: in points.
        height: in points.
        rotation: quarter turns asked for by the file, in degrees clockwise.
        from_user: from the page's own (unrotated, y upwards) space to points as shown, y downwards.
    """

    width: float
    height: float
    rotation: int
    from_user: Affine


@dataclass(frozen=True, slots=True)
class Drawn:
    """One object of the page.

    Attributes:
        handle: pdfium's object.
        kind: pdfium's number of its type, `FPDF_PAGEOBJ_...`.
        order: position in the order of drawing; objects inside forms count where they are drawn.
        to_user: from the space of the object's form to the page's own space.
    """

    handle: Handle
    kind: int
    order: int
    to_user: Affine


def visible_box(page: Handle) -> Box:
    """The part of the page that viewers show, in its own space: its CropBox within its MediaBox."""
    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rect)
    left, right = sorted((rect.left, rect.right))
    bottom, top = sorted((rect.bottom, rect.top))
    return Box(left, bottom, right, top)


def page_space(page: Handle) -> PageSpace:
    """The visible part of the page, turned by its rotation."""
    return space_of(visible_box(page), pdfium.FPDFPage_GetRotation(page) % 4)


def space_of(part: Box, turns: int) -> PageSpace:
    """A part of a page as shown.

    Args:
        part: in the page's own space.
        turns: quarter turns clockwise, 0 to 3.
    """
    left, bottom, right, top = part
    match turns:
        case 1:
            shown = Affine(0.0, 1.0, -bottom, 1.0, 0.0, -left)
        case 2:
            shown = Affine(-1.0, 0.0, right, 0.0, 1.0, -bottom)
        case 3:
            shown = Affine(0.0, -1.0, top, -1.0, 0.0, right)
        case _:
            shown = Affine(1.0, 0.0, -left, 0.0, -1.0, top)
    size = (part.width, part.height)
    width, height = size if turns % 2 == 0 else size[::-1]
    return PageSpace(width, height, turns * 90, shown)


def drawn_objects(page: Handle, limits: LimitsConfig) -> Iterator[Drawn]:
    """The page's objects in the order of drawing, forms replaced by their content.

    Ends after `limits.page_objects` objects, and does not look into forms nested deeper than
    `limits.form_depth`, so that hostile nesting costs no more than a dense page.
    """
    order = 0
    # Each level: how many objects, how to get one, the next index, and the map to the page's space.
    stack = [(pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject, page, 0, Affine())]
    while stack and order < limits.page_objects:
        count, getter, holder, index, to_user = stack.pop()
        if index >= count:
            continue
        stack.append((count, getter, holder, index + 1, to_user))
        handle = getter(holder, index)
        if not handle:
            continue
        kind = pdfium.FPDFPageObj_GetType(handle)
        yield Drawn(handle, kind, order, to_user)
        order += 1
        if kind == pdfium.FPDF_PAGEOBJ_FORM and len(stack) <= limits.form_depth:
            inner = object_matrix(handle).then(to_user)
            inside = pdfium.FPDFFormObj_CountObjects(handle)
            stack.append((inside, pdfium.FPDFFormObj_GetObject, handle, 0, inner))


def object_matrix(handle: Handle) -> Affine:
    """The object's own matrix; the identity if it has none."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, matrix):
        return Affine()
    # PDF writes its matrices by columns: x' = a x + c y + e.
    return Affine(matrix.a, matrix.c, matrix.e, matrix.b, matrix.d, matrix.f)


def placed_image(drawn: Drawn, space: PageSpace) -> PlacedImage | None:
    """The image's stated size and its place; None if it has no area. Nothing is decoded."""
    columns, rows = ctypes.c_uint(), ctypes.c_uint()
    if not pdfium.FPDFImageObj_GetImagePixelSize(drawn.handle, columns, rows):
        return None
    placed = object_matrix(drawn.handle).then(drawn.to_user).then(space.from_user)
    image = PlacedImage(columns.value, rows.value, placed, drawn.order)
    return image if min(columns.value, rows.value) > 0 and image.box.area > 0 else None


def snap_to_pixels(drawn: Drawn, space: PageSpace, to_pixels: Affine, limits: LimitsConfig) -> None:
    """Moves an image that lies on the raster's grid, but for rounding, safely within its pixels.

    pdfium rounds an image's place outwards to whole pixels, so the least excess over a whole number makes it
    stretch the image by a pixel and blur all of it. Only the page in memory changes;
    images that would be resampled anyway are left alone.
    """
    columns, rows = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(drawn.handle, columns, rows)
    own = object_matrix(drawn.handle)
    onward = drawn.to_user.then(space.from_user).then(to_pixels)
    box = own.then(onward).box(Box(0.0, 0.0, 1.0, 1.0))
    grid = Box(*(float(round(v)) for v in box))
    off = max(abs(a - b) for a, b in zip(box, grid, strict=True))
    as_stored = sorted((grid.width, grid.height)) == sorted((columns.value, rows.value))
    if not as_stored or off > limits.on_grid_pixels:
        return
    inside = grid.grown(-_INSET_PIXELS)
    sx, sy = inside.width / box.width, inside.height / box.height
    moved = Affine(sx, 0.0, inside.x0 - box.x0 * sx, 0.0, sy, inside.y0 - box.y0 * sy)
    m = own.then(onward).then(moved).then(onward.inverse())
    pdfium.FPDFPageObj_SetMatrix(drawn.handle, pdfium.FS_MATRIX(m.a, m.d, m.b, m.e, m.c, m.f))


def address(handle: Handle) -> int:
    """The pointer's value: the same object always has the same one while its page is open."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def object_box(drawn: Drawn, space: PageSpace) -> Box | None:
    """The box around the object in points of the page as shown, None if pdfium knows none."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(drawn.handle, left, bottom, right, top):
        return None
    local = Box(left.value, bottom.value, right.value, top.value)
    return drawn.to_user.then(space.from_user).box(local)
