"""How well a text, with letters struck over it, explains a piece of ink."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.overtyped import OvertypedConfig
from processors.marks.overtyped.shapes import Shape, natural_width, shape
from processors.marks.strikes.ink import Mask

_SIDE = 48
"""Columns of paper beside the ink, so that letters can be tried beyond it (pixels); wider than any letter."""

_NEVER = -1e6
"""Worth of what cannot be."""

_AROUND = np.ones((3, 3), np.uint8)
"""A pixel more or less is no difference."""

_LOOSE, _TIGHT = np.arange(-4, 4), np.arange(-3, 4)
"""By how many pixels two letters may stand closer or farther than the shapes; slashes stand closer in some types."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well one text explains the ink; all are shares, 0..1.

    Attributes:
        text: the text.
        cost: the smaller the better: `missing`, `unexplained`, and how unevenly the letters stand.
        missing: of the letters' shapes, where there is no ink.
        worst: of the shape of the letter that is seen least, where there is ink.
        unexplained: of the ink, where neither a letter of the text nor one that strikes it would put it.
        ends: of the parenthesis that is seen least, where there is ink.
    """

    text: str
    cost: float
    missing: float
    worst: float
    unexplained: float
    ends: float


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter as it is on a ground.

    Attributes:
        shape: at the stretch of the ground.
        ink: the shape's, moved down as shapes are there.
        area: pixels of its ink.
        bearing: from the pen to its first column, whole pixels.
        seen: share of its shape that is ink, by the column in which it would begin.
        worth: pixels of its shape that are ink, by where the pen stands.
    """

    shape: Shape
    ink: Mask
    area: float
    bearing: int
    seen: NDArray[np.float32]
    worth: NDArray[np.float64]

    def paint(self, on: Mask, x: int) -> None:
        """Sets its ink in a mask, from this column on."""
        x0, x1 = max(0, x), min(on.shape[1], x + self.ink.shape[1])
        on[:, x0:x1] |= self.ink[:, x0 - x : x1 - x]


