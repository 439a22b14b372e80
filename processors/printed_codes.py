"""What is printed on redactions: codes in white boxes, white codes on bars. Read apart from the page's text.

The page's own recognition never sees a redaction. Here only lettering that lies on one is read, and only what can be
an exemption code is kept: anything else would be a guess at what is withheld.
"""

from __future__ import annotations

import numpy as np

from processors.config import Config
from processors.geometry import Affine, Box
from processors.language.exemptions import find_codes
from processors.marks.redactions import CodeArea, RedactionMarks, code_areas
from processors.ocr.areas import read_areas
from processors.ocr.engine import Engine, EngineLine
from processors.ocr.lines import to_lines
from processors.records import Line, LineKind
from processors.scan import Raster, Scan


def read_printed_codes(
    scan: Scan, marks: RedactionMarks, turns: int, engine: Engine, config: Config
) -> tuple[Line, ...]:
    """Lines of kind `code` for the codes printed on redactions, boxes in points of the page as shown.

    Args:
        scan: the untouched page.
        marks: its redactions.
        turns: quarter turns clockwise that bring the page upright.
        engine: who reads.
        config: the settings.

    Raises:
        EngineError: the engine failed.
    """
    grey = scan.grey()
    areas = [
        area for area in code_areas(scan.raster, scan.dpi, marks) if area.lettered and _fits(area.box, grey)
    ]
    crops = [_crop(grey, area, turns) for area in areas]
    read = read_areas(engine, crops, scan.dpi, config.reading.area_dpi, config.limits.page_seconds)
    lines: list[Line] = []
    for area, crop, found in zip(areas, crops, read, strict=True):
        to_points = _from_crop(area.box, crop, turns).then(scan.to_points)
        lines += to_lines(
            [line for line in found if _is_code(line, config)], engine.name, to_points, LineKind.CODE
        )
    return tuple(lines)


def _fits(box: Box, grey: Raster) -> bool:
    inside = box.clipped(grey.shape[1], grey.shape[0])
    return inside.width >= 4 and inside.height >= 4


def _crop(grey: Raster, area: CodeArea, turns: int) -> Raster:
    box = area.box.clipped(grey.shape[1], grey.shape[0])
    crop = grey[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)]
    crop = np.rot90(crop, -turns) if turns else crop
    return np.ascontiguousarray(255 - crop if area.inverted else crop)


def _from_crop(box: Box, crop: Raster, turns: int) -> Affine:
    height, width = crop.shape
    back = Affine.quarter_turns(-turns, width, height)
    return back.then(Affine.translation(max(0, int(box.x0)), max(0, int(box.y0))))


def _is_code(line: EngineLine, config: Config) -> bool:
    """Whether codes are most of what the line says."""
    matches = find_codes(line.text, tolerant=True)
    return sum(match.end - match.start for match in matches) >= config.reading.code_share * len(line.text)
