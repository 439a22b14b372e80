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
from processors.language.exemptions import find_codes, only_codes
from processors.margin_codes import is_too_short
from processors.marks.redactions import CodeArea, RedactionMarks, code_areas
from processors.ocr.areas import read_areas
from processors.ocr.engine import Engine, EngineLine
from processors.ocr.line_reader import LineReader
from processors.ocr.lines import to_lines
from processors.ocr.rapid import tight_words
from processors.records import Line, LineKind, RedactionKind
from processors.scan import Raster, Scan

# Rows of ink that are lower than this (pixels) are rests of a border.
_LEAST_ROWS = 5


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


def read_printed(
    scan: Scan, marks: RedactionMarks, turns: int, engines: tuple[Engine, LineReader], config: Config
) -> Printed:
    """Reads the lettering on redactions.

    Args:
        scan: the untouched page.
        marks: its redactions.
        turns: quarter turns clockwise that bring the page upright.
        engines: who reads, and who reads again where the first finds no code.
        config: the settings.

    Raises:
        EngineError: the engine failed.
    """
    engine, second = engines
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
            continue
        told = [line for line in found if _is_code(line, config)]
        if told:
            codes += to_lines(told, engine.name, to_points, LineKind.CODE)
        else:
            wider = areas[i].box.grown(config.codes.wider_inches * scan.dpi).intersection(marks.found[i].box)
            again = _crop(grey, replace(areas[i], box=wider), turns)
            to_points = _from_crop(wider, again, turns).then(scan.to_points)
            codes += to_lines(_read_again(again, second, config), second.name, to_points, LineKind.CODE)
    return Printed(tuple(codes), tuple(framed), _without(marks, frames))


def _read_again(crop: Raster, engine: LineReader, config: Config) -> list[EngineLine]:
    """What a second reader surely takes for codes and nothing else: row by row, else the crop as one row."""
    clear = _without_ground(crop)
    height, width = crop.shape
    rows = [Box(0.0, float(top), float(width), float(end)) for top, end in _rows(clear)]
    found = _codes_in(clear, rows[: config.codes.rows], engine, config)
    if not found and len(rows) == 1:
        # Rests of a border above or below are a part of the letters that they touch.
        found = _codes_in(clear, [Box(0.0, 0.0, float(width), float(height))], engine, config)
    return found


def _codes_in(clear: Raster, rows: Sequence[Box], engine: LineReader, config: Config) -> list[EngineLine]:
    return [
        EngineLine.of(tight_words(clear, reading))
        for reading in engine.read_lines(clear, rows, config.limits.page_seconds)
        if reading.confidence >= _needed(reading.text, config)
        and only_codes(reading.text.strip(), tolerant=True)
        and not is_too_short(reading.text, reading.confidence, config.codes)
    ]


def _needed(text: str, config: Config) -> float:
    """How surely a reading must be read (0..1): dirt hardly looks like letters in brackets."""
    bracketed = "(" in text and ")" in text
    return config.codes.least_confidence if bracketed else config.codes.printed_confidence


def _without_ground(crop: Raster) -> Raster:
    """Dark lettering on white, whatever its ground: grey, hatched or grained."""
    ground, ink = float(np.median(crop)), float(np.percentile(crop, 1))
    if ground - ink < 1:
        return crop
    # Grain reaches a quarter of the way to the ink.
    white = ground - 0.25 * (ground - ink)
    return np.asarray(np.clip(255 * (crop - ink) / (white - ink), 0, 255), dtype=np.uint8)


def _rows(clear: Raster) -> list[tuple[int, int]]:
    """First and last row (exclusive) of each line of lettering, from the top down."""
    inked = np.flatnonzero((clear < 128).any(axis=1))
    if not len(inked):
        return []
    parts = np.split(inked, np.flatnonzero(np.diff(inked) > 1) + 1)
    return [(int(part[0]), int(part[-1]) + 1) for part in parts if len(part) >= _LEAST_ROWS]


def _without(marks: RedactionMarks, frames: set[int]) -> RedactionMarks:
    turned_down = [
        replace(mark, rejected_by="words_inside") for i, mark in enumerate(marks.found) if i in frames
    ]
    found = tuple(mark for i, mark in enumerate(marks.found) if i not in frames)
    return replace(marks, found=found, rejected=(*marks.rejected, *turned_down))


def _are_words(lines: Sequence[EngineLine], config: Config) -> bool:
    """Whether a word was read that is surely one, and no code; codes of several words may stand on several lines."""
    if only_codes(" ".join(line.text for line in lines), tolerant=True):
        return False
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
