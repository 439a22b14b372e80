"""Words struck over as a whole: scribbles, typed x-es, an X over a portion mark.

Such a word is one piece of ink where print has a piece a letter; it has meshes where letters have counters, or thick
knots, and its strokes slope both ways. Clogged type is linked too, so a candidate among linked words is texture.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.strikes import OverstrikeConfig
from processors.geometry import Box
from processors.marks.strikes.ink import Mask, Pieces
from processors.marks.strikes.parentheses import is_closing, is_enclosed, is_opening
from processors.marks.strikes.types import StrikeMark
from processors.records import StrikeStyle

BESIDE = 1
"""Where the letters are counted that reach a bar: so many rows from its last solid one."""

SLANT = (math.tan(math.radians(20)), math.tan(math.radians(70)))
"""Least and most rise of an outline that slopes, rows a column."""

PEAK = 0.2
"""Where peaks are counted: so far from the top and the foot, as a share of the height."""


@dataclass(frozen=True)
class Shape:
    """What a piece of ink looks like; lengths in letter heights. What takes longest is measured when it is asked for.

    Attributes:
        label: of the piece.
        box: around it, in pixels.
        width: of the box.
        height: of the box.
        density: share of ink in the box, 0..1.
        meshes: enclosed spots of paper, too small ones not counted.
        mesh_rate: meshes a box height of width; print has under 1.5.
        free: how many of its two sides, left and right, have paper beside them.
        own: 0/1 mask of the piece, with a margin.
        letter: height of the page's letters in pixels.
    """

    label: int
    box: Box
    width: float
    height: float
    density: float
    meshes: int
    mesh_rate: float
    free: int
    own: Mask
    letter: float

    @cached_property
    def slopes(self) -> float:
        """Share of the outline that slopes one way and the other, the smaller of the two, 0..0.5."""
        soft = cv2.GaussianBlur(self.own.astype(np.float32), (0, 0), max(0.8, self.letter / 25))
        across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
        weight = np.hypot(across, down)
        total = max(1e-6, float(weight.sum()))
        level, upright = np.abs(across), np.abs(down)
        slanted = (upright > SLANT[0] * level) & (upright < SLANT[1] * level)
        falls = across * down > 0
        one = float(weight[slanted & falls].sum()) / total
        other = float(weight[slanted & ~falls].sum()) / total
        return min(one, other)

    @cached_property
    def _outline(self) -> Any:
        return max(cv2.findContours(self.own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0], key=len)

    @cached_property
    def solidity(self) -> float:
        """Share of ink in the convex hull, 0..1."""
        return int(np.count_nonzero(self.own)) / max(1.0, cv2.contourArea(cv2.convexHull(self._outline)))

    @cached_property
    def rough(self) -> float:
        """Length of the outline over that of the box; smooth shapes have about 1."""
        return cv2.arcLength(self._outline, True) / (2 * (self.box.width + self.box.height))

    @cached_property
    def knot(self) -> float:
        """Radius of the thickest spot, in box heights."""
        return float(cv2.distanceTransform(self.own, cv2.DIST_L2, 3).max()) / self.box.height

    @cached_property
    def peaks(self) -> float:
        """Strokes that reach its top and its foot, the fewer of the two, a letter height of width."""
        return _peaks(self.own) * self.letter / self.box.width


def find_overstrikes(ink: Mask, pieces: Pieces, letter: float, config: OverstrikeConfig) -> list[StrikeMark]:
    """Overstruck words and portion marks, and look-alikes with the reason why they are none."""
    width, height = pieces.stats[:, 2] / letter, pieces.stats[:, 3] / letter
    fits = (height >= config.min_height_h) & (height <= config.max_height_h) & (width >= config.portion_h)
    fits &= width <= config.max_width_h
    fits[0] = False
    fits &= _promising(pieces, letter, config)
    fits &= _hopeful(pieces, fits, letter, config)
    candidates = (_shape(ink, pieces, int(i), letter, config) for i in np.flatnonzero(fits))
    shapes = [shape for shape in candidates if shape is not None]
    styles = [(s, style_of(s, pieces, letter, config)) for s in shapes]
    struck = [(s, style) for s, style in styles if style is not None]
    labels = np.array([s.label for s, _ in struck if s.free == 2], dtype=np.int64)
    centres = np.array([s.box.centre for s, _ in struck], dtype=np.float64).reshape(-1, 2)
    marks = []
    for shape, style in struck:
        share = linked_share(shape.box, pieces, labels, letter, config)
        if _crowd(shape.box, centres, letter, config) > config.crowd:
            share = 1.0
        most = config.enclosed_linked if _enclosed_mark(shape, pieces, config) else config.linked
        reason = f"texture: {share:.0%} of the type around is linked" if share > most else None
        marks.append(StrikeMark(shape.box, style, 0.0 if reason else _confidence(shape), reason))
    return marks


def find_bars(pieces: Pieces, letter: float, config: OverstrikeConfig) -> list[StrikeMark]:
    """Words under a felt pen or under two lines run together, whose letters show above and below the bar."""
    width, height = pieces.stats[:, 2] / letter, pieces.stats[:, 3] / letter
    fits = (height >= config.bar_height_h) & (height <= config.max_height_h)
    fits &= (width >= config.bar_width_h) & (width <= config.max_width_h)
    fits[0] = False
    marks = []
    for label in np.flatnonzero(fits):
        x, y, w, h, _ = (int(v) for v in pieces.stats[label])
        if _barred(pieces.labels[y : y + h, x : x + w] == label, letter, config):
            box = Box(float(x), float(y), float(x + w), float(y + h))
            marks.append(StrikeMark(box, StrikeStyle.HORIZONTAL, 0.7, None))
    return marks


def _barred(own: NDArray[np.bool_], letter: float, config: OverstrikeConfig) -> bool:
    """Whether a level bar parts the piece, with the parts of several letters on either side of it."""
    height, width = own.shape
    solid = np.flatnonzero(own.mean(axis=1) >= config.bar_solid)
    if not len(solid) or solid[-1] - solid[0] >= len(solid) * 1.5:
        return False
    first, last = int(solid[0]), int(solid[-1])
    least, most = (share * height for share in config.bar_thick)
    if not least <= last + 1 - first <= most or min(first, height - 1 - last) < config.bar_clear * height:
        return False
    few, many = (rate * width / letter for rate in config.bar_letters)
    far = _runs(own, (round(0.5 * first), (last + height) // 2))
    near = _runs(own, (max(0, first - BESIDE), min(height - 1, last + BESIDE)))
    return all(a >= many or (a >= few and b >= many) for a, b in zip(far, near, strict=True))


def _runs(own: NDArray[np.bool_], rows: Sequence[int]) -> list[int]:
    """How many strokes begin in each of the rows, one at the very edge left out."""
    return [int((np.diff(own[r].astype(np.int8)) == 1).sum()) for r in rows]


def _sizes(
    pieces: Pieces, letter: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Width and height of all pieces, in letter heights, and the share of their boxes that is ink."""
    width, height, area = (pieces.stats[:, i].astype(np.float64) for i in (2, 3, 4))
    return width / letter, height / letter, area / np.maximum(width * height, 1)


