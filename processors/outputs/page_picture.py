"""A picture of a page for a browser, in the width that is asked for."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from processors.clean import Cleaned
from processors.scan import Raster, Scan

# Of WebP (0..100): letters of six points have no halo that could be taken for ink.
_QUALITY = 82
# How hard the packer tries (0..6): 2 takes a third of the time of 4 for pictures a tenth larger.
_METHOD = 2
# Pixels: WebP has no larger pictures.
_MOST_SIDE = 16_383


def page_webp(raster: Raster, width: int) -> bytes:
    """The page as a WebP file.

    Args:
        raster: of the page.
        width: in pixels, at most that of the raster; a page of extreme height comes narrower.
    """
    picture = Image.fromarray(raster)
    wide = max(1, min(width, picture.width))
    high = max(1, round(picture.height * wide / picture.width))
    if high > _MOST_SIDE:
        wide, high = max(1, wide * _MOST_SIDE // high), _MOST_SIDE
    if (wide, high) != picture.size:
        picture = picture.resize((wide, high), Image.Resampling.LANCZOS, reducing_gap=3.0)
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=_QUALITY, method=_METHOD)
    return buffer.getvalue()


def cleaned_as_shown(scan: Scan, cleaned: Cleaned) -> Raster:
    """What OCR saw of a page, turned back to how the page is shown, so that both lie upon each other."""
    import cv2

    height, width = scan.raster.shape[:2]
    matrix = np.array(cleaned.to_source.rows()[:2], dtype=np.float64)
    back = cv2.warpAffine(cleaned.grey, matrix, (width, height), flags=cv2.INTER_AREA, borderValue=255)
    return scan.on_sheet(np.asarray(back, dtype=np.uint8))
