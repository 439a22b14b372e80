"""Large hand-drawn crosses over stamps and blocks of type: two long strokes that meet near the middles of both.

Strokes of a pen bow and wander, so they are followed, not fitted: the picture is sheared until a slanting stroke lies
level, and is then followed as level strikes are. Only ink in which the Hough transform sees a straight slanting line is
looked at, since pages have little of it. Thin lines, such as those that reviewers draw on the screen, are gone once a
page is reduced, so every pixel of ink counts here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.components import Components, components, set_places
from processors.config.crosses import CrossConfig
from processors.config.strikes import StrikeConfig
from processors.geometry import Box, bounding
from processors.marks.rasters import median
from processors.marks.strikes.courses import Stroke
from processors.marks.strikes.ink import Mask, Pieces
from processors.marks.strikes.paths import strokes_on
from processors.marks.strikes.sheets import Sheet, busy_part, sheet_rows
from processors.marks.strikes.types import StrikeMark
from processors.records import StrikeStyle

SHEARS = (-0.9, -0.45, 0.45, 0.9)
"""Slopes (rows a column) about which strokes are followed: paths keep within a third of them."""

STEEP_SHEARS = (-0.45, 0.45)
"""The same for strokes steeper than 50 degrees, in the picture turned on its side."""

MOST_PIXELS = 4_000_000
"""Of pieces that are followed at once, about half a page: drawings have thousands of large ones."""

GAP = 2
"""Paper that a seed may bridge, in pixels."""


@dataclass(frozen=True, slots=True)
class Arm:
    """A long slanting stroke.

    Attributes:
        points: n x 2, its course as x, y, a pixel apart along its longer side.
        thickness: in pixels, measured across its longer side.
        scatter: root mean square distance from its smooth course, in pixels.
        box: around its course.
        length: from end to end, in pixels.
        angle: of the line from end to end in degrees, 0 to 180; over 90 rises to the right.
    """

    points: NDArray[np.float64]
    thickness: float
    scatter: float
    box: Box = field(init=False)
    length: float = field(init=False)
    angle: float = field(init=False)

    def __post_init__(self) -> None:
        """Measures it once: all arms are compared with one another."""
        box = Box(*self.points.min(axis=0).tolist(), *self.points.max(axis=0).tolist())
        across, down = self.points[-1] - self.points[0]
        object.__setattr__(self, "box", box)
        object.__setattr__(self, "length", float(np.hypot(across, down)))
        object.__setattr__(self, "angle", float(np.degrees(np.arctan2(down, across)) % 180))


def find_crosses(ink: Mask, pieces: Pieces | None, letter: float, config: StrikeConfig) -> list[StrikeMark]:
    """Crosses over several letters, boxes in pixels of `ink`.

    Args:
        ink: of the page at its own size, redactions left out.
        pieces: of the same, where they are known.
        letter: height of the page's letters in its pixels.
        config: thresholds.
    """
    step = max(1, round(letter / config.cross.letter_px))
    known = pieces.connected if pieces is not None and step == 1 else None
    ink = pooled(ink, step)
    letter /= step
    arms = _distinct(_arms(known or components(ink, 8), letter, config), letter)
    crosses = [(a, b) for i, a in enumerate(arms) for b in arms[i + 1 :] if is_cross(a, b, config.cross)]
    marks: list[StrikeMark] = []
    for pair in sorted(crosses, key=lambda p: -p[0].length - p[1].length):
        box = bounding(arm.box for arm in pair)
        if any(box.overlap(m.box) > 0 for m in marks) or not _lonely(box, pair, arms, config.cross):
            continue
        if all(free_share(ink, arm, letter, config.cross) >= config.cross.free for arm in pair):
            struck = _letters(ink, pair, letter, config)
            if len(struck) >= config.cross.letters:
                marks.append(StrikeMark(bounding(struck), StrikeStyle.X, 0.8))
    return [replace(m, box=m.box.scaled(step)) for m in marks]


def pooled(ink: Mask, step: int) -> Mask:
    """The ink at a `step`th of its size, a pixel dark where any of its pixels is."""
    if step == 1:
        return ink
    spread = cv2.dilate(ink, np.ones((step, step), np.uint8), anchor=(0, 0))
    return np.ascontiguousarray(spread[::step, ::step])


def _arms(connected: Components, letter: float, config: StrikeConfig) -> Iterator[Arm]:
    """Long slanting strokes of the pieces of ink in which straight slanting lines are seen."""
    cross = config.cross
    x, y, width, height, area = (connected.stats[:, i] for i in range(5))
    large = (np.maximum(width, height) >= cross.seed_h * letter) & (np.minimum(width, height) >= letter)
    large &= (width <= cross.most_h[0] * letter) & (height <= cross.most_h[1] * letter)
    large &= area <= cross.max_density * width * height
    large[0] = False
    arms = np.hypot(width, height) >= cross.arm_h * letter
    arms &= np.minimum(width, height) >= cross.rise_h * letter
    if not (large & arms).any():
        return
    # What is too short or too low is a part of the picture all the same: which lines are seen in it hangs on all ink.
    seeds = cv2.HoughLinesP(
        connected.picked(large),
        1,
        np.pi / 180,
        round(cross.seed_h * letter),
        minLineLength=cross.seed_h * letter,
        maxLineGap=GAP,
    )
    views: list[_View] = []
    for label in _seeded(connected.labels, seeds, cross):
        if not arms[label]:
            continue
        left, top = int(x[label]), int(y[label])
        own = connected.labels[top : top + height[label], left : left + width[label]] == label
        views += _views(own.view(np.uint8), (left, top), cross.run_h * letter)
        if sum(view.level.size for view in views) > MOST_PIXELS:
            yield from _followed(views, letter, config)
            views = []
    yield from _followed(views, letter, config)


def _seeded(labels: NDArray[np.int32], seeds: NDArray[Any] | None, config: CrossConfig) -> list[int]:
    """The pieces in which slanting lines were seen."""
    if seeds is None:
        return []
    x0, y0, x1, y1 = np.reshape(seeds, (-1, 4)).T.astype(np.float64)
    angle = np.degrees(np.arctan2(np.abs(y1 - y0), np.abs(x1 - x0)))
    slanting = (angle >= config.min_angle) & (angle <= 90 - config.min_angle)
    along = np.linspace(0, 1, 9)[:, None]
    columns = np.round(x0 + along * (x1 - x0))[:, slanting].astype(np.int64)
    rows = np.round(y0 + along * (y1 - y0))[:, slanting].astype(np.int64)
    return [int(v) for v in np.unique(labels[rows, columns]) if v]


@dataclass(frozen=True, slots=True)
class _View:
    """A piece of ink sheared.

    Attributes:
        level: 0/1 mask.
        shifts: how far each of its columns was moved down.
        turned: whether it lies on its side.
        corner: left and top of the piece on the page.
    """

    level: Mask
    shifts: NDArray[np.int64]
    turned: bool
    corner: tuple[int, int]

    def arm(self, stroke: Stroke, top: float) -> Arm:
        """A stroke followed in it as an arm on the page; `top` is its first row where it was followed."""
        along = np.arange(stroke.x0, stroke.x1)
        across = stroke.centre - top - self.shifts[along]
        course = (across, along) if self.turned else (along, across)
        points = np.stack(course, axis=1).astype(np.float64) + np.array(self.corner)
        return Arm(points, stroke.thickness, stroke.scatter)


def _views(own: Mask, corner: tuple[int, int], shortest: float) -> Iterator[_View]:
    """A piece in all the ways in which it is followed."""
    for turned, shears in ((False, SHEARS), (True, STEEP_SHEARS)):
        picture = np.ascontiguousarray(own.T) if turned else own
        if picture.shape[1] >= shortest:
            for level, shifts in sheared(picture, shears):
                yield _View(level, shifts, turned, corner)


def _followed(views: Sequence[_View], letter: float, config: StrikeConfig) -> Iterator[Arm]:
    """The arms seen in views: those of about one width are laid out one below the other and followed at once."""
    shortest = max(8.0, config.cross.run_h * letter)
    arms: list[list[Arm]] = [[] for _ in views]
    classes = np.frexp([float(view.level.shape[1]) for view in views])[1]
    for size in np.unique(classes):
        members = np.flatnonzero(classes == size).tolist()
        heights = np.array([views[k].level.shape[0] + 1 for k in members])
        tops = np.cumsum(heights) - heights
        shape = sheet_rows(int(heights.sum())), max(views[k].level.shape[1] for k in members)
        ink = np.zeros(shape, np.uint8)
        for k, top in zip(members, tops.tolist(), strict=True):
            level = views[k].level
            ink[top : top + level.shape[0], : level.shape[1]] = level
        sheet = Sheet(ink, tops, np.stack([np.zeros_like(tops), tops], axis=1))
        for stroke in strokes_on([busy_part(sheet, shortest)], shortest, letter, config):
            home = int(np.searchsorted(tops, stroke.middle, side="right")) - 1
            arm = views[members[home]].arm(stroke, float(tops[home]))
            if _is_arm(arm, letter, config.cross):
                arms[members[home]].append(arm)
    for seen in arms:
        yield from seen


def sheared(picture: Mask, slopes: Sequence[float]) -> Iterator[tuple[Mask, NDArray[np.int64]]]:
    """The 0/1 picture, each column moved so that lines of a slope lie level, and by how much each was moved down."""
    height, width = picture.shape
    places = set_places(picture.view(np.bool_))
    columns = places - places // width * width
    for slope in slopes:
        shifts = -np.round(slope * np.arange(width)).astype(np.int64)
        shifts -= shifts.min()
        level = np.zeros((height + int(shifts.max()), width), np.uint8)
        level.reshape(-1)[places + (shifts * width).take(columns)] = 1
        yield level, shifts


def _is_arm(arm: Arm, letter: float, config: CrossConfig) -> bool:
    """Long, thin, slanting and smooth."""
    return (
        arm.length >= config.arm_h * letter
        and min(arm.box.width, arm.box.height) >= config.rise_h * letter
        and arm.thickness <= config.thick_h * letter
        and arm.scatter <= config.rough_h * letter
    )


def _distinct(arms: Iterator[Arm], letter: float) -> list[Arm]:
    """Each stroke once, at its longest: neighbouring shears follow the same ones."""
    kept: list[Arm] = []
    for arm in sorted(arms, key=lambda a: -a.length):
        if not any(_same(arm, other, letter) for other in kept):
            kept.append(arm)
    return kept


def _same(arm: Arm, longer: Arm, letter: float) -> bool:
    if _gap(arm, longer) > 0.4 * letter:
        return False
    return median(_distances(arm.points[::4], longer.points[::2]).min(axis=1)) <= 0.4 * letter


def _gap(one: Arm, other: Arm) -> float:
    """How far the boxes around two arms lie apart, across or down, in pixels; below 0 where they overlap."""
    a, b = one.box, other.box
    return max(b.x0 - a.x1, a.x0 - b.x1, b.y0 - a.y1, a.y0 - b.y1)


def _distances(points: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """From each point to each of the others, in pixels."""
    (x, y), (other_x, other_y) = points.T, others.T
    return np.asarray(np.hypot(x[:, None] - other_x, y[:, None] - other_y))


def is_cross(one: Arm, other: Arm, config: CrossConfig) -> bool:
    """Whether two arms of like length meet near the middles of both and slant against each other."""
    touch = 1.5 + max(one.thickness, other.thickness) / 2
    if _gap(one, other) > touch:
        return False
    lengths = sorted((one.length, other.length))
    turned = abs(one.angle - other.angle)
    if lengths[0] < config.alike * lengths[1] or min(turned, 180 - turned) < config.open_angle:
        return False
    apart = _distances(one.points, other.points)
    at = np.unravel_index(int(np.argmin(apart)), apart.shape)
    places = [k / len(arm.points) for k, arm in zip(at, (one, other), strict=True)]
    return bool(apart[at] <= touch and all(config.middle <= p <= 1 - config.middle for p in places))


def free_share(ink: Mask, arm: Arm, letter: float, config: CrossConfig) -> float:
    """Share of an arm that runs as one thin stroke with paper on both sides of it, 0..1: clogged type has none."""
    reach = round((config.thick_h + config.gap_h) * letter) + 1
    offsets = np.arange(-reach, reach + 1)
    across = np.array([1, 0] if bool(np.all(np.diff(arm.points[:, 1]) == 1)) else [0, 1])
    at = np.round(arm.points[:, None] + offsets[None, :, None] * across).astype(np.int64)
    x, y = np.clip(at[..., 0], 0, ink.shape[1] - 1), np.clip(at[..., 1], 0, ink.shape[0] - 1)
    paper = np.pad(ink[y, x] == 0, ((0, 0), (1, 1)), constant_values=True)
    index = np.arange(paper.shape[1])
    middle = reach + 1
    # The course may pass a pixel beside the ink.
    start = middle + np.array([0, -1, 1])[np.argmin(paper[:, middle + np.array([0, -1, 1])], axis=1)]
    above = np.where(paper & (index < start[:, None]), index, 0).max(axis=1)
    below = np.where(paper & (index > start[:, None]), index, index[-1]).min(axis=1)
    gap = max(1, round(config.gap_h * letter))
    beside = (index >= above[:, None] - gap) & (index <= above[:, None])
    beside |= (index >= below[:, None]) & (index <= below[:, None] + gap)
    thin = below - above - 1 <= config.thick_h * letter
    inked = ~paper[np.arange(len(paper)), start]
    return float(np.mean(inked & thin & ~(beside & ~paper).any(axis=1)))


def _lonely(place: Box, pair: Sequence[Arm], arms: Sequence[Arm], config: CrossConfig) -> bool:
    """Whether hardly any other long strokes lie there: drawings, halftones and hatching have many."""
    around = place.grown(place.width / 2, place.height / 2)
    others = [a for a in arms if not any(a is own for own in pair)]
    return sum(around.contains(*a.box.centre) for a in others) <= config.others


def _letters(ink: Mask, pair: Sequence[Arm], letter: float, config: StrikeConfig) -> list[Box]:
    """Boxes of the letters about a cross: pieces of their size close to its arms, once these are taken out."""
    cross, reach = config.cross, 2 * letter
    inner = bounding(arm.box for arm in pair)
    place = inner.grown(reach, reach).clipped(ink.shape[1], ink.shape[0])
    x, y, x1, y1 = (int(v) for v in place)
    drawn = np.zeros((y1 - y, x1 - x), np.uint8)
    for arm in pair:
        course = np.round(arm.points - (x, y)).astype(np.int32)
        cv2.polylines(drawn, [course], False, 1, max(1, round(arm.thickness)) + 2)
    rest = components(ink[y:y1, x:x1] & (1 - drawn), 8)
    near = cv2.dilate(drawn, np.ones((3, 3), np.uint8), iterations=max(1, round(cross.reach_h * letter)))
    touched = np.unique(rest.labels[near > 0])
    boxes = [
        Box(float(left), float(top), float(left + width), float(top + height)).moved(x, y)
        for left, top, width, height, _ in rest.stats[touched[touched > 0]].astype(int)
        if cross.letter_h[0] * letter <= height <= cross.letter_h[1] * letter
        and width <= cross.wide_h * letter
    ]
    return [b for b in boxes if inner.contains(*b.centre)]
