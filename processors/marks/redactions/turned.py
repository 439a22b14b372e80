"""Black and toned boxes that lean: the place of each is turned level and looked at like any other.

Level rectangles cut a leaning bar into pieces or cover its corners only in part. A shape that fills a leaning rectangle
far better than a level one is found by its outline; what is a redaction is left to the search for level boxes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np

from processors.components import Components
from processors.config.slants import TurnedConfig
from processors.geometry import Box, bounding
from processors.marks.rasters import Reduced, box_of, window
from processors.marks.redactions.shapes import outline_of
from processors.marks.redactions.types import RedactionMark
from processors.records import RedactionKind
from processors.scan import Raster

Search = Callable[[Raster, float], Sequence[RedactionMark]]
"""Finds level boxes on a picture of a resolution (pixels per inch)."""


def find_turned(
    page: Reduced, shapes: Components, top: int, search: Search, config: TurnedConfig
) -> list[RedactionMark]:
    """Leaning boxes among the shapes of a page, in pixels of the full raster, with their corners.

    Args:
        page: the reduced page.
        shapes: connected areas of black or of a tone on it.
        top: row of the page that their first row is.
        search: for level boxes.
        config: thresholds.
    """
    found = []
    for centre, degrees, size in _leaning(shapes, page.dpi, config):
        mark = _level(page, (centre[0], centre[1] + top), degrees, size, search, config)
        if mark is not None:
            found.append(mark)
    return found


def _leaning(
    shapes: Components, dpi: float, config: TurnedConfig
) -> Iterator[tuple[tuple[float, float], float, tuple[float, float]]]:
    """Middle, lean in degrees, and size of the leaning rectangles among the shapes."""
    _, _, widths, heights, areas = shapes.stats.astype(np.int64).T
    likely = (widths >= config.width * dpi) & (areas < (1 - config.gained) * widths * heights)
    likely[0] = False
    for label in np.flatnonzero(likely).tolist():
        rows, columns = window(box_of(shapes.stats[label]), shapes.shape)
        outline = outline_of(shapes.piece(label))
        (x, y), (a, b), angle = cv2.minAreaRect(outline)
        # which side comes first, and by which quarter turn, differs between versions of OpenCV
        if abs(angle) > 45:
            a, b, angle = b, a, angle - math.copysign(90, angle)
        long = a >= config.aspect * b
        if not long or not config.least <= abs(angle) <= config.most:
            continue
        # an outline runs through the middles of its pixels
        area = cv2.contourArea(outline) + 0.5 * cv2.arcLength(outline, closed=True)
        filled = area / ((a + 1) * (b + 1))
        if (
            filled >= config.filled
            and filled - areas[label] / (widths[label] * heights[label]) >= config.gained
        ):
            yield (x + columns.start, y + rows.start), float(angle), (float(a) + 1, float(b) + 1)


def _level(
    page: Reduced,
    centre: tuple[float, float],
    degrees: float,
    size: tuple[float, float],
    search: Search,
    config: TurnedConfig,
) -> RedactionMark | None:
    """The box around a place, where the search finds one that is as large once the place is turned level."""
    margin = 2 * config.around * page.dpi
    width, height = math.ceil(size[0] + margin), math.ceil(size[1] + margin)
    turn = cv2.getRotationMatrix2D(centre, degrees, 1.0)
    turn[:, 2] += np.array([width / 2 - centre[0], height / 2 - centre[1]])
    picture = cv2.warpAffine(
        page.pixels, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    there = Box((width - size[0]) / 2, (height - size[1]) / 2, (width + size[0]) / 2, (height + size[1]) / 2)
    marks = search(np.asarray(picture, dtype=np.uint8), page.dpi)
    mark = next((m for m in marks if m.rejected_by is None and m.box.iou(there) >= config.same), None)
    if mark is None:
        return None
    back = cv2.invertAffineTransform(turn)
    x0, y0, x1, y1 = mark.box
    corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]) @ back[:, :2].T + back[:, 2]
    points = tuple((float(x), float(y)) for x, y in corners * page.factor)
    kind = RedactionKind.BLACK_BOX if mark.kind is RedactionKind.PAGE_DENIED else mark.kind
    return replace(mark, box=bounding(Box(x, y, x, y) for x, y in points), kind=kind, corners=points)
