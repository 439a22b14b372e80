"""How well a text, with letters struck over it, explains a piece of ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.overtyped import OvertypedConfig
from processors.marks.overtyped.shapes import Shape, natural_width, shape
from processors.marks.strikes.ink import Mask

_SIDE = 48
"""Columns of paper beside the ink, so that letters can be tried beyond it (pixels)."""

_NEVER = -1e6
"""Worth of what cannot be."""

_AROUND = np.ones((3, 3), np.uint8)
"""A pixel more or less is no difference."""

_LOOSE, _TIGHT = range(-4, 4), range(-3, 4)
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
    wide: Mask = field(init=False)
    over: Mask = field(init=False)
    _seen: dict[str, NDArray[np.float32]] = field(init=False, default_factory=dict)
    _best: dict[str, tuple[NDArray[np.float64], NDArray[np.int64]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Finds the ink that may be of letters struck over the text."""
        self.wide = np.asarray(cv2.dilate(self.ink, _AROUND), np.uint8)
        self.over = np.zeros_like(self.ink)
        for letter in self.config.over:
            seen, ink = self.seen(letter), self.shape(letter).ink
            peaks = seen == cv2.dilate(seen[None, :], np.ones((1, 7), np.uint8))[0]
            for x in np.flatnonzero(peaks & (seen >= self.config.over_seen)).tolist():
                self._paint(self.over, ink, x)
        self.over = np.asarray(cv2.dilate(self.over, _AROUND), np.uint8)

    def shape(self, letter: str) -> Shape:
        """A letter as it is here."""
        return shape(letter, self.stretch)

    def seen(self, letter: str) -> NDArray[np.float32]:
        """Share of a letter's shape that is ink, by the column in which it would begin."""
        if letter not in self._seen:
            ink = self.shape(letter).ink.astype(np.float32)
            page = np.roll(self.wide, -self.shift, axis=0).astype(np.float32)
            # a letter cannot begin so late that it would end beyond the paper
            found = cv2.matchTemplate(page, ink, cv2.TM_CCORR)[0] / ink.sum()
            seen = np.zeros(page.shape[1], np.float32)
            seen[: len(found)] = found
            self._seen[letter] = seen
        return self._seen[letter]

    def fit(self, text: str) -> Fit | None:
        """How well a text explains the ink; None where it does not fit between its ends."""
        path = self._path(text)
        if path is None:
            return None
        steps = np.diff([self._pen(text, k) for k in range(len(text))])
        uneven = float(np.square(np.diff(path) - np.round(steps)).mean())
        missing = total = 0.0
        worst, ends, painted = 1.0, 1.0, np.zeros_like(self.ink)
        for letter, pen in zip(text, path, strict=True):
            x = pen + round(self.shape(letter).bearing)
            ink = self.shape(letter).ink
            self._paint(painted, ink, x)
            seen = float(self.seen(letter)[x])
            if letter in "()":
                ends = min(ends, seen)
            else:
                missing, total = missing + (1 - seen) * ink.sum(), total + ink.sum()
                worst = min(worst, seen)
        rest = self.ink & (1 - np.asarray(cv2.dilate(painted, _AROUND), np.uint8)) & (1 - self.over)
        share, unexplained = float(missing / total), float(rest.sum() / max(1, self.ink.sum()))
        cost = share + unexplained + self.config.uneven_cost * uneven
        return Fit(text, cost, share, worst, unexplained, ends)

    def _pen(self, text: str, place: int) -> float:
        return sum(self.shape(c).advance for c in text[:place])

    def _paint(self, on: Mask, ink: Mask, x: int) -> None:
        moved = np.roll(ink, self.shift, axis=0)
        x0, x1 = max(0, x), min(on.shape[1], x + ink.shape[1])
        on[:, x0:x1] |= moved[:, x0 - x : x1 - x]

    def _path(self, text: str) -> list[int] | None:
        """Where the pen stands at each letter, pixels, so that most of their ink is seen."""
        worth, _ = self._reached(text)
        last = self.shape(text[-1])
        end = _SIDE + self.width - last.ink.shape[1] - round(last.bearing)
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
        letter = self.shape(text[-1])
        if len(text) == 1:
            worth = np.full(self.ink.shape[1], _NEVER)
            worth[_SIDE - round(letter.bearing)] = 0.0
            step = np.zeros(len(worth), np.int64)
        else:
            before, _ = self._reached(text[:-1])
            loose = "/" in text[-2:]
            apart = round(self._pen(text, len(text) - 1)) - round(self._pen(text, len(text) - 2))
            shifts = [apart + d for d in (_LOOSE if loose else _TIGHT)]
            each = np.stack([_moved(before, by) - self.config.uneven * (by - apart) ** 2 for by in shifts])
            worth, step = each.max(axis=0), np.asarray(shifts)[each.argmax(axis=0)]
            if text[-1] not in "()":
                worth = worth + letter.ink.sum() * _moved(self.seen(text[-1]), -round(letter.bearing))
        self._best[text] = worth, step
        return worth, step


def _moved(values: NDArray[np.floating], by: int) -> NDArray[np.float64]:
    """The values moved to the right."""
    out = np.full(len(values), _NEVER)
    if by >= 0:
        out[by:] = values[: len(values) - by]
    else:
        out[:by] = values[-by:]
    return out


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
            for found in filter(None, map(here.fit, near)):
                if found.text not in best or found.cost < best[found.text].cost:
                    best[found.text] = found
        # what explains little as it stands explains no more a pixel higher or lower
        near = sorted(best, key=lambda t: best[t].cost)[: config.likely]
    return sorted(best.values(), key=lambda f: (f.cost, f.text))
