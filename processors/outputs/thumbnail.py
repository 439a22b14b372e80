"""A small picture of a page, to tell it from others; it cannot be read."""

from __future__ import annotations

import io

from PIL import Image

from processors.scan import Raster

# Quality of WebP (0..100), best first: at the last, a page of dense type is below 8 KB at 260 pixels.
_QUALITIES = (70, 50, 30, 15, 5)
# A page may be so many times as high as wide; what is longer is made narrower.
_TALLEST = 1.6


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
