"""What OCR gets to see of redactions: nothing of what they hide, and apart from that the code printed on them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.paint import PaintConfig
from processors.config.redactions import RedactionConfig
from processors.geometry import Box, bounding
from processors.marks.rasters import grey_of, lettering, mean_reduced, opened, paper_level, window
from processors.marks.redactions.types import CodeArea, RedactionMark, RedactionMarks
from processors.records import RedactionKind
from processors.scan import Raster

_BLACK = frozenset({RedactionKind.BLACK_BOX, RedactionKind.MARKER})


def paint_out(
    grey: Raster, dpi: float, marks: RedactionMarks, config: RedactionConfig, across: Sequence[Box] = ()
) -> Raster:
    """A copy of the page with every found redaction filled with paper, so that OCR never speaks inside one.

    Args:
        grey: the page the marks were found on, height x width (an RGB raster gives a grey copy).
        dpi: its pixels per inch.
        marks: of `find_redactions`, in pixels of `grey`.
        config: with which they were found.
        across: print that runs across the sides of boxes, which hide none of it (`printed_across`).
    """
    painted = grey_of(grey).copy()
    paper = paper_level(painted) if painted.size else 255
    kept = [(place, painted[place].copy()) for place in (window(row, painted.shape) for row in across)]
    for mark in marks.found:
        if mark.corners:
            # only what leans: the level box around it would take letters of the lines above and below with it
            corners = np.rint(np.array(mark.corners)).astype(np.int32)
            cv2.fillConvexPoly(painted, corners, paper)
            cv2.polylines(painted, [corners], True, paper, config.paint.border)
        else:
            # one pixel more, so that no rest of a border is read as a letter
            place = painted[window(mark.box.grown(1), painted.shape)]
            place[_under_black(place, dpi, config) if mark.kind in _BLACK else ...] = paper
            if mark.kind is RedactionKind.WHITE_BOX:
                _erase_border(painted, paper, dpi, mark.box, config.paint)
    for there, print_ in kept:
        painted[there] = print_
    return painted


def _erase_border(painted: Raster, paper: int, dpi: float, box: Box, config: PaintConfig) -> None:
    """Takes the thin lines away that are left beside a white box: they tie together the letters that they touch."""
    thin = max(2, round(config.thin * dpi))
    # Wider than where lines may lie, so that a stem that begins there is seen as thick as it is.
    reach = round(max(3.0, config.beside * dpi)) + thin + 1
    x0, y0, x1, y1 = box
    level = (Box(x0 - reach, y - reach, x1 + reach, y + reach) for y in (y0, y1))
    upright = (Box(x - reach, y0 - reach, x + reach, y1 + reach) for x in (x0, x1))
    strips = [painted[window(side, painted.shape)] for side in level]
    strips += [painted[window(side, painted.shape)].T for side in upright]
    for strip in strips:
        # Half of the side at least: stems and dashes beside a box are shorter.
        long = round(min(max(config.shortest * dpi, strip.shape[1] / 2), config.longest * dpi))
        line = _line_in(strip < paper - config.faint, max(3, long), thin)
        # A border goes on along the side, but for the letters on it; a dash, or a bar over a word, ends.
        if line.any(axis=0).mean() >= config.along:
            strip[thin + 1 : -thin - 1][line[thin + 1 : -thin - 1]] = paper


def _line_in(inked: NDArray[np.bool_], long: int, thin: int) -> NDArray[np.bool_]:
    """Where a thin line runs along a strip, but for the columns in which a stroke goes on above or below it."""
    ink = np.ascontiguousarray(inked, np.uint8)
    line = (opened(ink, long, 1) > 0) & (opened(ink, 1, thin + 1) == 0)
    rest = inked & ~line
    touched = np.zeros_like(line)
    touched[:-1] |= rest[1:]
    touched[1:] |= rest[:-1]
    held = np.any(line & touched, axis=0, keepdims=True)
    return np.asarray(line & ~held)


def _under_black(place: Raster, dpi: float, config: RedactionConfig) -> NDArray[np.bool_]:
    """What a marker hides of its box: each column from its first to its last thick black.

    Its edges lean, and the line above or below that its box takes in where they do is open to all.
    """
    thick, rim = max(3, round(config.solid.core * dpi)), max(1, round(config.paint.rim * dpi))
    black = opened((place < config.solid.black).astype(np.uint8), thick, thick)
    held, last = black.any(axis=0), len(black) - 1
    top = np.where(held, black.argmax(axis=0), 0) - rim
    foot = np.where(held, last - black[::-1].argmax(axis=0), last) + rim
    rows = np.arange(len(black))[:, None]
    return np.asarray((rows >= top) & (rows <= foot))


def code_areas(
    raster: Raster, dpi: float, marks: RedactionMarks, config: PaintConfig
) -> tuple[CodeArea, ...]:
    """For each find, in the order of `marks.found`, where its printed code may be read.

    Args:
        raster: the untouched page, grey or RGB.
        dpi: its pixels per inch.
        marks: of `find_redactions`, in pixels of `raster`.
        config: thresholds.
    """
    grey = grey_of(raster)
    return tuple(_code_area(grey, dpi, mark, config) for mark in marks.found)


def _code_area(grey: Raster, dpi: float, mark: RedactionMark, config: PaintConfig) -> CodeArea:
    border = config.code_border * dpi
    inner = mark.box.grown(-border).clipped(grey.shape[1], grey.shape[0])
    pixels = grey[window(inner, grey.shape)]
    if pixels.size == 0:
        return CodeArea(mark.box, inverted=False, lettered=False)
    small = mean_reduced(np.ascontiguousarray(pixels), dpi, config.code_dpi)
    ground = float(np.median(small.pixels))
    dark = lettering((small.pixels < ground - config.code_dark).astype(np.uint8), small.dpi)
    light = lettering((small.pixels > ground + config.code_light).astype(np.uint8), small.dpi)
    inverted = len(light.boxes) > len(dark.boxes)
    letters = light if inverted else dark
    if not letters.boxes:
        return CodeArea(inner, inverted=ground < 128, lettered=False)
    around = bounding(letters.boxes).scaled(small.factor).moved(round(inner.x0), round(inner.y0))
    return CodeArea(
        around.grown(config.code_margin * dpi).intersection(inner), inverted=inverted, lettered=True
    )