def _promising(pieces: Pieces, letter: float, config: OverstrikeConfig) -> NDArray[np.bool_]:
    """Cheap test on all pieces: as wide as a word, as dense as a crossed-out letter, or lying, with ink in the box."""
    width, height, density = _sizes(pieces, letter)
    shaped = (width >= config.word_h) | (density >= config.portion_density)
    shaped |= (width >= 1.2 * height) & (height >= config.scribble_height_h)
    inked = (density >= config.thin_density) & (density <= config.max_density)
    return np.asarray(shaped & inked & (width >= 0.6 * height))


def _hopeful(
    pieces: Pieces, fits: NDArray[np.bool_], letter: float, config: OverstrikeConfig
) -> NDArray[np.bool_]:
    """Cheap test on candidates: only what is wide, dense, or goes around spots of paper can have one of the styles."""
    width, height, density = _sizes(pieces, letter)
    # as many meshes at least, or more: they are not counted where they are too small
    holes = pieces.connected.holes(fits)
    crossed = holes >= config.portion_meshes - 1
    meshed = (width >= config.word_h) & (holes >= config.meshes)
    long = (width >= config.zigzag_h) & (density >= config.zigzag_density)
    knotted = (height >= config.scribble_height_h) & (density >= config.knot_density)
    knotted &= width >= config.narrow_h
    return np.asarray(long | knotted | meshed | (crossed & (density >= config.portion_density)))


