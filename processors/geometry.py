"""Boxes and affine maps: pure arithmetic, no pixels.

Two coordinate systems occur, both with the origin at the top left and y growing downwards:

* raster pixels of one particular image, and
* PDF points (1/72 inch) of the page as a viewer shows it.

A `Box` does not know which it is in; an `Affine` carries it from one to the other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """An axis-parallel rectangle `[x0, y0, x1, y1]`, with `x0 <= x1` and `y0 <= y1`."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Horizontal extent, never negative."""
        width = self.x1 - self.x0
        return width if width > 0 else 0.0

    @property
    def height(self) -> float:
        """Vertical extent, never negative."""
        height = self.y1 - self.y0
        return height if height > 0 else 0.0

    @property
    def area(self) -> float:
        """Width times height, in square units of the box."""
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        """The middle point (x, y)."""
        return ((self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2)

    def intersection(self, other: Box) -> Box:
        """The common part; where there is none, a box of area 0."""
        x0, y0 = max(self.x0, other.x0), max(self.y0, other.y0)
        return Box(x0, y0, max(x0, min(self.x1, other.x1)), max(y0, min(self.y1, other.y1)))

    def overlap(self, other: Box) -> float:
        """Area of the common part, in square units."""
        # most boxes lie apart; `min` and `max` would take twice as long
        ax0, ay0, ax1, ay1 = self
        bx0, by0, bx1, by1 = other
        width = (bx1 if bx1 < ax1 else ax1) - (bx0 if bx0 > ax0 else ax0)
        if width <= 0:
            return 0.0
        height = (by1 if by1 < ay1 else ay1) - (by0 if by0 > ay0 else ay0)
        return width * height if height > 0 else 0.0

    def covered_by(self, other: Box) -> float:
        """Share of this box that lies in `other`, 0 to 1 (0 for an empty box)."""
        common = self.overlap(other)
        return common / self.area if common > 0 else 0.0

    def iou(self, other: Box) -> float:
        """Intersection over union, 0 to 1 (0 where both are empty)."""
        common = self.overlap(other)
        return common / (self.area + other.area - common) if common > 0 else 0.0

    def contains(self, x: float, y: float) -> bool:
        """Whether the point lies in the box, its edges included."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def grown(self, dx: float, dy: float | None = None) -> Box:
        """The box moved outwards by `dx` left and right and `dy` (default `dx`) above and below."""
        down = dx if dy is None else dy
        x0, y0, x1, y1 = self
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        x0, y0, x1, y1 = x0 - dx, y0 - down, x1 + dx, y1 + down
        # a box that shrinks to nothing stays its middle; `min` and `max` would take twice as long
        return Box(x if x < x0 else x0, y if y < y0 else y0, x if x > x1 else x1, y if y > y1 else y1)

    def scaled(self, sx: float, sy: float | None = None) -> Box:
        """The box with x multiplied by `sx` and y by `sy` (default `sx`); both must be positive."""
        down = sx if sy is None else sy
        return Box(self.x0 * sx, self.y0 * down, self.x1 * sx, self.y1 * down)

    def moved(self, dx: float, dy: float) -> Box:
        """The box shifted by (`dx`, `dy`)."""
        return Box(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy)

    def clipped(self, width: float, height: float) -> Box:
        """The part of the box inside a page or raster of that size."""
        return self.intersection(Box(0.0, 0.0, width, height))

    def rounded(self, digits: int = 2) -> Box:
        """The box with each coordinate rounded, as records keep it."""
        return Box(*(round(float(v), digits) for v in self))


def bounding(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of `boxes`.

    Raises:
        ValueError: `boxes` is empty.
    """
    items = list(boxes)
    if not items:
        raise ValueError("no boxes to bound")
    x0, y0, x1, y1 = zip(*items, strict=True)
    return Box(min(x0), min(y0), max(x1), max(y1))


def overlap_1d(a0: float, a1: float, b0: float, b1: float) -> float:
    """Length of the common part of the intervals [a0, a1] and [b0, b1], 0 where there is none."""
    common = (a1 if a1 < b1 else b1) - (a0 if a0 > b0 else b0)
    return common if common > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Affine:
    """The map (x, y) -> (a x + b y + c, d x + e y + f), as in OpenCV's 2 x 3 matrices."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0

    @classmethod
    def scale(cls, sx: float, sy: float | None = None) -> Affine:
        """Scaling about the origin."""
        return cls(a=sx, e=sx if sy is None else sy)

    @classmethod
    def translation(cls, dx: float, dy: float) -> Affine:
        """A shift by (`dx`, `dy`)."""
        return cls(c=dx, f=dy)

    @classmethod
    def rotation(cls, degrees: float, x: float = 0.0, y: float = 0.0) -> Affine:
        """Rotation about (`x`, `y`); positive angles turn clockwise on a page whose y grows downwards."""
        t = math.radians(degrees)
        cos, sin = math.cos(t), math.sin(t)
        return cls(cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y)

    @classmethod
    def quarter_turns(cls, turns: int, width: float, height: float) -> Affine:
        """The map that goes with `numpy.rot90(image, -turns)`: clockwise turns of a width x height raster."""
        match turns % 4:
            case 1:
                return cls(0.0, -1.0, height, 1.0, 0.0, 0.0)
            case 2:
                return cls(-1.0, 0.0, width, 0.0, -1.0, height)
            case 3:
                return cls(0.0, 1.0, 0.0, -1.0, 0.0, width)
            case _:
                return cls()

    def then(self, after: Affine) -> Affine:
        """The map that applies this one first and `after` second."""
        return Affine(
            after.a * self.a + after.b * self.d,
            after.a * self.b + after.b * self.e,
            after.a * self.c + after.b * self.f + after.c,
            after.d * self.a + after.e * self.d,
            after.d * self.b + after.e * self.e,
            after.d * self.c + after.e * self.f + after.f,
        )

    @property
    def determinant(self) -> float:
        """Signed ratio of areas after and before."""
        return self.a * self.e - self.b * self.d

    @property
    def keeps_upright(self) -> bool:
        """Whether what stands upright stays so, but for a lean of less than 45 degrees."""
        return self.a > abs(self.b)

    def inverse(self) -> Affine:
        """The map that undoes this one.

        Raises:
            ValueError: the map flattens the plane (its determinant is 0).
        """
        det = self.determinant
        if abs(det) < 1e-12:
            raise ValueError("the affine map has no inverse")
        a, b, d, e = self.e / det, -self.b / det, -self.d / det, self.a / det
        return Affine(a, b, -(a * self.c + b * self.f), d, e, -(d * self.c + e * self.f))

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where the point (`x`, `y`) goes."""
        return (self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f)

    def box(self, box: Box) -> Box:
        """The axis-parallel box around the image of `box`."""
        corners = [self.point(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def upright_box(self, box: Box) -> Box:
        """`box` around the middle of its image, its sides scaled and turned by quarters alone: no room for a lean."""
        x, y = self.point(*box.centre)
        if abs(self.a) >= abs(self.b):
            half_width, half_height = abs(self.a) * box.width / 2, abs(self.e) * box.height / 2
        else:
            half_width, half_height = abs(self.b) * box.height / 2, abs(self.d) * box.width / 2
        return Box(x - half_width, y - half_height, x + half_width, y + half_height)

    def rows(self) -> list[list[float]]:
        """The 2 x 3 matrix as nested lists, for `cv2.warpAffine` and for provenance."""
        return [[self.a, self.b, self.c], [self.d, self.e, self.f]]


def cluster_1d(values: Sequence[float], gap: float) -> list[list[int]]:
    """Groups the indices of `values` so that neighbours in a group are at most `gap` apart, in rising order."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    groups: list[list[int]] = []
    for i in order:
        if groups and values[i] - values[groups[-1][-1]] <= gap:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups
