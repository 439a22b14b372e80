"""Straight slanting strokes: found by the Hough transform and followed in full detail.

Straight slanting lines longer than any stroke of a letter are rare on a page, and the probabilistic Hough transform
finds them at once (Matas, Galambos, Kittler: Robust detection of lines using the progressive probabilistic Hough
transform, CVIU 78, 2000).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import counted, numbers
from processors.config.strikes import SlantConfig, StrikeConfig
from processors.marks.strikes.courses import Courses, Stroke, strokes_along
from processors.marks.strikes.ink import Mask, Pieces

Line = tuple[float, float, float, float]
"""A straight line from the left to the right: x0, y0, x1, y1 in pixels."""

HALF = 0.5
"""Lines are looked for at half the size: they are long, and there are a quarter of the pixels."""

GAP = 2
"""Paper that a line may bridge, in pixels at half the size."""

INKED = 0.85
"""Least share of a line that lies on ink (0..1)."""


NEAR_MIDDLE = 0.3
"""Strokes of a cross meet no farther from the middle of each than this (share of its width)."""

MIRRORED = np.tile(np.linspace(0.5, 1.8, 14), 9)[:, None], np.repeat(np.linspace(-0.2, 0.2, 9), 14)[:, None]
"""Arms of a cross that are looked for: how steep (times the slope of the other arm), and how far from its middle."""

BESIDE = np.array([0, -1, 1, -2, 2])
"""Rows from a line that are looked at for its ink, the nearest first."""


def slanting_strokes(ink: Mask, pieces: Pieces, letter: float, config: StrikeConfig) -> list[Stroke]:
    """Straight slanting strokes, longer than those of letters and thin enough to be lines."""
    slant = config.slant
    followed = _followed(ink, _merged(_lines(pieces, letter, slant), letter), letter, config)
    return _alone([s for s in followed if _is_slash(s, letter, config)], letter, slant)


def _alone(strokes: Sequence[Stroke], letter: float, config: SlantConfig) -> list[Stroke]:
    """The strokes that do not stand in a crowd: where lines slant everywhere is a halftone, mottle or hatching."""
    x, y = np.array([((s.x0 + s.x1) / 2, s.middle) for s in strokes]).reshape(-1, 2).T
    near = np.abs(x[:, None] - x) / letter <= config.crowd_h[1]
    near &= np.abs(y[:, None] - y) / letter <= config.crowd_h[0]
    return [s for s, count in zip(strokes, near.sum(axis=1), strict=True) if count <= config.crowd]


def _is_slash(stroke: Stroke, letter: float, config: StrikeConfig) -> bool:
    """Long, thin, and slanting."""
    slant = config.slant
    if stroke.x1 - stroke.x0 < slant.run_h * letter or stroke.steady < config.steady:
        return False
    slope = abs(slope_of(stroke))
    thickest = slant.thick_h * letter * float(np.hypot(1, slope))
    return slant.min_slope <= slope <= slant.max_slope and stroke.thickness <= thickest


def mates_of(ink: Mask, strokes: Sequence[Stroke], letter: float, config: StrikeConfig) -> list[Stroke]:
    """The other arms of crosses, where the transform saw one arm only."""
    mates: list[Stroke] = []
    for stroke in strokes:
        if any(is_cross(stroke, other, letter) for other in (*strokes, *mates)):
            continue
        line = _mirrored(ink, stroke)
        arms = [] if line is None else _followed(ink, [line], letter, config)
        mates += [arm for arm in arms if _is_slash(arm, letter, config) and is_cross(stroke, arm, letter)]
    return mates


def _mirrored(ink: Mask, stroke: Stroke) -> Line | None:
    """The line of ink that crosses a stroke near its middle, slants the other way, and is about as long."""
    length, slope = stroke.x1 - stroke.x0, slope_of(stroke)
    x, y = (stroke.x0 + stroke.x1) / 2, stroke.middle
    slopes, shift = -slope * MIRRORED[0], length * MIRRORED[1]
    along = np.arange(-0.4 * length, 0.4 * length)
    columns = np.round(x + shift + along).astype(np.int64)
    rows = np.round(y + slope * shift + slopes * along).astype(np.int64)
    height, width = ink.shape
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    dark = ink.reshape(-1).take(rows * width + columns, mode="clip") * inside
    share = dark.mean(axis=1)
    best = int(np.argmax(share))
    if share[best] < INKED:
        return None
    lane = (columns[best], rows[best])
    return float(lane[0][0]), float(lane[1][0]), float(lane[0][-1]), float(lane[1][-1])


def slope_of(stroke: Stroke) -> float:
    """Rows a column; positive falls to the right."""
    # The line of least squares; `np.polyfit` takes ten times as long to say the same.
    count = len(stroke.centre)
    along = np.arange(count) - (count - 1) / 2
    # the sum of the squares of these places
    return float(along @ stroke.centre) / max(1.0, count * (count * count - 1) / 12)


def _lines(pieces: Pieces, letter: float, config: SlantConfig) -> list[Line]:
    """Slanting lines in pieces of ink that are larger than letters."""
    width, height, area = (pieces.stats[:, i] for i in (2, 3, 4))
    large = (width >= config.min_width_h * letter) & (height >= config.min_height_h * letter)
    large &= (width <= config.max_width_h * letter) & (height <= config.max_height_h * letter)
    large &= area <= config.max_density * width * height
    large[0] = False
    if not large.any():
        return []
    mask = pieces.connected.picked(large) * np.uint8(255)
    small = cv2.resize(mask, None, fx=HALF, fy=HALF, interpolation=cv2.INTER_AREA)
    length = config.run_h * letter * HALF
    found = cv2.HoughLinesP(
        (small >= 64).astype(np.uint8),
        1,
        np.pi / 180,
        round(1.5 * length),
        minLineLength=length,
        maxLineGap=GAP,
    )
    if found is None:
        return []
    ends = (np.reshape(found, (-1, 4)) / HALF).tolist()
    rising = [(x0, y0, x1, y1) if x0 <= x1 else (x1, y1, x0, y0) for x0, y0, x1, y1 in ends]
    return [line for line in rising if config.min_slope <= abs(_slope(line)) <= config.max_slope]


def _slope(line: Line) -> float:
    return (line[3] - line[1]) / max(1.0, line[2] - line[0])


def _merged(lines: Sequence[Line], letter: float) -> list[Line]:
    """Lines that go on from each other, or lie side by side in one thick stroke, are one."""
    # a column a line: its ends and its slope
    merged = np.empty((5, len(lines)))
    count = 0
    for line in sorted(lines, key=lambda s: s[0] - s[2]):
        going_on = _continue(merged[:, :count], line, letter)
        if len(going_on):
            k = going_on[0]
            ends = sorted([tuple(merged[:2, k]), tuple(merged[2:4, k]), line[:2], line[2:]])
            line = (*ends[0], *ends[-1])
        else:
            k = count
            count += 1
        merged[:, k] = (*line, _slope(line))
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in merged[:4, :count].T.tolist()]


def _continue(lines: NDArray[np.float64], other: Line, letter: float) -> NDArray[np.int64]:
    """Which of the lines, columns of `x0, y0, x1, y1, slope`, another goes on from or lies beside."""
    x0, y0, x1, _, slope = lines
    (x, y), end = other[:2], other[2:]
    near = np.maximum(x0, x) - np.minimum(x1, end[0]) <= letter
    near &= np.abs(y0 + slope * (x - x0) - y) <= 0.35 * letter
    at: NDArray[np.int64] = near.nonzero()[0]
    if not len(at):
        return at
    x0, y0, slope = x0[at], y0[at], slope[at]
    on = np.abs(y0 + slope * (end[0] - x0) - end[1]) <= 0.35 * letter
    turned = np.abs(np.arctan(slope) - math.atan(_slope(other)))
    return np.asarray(at[on & (np.degrees(turned) <= 8)])


def _followed(ink: Mask, lines: Sequence[Line], letter: float, config: StrikeConfig) -> list[Stroke]:
    """The strokes along lines, from where they start to where they end; a line that is no stroke of ink gives none."""
    x0, y0, x1, y1 = np.array(lines, dtype=np.float64).reshape(-1, 4).T
    slope = (y1 - y0) / np.maximum(1.0, x1 - x0)
    lefts = np.maximum(0, np.rint(x0 - letter)).astype(np.int64)
    widths = np.minimum(ink.shape[1], np.rint(x1 + letter)).astype(np.int64) - lefts
    of, columns = counted(lefts, widths)
    rows = np.clip(np.round(y0[of] + slope[of] * (columns - x0[of])), 0, ink.shape[0] - 1).astype(np.int64)
    # The line may pass a pixel or two beside the ink; most lines that the transform sees in mottle show little of it.
    inked = ink[np.clip(rows + BESIDE[:, None], 0, ink.shape[0] - 1), columns].any(axis=0)
    within = (columns >= x0[of]) & (columns < x1[of])
    count = np.bincount(of[within], minlength=len(x0))
    share = np.bincount(of[within & inked], minlength=len(x0)) / np.maximum(1, count)
    kept = np.flatnonzero((count > 0) & (share >= INKED))
    if not len(kept):
        return []
    starts = np.cumsum(widths) - widths
    first = np.searchsorted(np.cumsum(within), np.cumsum(count) - count, side="right")[kept]
    begin, end = _grown(inked, first, first + count[kept], starts[kept], (starts + widths)[kept])
    places = numbers(begin, end - begin)
    top, bottom = _runs(ink, columns[places], rows[places], round(0.6 * letter))
    extent = bottom - top
    courses = Courses(
        columns[begin], np.zeros_like(begin), end - begin, top, bottom, extent, np.asarray(extent > 0)
    )
    steepest = float(np.hypot(1, config.slant.max_slope))
    return strokes_along(courses, letter, config.slant.thick_h * letter * steepest, config.steady)


def _grown(
    inked: NDArray[np.bool_],
    begin: NDArray[np.int64],
    end: NDArray[np.int64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ranges of columns, grown at both ends as far as there is ink, to `first` and `last` at most."""
    places = np.arange(len(inked))
    bare_before = np.concatenate([[-1], np.maximum.accumulate(np.where(inked, -1, places))])
    bare_after = np.minimum.accumulate(np.where(inked, len(inked), places)[::-1])[::-1]
    bare_after = np.concatenate([bare_after, [len(inked)]])
    return np.maximum(first, bare_before[begin] + 1), np.minimum(last, bare_after[end])


