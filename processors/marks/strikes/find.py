"""Finding struck words on an untouched raster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.strikes import StrikeConfig
from processors.geometry import Box
from processors.marks.strikes.filters import judge_stroke
from processors.marks.strikes.ink import Mask, Pieces, ink_of, letter_height, pieces_of
from processors.marks.strikes.level import Crossing, crossings
from processors.marks.strikes.overstrike import find_overstrikes, linked_share, outside
from processors.marks.strikes.paths import Stroke, strokes_of, without_strokes
from processors.marks.strikes.types import StrikeMark, StrikeMarks
from processors.records import StrikeStyle
from processors.scan import Raster


def find_strikes(grey: Raster, dpi: float, ignore: Sequence[Box], config: StrikeConfig) -> StrikeMarks:
    """Struck words of a page.

    Args:
        grey: height x width, the untouched raster, 0 = black.
        dpi: its resolution (pixels per inch).
        ignore: redaction boxes, in pixels; nothing is looked for in them.
        config: thresholds.

    Returns:
        Strikes found, and candidates turned down with the filter that did.
    """
    ink = ink_of(grey, ignore)
    pieces = pieces_of(ink)
    letter = letter_height(pieces, dpi, config)
    if letter == 0:
        return StrikeMarks((), ())
    if letter < config.small_px:
        return _enlarged(grey, dpi, ignore, config)
    marks = _level(ink, pieces, letter, config)
    over = find_overstrikes(ink, pieces, letter, config.overstrike)
    whole = [m.box for m in over if m.rejected_by is None]
    marks = outside(marks, whole, 0.5) + over
    ordered = sorted(marks, key=lambda m: (m.box.y0, m.box.x0))
    return StrikeMarks(
        tuple(m for m in ordered if m.rejected_by is None),
        tuple(m for m in ordered if m.rejected_by is not None),
    )


def _enlarged(grey: Raster, dpi: float, ignore: Sequence[Box], config: StrikeConfig) -> StrikeMarks:
    """Finds on the raster at twice its size: in small type the threshold glues strokes to letters."""
    large = np.asarray(cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    marks = find_strikes(
        large,
        2 * dpi,
        [b.scaled(2) for b in ignore],
        replace(config, small_px=0.0, min_letter_px=2 * config.min_letter_px),
    )

    def halved(some: Sequence[StrikeMark]) -> tuple[StrikeMark, ...]:
        return tuple(replace(m, box=m.box.scaled(0.5)) for m in some)

    return StrikeMarks(halved(marks.found), halved(marks.rejected))


def _level(ink: Mask, pieces: Pieces, letter: float, config: StrikeConfig) -> list[StrikeMark]:
    first = strokes_of(ink, letter, config)
    clean = without_strokes(ink, first)
    second = strokes_of(clean, letter, config)
    clean = without_strokes(clean, second)
    letters = pieces_of(clean)
    found: list[Crossing] = []
    idle: list[Stroke] = []
    rejected: list[StrikeMark] = []
    for stroke in first + second:
        judged = judge_stroke(crossings(stroke, letters, letter, config), config)
        found += [c for c, reason in judged if reason is None]
        rejected += [StrikeMark(c.box, StrikeStyle.HORIZONTAL, 0.0, reason) for c, reason in judged if reason]
        if all(reason for _, reason in judged):
            idle.append(stroke)
    own = _under(pieces, [c.box for c in found])
    clear = [
        c
        for c in found
        if crowd(c, idle, config) < config.crowd
        and linked_share(c.box, pieces, own, letter, config.overstrike) <= config.overstrike.linked
    ]
    rejected += [
        StrikeMark(
            c.box, StrikeStyle.HORIZONTAL, 0.0, "texture: among linked type or strokes that strike nothing"
        )
        for c in found
        if all(c is not d for d in clear)
    ]
    return _merged(clear) + rejected


def _under(pieces: Pieces, boxes: Sequence[Box]) -> NDArray[np.int64]:
    """Labels of the pieces that reach into one of the boxes."""
    inside = np.zeros(len(pieces.stats), dtype=bool)
    for box in boxes:
        inside |= (
            (pieces.lefts < box.x1)
            & (pieces.rights > box.x0)
            & (pieces.tops < box.y1)
            & (pieces.bottoms > box.y0)
        )
    return np.flatnonzero(inside)


def crowd(crossing: Crossing, idle: Sequence[Stroke], config: StrikeConfig) -> int:
    """How many strokes that strike nothing lie around a crossing."""
    down, across = (r * crossing.letter for r in config.crowd_h)
    around, longest = crossing.box.grown(across, down), config.long_h * crossing.letter
    places = [((s.x0 + s.x1) / 2, float(s.centre.mean())) for s in idle if s.x1 - s.x0 < longest]
    return sum(around.contains(x, y) and not crossing.box.contains(x, y) for x, y in places)


def _merged(found: Sequence[Crossing]) -> list[StrikeMark]:
    """One mark a word, `double` where two strokes cross it."""
    by_box: dict[Box, list[Crossing]] = {}
    for crossing in found:
        by_box.setdefault(crossing.box, []).append(crossing)
    return [
        StrikeMark(
            box,
            StrikeStyle.DOUBLE if len(group) > 1 else StrikeStyle.HORIZONTAL,
            max(c.crossed * c.covered for c in group),
        )
        for box, group in by_box.items()
    ]
