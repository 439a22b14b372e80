"""A second look for strikes, at banners that were read and that nothing struck so far.

Slanting strokes are found by a transform that draws its points by chance over the whole page, so that ink anywhere on
it may hide one. A struck banner told as live is the worst of all misses, and there are few of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from processors.config import Config
from processors.geometry import Affine, Box, overlap_1d
from processors.language.classification import find_banner
from processors.language.struck import tells_release
from processors.marks.rasters import window
from processors.marks.strikes import StrikeMark, find_strikes
from processors.marks.strikes.hidden import hanging_line
from processors.marks.strikes.ink import ink_of
from processors.records import Line, StrikeStyle
from processors.scan import Scan

_SAME = 0.5
"""Share of the smaller of two boxes in the other from which they are about the same words."""


def strikes_on_banners(
    scan: Scan,
    lines: Sequence[Line],
    strikes: Sequence[StrikeMark],
    ignore: Sequence[Box],
    to_upright: Affine,
    config: Config,
) -> list[StrikeMark]:
    """Strikes through banners that were not found on the page as a whole, in pixels of its raster.

    Args:
        scan: the page.
        lines: what was read, on the upright page.
        strikes: found so far, in pixels.
        ignore: redactions, in pixels.
        to_upright: from pixels to the upright page; pages that lie on their side are left as they are.
        config: the settings.
    """
    if not to_upright.keeps_upright:
        return []
    back, known = to_upright.inverse(), [mark.box for mark in strikes]
    banners = [
        back.box(line.bbox)
        for line in lines
        if find_banner(line.text, config.language, tolerant=True) is not None
    ]
    unstruck = [box for box in banners if not any(_lies_on(strike, box, config) for strike in known)]
    looks = ((box, _looked_at(scan, box, ignore, config)) for box in unstruck)
    seen = [mark for box, marks in looks for mark in marks if _share(mark.box, box) >= _SAME]
    found: list[StrikeMark] = []
    # One stroke may go through a banner and the line below, and be seen whole from there only.
    for mark in sorted(seen, key=lambda m: -m.box.area):
        told = [*known, *(other.box for other in found)]
        found += [mark] if not any(_share(mark.box, other) >= _SAME for other in told) else []
    told = [*known, *(mark.box for mark in found)]
    return found + _half_hidden(scan, lines, told, to_upright, config)


def _half_hidden(
    scan: Scan, lines: Sequence[Line], told: Sequence[Box], to_upright: Affine, config: Config
) -> list[StrikeMark]:
    """Strikes through lines of which a release line hides the upper half."""
    hidden, back = config.strikes.hidden, to_upright.inverse()
    if scan.dpi < hidden.least_dpi:
        return []
    released = [line.bbox for line in lines if tells_release(line.words, config.language)]
    below = [
        back.box(line.bbox)
        for line in lines
        if any(_hangs_under(line.bbox, box, hidden.close_h) for box in released)
    ]
    below = [box for box in below if not any(_lies_on(strike, box, config) for strike in told)]
    if not below:
        return []
    ink = ink_of(scan.grey())
    boxes = (hanging_line(ink, box, hidden) for box in below)
    return [StrikeMark(box, StrikeStyle.HORIZONTAL, hidden.sure) for box in boxes if box is not None]


def _hangs_under(line: Box, release: Box, close: float) -> bool:
    """Whether a line stands close below a release line, within its width."""
    apart = line.y0 - release.y1
    return (
        abs(apart) <= close * release.height
        and line.y1 > release.y1
        and release.x0 <= line.centre[0] <= release.x1
    )


def _lies_on(strike: Box, banner: Box, config: Config) -> bool:
    level = overlap_1d(strike.y0, strike.y1, banner.y0, banner.y1) > 0
    common = overlap_1d(strike.x0, strike.x1, banner.x0, banner.x1)
    return level and common >= config.strikes.banner_struck * banner.width


def _share(one: Box, other: Box) -> float:
    """Share (0..1) of the smaller box in the larger one."""
    return max(one.covered_by(other), other.covered_by(one))


def _looked_at(scan: Scan, banner: Box, ignore: Sequence[Box], config: Config) -> list[StrikeMark]:
    beside, above = (share * banner.height for share in config.strikes.banner_around)
    rows, columns = window(banner.grown(beside, above), scan.raster.shape[:2])
    part = np.ascontiguousarray(scan.grey()[rows, columns])
    if part.size == 0:
        return []
    here = Affine.translation(-columns.start, -rows.start)
    covered = [here.box(box) for box in ignore]
    own = replace(config.strikes, slant=config.strikes.banner_slant)
    # A struck banner is one piece of ink: how high its letters are only who read it knows.
    looks = (find_strikes(part, scan.dpi, covered, own, high) for high in (0.0, banner.height))
    seen = ([mark.moved(here.inverse()) for mark in look.found] for look in looks)
    return next((marks for marks in seen if any(_share(mark.box, banner) >= _SAME for mark in marks)), [])