def _runs(
    ink: Mask, columns: NDArray[np.int64], rows: NDArray[np.int64], reach: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First row and row after the last of the ink around `rows`, by column; equal where there is none."""
    height, width = ink.shape
    # small numbers: there are many
    offsets = np.arange(-reach, reach + 1, dtype=np.int16)
    at = np.minimum(np.maximum(rows + offsets[:, None], 0), height - 1)
    band = ink.reshape(-1).take(at * width + columns).view(np.bool_)
    # The run starts from the inked row that is nearest.
    middle = reach + BESIDE
    nearest = np.argmax(band[middle], axis=0)
    start = middle[nearest]
    hit = band[start, np.arange(len(columns))]
    # numbers of the rows of paper; `where` takes ten times as long
    paper, index = ~band, (offsets + np.int16(reach))[:, None]
    above, below = paper * (index + 1) - 1, paper * (index - len(offsets)) + len(offsets)
    # row by row, which is far faster than `accumulate` down the columns
    for upper, lower in pairwise(above):
        np.maximum(upper, lower, out=lower)
    for lower, upper in pairwise(below[::-1]):
        np.minimum(lower, upper, out=upper)
    lanes = np.arange(len(columns))
    top = rows + above[start, lanes] + 1 - reach
    bottom = rows + below[start, lanes] - reach
    return np.where(hit, top, rows), np.where(hit, bottom, rows)


def is_cross(one: Stroke, other: Stroke, letter: float) -> bool:
    """Whether two strokes slant against each other and meet near the middles of both."""
    x0, x1 = max(one.x0, other.x0), min(one.x1, other.x1)
    if x1 - x0 < letter:
        return False
    # what meets so near to both middles has them no farther apart
    apart = abs(one.x0 + one.x1 - other.x0 - other.x1) / 2
    if apart > NEAR_MIDDLE * (one.x1 - one.x0 + other.x1 - other.x0) + 1:
        return False
    if slope_of(one) * slope_of(other) >= 0:
        return False
    columns = np.arange(x0, x1)
    gap = np.abs(one.rows(columns) - other.rows(columns))
    at = int(columns[np.argmin(gap)])
    middles = [abs(at - (s.x0 + s.x1) / 2) / (s.x1 - s.x0) for s in (one, other)]
    return bool(gap.min() <= 1.5 and max(middles) <= NEAR_MIDDLE)
