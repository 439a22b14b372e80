"""Damages by the file or the line: JPEG, one bit a pixel, fax."""

from __future__ import annotations

import cv2
import numpy as np

from processors.scan import Raster
from samples.chance import Rng, whole
from samples.damage.base import Damaged

JPEG_QUALITY = (18, 60)
"""Qualities at which blocks begin to show around letters."""

THRESHOLD = (105, 190)
"""Fixed levels that scanners use for one-bit pages, from thin to thick letters."""

FAX_LEVEL = (140, 185)
"""Level above which a fax machine sends white."""

FAX_DPI = 204
"""Pixels per inch along a fax line (ITU-T T.4)."""

FAX_LINES, FAX_FINE_LINES = 98, 196
"""Lines per inch of a standard and a fine fax (ITU-T T.4)."""


def _grey(image: Raster) -> Raster:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8) if image.ndim == 3 else image


def jpeg(image: Raster, rng: Rng, _dpi: float) -> Damaged:
    """Saved as a small JPEG."""
    coloured = cv2.cvtColor(image, cv2.COLOR_RGB2BGR) if image.ndim == 3 else image
    _, data = cv2.imencode(".jpg", coloured, [cv2.IMWRITE_JPEG_QUALITY, whole(rng, *JPEG_QUALITY)])
    back = np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED), dtype=np.uint8)
    return Damaged(
        np.asarray(cv2.cvtColor(back, cv2.COLOR_BGR2RGB) if image.ndim == 3 else back, dtype=np.uint8)
    )


def otsu(image: Raster, _rng: Rng, _dpi: float) -> Damaged:
    """Black and white, cut where Otsu's method would (0 or 255)."""
    _, cut = cv2.threshold(_grey(image), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return Damaged(np.asarray(cut, dtype=np.uint8))


def threshold(image: Raster, rng: Rng, _dpi: float) -> Damaged:
    """Black and white, cut at a fixed level (0 or 255)."""
    _, cut = cv2.threshold(_grey(image), whole(rng, *THRESHOLD), 255, cv2.THRESH_BINARY)
    return Damaged(np.asarray(cut, dtype=np.uint8))


def fax(image: Raster, rng: Rng, dpi: float) -> Damaged:
    """Sent as a standard fax and printed at the old size: each line of it is twice as high as wide."""
    return Damaged(_sent(image, rng, dpi, FAX_LINES))


def fax_fine(image: Raster, rng: Rng, dpi: float) -> Damaged:
    """Sent as a fine fax and printed at the old size."""
    return Damaged(_sent(image, rng, dpi, FAX_FINE_LINES))


def _sent(image: Raster, rng: Rng, dpi: float, lines: int) -> Raster:
    height, width = image.shape[:2]
    size = (max(1, round(width * FAX_DPI / dpi)), max(1, round(height * lines / dpi)))
    small = cv2.resize(_grey(image), size, interpolation=cv2.INTER_AREA)
    _, cut = cv2.threshold(small, whole(rng, *FAX_LEVEL), 255, cv2.THRESH_BINARY)
    return np.asarray(cv2.resize(cut, (width, height), interpolation=cv2.INTER_NEAREST), dtype=np.uint8)