def _shape(ink: Mask, pieces: Pieces, label: int, letter: float, config: OverstrikeConfig) -> Shape | None:
    """The shape of a piece; None where it has too few meshes for one letter struck over and is no wider."""
    x, y, width, height, area = pieces.stats[label].tolist()
    paper = np.ones((height + 6, width + 6), np.uint8)
    paper[3:-3, 3:-3] = pieces.labels[y : y + height, x : x + width] != label
    areas = np.bincount(cv2.connectedComponents(paper, connectivity=4)[1].reshape(-1))[1:]
    smallest = max(3.0, (config.mesh_share * height) ** 2)
    meshes = max(0, int(np.count_nonzero(areas >= smallest)) - 1)
    if meshes < config.portion_meshes - 1 and width < config.narrow_h * letter:
        return None
    return Shape(
        label,
        Box(float(x), float(y), float(x + width), float(y + height)),
        width / letter,
        height / letter,
        area / (width * height),
        meshes,
        meshes * height / width,
        _free_sides(ink, x, y, width, height, config.free_h * letter),
        1 - paper,
        letter,
    )


def _peaks(own: Mask) -> int:
    """Runs of ink near the top and near the foot of a piece, the fewer of the two."""
    height = own.shape[0]
    rows = (round(PEAK * height), round((1 - PEAK) * height) - 1)
    return min(int((np.diff(own[r].astype(np.int8)) == 1).sum()) for r in rows)


def _free_sides(ink: Mask, x: int, y: int, width: int, height: int, gap: float) -> int:
    """Sides with paper beside the middle of the piece."""
    reach = max(2, round(gap))
    rows = slice(y + round(0.2 * height), y + round(0.8 * height) + 1)
    left, right = ink[rows, max(0, x - reach) : x], ink[rows, x + width : x + width + reach]
    return int(np.count_nonzero(left) <= 2) + int(np.count_nonzero(right) <= 2)


def style_of(shape: Shape, pieces: Pieces, letter: float, config: OverstrikeConfig) -> StrikeStyle | None:
    """How a piece is struck over; None where it is not."""
    if shape.free == 2 and _steep_zigzag(shape, config):
        return StrikeStyle.SCRIBBLE
    style = _sloping_style(shape, pieces, letter, config)
    return style if style is not None and shape.slopes >= config.slopes else None


def _sloping_style(
    shape: Shape, pieces: Pieces, letter: float, config: OverstrikeConfig
) -> StrikeStyle | None:
    """How a piece is struck over whose outline slopes."""
    if _meshed(shape, config):
        return StrikeStyle.TYPED
    if shape.free == 2 and _scribbled(shape, config):
        return StrikeStyle.SCRIBBLE
    if _crossed_mark(shape, config) and _portion_mark(shape, pieces, letter, config):
        return StrikeStyle.X
    return StrikeStyle.X if _enclosed_mark(shape, pieces, config) else None


def _meshed(shape: Shape, config: OverstrikeConfig) -> bool:
    """Rows of typed or drawn x-es leave a net of paper spots."""
    if shape.width < config.word_h or shape.width < 1.1 * shape.height:
        return False
    if shape.meshes < (config.meshes if shape.free == 2 else 2 * config.meshes - 1):
        return False
    least, short = config.short_meshes
    if shape.width < short and shape.meshes < least:
        return False
    net = shape.mesh_rate * shape.slopes
    if shape.free == 2:
        sloping = shape.slopes >= config.net_slopes or net >= config.upright_net
        return sloping and net >= config.net
    return net >= config.dense_net


def _scribbled(shape: Shape, config: OverstrikeConfig) -> bool:
    """A pen going up and down: long linked zigzags, or short thick knots."""
    if shape.width < 1.2 * shape.height or shape.height < config.scribble_height_h:
        return False
    long = shape.width >= config.zigzag_h and shape.density >= config.zigzag_density
    if not long and (shape.density < config.knot_density or shape.knot < config.knot):
        return False
    smooth = shape.solidity > config.max_solidity or shape.rough < config.rough
    smooth |= shape.meshes == 0 and shape.peaks < config.blot_peaks
    return not smooth and shape.slopes >= config.steep_slopes


def _steep_zigzag(shape: Shape, config: OverstrikeConfig) -> bool:
    """A pen going steeply up and down: it slopes little more than print, but all its peaks are as high as the word."""
    if shape.width < config.zigzag_h or shape.density < config.zigzag_density:
        return False
    if not any(
        shape.height >= height and shape.peaks >= peaks and shape.knot >= knot
        for height, peaks, knot in config.zigzag_peaks
    ):
        return False
    return shape.rough >= config.zigzag_rough and shape.slopes >= config.zigzag_slopes


