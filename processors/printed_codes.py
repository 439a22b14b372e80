"""What is printed on redactions: codes in white boxes, white codes on bars. Read apart from the page's text.

The page's own recognition never sees a redaction. Here only lettering that lies on one is read, and only what can be
an exemption code is kept: anything else would be a guess at what is withheld. A white box in which plain words stand is
no redaction but a frame around them (`SECRET`, a form's field), a coloured one is a table's head or marked text: it is
turned down, and its words are the page's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import components
from processors.config import Config
from processors.config.codes import CodeConfig
from processors.geometry import Affine, Box
from processors.language.exemption_rules import WITHHELD
from processors.language.exemptions import find_codes, is_unmistakable, only_codes
from processors.margin_codes import is_too_short
from processors.marks.rasters import window
from processors.marks.redactions import CodeArea, RedactionMark, RedactionMarks, code_areas
from processors.marks.redactions.code_rows import code_rows
from processors.marks.redactions.lettered import LETTERED
from processors.marks.redactions.screens import is_of_one_bit
from processors.ocr.areas import read_areas
from processors.ocr.engine import Engine, EngineLine
from processors.ocr.line_reader import LineReader, LineReading
from processors.ocr.lines import to_lines
from processors.ocr.rapid import tight_words
from processors.records import Line, LineKind, RedactionKind
from processors.scan import Raster, Scan

# Rows of ink that are lower than this (pixels) are rests of a border.
_LEAST_ROWS = 5
# And rows that are longer than this (their heights): a line of type across a page has up to 90 characters of half its
# height.
_LONGEST_ROW = 40.0
# A word, if only of three small letters, or a number of a document (`104-10012-10070`): codes have neither, several of
# them side by side included.
_PLAIN = re.compile(r"[^\W\d_]{4}|(?<!\w)[a-z]{3}(?!\w)|\d[\d/-]{4,}\d")
# Share of what was found that lies in a box full of white letters, from which it is a part of it.
_PART = 0.5
# On black, what is printed may well be the reviewer's own label; words on other grounds were there before.
_MAY_FRAME = frozenset(RedactionKind) - {RedactionKind.BLACK_BOX}


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
    smooth = _without_dots(scan, marks, config)
    page = _Page(smooth, turns, *engines, config, dotted=smooth is not scan)
    marks = _with_lettered(page, marks)
    found = marks.found
    # Of letters among slanted lines a part may look like a whole code.
    hatched = [i for i, mark in enumerate(found) if mark.kind is RedactionKind.HATCHED_BOX]
    codes = [line for i in hatched for line in page.from_rows(found[i])]
    open_marks = {i: mark for i, mark in enumerate(found) if not _holds(mark, codes, scan)}
    told = dict(zip(open_marks, page.all_told(replace(marks, found=tuple(open_marks.values()))), strict=True))
    frames = {i for i, said in told.items() if said.framed}
    codes += [line for said in told.values() for line in said.codes]
    for i, mark in enumerate(found):
        if i not in frames and i not in hatched and not _holds(mark, codes, scan):
            codes += page.from_rows(mark)
    framed = tuple(line for said in told.values() for line in said.framed)
    return Printed(tuple(codes), framed, _without(marks, frames))


@dataclass(frozen=True, slots=True)
class _Told:
    """What one redaction says: codes, or the words of a frame that is none."""

    codes: tuple[Line, ...] = ()
    framed: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class _Page:
    """A page, and who reads its redactions; as `read_printed` takes them. `dotted`: its grey boxes are made of dots."""

    scan: Scan
    turns: int
    engine: Engine
    second: LineReader
    config: Config
    dotted: bool

    def all_told(self, marks: RedactionMarks) -> list[_Told]:
        """What the finds say, in their order."""
        scan, config = self.scan, self.config
        areas = code_areas(scan.raster, scan.dpi, marks, config.redactions.paint)
        lettered = [i for i, area in enumerate(areas) if area.lettered and _fits(area.box, scan.grey())]
        crops = [_crop(_alone(scan.grey(), marks.found[i]), areas[i], self.turns) for i in lettered]
        read = read_areas(self.engine, crops, scan.dpi, config.reading.area_dpi, config.limits.page_seconds)
        said = [_Told()] * len(areas)
        for i, crop, lines in zip(lettered, crops, read, strict=True):
            said[i] = self.told(marks.found[i], areas[i], crop, lines)
        return said

    def told(self, mark: RedactionMark, area: CodeArea, crop: Raster, read: Sequence[EngineLine]) -> _Told:
        """What the first reader found on a redaction, or the second where that is no code."""
        to_points = _from_crop(area.box, crop, self.turns).then(self.scan.to_points)
        box = _in_frame(mark.box, area.box, self.turns)
        inside = [line for line in read if not _runs_over_edge(line.box, box, self.config)]
        toned = self.dotted and mark.kind is RedactionKind.GREY_BOX
        if (mark.kind is RedactionKind.WHITE_BOX or toned) and _are_words(inside, self.config):
            return _Told(framed=to_lines(read, self.engine.name, to_points))
        codes = [line for line in read if _is_code(line, self.config)]
        if codes:
            return _Told(to_lines(codes, self.engine.name, to_points, LineKind.CODE))
        return self._again(mark, area)

    def _again(self, mark: RedactionMark, area: CodeArea) -> _Told:
        """What the second reader finds in a little more of it."""
        wider = area.box.grown(self.config.codes.wider_inches * self.scan.dpi).intersection(mark.box)
        crop = _crop(_alone(self.scan.grey(), mark), replace(area, box=wider), self.turns)
        to_points = _from_crop(wider, crop, self.turns).then(self.scan.to_points)
        box = _in_frame(mark.box, wider, self.turns)
        codes, words = _read_again(crop, box, self.scan.dpi, self.second, self.config)
        framed = words if words and not codes and mark.kind in _MAY_FRAME else []
        return _Told(
            to_lines(codes, self.second.name, to_points, LineKind.CODE),
            to_lines(framed, self.second.name, to_points),
        )

    def from_rows(self, mark: RedactionMark) -> tuple[Line, ...]:
        """The first row of letters in a redaction that surely says codes, where its lettering as a whole says none."""
        grey = _alone(self.scan.grey(), mark)
        inner = mark.box.grown(-self.config.codes.border_inches * self.scan.dpi)
        if not _fits(inner, grey):
            return ()
        crop = _crop(grey, CodeArea(inner, inverted=False, lettered=True), self.turns)
        for row in code_rows(crop, self.scan.dpi):
            height, width = row.picture.shape
            whole = Box(0.0, 0.0, float(width), float(height))
            seconds = self.config.limits.page_seconds
            reading = self.second.read_lines(row.picture, [whole], seconds, margin=0.0)[0]
            if _says_codes(reading, self.config):
                there = Affine.translation(row.box.x0, row.box.y0).then(_from_crop(inner, crop, self.turns))
                to_points = there.then(self.scan.to_points)
                return to_lines(_lines(row.picture, [reading]), self.second.name, to_points, LineKind.CODE)
        return ()


def _with_lettered(page: _Page, marks: RedactionMarks) -> RedactionMarks:
    """The marks, with the black boxes full of white letters that say codes alone, in place of what lies in them."""
    doubtful = tuple(mark for mark in marks.rejected if mark.rejected_by == LETTERED)
    if not doubtful:
        return marks
    said = page.all_told(replace(marks, found=doubtful))
    sure = [
        mark
        for mark, one in zip(doubtful, said, strict=True)
        if one.codes and all(is_unmistakable(line.text) for line in one.codes)
    ]
    parts = {m for m in marks.found if any(m.box.covered_by(mark.box) > _PART for mark in sure)}
    found = [m for m in marks.found if m not in parts] + [replace(m, rejected_by=None) for m in sure]
    rejected = tuple(m for m in marks.rejected if m not in sure)
    return replace(marks, found=tuple(sorted(found, key=lambda m: (m.box.y0, m.box.x0))), rejected=rejected)


def _holds(mark: RedactionMark, codes: Sequence[Line], scan: Scan) -> bool:
    """Whether a code was read on a redaction."""
    place = scan.to_points.box(mark.box)
    return any(line.bbox.covered_by(place) > 0.5 for line in codes)


def _alone(grey: Raster, mark: RedactionMark) -> Raster:
    """The page, where a leaning box is looked at without what stands around it in its level one."""
    if not mark.corners:
        return grey
    rows, columns = window(mark.box, grey.shape)
    around = grey[rows, columns]
    outside = np.ones(around.shape, np.uint8)
    corners = np.rint(np.array(mark.corners) - (columns.start, rows.start)).astype(np.int32)
    cv2.fillConvexPoly(outside, corners, 0)
    alone = grey.copy()
    alone[rows, columns] = np.where(outside > 0, np.uint8(np.median(around)), around)
    return alone


def _without_dots(scan: Scan, marks: RedactionMarks, config: Config) -> Scan:
    """The page with the dots of toned boxes smoothed, where it has one bit: they look like parts of letters."""
    toned = [mark.box for mark in marks.found if mark.kind is RedactionKind.GREY_BOX]
    if not toned or not is_of_one_bit(scan.grey(), config.redactions.dotted):
        return scan
    raster, sigma = scan.raster.copy(), config.codes.dots_blur * scan.dpi
    for place in (window(box, raster.shape) for box in toned):
        if raster[place].size:
            raster[place] = cv2.GaussianBlur(raster[place], (0, 0), sigma)
    return replace(scan, raster=raster)


def _read_again(
    crop: Raster, box: Box, dpi: float, engine: LineReader, config: Config
) -> tuple[list[EngineLine], list[EngineLine]]:
    """What a second reader surely takes for codes, and what for plain words: row by row, else the crop as one row.

    `box` is the redaction's, in a frame whose height begins at the top of the crop.
    """
    clear = _without_ground(crop)
    if not _holds_letters(clear):
        return [], []
    height, width = crop.shape
    rows = _rows(clear)
    readings = engine.read_lines(clear, rows[: config.codes.rows], config.limits.page_seconds)
    codes = [reading for reading in readings if _says_codes(reading, config)]
    whole = Box(0.0, 0.0, float(width), float(height))
    if not codes and len(rows) == 1 and rows[0] != whole:
        # Rests of a border above or below are a part of the letters that they touch.
        again = engine.read_lines(clear, [whole], config.limits.page_seconds)
        codes = [reading for reading in again if _says_codes(reading, config)]
    plain = _plain(rows, readings, box, config)
    if not codes and not plain and _is_speckled(clear, config.codes):
        # The recogniser takes specks for parts of letters, and they tie rows together.
        clear = np.asarray(cv2.GaussianBlur(clear, (0, 0), config.codes.specks_blur * dpi), np.uint8)
        rows = _rows(clear)[: config.codes.rows]
        plain = _plain(rows, engine.read_lines(clear, rows, config.limits.page_seconds), box, config)
    return _lines(clear, codes), _lines(clear, plain)


def _plain(
    rows: Sequence[Box], readings: Sequence[LineReading], box: Box, config: Config
) -> list[LineReading]:
    return [
        reading
        for row, reading in zip(rows, readings, strict=False)
        if _says_words(reading, config) and not _runs_over_edge(row, box, config)
    ]


def _is_speckled(clear: Raster, config: CodeConfig) -> bool:
    """Whether dots of a copier lie all over a crop."""
    across, down = components((clear < 128).astype(np.uint8), 8).stats[1:, 2:4].T
    specks = int(np.count_nonzero(np.maximum(across, down) < _LEAST_ROWS))
    return specks >= config.specks * clear.size


def _in_frame(box: Box, crop: Box, turns: int) -> Box:
    """The box of a redaction in the frame of a crop of it; on a page that lies on its side the crop stands for it."""
    return (box if turns == 0 else crop).moved(0, -crop.y0)


def _runs_over_edge(row: Box, box: Box, config: Config) -> bool:
    """Whether a low row stands at the upper or lower edge of a box: a release line printed across it."""
    edge = min(row.y0 - box.y0, box.y1 - row.y1)
    return edge < config.codes.edge_share * box.height and row.height < config.codes.low_row * box.height


def _lines(clear: Raster, readings: Sequence[LineReading]) -> list[EngineLine]:
    return [EngineLine.of(tight_words(clear, reading)) for reading in readings]


def _says_codes(reading: LineReading, config: Config) -> bool:
    return (
        reading.confidence >= _needed(reading.text, config)
        and only_codes(reading.text.strip(), tolerant=True)
        and not is_too_short(reading.text, reading.confidence, config.codes)
    )


def _says_words(reading: LineReading, config: Config) -> bool:
    """Whether a second reader surely read plain words or a long number: nobody withholds what can be read."""
    return (
        reading.confidence >= config.codes.plain_confidence
        and _PLAIN.search(reading.text) is not None
        and WITHHELD.search(reading.text) is None
        and not find_codes(reading.text, tolerant=True)
    )


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


def _holds_letters(clear: Raster) -> bool:
    """Whether some ink stands free of the crop's edges or well inside: rests of a border do neither."""
    height, width = clear.shape
    x, y, across, down = components((clear < 128).astype(np.uint8), 8).stats[1:, :4].T
    free = (x > 0) & (y > 0) & (x + across < width) & (y + down < height)
    inner = clear[height // 4 : height - height // 4, width // 4 : width - width // 4]
    return bool(np.any(free & (down >= _LEAST_ROWS))) or bool(np.any(inner < 128))


def _rows(clear: Raster) -> list[Box]:
    """Each line of lettering, from the top down, with paper beside it as far as the crop has some."""
    ink = clear < 128
    inked = np.flatnonzero(ink.any(axis=1))
    if not len(inked):
        return []
    parts = np.split(inked, np.flatnonzero(np.diff(inked) > 1) + 1)
    rows = (_row(ink, int(part[0]), int(part[-1]) + 1) for part in parts if len(part) >= _LEAST_ROWS)
    return [row for row in rows if row.width <= _LONGEST_ROW * row.height]


def _row(ink: NDArray[np.bool_], top: int, end: int) -> Box:
    columns = np.flatnonzero(ink[top:end].any(axis=0))
    x0, x1 = float(columns[0] - (end - top)), float(columns[-1] + 1 + end - top)
    return Box(max(0.0, x0), float(top), min(float(ink.shape[1]), x1), float(end))


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
        and WITHHELD.search(line.text) is None
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
