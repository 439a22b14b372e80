"""Writing pages as PDF, TIFF, PNG and JPEG, without dates or anything else that differs from run to run."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image

from processors.scan import Raster

FORMATS = (".pdf", ".pdf", ".tif", ".png", ".jpg")
"""Formats to draw from; most releases are PDFs."""

JPEG_QUALITY = 88
"""Of files and of JPEG images in PDFs: a careful scanner's."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page to be written.

    Attributes:
        image: as a viewer is to show it.
        dpi: its resolution, written into the file.
        turn: degrees clockwise that a PDF asks its viewer to turn the stored image, a multiple of 90.
    """

    image: Raster
    dpi: int
    turn: int = 0

    @property
    def one_bit(self) -> bool:
        """Whether all pixels are black or white."""
        return self.image.ndim == 2 and bool(np.isin(self.image, (0, 255)).all())

    def picture(self) -> Image.Image:
        """For Pillow, in mode `1` where that loses nothing."""
        picture = Image.fromarray(self.image)
        return picture.convert("1", dither=Image.Dither.NONE) if self.one_bit else picture


def write(folder: Path, stem: str, suffix: str, pages: Sequence[PageImage]) -> list[Path]:
    """Writes `pages` as `folder/stem` + `suffix`; PNG and JPEG hold one page, so several get `stem_p1`, `stem_p2`, ...

    Returns:
        The files, one for all pages or one for each.
    """
    if suffix in (".png", ".jpg"):
        names = [stem] if len(pages) == 1 else [f"{stem}_p{i + 1}" for i in range(len(pages))]
        files = [folder / f"{name}{suffix}" for name in names]
        for file, page in zip(files, pages, strict=True):
            _write_image(file, page)
        return files
    target = folder / f"{stem}{suffix}"
    (_write_pdf if suffix == ".pdf" else _write_tiff)(target, pages)
    return [target]


def _write_image(target: Path, page: PageImage) -> None:
    if target.suffix == ".png":
        page.picture().save(target, dpi=(page.dpi, page.dpi))
    else:
        Image.fromarray(page.image).save(target, dpi=(page.dpi, page.dpi), quality=JPEG_QUALITY)


def _write_tiff(target: Path, pages: Sequence[PageImage]) -> None:
    """One-bit pages in Group 4, as scanners write them, the others in LZW."""
    pictures = [page.picture() for page in pages]
    for picture, page in zip(pictures, pages, strict=True):
        picture.encoderinfo = {
            "compression": "group4" if page.one_bit else "tiff_lzw",
            "dpi": (page.dpi, page.dpi),
        }
    first, *others = pictures
    first.save(target, save_all=True, append_images=others, **first.encoderinfo)


def _write_pdf(target: Path, pages: Sequence[PageImage]) -> None:
    with pikepdf.new() as pdf:
        for page in pages:
            _add_page(pdf, page)
        pdf.save(target, deterministic_id=True)


def _add_page(pdf: pikepdf.Pdf, page: PageImage) -> None:
    """One image over the whole page; it is stored turned back by `turn`, which `/Rotate` undoes."""
    stored = PageImage(np.ascontiguousarray(np.rot90(page.image, page.turn // 90)), page.dpi)
    height, width = stored.image.shape[:2]
    size = (width * 72 / page.dpi, height * 72 / page.dpi)
    image = _image_stream(pdf, stored)
    draw = f"q {size[0]:.3f} 0 0 {size[1]:.3f} 0 0 cm /Im0 Do Q".encode()
    sheet = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, round(size[0], 3), round(size[1], 3)],
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image)),
        Contents=pdf.make_stream(draw),
        Rotate=page.turn,
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(sheet)))


def _image_stream(pdf: pikepdf.Pdf, page: PageImage) -> pikepdf.Stream:
    height, width = page.image.shape[:2]
    colours = pikepdf.Name.DeviceGray if page.image.ndim == 2 else pikepdf.Name.DeviceRGB
    if page.one_bit:
        data, kind, bits = (
            zlib.compress(np.packbits(page.image > 0, axis=1).tobytes(), 9),
            pikepdf.Name.FlateDecode,
            1,
        )
    else:
        buffer = io.BytesIO()
        Image.fromarray(page.image).save(buffer, "JPEG", quality=JPEG_QUALITY)
        data, kind, bits = buffer.getvalue(), pikepdf.Name.DCTDecode, 8
    return pikepdf.Stream(
        pdf,
        data,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=colours,
        BitsPerComponent=bits,
        Filter=kind,
    )
