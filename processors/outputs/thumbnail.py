"""A small picture of a page, to tell it from others; it cannot be read."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from PIL import Image

from processors.config import Config
from processors.scan import Raster
from processors.sources import open_source

# Quality of WebP (0..100), best first: at the last, a page of dense type is below 8 KB at 260 pixels.
_QUALITIES = (70, 50, 30, 15, 5)
# A page may be so many times as high as wide; what is longer is made narrower.
_TALLEST = 1.6
# Dots per inch of the page that the picture is made from: three times as many as it has, which cannot be told from the
# scan's own 300 in the picture and takes half of its time.
_DPI = 100.0


def page_thumbnail(path: str, number: int, config: Config, pixels: int, most_bytes: int) -> bytes:
    """A page of a file as a WebP file, as fine as fits.

    Args:
        path: the file.
        number: of the page, 1-based.
        config: the settings.
        pixels: greatest width.
        most_bytes: as for `thumbnail_webp`.

    Raises:
        DeclassError: the file or the page cannot be opened.
    """
    coarse = replace(config, limits=replace(config.limits, max_dpi=_DPI, render_dpi=_DPI))
    with open_source(Path(path), coarse) as source:
        return thumbnail_webp(source.page(number).sheet(), pixels, most_bytes)


def thumbnail_webp(raster: Raster, pixels: int, most_bytes: int) -> bytes:
    """The page as a WebP file, as fine as fits.

    Args:
        raster: of the page.
        pixels: greatest width.
        most_bytes: the picture is made coarser while it is larger than this; the coarsest may still be larger.
    """
    picture = Image.fromarray(raster)
    picture.thumbnail((pixels, round(_TALLEST * pixels)), Image.Resampling.LANCZOS, reducing_gap=3.0)
    data = b""
    for quality in _QUALITIES:
        buffer = io.BytesIO()
        picture.save(buffer, "WEBP", quality=quality, method=4)
        data = buffer.getvalue()
        if len(data) <= most_bytes:
            break
    return data
