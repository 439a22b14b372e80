"""Rows of letters that lean against the page, and the blocks that they make."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from processors.config.stamps import StampConfig
from processors.geometry import Affine, Box
from processors.marks.rasters import median
from processors.stamps.lines import LineSearch, axes_of

Boxes = NDArray[np.float64]
"""n x 4: left, top, width, height in pixels."""


@dataclass(frozen=True, slots=True)
class Row:
    """Letters in one line.

    Attributes:
        members: which of the letters, in the order of the line.
        angle: degrees clockwise from level, over -90 up to 90.
        size: median height of the letters in pixels.
        rise: of its end over its beginning (letter heights).
    """

    members: tuple[int, ...]
    angle: float
    size: float
    rise: float


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one stamp.

    Attributes:
        boxes: of its letters, n x (left, top, width, height) in pixels.
        angle: degrees clockwise from level, over -90 up to 90.
        size: height of its letters in pixels.
        rows: how many it has.
        rise: how far the end of its steepest row lies above or below the beginning (letter heights).
        outline: around its letters, in pixels of the picture turned by `-angle` about its origin.
    """

    boxes: Boxes
    angle: float
    size: float
    rows: int
    rise: float
    outline: Box

    def is_at(self, other: Block) -> bool:
        """Whether its middle lies in the other."""
        x, y = Affine.rotation(-self.angle).inverse().point(*self.outline.centre)
        return other.outline.contains(*Affine.rotation(-other.angle).point(x, y))


def leaning_blocks(letters: Boxes, free: NDArray[np.bool_], config: StampConfig) -> list[Block]:
    """Blocks of letters that lean, those of most letters first.

    Args:
        letters: boxes of all letters.
        free: which of them nobody has read yet; at least every second one of a row is free.
        config: thresholds.
    """
    search = _search(letters, config)
    rows = _rows(search, free, config)
    if rows:
        # Of a stamp that leans a little, some rows were read as they stand.
        less = replace(
            config, least_angle=config.least_angle / 2, same_angle=config.same_angle / 2, short_rise=0.0
        )
        more = _rows(search, free | _near(rows, letters, config), less)
        taken = {member for row in rows for member in row.members}
        free_rows = [row for row in more if taken.isdisjoint(row.members)]
        rows += [row for row in free_rows if any(_together(row, first, letters, less) for first in rows)]
    groups: list[list[Row]] = []
    for row in rows:
        home = [g for g in groups if any(_together(row, other, letters, config) for other in g)]
        groups = [g for g in groups if not any(g is h for h in home)]
        groups.append([row, *(r for g in home for r in g)])
    blocks = [_block(group, letters) for group in groups]
    # Rows that lean less do not make one that leans with them.
    blocks = [block for block in blocks if abs(block.angle) >= config.least_angle]
    return sorted(blocks, key=lambda b: -len(b.boxes))


def rows_of(letters: Boxes, free: NDArray[np.bool_], config: StampConfig) -> list[Row]:
    """The longest rows first; each letter is in one."""
    return _rows(_search(letters, config), free, config)


def _search(letters: Boxes, config: StampConfig) -> LineSearch:
    return LineSearch(letters[:, :2] + letters[:, 2:] / 2, np.maximum(letters[:, 2], letters[:, 3]), config)


def _rows(search: LineSearch, free: NDArray[np.bool_], config: StampConfig) -> list[Row]:
    taken = np.zeros(len(free), np.bool_)
    rows = (_row(members, search.middle, search.size, config) for members in search.lines(free))
    found = [row for row in rows if row is not None]
    kept: list[Row] = []
    for row in sorted(found, key=lambda r: -len(r.members)):
        left = [m for m in row.members if not taken[m]]
        if len(left) < config.least_row or len(left) < len(row.members):
            continue
        if 2 * int(free[left].sum()) < len(left):
            continue
        taken[left] = True
        kept.append(row)
    return kept


def _near(rows: Sequence[Row], letters: Boxes, config: StampConfig) -> NDArray[np.bool_]:
    """Which letters lie where the next row of a stamp would."""
    near = np.zeros(len(letters), np.bool_)
    for row in rows:
        outline = _outline(row.members, row.angle, letters).grown(row.size, config.row_gap * row.size)
        turn = Affine.rotation(-row.angle)
        x, y = letters[:, 0] + letters[:, 2] / 2, letters[:, 1] + letters[:, 3] / 2
        across, down = turn.a * x + turn.b * y + turn.c, turn.d * x + turn.e * y + turn.f
        near |= (across >= outline.x0) & (across <= outline.x1) & (down >= outline.y0) & (down <= outline.y1)
    return near


def _row(
    members: NDArray[np.int64], middle: NDArray[np.float64], size: NDArray[np.float64], config: StampConfig
) -> Row | None:
    """The letters of a line as a row; None where it does not lean, or they are no type."""
    sizes = size[members]
    high = median(sizes)
    if sizes.std() > config.uneven * high:
        return None
    axes = axes_of(middle[members])
    off, along = (middle[members] @ axes).T
    steps = np.diff(np.sort(along))
    if off.std() > config.scatter * high or median(steps) > config.usual_step * high:
        return None
    angle = math.degrees(math.atan2(axes[1, 1], axes[0, 1]))
    angle = angle - 180 if angle > 90 else angle + 180 if angle <= -90 else angle
    rise = abs(math.sin(math.radians(angle))) * float(np.ptp(along)) / high
    if abs(angle) < config.least_angle or rise < config.short_rise:
        return None
    return Row(tuple(int(m) for m in members), angle, high, rise)


def _together(row: Row, other: Row, letters: Boxes, config: StampConfig) -> bool:
    """Whether two rows are of one stamp: they lean alike, and one lies below the other or goes on behind it."""
    turned = abs(row.angle - other.angle) % 180
    if min(turned, 180 - turned) > config.same_angle:
        return False
    high = max(row.size, other.size)
    if high > config.block_alike * min(row.size, other.size):
        return False
    one, two = (_outline(r.members, row.angle, letters) for r in (row, other))
    below = abs(one.centre[1] - two.centre[1]) <= config.row_gap * high
    return below and max(one.x0, two.x0) - min(one.x1, two.x1) <= config.step * high


def _outline(members: Sequence[int], angle: float, letters: Boxes) -> Box:
    """Around letters, in the picture turned by `-angle` about its origin."""
    chosen = letters[list(members)]
    # The corners of a turned letter's box stick out; its middle and size do not.
    turn = Affine.rotation(-angle)
    middle = [turn.point(x + w / 2, y + h / 2) for x, y, w, h in chosen.tolist()]
    half = float(np.median(np.maximum(chosen[:, 2], chosen[:, 3]))) / 2
    xs, ys = zip(*middle, strict=True)
    return Box(min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half)


def _block(rows: Sequence[Row], letters: Boxes) -> Block:
    members = sorted({m for row in rows for m in row.members})
    longest = max(rows, key=lambda r: len(r.members))
    size = float(np.median([row.size for row in rows]))
    rise = max(row.rise for row in rows)
    return Block(
        letters[members], longest.angle, size, len(rows), rise, _outline(members, longest.angle, letters)
    )