@dataclass(slots=True)
class Ground:
    """Ink of one struck text at one stretch of the shapes, and where in it each letter can stand.

    Attributes:
        ink: rows as in `Shape.ink`, with `_SIDE` columns of paper on either side.
        width: of the text, pixels.
        stretch: of the shapes across.
        shift: by how many pixels the shapes are moved down.
        config: thresholds.
    """

    ink: Mask
    width: int
    stretch: float
    shift: int
    config: OvertypedConfig
    unstruck: Mask = field(init=False)
    _letters: dict[str, _Letter] = field(init=False, default_factory=dict)
    _best: dict[str, tuple[NDArray[np.float64], NDArray[np.int64]]] = field(init=False, default_factory=dict)
    _pens: dict[str, float] = field(init=False, default_factory=lambda: {"": 0.0})
    _columns: NDArray[np.int64] = field(init=False)
    _page: NDArray[np.float32] = field(init=False)
    _places: dict[tuple[int, int], tuple[NDArray[np.int64], NDArray[np.float64]]] = field(
        init=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        """Finds the ink that may be of letters struck over the text."""
        self._columns = np.arange(self.ink.shape[1])
        self._page = np.roll(cv2.dilate(self.ink, _AROUND), -self.shift, axis=0).astype(np.float32)
        over = np.zeros_like(self.ink)
        for name in self.config.over:
            letter = self._letter(name)
            peaks = letter.seen == cv2.dilate(letter.seen[None, :], np.ones((1, 7), np.uint8))[0]
            for x in np.flatnonzero(peaks & (letter.seen >= self.config.over_seen)).tolist():
                letter.paint(over, x)
        self.unstruck = self.ink & (1 - np.asarray(cv2.dilate(over, _AROUND), np.uint8))

    def _letter(self, name: str) -> _Letter:
        if name not in self._letters:
            here = shape(name, self.stretch)
            ink = here.ink.astype(np.float32)
            # a letter cannot begin so late that it would end beyond the paper
            found = cv2.matchTemplate(self._page, ink, cv2.TM_CCORR)[0] / ink.sum()
            seen = np.zeros(len(self._columns), np.float32)
            seen[: len(found)] = found
            bearing, area = round(here.bearing), float(here.ink.sum())
            begin = self._columns + bearing
            inside = (begin >= 0) & (begin < len(seen))
            worth = area * np.where(inside, seen.take(begin, mode="clip").astype(np.float64), _NEVER)
            # as `numpy.roll` has it, which takes ten times as long for so little
            moved = np.concatenate([here.ink[-self.shift :], here.ink[: -self.shift]])
            self._letters[name] = _Letter(here, moved, area, bearing, seen, worth)
        return self._letters[name]

    def fit(self, text: str, most: float = math.inf) -> Fit | None:
        """How well a text explains the ink; None where it does not fit between its ends, or costs over `most`."""
        path = self._path(text)
        if path is None:
            return None
        pens = [self._pen(text[:k]) for k in range(len(text))]
        steps = (b - a - round(q - p) for (a, b), (p, q) in zip(pairwise(path), pairwise(pens), strict=True))
        uneven = sum(step**2 for step in steps) / (len(text) - 1)
        missing = total = 0.0
        worst, ends = 1.0, 1.0
        letters = [self._letter(name) for name in text]
        for name, letter, pen in zip(text, letters, path, strict=True):
            seen = float(letter.seen[pen + letter.bearing])
            if name in "()":
                ends = min(ends, seen)
            else:
                missing, total = missing + (1 - seen) * letter.area, total + letter.area
                worst = min(worst, seen)
        share, crooked = missing / total, self.config.uneven_cost * uneven
        if share + crooked > most:
            return None
        unexplained = self._unexplained(letters, path)
        return Fit(text, share + unexplained + crooked, share, worst, unexplained, ends)

    def _unexplained(self, letters: Sequence[_Letter], path: Sequence[int]) -> float:
        """Share of the ink that neither a letter at its place nor one that strikes it would put there."""
        painted = np.zeros_like(self.ink)
        for letter, pen in zip(letters, path, strict=True):
            letter.paint(painted, pen + letter.bearing)
        rest = self.unstruck & (1 - np.asarray(cv2.dilate(painted, _AROUND), np.uint8))
        return float(cv2.countNonZero(rest) / max(1, cv2.countNonZero(self.ink)))

    def _pen(self, text: str) -> float:
        """Where the pen stands behind a text."""
        if text not in self._pens:
            self._pens[text] = self._pen(text[:-1]) + self._letter(text[-1]).shape.advance
        return self._pens[text]

    def _path(self, text: str) -> list[int] | None:
        """Where the pen stands at each letter, pixels, so that most of their ink is seen."""
        worth = self._reached(text)[0][_SIDE:-_SIDE]
        last = self._letter(text[-1])
        end = _SIDE + self.width - last.ink.shape[1] - last.bearing
        near = worth[end - 1 : end + 2]
        pen = end - 1 + int(near.argmax())
        if near.max() <= _NEVER / 2:
            return None
        path = [pen]
        for k in range(len(text) - 1, 0, -1):
            pen -= int(self._reached(text[: k + 1])[1][pen])
            path.append(pen)
        return path[::-1]

    def _reached(self, text: str) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Greatest worth of a beginning of a text by where the pen stands at its last letter, and the step to there."""
        if text in self._best:
            return self._best[text]
        letter = self._letter(text[-1])
        worth = np.full(self.ink.shape[1] + 2 * _SIDE, _NEVER)
        inner = worth[_SIDE:-_SIDE]
        if len(text) == 1:
            inner[_SIDE - letter.bearing] = 0.0
            step = np.zeros(len(inner), np.int64)
        else:
            before, _ = self._reached(text[:-1])
            apart = round(self._pen(text[:-1])) - round(self._pen(text[:-2]))
            wide = _LOOSE if "/" in text[-2:] else _TIGHT
            places, dear = self._behind(apart, wide)
            each = before.take(places) - dear
            inner[:] = each.max(axis=0)
            step = wide.take(each.argmax(axis=0)) + apart
            if text[-1] not in "()":
                inner += letter.worth
        self._best[text] = worth, step
        return worth, step

    def _behind(self, apart: int, wide: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """For each column, where the pen stood before it went on by `apart` and each of `wide`, and what those cost."""
        known = apart, len(wide)
        if known not in self._places:
            places = _SIDE + self._columns - (apart + wide)[:, None]
            self._places[known] = places, np.asarray(self.config.uneven * wide[:, None] ** 2, np.float64)
        return self._places[known]


def fits(ink: Mask, texts: Sequence[str], config: OvertypedConfig) -> list[Fit]:
    """How well texts explain ink, best first, each as well as it does at any size.

    Args:
        ink: rows as in `Shape.ink`, cut to the ends of the text.
        texts: what may stand there.
        config: thresholds.
    """
    width = ink.shape[1]
    near = [t for t in texts if abs(np.log(width / natural_width(t))) <= config.width_differs]
    if not near:
        return []
    ground = np.asarray(cv2.copyMakeBorder(ink, 0, 0, _SIDE, _SIDE, cv2.BORDER_CONSTANT, value=0), np.uint8)
    best: dict[str, Fit] = {}
    for shift in config.shifts:
        for stretch in config.stretches:
            here = Ground(ground, width, stretch, shift, config)
            for text in near:
                known = best[text].cost if text in best else math.inf
                found = here.fit(text, known)
                if found is not None and found.cost < known:
                    best[text] = found
        # what explains little as it stands explains no more a pixel higher or lower
        near = sorted(best, key=lambda t: best[t].cost)[: config.likely]
    return sorted(best.values(), key=lambda f: (f.cost, f.text))
