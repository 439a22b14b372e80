"""PDF files, opened and rendered with pdfium.

Pages are always rendered, never taken apart: at the resolution of the scan and on its pixel grid the
rendering equals the stored image bit by bit (checked on all scans at hand, in 5 to 70 ms a page), and it also
holds whatever was laid over the scan: stamps, annotations, boxes drawn by a redaction program. Links, actions
and scripts are never run.

pdfium is not thread-safe: only one thread of a process may use this module.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import BinaryIO

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from processors.config.limits import LimitsConfig
from processors.errors import DeclassError, EncryptedError, InputError, LimitError
from processors.geometry import Box
from processors.scan import DigitalMark, Raster, Scan
from processors.sources.annotations import redact_annotations
from processors.sources.base import Source
from processors.sources.colour import without_needless_colour
from processors.sources.digital import DrawnPage, find_covered_text, find_hatched_text, opaque_covers
from processors.sources.layer import layer_words
from processors.sources.media import PDF
from processors.sources.page_objects import (
    Drawn,
    Handle,
    PageSpace,
    address,
    drawn_objects,
    page_space,
    placed_image,
    snap_to_pixels,
)
from processors.sources.placement import PlacedImage, RenderPlan, coverage, plan
from processors.sources.sheet import SheetFrame, sheet_frame

_SELF_SIZED_FILTERS = ("JPXDecode", "DCTDecode")


class PdfSource(Source):
    """A PDF file. Opening reads its cross-reference table only; pages are parsed when asked for."""

    def __init__(self, stream: BinaryIO, file: str, limits: LimitsConfig) -> None:
        """Opens the document.

        Raises:
            EncryptedError: it wants a password (the empty one is tried).
            InputError: it is damaged beyond repair or has no pages.
            LimitError: it has too many pages.
        """
        super().__init__(stream, file, PDF, limits)
        self._document = _open_document(stream, file)
        self._count = len(self._document)
        self._repaired = not pdfium.FPDF_DocumentHasValidCrossReferenceTable(self._document.raw)
        if self._count <= 0:
            self._document.close()
            raise InputError("the PDF has no pages", file=file, hint="It may be cut off; fetch it again")
        if self._count > limits.pages:
            self._document.close()
            message = f"the PDF has {self._count:,} pages; {limits.pages:,} are allowed"
            raise LimitError(message, file=file, hint="Split the file, or raise limits.pages")
        # Without this, filled form fields are not drawn. It runs no scripts: pypdfium2's pdfium has no engine.
        self._document.init_forms()

    @property
    def page_count(self) -> int:
        """Number of pages, as the file states it."""
        return self._count

    def close(self) -> None:
        """Closes the document and the file."""
        self._document.close()
        super().close()

    def _read(self, number: int) -> Scan:
        with self.loaded(number) as page:
            scan = self._scan(page, number)
            seen = replace(scan, digital=self._digital(page, scan))
            return self.sheet(page, number).scan(seen)

    def sheet(self, page: Handle, number: int) -> SheetFrame:
        """Where what is shown of a loaded page lies on its sheet."""
        return sheet_frame(self._document.raw, page, number, self._limits)

    @contextmanager
    def loaded(self, number: int) -> Iterator[Handle]:
        """The page as pdfium has it, to look at its objects; errors raised meanwhile get the file and the page.

        Args:
            number: 1-based, of a page that exists.

        Raises:
            InputError: the page is damaged or missing.
        """
        page = pdfium.FPDF_LoadPage(self._document.raw, number - 1)
        if not page:
            raise InputError(
                "the page is damaged or missing in the file",
                file=self.file,
                page=number,
                hint="Other pages may be readable; open the file in a viewer to compare",
            )
        try:
            yield page
        except DeclassError as error:
            raise type(error)(error.message, file=self.file, page=number, hint=error.hint) from error
        finally:
            pdfium.FPDF_ClosePage(page)

    def asked_redactions(self, page: Handle, number: int) -> tuple[Box, ...]:
        """Boxes of the redactions that were marked on a loaded page and never applied, in points of its visible part.

        Raises:
            InputError: the annotations are damaged.
        """
        return redact_annotations(page, self._stream, number, page_space(page))

    def check_images(self, page: Handle) -> None:
        """Refuses a loaded page whose images would be too large once decoded.

        Raises:
            LimitError: an image has more pixels than allowed.
        """
        space = page_space(page)
        pictures = [d for d in drawn_objects(page, self._limits) if d.kind == pdfium.FPDF_PAGEOBJ_IMAGE]
        images = [image for d in pictures if (image := placed_image(d, space)) is not None]
        _refuse_bombs(pictures, images, self._limits)

    def _digital(self, page: Handle, scan: Scan) -> tuple[DigitalMark, ...]:
        """Text that survives under something drawn over it, and redactions that were never applied."""
        space = page_space(page)
        asked = self.asked_redactions(page, scan.number)
        covered: tuple[DigitalMark, ...] = ()
        if scan.layer:
            drawn = tuple(drawn_objects(page, self._limits))
            whole = DrawnPage(page, space, drawn, scan.raster, scan.to_points.inverse())
            covered = (*find_covered_text(whole, self._limits), *find_hatched_text(whole, self._limits))
        return (
            *covered,
            *(DigitalMark(box, _letters_in(box, scan), applied=False) for box in asked),
        )

    def _scan(self, page: Handle, number: int) -> Scan:
        space = page_space(page)
        _check_size(space, self._limits)
        drawn = list(drawn_objects(page, self._limits))
        pictures = [d for d in drawn if d.kind == pdfium.FPDF_PAGEOBJ_IMAGE]
        images = [image for d in pictures if (image := placed_image(d, space)) is not None]
        _refuse_bombs(pictures, images, self._limits)
        orders = {address(d.handle): d.order for d in drawn if d.kind == pdfium.FPDF_PAGEOBJ_TEXT}
        scan_order = _scan_order(pictures, images, space, self._limits)
        covers = tuple(opaque_covers(drawn, space, self._limits))
        layer = layer_words(page, space, orders, scan_order, covers, self._limits)
        live = sum(len(word.text) for word in layer if word.visible)
        chosen = plan(space.width, space.height, images, live, self._limits)
        if chosen is None:
            raise _too_many_pixels(space, self._limits)
        for picture in pictures:
            snap_to_pixels(picture, space, chosen.to_pixels, self._limits)
        raster = _render(page, chosen, self._document.formenv)
        if images and raster.min() == raster.max():
            _check_decodes(pictures)
        repaired = "; the file's cross-reference table was rebuilt" if self._repaired else ""
        return Scan(
            number=number,
            width=space.width,
            height=space.height,
            dpi=chosen.dpi,
            rotation=space.rotation,
            raster=without_needless_colour(raster, self._limits),
            to_points=chosen.to_pixels.inverse(),
            layer=layer,
            is_scan=chosen.is_scan,
            how=chosen.how + repaired,
        )


def _open_document(stream: BinaryIO, file: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(stream, autoclose=False)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == pdfium.FPDF_ERR_PASSWORD:
            raise EncryptedError(
                "the PDF wants a password",
                file=file,
                hint="Decrypt it first, for example with qpdf --decrypt",
            ) from None
        if code == pdfium.FPDF_ERR_SECURITY:
            raise EncryptedError(
                "the PDF is encrypted in a way that is not supported",
                file=file,
                hint="Open it in a viewer that can and print it to a new PDF",
            ) from None
        raise InputError(
            "the PDF is damaged and cannot be opened", file=file, hint="It may be cut off; fetch it again"
        ) from None


def _check_size(space: PageSpace, limits: LimitsConfig) -> None:
    sides = f"{space.width:.6g} x {space.height:.6g} points"
    if not min(space.width, space.height) >= limits.least_points:
        raise InputError(f"the page has no size ({sides})", hint="Open the file in a viewer to compare")
    if not max(space.width, space.height) <= limits.page_points:
        raise LimitError(
            f"the page is too large ({sides}; {limits.page_points:,.0f} are allowed)",
            hint="Raise limits.page_points if this is meant",
        )


def _too_many_pixels(space: PageSpace, limits: LimitsConfig) -> LimitError:
    return LimitError(
        f"the page ({space.width:.0f} x {space.height:.0f} points) would take more than "
        f"{limits.page_pixels:,} pixels at {limits.least_dpi:.0f} dpi",
        hint="Raise limits.page_pixels if this is meant",
    )


def _refuse_bombs(pictures: list[Drawn], images: list[PlacedImage], limits: LimitsConfig) -> None:
    """Refuses images that would be too large once decoded, by their stated and their own size."""
    sizes = [(image.width, image.height) for image in images]
    sizes += [size for drawn in pictures if (size := _own_size(drawn.handle)) is not None]
    for width, height in sizes:
        if width * height > limits.page_pixels:
            raise LimitError(
                f"an image of the page has {width:,} x {height:,} pixels; {limits.page_pixels:,} are allowed",
                hint="Raise limits.page_pixels if this is meant",
            )


def _own_size(image: Handle) -> tuple[int, int] | None:
    """The size that a JPEG or JPEG 2000 image itself states; the PDF may state another. None if unknown."""
    if pdfium.FPDFImageObj_GetImageFilterCount(image) != 1:
        return None
    label = ctypes.create_string_buffer(32)
    pdfium.FPDFImageObj_GetImageFilter(image, 0, label, len(label))
    if label.value.decode("ascii", "replace") not in _SELF_SIZED_FILTERS:
        return None
    size = pdfium.FPDFImageObj_GetImageDataRaw(image, None, 0)
    data = ctypes.create_string_buffer(size)
    pdfium.FPDFImageObj_GetImageDataRaw(image, data, size)
    try:
        with Image.open(io.BytesIO(data.raw), formats=["JPEG", "JPEG2000"]) as picture:
            return picture.size
    except Image.DecompressionBombError:
        raise LimitError("an image of the page has far too many pixels") from None
    except (OSError, SyntaxError, ValueError):
        return None


def _scan_order(
    pictures: list[Drawn], images: list[PlacedImage], space: PageSpace, limits: LimitsConfig
) -> int:
    """Order of the last opaque image that covers the page on its own, -1 if none does."""
    handles = {d.order: d.handle for d in pictures}
    orders = [
        image.order
        for image in images
        if coverage([image.box], space.width, space.height) >= limits.scan_coverage
        and not pdfium.FPDFPageObj_HasTransparency(handles[image.order])
    ]
    return max(orders, default=-1)


def _render(page: Handle, chosen: RenderPlan, forms: pypdfium2.PdfFormEnv | None) -> Raster:
    """The page as height x width x 4 on white: red, green, blue and a byte that means nothing."""
    pixels = np.empty((chosen.height, chosen.width, 4), dtype=np.uint8)
    buffer = pixels.ctypes.data_as(ctypes.c_void_p)
    stride = 4 * chosen.width
    bitmap = pdfium.FPDFBitmap_CreateEx(chosen.width, chosen.height, pdfium.FPDFBitmap_BGRx, buffer, stride)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, chosen.width, chosen.height, 0xFFFFFFFF)
        clip = pdfium.FS_RECTF(0, 0, chosen.width, chosen.height)
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
        m = chosen.to_pixels
        matrix = pdfium.FS_MATRIX(m.a, m.d, m.b, m.e, m.c, m.f)
        pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, clip, flags)
        if forms is not None:
            pdfium.FPDF_FFLDraw(forms.raw, bitmap, page, 0, 0, chosen.width, chosen.height, 0, flags)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return pixels


def _check_decodes(pictures: list[Drawn]) -> None:
    """An evenly empty page with images is blank only if the images can be decoded; pdfium does not say."""
    for drawn in pictures:
        bitmap = pdfium.FPDFImageObj_GetBitmap(drawn.handle)
        if not bitmap:
            raise InputError(
                "the page's image is damaged and cannot be decoded",
                hint="Open the file in a viewer to compare, or fetch it again",
            )
        pdfium.FPDFBitmap_Destroy(bitmap)


def _letters_in(box: Box, scan: Scan) -> int:
    return sum(len(word.text) for word in scan.layer if word.bbox.covered_by(box) > 0.5)
