"""A page as pixels: the hand-over from `sources` to everything that looks at rasters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from processors.geometry import Affine, Box

Raster = NDArray[np.uint8]
"""Pixels, height x width (grey) or height x width x 3 (RGB), 0 = black."""


@dataclass(frozen=True, slots=True)
class LayerWord:
    """A word of the file's own text layer, in points of the page as shown.

    `visible` is False for invisible text (render mode 3): somebody's OCR over a scan, and for text under something
    opaque. `ink` is the grey level (0 to 255) that it is painted with, None where that is no plain colour.
    `replaced` is True where the file states this text in place of what is drawn.
    """

    text: str
    bbox: Box
    visible: bool
    ink: int | None = None
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class DigitalMark:
    """A redaction among the objects of a PDF page, in points of the page as shown.

    Attributes:
        bbox: of what covers the text, or of the annotation.
        characters: live characters that survive under it; the characters themselves are kept nowhere.
        applied: False for what asks for a redaction and hides nothing: an annotation that was never carried out, or a
            cross-hatching.
    """

    bbox: Box
    characters: int
    applied: bool


@dataclass(frozen=True, slots=True)
class Scan:
    """One page, upright as a viewer shows it, at the scan's own resolution.

    Attributes:
        number: 1-based page number.
        width: of the sheet as shown, in points.
        height: of the sheet as shown, in points.
        dpi: pixels per inch of `raster` (from the page size; for images without a believable tag, estimated).
        rotation: the quarter turn that the file asks viewers to make, in degrees clockwise.
        raster: the untouched pixels of the part that viewers show; in a PDF the sheet may be larger.
        to_points: from pixels of `raster` to points of the page.
        layer: words of the file's own text, empty for images.
        is_scan: whether one image covers (nearly) the whole page.
        digital: redactions among the objects of the page, empty for images.
        how: how the raster was made, for provenance (`embedded image`, `rendered at 300 dpi`, ...).
        shown: the part of the page that viewers show, in points; None where that is all of it.
    """

    number: int
    width: float
    height: float
    dpi: float
    rotation: int
    raster: Raster
    to_points: Affine
    layer: tuple[LayerWord, ...]
    is_scan: bool
    how: str
    digital: tuple[DigitalMark, ...] = ()
    shown: Box | None = None

    @property
    def asked_for(self) -> list[Box]:
        """Where the file asks for a redaction that nobody carried out: what stands there is not published by us."""
        return [mark.bbox for mark in self.digital if not mark.applied]

    def grey(self) -> Raster:
        """The raster as height x width grey levels."""
        if self.raster.ndim == 2:
            return self.raster
        import cv2

        return np.asarray(cv2.cvtColor(self.raster, cv2.COLOR_RGB2GRAY), dtype=np.uint8)

    def sheet(self) -> Raster:
        """The whole sheet; what viewers do not show of it is white."""
        return self.on_sheet(self.raster)

    def on_sheet(self, pixels: Raster) -> Raster:
        """Pixels that lie as those of `raster` do, on a picture of the whole sheet."""
        high, wide = pixels.shape[:2]
        sheet = self.to_points.inverse().box(Box(0.0, 0.0, self.width, self.height))
        before = max(0, round(-sheet.y0)), max(0, round(-sheet.x0))
        after = max(0, round(sheet.y1) - high), max(0, round(sheet.x1) - wide)
        if not any((*before, *after)):
            return pixels
        whole = np.full(
            (before[0] + high + after[0], before[1] + wide + after[1], *pixels.shape[2:]), 255, np.uint8
        )
        whole[before[0] : before[0] + high, before[1] : before[1] + wide] = pixels
        return whole