def _portion_mark(shape: Shape, pieces: Pieces, letter: float, config: OverstrikeConfig) -> bool:
    """Whether the letter stands in parentheses, one of which the stroke may have joined to it."""
    beside = parentheses(shape, pieces, letter)
    if beside == 1:
        joined = shape.width >= config.joined_h and shape.height >= config.joined_height_h
        return joined or (shape.free == 2 and shape.meshes >= config.portion_meshes)
    return beside == 2


def _enclosed_mark(shape: Shape, pieces: Pieces, config: OverstrikeConfig) -> bool:
    """A crossed-out letter whose strokes reach both of its parentheses: in clean print these touch nothing."""
    (narrow, wide), (low, tall) = config.enclosed_h
    fits = narrow <= shape.width <= wide and low <= shape.height <= tall and shape.free == 2
    crossed = shape.density >= config.portion_density and shape.meshes >= config.portion_meshes - 1
    return fits and crossed and shape.slopes >= config.enclosed_slopes and is_enclosed(pieces, shape.label)


def _crossed_mark(shape: Shape, config: OverstrikeConfig) -> bool:
    """One letter with more meshes than any letter has."""
    single = shape.width <= config.max_portion_h and shape.density >= config.portion_density
    few = shape.meshes >= config.portion_meshes
    return single and (
        few or (shape.meshes == config.portion_meshes - 1 and shape.slopes >= config.steep_slopes)
    )


def parentheses(shape: Shape, pieces: Pieces, letter: float) -> int:
    """How many parentheses stand beside it, as in `(S)`, 0 to 2."""
    tops, bottoms, lefts, rights = pieces.tops, pieces.bottoms, pieces.lefts, pieces.rights
    tall = (bottoms - tops >= 0.85 * shape.box.height) & (bottoms - tops <= 2 * shape.box.height)
    narrow = tall & (rights - lefts <= 0.6 * letter)
    level = narrow & (tops < shape.box.y1) & (bottoms > shape.box.y0)
    near = 0.45 * letter
    left = np.flatnonzero(level & (np.abs(rights - shape.box.x0) <= near) & (lefts < shape.box.x0))
    right = np.flatnonzero(level & (np.abs(lefts - shape.box.x1) <= near) & (rights > shape.box.x1))
    opens = any(is_opening(pieces, int(i)) for i in left)
    closes = any(is_closing(pieces, int(i)) for i in right)
    return int(opens) + int(closes)


def linked_share(
    box: Box, pieces: Pieces, leave_out: NDArray[np.int64], letter: float, config: OverstrikeConfig
) -> float:
    """Share of the ink of the type around that is in pieces wider than letters, 0..1.

    Where hardly any stands around, the type of the page tells, if there is enough of it: but only of what is no higher
    than type. A pen stands out of the line.
    """
    around = box.grown(config.around_h[1] * letter, config.around_h[0] * letter)
    width, height = pieces.stats[:, 2] / letter, pieces.stats[:, 3] / letter
    type_ = (height >= config.min_height_h) & (height <= config.max_height_h)
    type_[0] = False
    type_[leave_out] = False
    near = type_ & (pieces.lefts < around.x1) & (pieces.rights > around.x0)
    near &= (pieces.tops < around.y1) & (pieces.bottoms > around.y0)
    if int(near.sum()) < config.sample:
        near = type_
        if int(near.sum()) < config.page_sample or box.height > config.page_height_h * letter:
            return 0.0
    area = pieces.stats[:, 4]
    linked = near & (width >= config.linked_h)
    return float(area[linked].sum()) / max(1.0, float(area[near].sum()))


def _crowd(box: Box, centres: NDArray[np.float64], letter: float, config: OverstrikeConfig) -> int:
    """How many places, rows of x and y, lie around a box."""
    around = box.grown(config.around_h[1] * letter, config.around_h[0] * letter)
    x, y = centres.T
    inside = (x >= around.x0) & (x <= around.x1) & (y >= around.y0) & (y <= around.y1)
    return int(np.count_nonzero(inside))


def _confidence(shape: Shape) -> float:
    """Rises with the slopes and with meshes or density, 0.5 to 0.95."""
    return float(np.clip(0.3 + shape.slopes + 0.1 * shape.mesh_rate + 0.3 * shape.density, 0.5, 0.95))


def outside(marks: Sequence[StrikeMark], taken: Sequence[Box], share: float) -> list[StrikeMark]:
    """The marks that lie by less than `share` of their area in one of the boxes already taken."""
    return [m for m in marks if not any(m.box.covered_by(b) >= share for b in taken)]
