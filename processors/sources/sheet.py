"""The sheet of a PDF page: its MediaBox, in whose points places are told, and the part of it that viewers show.

Poppler's `pdftotext` and `pdftoppm`, pdfplumber and PDF annotations all measure a page from its MediaBox, while viewers
show its CropBox (PDF 1.7, 14.11.2). What the CropBox cuts off is never rendered nor read; but the places of what is
read are those of the sheet, so that they are where other tools have them.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, replace

import pypdfium2.raw as pdfium

from processors.config.limits import LimitsConfig
from processors.geometry import Affine, Box
from processors.scan import DigitalMark, LayerWord, Scan
from processors.sources.base import SIDE_PIXELS
from processors.sources.page_objects import Handle, page_space, space_of, visible_box

# A CropBox beyond any page (points), so that it cuts nothing off; PDF's own limit of a side is 14,400.
_EVERYTHING = 1e6

_POINTS = 72.0
"""In an inch."""


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """Where the visible part of a page lies on its sheet.

    Attributes:
        width: of the sheet as shown, in points.
        height: of the sheet as shown, in points.
        x: of the visible part's left side on it, in points.
        y: of the visible part's upper side on it, in points.
    """

    width: float
    height: float
    x: float
    y: float

    def place(self, box: Box) -> Box:
        """A box of the visible part in points of the sheet."""
        return box.moved(self.x, self.y)

    def scan(self, seen: Scan) -> Scan:
        """A page whose places are those of the visible part, with the places of the sheet; the raster stays."""
        if (self.width, self.height) == (seen.width, seen.height):
            return seen
        return replace(
            seen,
            width=self.width,
            height=self.height,
            shown=self.place(Box(0.0, 0.0, seen.width, seen.height)),
            to_points=seen.to_points.then(Affine.translation(self.x, self.y)),
            layer=tuple(self._word(word) for word in seen.layer),
            digital=tuple(self._mark(mark) for mark in seen.digital),
        )

    def _word(self, word: LayerWord) -> LayerWord:
        return replace(word, bbox=self.place(word.bbox))

    def _mark(self, mark: DigitalMark) -> DigitalMark:
        return replace(mark, bbox=self.place(mark.bbox))


def sheet_frame(document: Handle, page: Handle, number: int, limits: LimitsConfig) -> SheetFrame:
    """The sheet of a loaded page.

    Args:
        document: pdfium's document.
        page: its page, whose boxes come out unchanged.
        number: 1-based, of that page.
        limits: a sheet that is too large, or far larger than what is shown of it, is taken to be what is shown.
    """
    space, seen = page_space(page), visible_box(page)
    media = _media_box(document, page, number, seen)
    # Pictures of the sheet are made at the resolution of what is shown, which may be the finest.
    finest = limits.max_dpi / _POINTS
    fits = max(media.width, media.height) * finest <= SIDE_PIXELS
    fits = fits and media.area * finest**2 <= limits.page_pixels
    if not fits or seen.area < limits.visible_share * media.area:
        return SheetFrame(space.width, space.height, 0.0, 0.0)
    whole = space_of(media, space.rotation // 90)
    shown = whole.from_user.box(seen)
    return SheetFrame(whole.width, whole.height, shown.x0, shown.y0)


def _media_box(document: Handle, page: Handle, number: int, seen: Box) -> Box:
    """The page's MediaBox in its own space.

    pdfium gives a page's own boxes only, not those that it inherits; what it shows of a page without a CropBox is all
    of the MediaBox, wherever that is stated.
    """
    own = [ctypes.c_float() for _ in range(4)]
    if pdfium.FPDFPage_GetMediaBox(page, *own):
        x0, y0, x1, y1 = (side.value for side in own)
        stated = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        return stated if stated.area > 0 else seen
    pdfium.FPDFPage_SetCropBox(page, -_EVERYTHING, -_EVERYTHING, _EVERYTHING, _EVERYTHING)
    try:
        again = pdfium.FPDF_LoadPage(document, number - 1)
        if not again:
            return seen
        try:
            return visible_box(again)
        finally:
            pdfium.FPDF_ClosePage(again)
    finally:
        pdfium.FPDFPage_SetCropBox(page, seen.x0, seen.y0, seen.x1, seen.y1)
