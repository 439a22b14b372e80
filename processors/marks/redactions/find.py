"""All redactions of one page: black, toned and white boxes together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from processors.config.redactions import RedactionConfig
from processors.geometry import Box
from processors.marks.rasters import grey_of, mean_reduced, reduction_factor
from processors.marks.redactions.fills import find_fills
from processors.marks.redactions.frames import find_frames
from processors.marks.redactions.leaning import find_leaning
from processors.marks.redactions.mended import mended_frames
from processors.marks.redactions.overlaps import joined_on_lines
from processors.marks.redactions.screens import find_screens
from processors.marks.redactions.solid import find_solid
from processors.marks.redactions.types import RedactionMark, RedactionMarks
from processors.marks.rules import line_masks, rules_of
from processors.scan import Raster


def find_redactions(raster: Raster, dpi: float, config: RedactionConfig) -> RedactionMarks:
    """Finds what was withheld on a page, on its untouched pixels.

    Args:
        raster: height x width (grey) or height x width x 3 (RGB), 0 = black; never cleaned before.
        dpi: pixels per inch of the raster, more than 0.
        config: thresholds.

    Returns:
        Finds from top to bottom, rejected candidates with the name of the filter that objected, and the rules of
        the page; all in pixels of `raster`. The same pixels always give the same marks.
    """
    if min(raster.shape[:2]) < reduction_factor(dpi, config.rules.working_dpi):
        # Less than a pixel is left of it at the size at which lines are looked for.
        return RedactionMarks((), (), ())
    grey = grey_of(raster)
    lines = line_masks(grey, dpi, config.rules)
    page = mean_reduced(grey, dpi, config.rules.working_dpi)
    coloured = page if raster.ndim == 2 else mean_reduced(raster, dpi, config.rules.working_dpi)
    frames = joined_on_lines(find_frames(page, lines, config.frame), dpi, lines, config.frame)
    frames += mended_frames(grey, dpi, lines, frames, config)
    cells = [mark.box for mark in frames if mark.rejected_by == "table_cell"]
    leaning = find_leaning(lines, cells, config.frame)
    marks = [
        *find_solid(page, grey.shape, config.solid),
        *find_fills(raster, coloured, config.fill, config.frame),
        *_not_in_stretches(frames, leaning, config.same),
        *leaning,
        *_not_in_tables(find_screens(grey, page, lines.page, config.dotted), cells, dpi, config),
    ]
    found, rejected = _without_doubles(marks, config.same)
    return RedactionMarks(found, rejected, rules_of(lines, config.rules))


def _not_in_stretches(
    frames: list[RedactionMark], leaning: list[RedactionMark], same: float
) -> list[RedactionMark]:
    """Level boxes, without those that lie in the stretches of one leaning area, or around all of them."""
    stretches = [np.array(m.corners, np.float32) for m in leaning if m.stretch and m.rejected_by is None]
    out = []
    for mark in frames:
        x0, y0, x1, y1 = mark.box
        own = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32)
        common = [float(cv2.intersectConvexConvex(own, quad)[0]) for quad in stretches]
        within = sum(common) > same * mark.box.area
        # A box around an area with steps also takes in what stands beside its short lines.
        around = sum(c > same * cv2.contourArea(q) for c, q in zip(common, stretches, strict=True)) > 1
        doubled = mark.rejected_by is None and (within or around)
        out.append(replace(mark, rejected_by="already_found") if doubled else mark)
    return out


def _not_in_tables(
    screens: Sequence[RedactionMark], cells: list[Box], dpi: float, config: RedactionConfig
) -> list[RedactionMark]:
    """Of toned boxes none that are cells of a table, or the shaded row over or under some."""
    slack = config.dotted.row_slack * dpi

    def shaded(box: Box) -> bool:
        same = any(cell.iou(box) > config.same for cell in cells)
        beside = (min(abs(cell.y0 - box.y1), abs(cell.y1 - box.y0)) <= slack for cell in cells)
        under = (cell.x0 >= box.x0 - slack and cell.x1 <= box.x1 + slack for cell in cells)
        return same or sum(a and b for a, b in zip(beside, under, strict=True)) > 1

    return [
        replace(mark, rejected_by="table_cell") if mark.rejected_by is None and shaded(mark.box) else mark
        for mark in screens
    ]


def _without_doubles(
    marks: list[RedactionMark], same: float
) -> tuple[tuple[RedactionMark, ...], tuple[RedactionMark, ...]]:
    """Keeps the first of finds that lie in one another; black is surer than a tone, a tone than a frame."""
    found: list[RedactionMark] = []
    rejected = [m for m in marks if m.rejected_by is not None]
    for mark in (m for m in marks if m.rejected_by is None):
        if any(_shared(mark, f) > same for f in found):
            rejected.append(replace(mark, rejected_by="already_found"))
        else:
            found.append(mark)
    return _in_order(found), _in_order(rejected)


def _shared(one: RedactionMark, other: RedactionMark) -> float:
    """Share of the smaller of two marks that lies in the other; the boxes around leaning lines of type overlap."""
    if not one.corners or not other.corners:
        return max(one.box.covered_by(other.box), other.box.covered_by(one.box))
    a, b = (np.array(mark.corners, dtype=np.float32) for mark in (one, other))
    smaller = min(cv2.contourArea(a), cv2.contourArea(b))
    return float(cv2.intersectConvexConvex(a, b)[0]) / max(1.0, smaller)


def _in_order(marks: list[RedactionMark]) -> tuple[RedactionMark, ...]:
    return tuple(sorted(marks, key=lambda m: (m.box.y0, m.box.x0, m.box.y1, m.box.x1)))
