"""What is printed on redactions: codes in white boxes, white codes on bars. Read apart from the page's text.

The page's own recognition never sees a redaction. Here only lettering that lies on one is read, and only what can be
an exemption code is kept: anything else would be a guess at what is withheld. A white box in which plain words stand is
no redaction but a frame around them (`SECRET`, a form's field): it is turned down, and its words are the page's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from processors.config import Config
from processors.geometry import Affine, Box
from processors.language.exemptions import find_codes
from processors.marks.redactions import CodeArea, RedactionMarks, code_areas
from processors.ocr.areas import read_areas
from processors.ocr.engine import Engine, EngineLine
from processors.ocr.lines import to_lines
from processors.records import Line, LineKind, RedactionKind
from processors.scan import Raster, Scan


@dataclass(frozen=True, slots=True)
class Printed:
    """What was read on redactions.

    Attributes:
        codes: lines of kind `code`, boxes in points of the page as shown.
        framed: the words in frames that are no redactions, boxes likewise.
        redactions: the redactions without those frames, which are now among the rejected.
    """

    codes: tuple[Line, ...]
    framed: tuple[Line, ...]
    redactions: RedactionMarks


def read_printed(scan: Scan, marks: RedactionMarks, turns: int, engine: Engine, config: Config) -> Printed:
    """Reads the lettering on redactions.

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
    areas = code_areas(scan.raster, scan.dpi, marks)
    lettered = [i for i, area in enumerate(areas) if area.lettered and _fits(area.box, grey)]
    crops = [_crop(grey, areas[i], turns) for i in lettered]
    read = read_areas(engine, crops, scan.dpi, config.reading.area_dpi, config.limits.page_seconds)
    codes: list[Line] = []
    framed: list[Line] = []
    frames: set[int] = set()
    for i, crop, found in zip(lettered, crops, read, strict=True):
        to_points = _from_crop(areas[i].box, crop, turns).then(scan.to_points)
        if marks.found[i].kind is RedactionKind.WHITE_BOX and _are_words(found, config):
            frames.add(i)
            framed += to_lines(found, engine.name, to_points)
        else:
            told = [line for line in found if _is_code(line, config)]
            codes += to_lines(told, engine.name, to_points, LineKind.CODE)
    return Printed(tuple(codes), tuple(framed), _without(marks, frames))


def _without(marks: RedactionMarks, frames: set[int]) -> RedactionMarks:
    turned_down = [
        replace(mark, rejected_by="words_inside") for i, mark in enumerate(marks.found) if i in frames
    ]
    found = tuple(mark for i, mark in enumerate(marks.found) if i not in frames)
    return replace(marks, found=found, rejected=(*marks.rejected, *turned_down))


def _are_words(lines: Sequence[EngineLine], config: Config) -> bool:
    """Whether a word was read that is surely one, and no code."""
    return any(
        word.confidence >= config.reading.framed_confidence
        and sum(c.isalpha() for c in word.text) >= config.reading.framed_letters
        and not find_codes(line.text, tolerant=True)
        for line in lines
        for word in line.words
    )


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
