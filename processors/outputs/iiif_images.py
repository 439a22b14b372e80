"""Pictures of pages for viewers on the web."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from processors.outputs.files import write_atomic
from processors.outputs.iiif import IIIF_FOLDER, PageImage
from processors.scan import Scan

# Type keeps its edges above 80, and files grow fast above 90.
_JPEG_QUALITY = 85


def write_page_image(folder: Path, scan: Scan) -> PageImage:
    """Writes the page as it is into `iiif/` of the result folder: black and white as PNG, all else as JPEG.

    Raises:
        AccessError: the folder cannot be written to.
    """
    raster = scan.sheet()
    picture = Image.fromarray(raster)
    bilevel = raster.ndim == 2 and bool(((raster == 0) | (raster == 255)).all())
    buffer = io.BytesIO()
    if bilevel:
        suffix, media_type = "png", "image/png"
        picture.convert("1").save(buffer, "PNG", optimize=True)
    else:
        suffix, media_type = "jpg", "image/jpeg"
        picture.save(buffer, "JPEG", quality=_JPEG_QUALITY)
    name = f"{scan.number:04d}.{suffix}"
    write_atomic(folder / IIIF_FOLDER / name, buffer.getvalue())
    return PageImage(name, media_type, picture.width, picture.height)
