"""A page of a record laid flat: its type upright and level. Boxes in records are those of the page as shown."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import median

from processors.geometry import Affine, Box
from processors.records import Line, Page, Redaction

_STEP = "orientation"
LINE = 1.3
"""Height of a line in heights of type."""
_LEVEL = 0.05
"""Degrees of skew that no box shows."""
_SLIM = 2.0
"""Height of type in widths of a letter, at most."""


@dataclass(frozen=True, slots=True)
class Flat:
    """A page with its boxes on a sheet turned upright and levelled.

    Attributes:
        page: the page on that sheet.
        back: the map from it to the page as shown.
        marks: boxes of redactions and candidates as the record has them, by id.
    """

    page: Page
    back: Affine
    marks: dict[str, Box]

    def shown(self, box: Box) -> Box:
        """A box of the flat sheet on the page as shown, rounded as records keep it."""
        return self.back.box(box).rounded()


def turns_of(page: Page) -> int:
    """Clockwise quarter turns that set the page upright, as the reading noted them."""
    for step in page.steps:
        if step.name == _STEP and step.matrix is not None and len(step.matrix) == 2:
            (a, b, *_), (d, *_) = step.matrix
            if abs(b) > abs(a):
                return 1 if d > 0 else 3
            return 2 if a < 0 else 0
    return 0


def flatten(page: Page) -> Flat:
    """The page laid flat."""
    turns, skew = turns_of(page), page.skew_degrees
    marks = {r.id: r.bbox for r in (*page.redactions, *page.rejected)}
    if turns == 0 and abs(skew) < _LEVEL:
        return Flat(page, Affine(), marks)
    width, height = (page.width, page.height) if turns % 2 == 0 else (page.height, page.width)
    turn = Affine.quarter_turns(turns, page.width, page.height)
    level = Affine.rotation(-skew, width / 2, height / 2)
    laying = _Laying(turn, level, math.radians(abs(skew)), LINE * _type_height(page))
    flat = replace(
        page,
        width=width,
        height=height,
        lines=tuple(_line(line, laying) for line in page.lines),
        redactions=tuple(_redaction(r, laying) for r in page.redactions),
        rejected=tuple(_redaction(r, laying) for r in page.rejected),
        markings=tuple(replace(m, bbox=laying.box(m.bbox)) for m in page.markings),
        strikes=tuple(replace(s, bbox=laying.box(s.bbox)) for s in page.strikes),
    )
    return Flat(flat, turn.then(level).inverse(), marks)


def type_height(page: Page) -> float:
    """Usual height of type in points, 0 without words.

    Boxes of words are sometimes as high as the crooked line they stand in; letters still are as wide.
    """
    words = [word for line in page.lines for word in line.words]
    if not words:
        return 0.0
    pitch = median(word.bbox.width / max(1, len(word.text)) for word in words)
    return min(median(word.bbox.height for word in words), _SLIM * pitch)


def lowered(box: Box, most: float) -> Box:
    """The box of a word, no higher than `most` points: words of crooked lines would reach into the lines beside."""
    if box.height <= most:
        return box
    middle, half = box.centre[1], most / 2
    return Box(box.x0, middle - half, box.x1, middle + half)


@dataclass(frozen=True, slots=True)
class _Laying:
    """The way of a box to the flat sheet; `skew` in radians, `line` is the height of a line of type in points."""

    turn: Affine
    level: Affine
    skew: float
    line: float

    def box(self, box: Box) -> Box:
        """The flat box whose crooked image `box` is drawn around.

        A long bar that lies crooked has a box several lines high; turned as it is, it would grow once more. But marks
        are often found as less than the whole bar: none becomes thinner than a line, if it was not before.
        """
        turned = self.turn.box(box)
        x, y = self.level.point(*turned.centre)
        cos, sin = math.cos(self.skew), math.sin(self.skew)
        width = (turned.width * cos - turned.height * sin) / (cos * cos - sin * sin)
        height = (turned.height * cos - turned.width * sin) / (cos * cos - sin * sin)
        width = max(width, min(turned.width, self.line))
        height = max(height, min(turned.height, self.line))
        return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _type_height(page: Page) -> float:
    heights = [min(w.bbox.width, w.bbox.height) for line in page.lines for w in line.words]
    return median(heights) if heights else 10.0


def _line(line: Line, laying: _Laying) -> Line:
    words = tuple(replace(word, bbox=laying.box(word.bbox)) for word in line.words)
    return replace(line, bbox=laying.box(line.bbox), words=words)


def _redaction(redaction: Redaction, laying: _Laying) -> Redaction:
    codes = tuple(
        replace(c, bbox=laying.box(c.bbox) if c.bbox is not None else None) for c in redaction.codes
    )
    return replace(redaction, bbox=laying.box(redaction.bbox), codes=codes)
