"""Slashes and crosses over banners and stamps: straight strokes that slant through a line of letters.

A slash joins the letters it crosses to one large piece of ink. Such pieces are sheared, so that their slanting strokes
become level, and followed as level strokes are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from processors.config.strikes import SlantConfig, StrikeConfig
from processors.geometry import Box
from processors.marks.strikes.ink import Mask, Pieces, pieces_of
from processors.marks.strikes.paths import Stroke, strokes_of, without_strokes
from processors.marks.strikes.types import StrikeMark
from processors.records import StrikeStyle


@dataclass(frozen=True, slots=True)
class Slash:
    """A slanting stroke and the letters that it runs through, in pixels of the page.

    Attributes:
        stroke: in coordinates of the piece of ink.
        slope: rows a column; positive falls to the right.
        letters: boxes of the letters crossed, from left to right.
    """

    stroke: Stroke
    slope: float
    letters: tuple[Box, ...]

    @property
    def box(self) -> Box:
        """Around the letters crossed."""
        return Box(
            min(b.x0 for b in self.letters),
            min(b.y0 for b in self.letters),
            max(b.x1 for b in self.letters),
            max(b.y1 for b in self.letters),
        )


def find_slashes(pieces: Pieces, letter: float, config: StrikeConfig) -> list[StrikeMark]:
    """Words struck by slanting lines, `x` where lines slant both ways."""
    slant = config.slant
    width, height = pieces.stats[:, 2], pieces.stats[:, 3]
    large = (width >= slant.min_width_h * letter) & (width <= slant.max_width_h * letter)
    large &= (height >= slant.min_height_h * letter) & (height <= slant.max_height_h * letter)
    large &= pieces.stats[:, 4] <= slant.max_density * width * height
    large[0] = False
    slashes: list[Slash] = []
    for label in np.flatnonzero(large):
        slashes += _slashes(pieces, int(label), letter, config)
    return _marks(slashes)


def _slashes(pieces: Pieces, label: int, letter: float, config: StrikeConfig) -> list[Slash]:
    x, y, width, height, _ = (int(v) for v in pieces.stats[label])
    own = (pieces.labels[y : y + height, x : x + width] == label).astype(np.uint8)
    strokes = [s for shear in config.slant.shears for s in _slanted(own, shear, letter, config)]
    if not strokes:
        return []
    letters = pieces_of(without_strokes(own, strokes))
    found = []
    for stroke in strokes:
        slope = float(np.polyfit(np.arange(len(stroke.centre)), stroke.centre, 1)[0])
        crossed = tuple(b.moved(x, y) for b in _crossed(stroke, letters, letter, config.slant))
        slash = Slash(stroke, slope, crossed)
        if abs(slope) >= config.slant.min_slope and is_struck(slash, config.slant):
            found.append(slash)
    return found


def _slanted(own: Mask, shear: float, letter: float, config: StrikeConfig) -> list[Stroke]:
    """Straight strokes of about the slope `shear`, in the coordinates of `own`."""
    height, width = own.shape
    shift = np.round(shear * np.arange(width)).astype(np.int64)
    shift -= shift.max()
    room = -int(shift.min())
    level = np.zeros((height + room, width), np.uint8)
    rows, columns = np.nonzero(own)
    level[rows - shift[columns], columns] = 1
    strict = replace(config, run_h=config.slant.run_h, max_thickness_h=config.slant.thick_h)
    return [
        replace(s, centre=s.centre + shift[s.x0 : s.x1])
        for s in strokes_of(pieces_of(level), letter, strict)
        if s.scatter <= config.slant.ragged_h * letter
    ]


def _crossed(stroke: Stroke, letters: Pieces, letter: float, config: SlantConfig) -> list[Box]:
    """Boxes of letter-like pieces with ink close to the stroke on both of its sides."""
    columns = np.arange(stroke.x0, stroke.x1)
    sides: list[NDArray[np.int32]] = []
    for sign in (-1, 1):
        seen = []
        for gap in (1, 2, 3):
            rows = np.round(stroke.centre + sign * (stroke.thickness / 2 + gap)).astype(np.int64)
            inside = (rows >= 0) & (rows < letters.labels.shape[0])
            seen.append(letters.labels[rows[inside], columns[inside]])
        sides.append(np.unique(np.concatenate(seen)))
    boxes = []
    for label in np.intersect1d(sides[0], sides[1]):
        x, y, width, height, _ = (int(v) for v in letters.stats[label])
        if label and height >= config.letter_h * letter and width <= 2.5 * height:
            boxes.append(Box(float(x), float(y), float(x + width), float(y + height)))
    return sorted(boxes)


def is_struck(slash: Slash, config: SlantConfig) -> bool:
    """Whether the stroke runs through a line of type: letters of one height on one line, much shorter than it."""
    if len(slash.letters) < config.letters:
        return False
    heights = np.array([b.height for b in slash.letters])
    middles = np.array([b.centre[1] for b in slash.letters])
    typical = float(np.median(heights))
    even = float(np.mean(np.abs(heights - typical) <= config.uneven * typical)) >= 0.6
    level = float(np.median(np.abs(middles - np.median(middles)))) <= config.uneven * typical
    length = slash.stroke.x1 - slash.stroke.x0
    return even and level and length >= config.length_h * typical


def _marks(slashes: Sequence[Slash]) -> list[StrikeMark]:
    """One mark a place; slashes that share letters go together."""
    places: list[list[Slash]] = []
    for slash in slashes:
        home = next((p for p in places if any(slash.box.overlap(s.box) > 0 for s in p)), None)
        if home is None:
            places.append([slash])
        else:
            home.append(slash)
    marks = []
    for place in places:
        both = any(s.slope > 0 for s in place) and any(s.slope < 0 for s in place)
        widest = max(place, key=lambda s: len(s.letters))
        style = StrikeStyle.X if both else StrikeStyle.DIAGONAL
        marks.append(StrikeMark(widest.box, style, min(0.95, 0.6 + 0.05 * len(widest.letters))))
    return marks
