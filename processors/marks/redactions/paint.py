"""What OCR gets to see of redactions: nothing of what they hide, and apart from that the code printed on them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.geometry import Box, bounding
from processors.marks.rasters import grey_of, lettering, mean_reduced, opened, paper_level, window
from processors.marks.redactions.types import CodeArea, RedactionMark, RedactionMarks
from processors.records import RedactionKind
from processors.scan import Raster

_BORDER = 9
"""Pixels painted along the sides of a leaning box: its thin border, and what the reduction hid of its place."""


_BLACK = frozenset({RedactionKind.BLACK_BOX, RedactionKind.MARKER})

_DARK = 100
"""Grey level (0 black to 255 white) below which a pixel of a black box counts as black, as in the search for them."""

_THICK = 0.055
"""Inches; thinner strokes of black are type that touches a marker, as in the search for them."""

_BESIDE = 0.02
"""Inches beside the middle of a border in which its line lies."""

_LONG = (0.1, 0.25)
"""Inches that a line runs on without a break, at least and at most; bars of letters are shorter."""

_THIN = 0.012
"""Inches; stems of type are thicker than such a line."""

_ALONG = 0.4
"""Share of a side along which such a line is seen; letters on it hide the rest."""

_FAINT = 60
"""Levels by which ink is darker than paper."""

_RIM = 0.005
"""Inches beyond the black of a marker that are still its edge, blurred by the scan."""


def paint_out(grey: Raster, dpi: float, marks: RedactionMarks, across: Sequence[Box] = ()) -> Raster:
    """A copy of the page with every found redaction filled with paper, so that OCR never speaks inside one.

    Args:
        grey: the page the marks were found on, height x width (an RGB raster gives a grey copy).
        dpi: its pixels per inch.
        marks: of `find_redactions`, in pixels of `grey`.
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
            cv2.polylines(painted, [corners], True, paper, _BORDER)
        else:
            # one pixel more, so that no rest of a border is read as a letter
            place = painted[window(mark.box.grown(1), painted.shape)]
            place[_under_black(place, dpi) if mark.kind in _BLACK else ...] = paper
            if mark.kind is RedactionKind.WHITE_BOX:
                _erase_border(painted, paper, dpi, mark.box)
    for there, print_ in kept:
        painted[there] = print_
    return painted


def _erase_border(painted: Raster, paper: int, dpi: float, box: Box) -> None:
    """Takes the thin lines away that are left beside a white box: they tie together the letters that they touch."""
    thin = max(2, round(_THIN * dpi))
    # Wider than where lines may lie, so that a stem that begins there is seen as thick as it is.
    reach = round(max(3.0, _BESIDE * dpi)) + thin + 1
    x0, y0, x1, y1 = box
    level = (Box(x0 - reach, y - reach, x1 + reach, y + reach) for y in (y0, y1))
    upright = (Box(x - reach, y0 - reach, x + reach, y1 + reach) for x in (x0, x1))
    strips = [painted[window(side, painted.shape)] for side in level]
    strips += [painted[window(side, painted.shape)].T for side in upright]
    for strip in strips:
        # Half of the side at least: stems and dashes beside a box are shorter.
        long = round(min(max(_LONG[0] * dpi, strip.shape[1] / 2), _LONG[1] * dpi))
        line = _line_in(strip < paper - _FAINT, max(3, long), thin)
        # A border goes on along the side, but for the letters on it; a dash, or a bar over a word, ends.
        if line.any(axis=0).mean() >= _ALONG:
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


def _under_black(place: Raster, dpi: float) -> NDArray[np.bool_]:
    """What a marker hides of its box: each column from its first to its last thick black.

    Its edges lean, and the line above or below that its box takes in where they do is open to all.
    """
    thick, rim = max(3, round(_THICK * dpi)), max(1, round(_RIM * dpi))
    black = opened((place < _DARK).astype(np.uint8), thick, thick)
    held, last = black.any(axis=0), len(black) - 1
    top = np.where(held, black.argmax(axis=0), 0) - rim
    foot = np.where(held, last - black[::-1].argmax(axis=0), last) + rim
    rows = np.arange(len(black))[:, None]
    return np.asarray((rows >= top) & (rows <= foot))


def code_areas(raster: Raster, dpi: float, marks: RedactionMarks) -> tuple[CodeArea, ...]:
    """For each find, in the order of `marks.found`, where its printed code may be read.

    Args:
        raster: the untouched page, grey or RGB.
        dpi: its pixels per inch.
        marks: of `find_redactions`, in pixels of `raster`.
    """
    grey = grey_of(raster)
    return tuple(_code_area(grey, dpi, mark) for mark in marks.found)


def _code_area(grey: Raster, dpi: float, mark: RedactionMark) -> CodeArea:
    border = 0.015 * dpi
    inner = mark.box.grown(-border).clipped(grey.shape[1], grey.shape[0])
    pixels = grey[window(inner, grey.shape)]
    if pixels.size == 0:
        return CodeArea(mark.box, inverted=False, lettered=False)
    small = mean_reduced(np.ascontiguousarray(pixels), dpi, 150.0)
    ground = float(np.median(small.pixels))
    dark = lettering((small.pixels < ground - 70).astype(np.uint8), small.dpi)
    light = lettering((small.pixels > ground + 50).astype(np.uint8), small.dpi)
    inverted = len(light.boxes) > len(dark.boxes)
    letters = light if inverted else dark
    if not letters.boxes:
        return CodeArea(inner, inverted=ground < 128, lettered=False)
    around = bounding(letters.boxes).scaled(small.factor).moved(round(inner.x0), round(inner.y0))
    # a quarter of a line of white on all sides: OCR wants a margin
    margin = 0.04 * dpi
    return CodeArea(around.grown(margin).intersection(inner), inverted=inverted, lettered=True)
