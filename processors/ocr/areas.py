"""Reading many small areas at once: codes inside boxes, words under strikes.

Starting Tesseract costs more than reading a word, so the areas are set below each other on one sheet of paper, each at
a comfortable size, and the sheet is read once.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from processors.geometry import Affine
from processors.ocr.engine import Engine, EngineLine, EngineWord
from processors.scan import Raster

# White around and between areas on the sheet (pixels), so that no line of one is taken for a part of the next.
_MARGIN = 30
_GAP = 40


def read_areas(
    engine: Engine, crops: Sequence[Raster], dpi: float, sheet_dpi: float, timeout: float
) -> tuple[tuple[EngineLine, ...], ...]:
    """Reads each crop (dark on light, grey, at `dpi`), enlarged to `sheet_dpi`; boxes are in pixels of that crop.

    Raises:
        EngineError: the engine failed.
    """
    if not crops:
        return ()
    scale = sheet_dpi / dpi
    enlarged = [_enlarged(crop, scale) for crop in crops]
    width = max(crop.shape[1] for crop in enlarged) + 2 * _MARGIN
    tops = np.cumsum([_MARGIN] + [crop.shape[0] + _GAP for crop in enlarged])
    sheet: Raster = np.full((int(tops[-1]) + _MARGIN, width), 255, np.uint8)
    for crop, top in zip(enlarged, tops, strict=False):
        sheet[top : top + crop.shape[0], _MARGIN : _MARGIN + crop.shape[1]] = crop
    lines = engine.read(sheet, sheet_dpi, timeout)
    places = [
        (
            float(top) - _GAP / 2,
            float(top) + crop.shape[0] + _GAP / 2,
            Affine.translation(-_MARGIN, -float(top)),
        )
        for top, crop in zip(tops, enlarged, strict=False)
    ]
    return tuple(
        _lines_in(lines, y0, y1, to_area.then(Affine.scale(1 / scale))) for y0, y1, to_area in places
    )


def _enlarged(crop: Raster, scale: float) -> Raster:
    size = (max(1, round(crop.shape[1] * scale)), max(1, round(crop.shape[0] * scale)))
    kind = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(crop, size, interpolation=kind), dtype=np.uint8)


def _lines_in(lines: Sequence[EngineLine], y0: float, y1: float, to_area: Affine) -> tuple[EngineLine, ...]:
    found = []
    for line in lines:
        words = tuple(
            EngineWord(word.text, to_area.box(word.box), word.confidence)
            for word in line.words
            if y0 <= word.box.centre[1] <= y1
        )
        if words:
            found.append(EngineLine.of(words))
    return tuple(found)
