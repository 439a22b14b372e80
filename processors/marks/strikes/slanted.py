"""Slashes and crosses over words, banners and stamps: straight strokes that slant through a line of letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from processors.config.strikes import SlantConfig, StrikeConfig
from processors.geometry import Box, bounding
from processors.marks.rasters import median
from processors.marks.strikes.courses import Stroke
from processors.marks.strikes.ink import Mask, Pieces, pieces_of
from processors.marks.strikes.paths import without_strokes
from processors.marks.strikes.slanting import is_cross, mates_of, slanting_strokes, slope_of
from processors.marks.strikes.types import StrikeMark
from processors.records import StrikeStyle

REACH = 12
"""How far beyond a slash the words that it strikes may go, in letter heights."""

WIDE = 2.5
"""Widest piece of a line of letters, in its height: frames are wider."""

GAPS = np.array([1, 2, 3])[:, None]
"""Rows beside a slash in which the letters that it parts begin."""

FEWEST = 3
"""So many letters beside those that a slash crosses show the rows of their line."""


@dataclass(frozen=True, slots=True)
class Slash:
    """A slanting stroke and the letters that it runs through, in pixels of the page.

    Attributes:
        stroke: its course.
        slope: rows a column; positive falls to the right.
        letters: boxes of the letters crossed, from left to right.
        words: box around the words of these letters.
    """

    stroke: Stroke
    slope: float
    letters: tuple[Box, ...]
    words: Box


def find_slashes(ink: Mask, pieces: Pieces, letter: float, config: StrikeConfig) -> list[StrikeMark]:
    """Words struck by slanting lines, `x` where lines cross."""
    strokes = slanting_strokes(ink, pieces, letter, config)
    strokes += mates_of(ink, strokes, letter, config)
    slashes = [slash for near in _groups(strokes) for slash in _slashes(ink, near, letter, config)]
    return _marks(slashes, letter, config.slant)


def _groups(strokes: Sequence[Stroke]) -> list[list[Stroke]]:
    """Strokes whose surroundings overlap, so that crosses are taken out together."""
    groups: list[tuple[Box, list[Stroke]]] = []
    for stroke in sorted(strokes, key=lambda s: (s.x0, float(s.centre[0]))):
        box, members = _extent(stroke), [stroke]
        for group in [g for g in groups if g[0].overlap(box) > 0]:
            groups.remove(group)
            box, members = bounding([box, group[0]]), members + group[1]
        groups.append((box, members))
    return [members for _, members in groups]


def _extent(stroke: Stroke) -> Box:
    return Box(
        float(stroke.x0), float(stroke.centre.min()) - 1, float(stroke.x1), float(stroke.centre.max()) + 1
    )


def _slashes(ink: Mask, strokes: Sequence[Stroke], letter: float, config: StrikeConfig) -> list[Slash]:
    """The strokes of one place that run through letters."""
    place = bounding([_extent(s) for s in strokes]).grown(REACH * letter, 2 * letter)
    place = place.clipped(ink.shape[1], ink.shape[0])
    x, y, x1, y1 = (int(v) for v in place)
    local = [Stroke(s.x0 - x, s.centre - y, s.thickness, s.scatter, s.steady) for s in strokes]
    letters = pieces_of(without_strokes(ink[y:y1, x:x1], local))
    found = []
    for stroke, own in zip(strokes, local, strict=True):
        crossed = crossed_letters(own, letters, letter, config.slant)
        if crossed:
            line = _on_line(crossed, letters)
            whole = _without_tips(crossed, line, letters)
            words = words_of(whole, [*whole, *(b for b in line if b not in crossed)], config)
            moved = tuple(b.moved(x, y) for b in whole)
            found.append(Slash(stroke, slope_of(stroke), moved, words.moved(x, y)))
    return found


def _without_tips(crossed: Sequence[Box], line: Sequence[Box], letters: Pieces) -> list[Box]:
    """The crossed letters without the ends of the slash that stuck to them: what lies in the rows of their line."""
    others = [b for b in line if b not in crossed]
    if len(others) < FEWEST:
        return list(crossed)
    top, foot = (median(rows) for rows in zip(*((b.y0, b.y1) for b in others), strict=True))
    return [_within(b, top - 1, foot + 1, letters) for b in crossed]


def _within(box: Box, top: float, foot: float, letters: Pieces) -> Box:
    """Around what of a letter lies between two rows; the letter itself where that is all or little of it."""
    rows = slice(int(max(box.y0, top)), int(min(box.y1, foot)))
    columns = np.flatnonzero(letters.labels[rows, int(box.x0) : int(box.x1)].any(axis=0))
    if not len(columns) or rows.stop - rows.start < 0.5 * box.height:
        return box
    return Box(box.x0 + columns[0], float(rows.start), box.x0 + columns[-1] + 1, float(rows.stop))


def _on_line(crossed: Sequence[Box], letters: Pieces) -> list[Box]:
    """Pieces as high as the crossed letters and level with them."""
    height = median([b.height for b in crossed])
    middle = median([b.centre[1] for b in crossed])
    heights = letters.bottoms - letters.tops
    line = (heights >= 0.5 * height) & (heights <= 1.6 * height)
    line &= letters.rights - letters.lefts <= WIDE * heights
    line &= np.abs((letters.tops + letters.bottoms) / 2 - middle) <= 0.35 * height
    line[0] = False
    return [_box(letters, int(i)) for i in np.flatnonzero(line)]


def words_of(crossed: Sequence[Box], line: Sequence[Box], config: StrikeConfig) -> Box:
    """Around the words to which letters belong: letters on their line beside them, without a gap between words."""
    height = median([b.height for b in crossed])
    words = bounding(crossed)
    gap = word_gap(line, height, config)
    for sign in (1, -1):
        for b in sorted(line, key=lambda b: sign * b.x0):
            between = b.x0 - words.x1 if sign > 0 else words.x0 - b.x1
            if -height <= between <= gap * height:
                words = bounding([words, b])
    return words


def word_gap(line: Sequence[Box], height: float, config: StrikeConfig) -> float:
    """The gap from which two letters of a line belong to two words, in heights of its letters.

    In proportional type that is set close, words stand nearer to each other than letters may in typing. Such a line
    shows two kinds of gaps, one far narrower than the other, and none as wide as typing has between its words.
    """
    slant, usual = config.slant, config.word_gap_h
    in_order = sorted(line)
    gaps = np.sort([max(0.0, b.x0 - a.x1) / height for a, b in pairwise(in_order)])
    if len(gaps) < slant.fewest_gaps or np.mean(gaps > slant.typed_gap_h) > slant.typed_share:
        return usual
    heights = np.array([b.height for b in line])
    if np.mean(heights < slant.small_h * np.quantile(heights, 0.9)) < slant.small_share:
        return usual
    ratios = gaps[1:] / np.maximum(gaps[:-1], slant.letter_gap_h)
    ratios[(gaps[1:] < slant.close_gap_h) | (gaps[1:] > usual)] = 0
    at = int(np.argmax(ratios))
    if ratios[at] < slant.gap_ratio or (len(gaps) - at - 1) / len(gaps) > slant.space_share:
        return usual
    return float(gaps[at] + gaps[at + 1]) / 2


def crossed_letters(stroke: Stroke, letters: Pieces, letter: float, config: SlantConfig) -> list[Box]:
    """Boxes of letters with ink close to the stroke on both of its sides, parts that it cut off put together."""
    columns = np.arange(stroke.x0, stroke.x1)
    touched = np.zeros((2, len(letters.stats)), dtype=bool)
    height, width = letters.shape
    for side, sign in enumerate((-1, 1)):
        rows = np.round(stroke.centre + sign * (stroke.thickness / 2 + GAPS)).astype(np.int64)
        inside = (rows >= 0) & (rows < height)
        touched[side, letters.labels.reshape(-1).take((rows * width + columns)[inside])] = True
    heights = letters.bottoms - letters.tops
    widths = letters.rights - letters.lefts
    touched &= (heights >= config.part_h * letter) & (heights <= config.max_letter_h * letter)
    touched &= widths <= WIDE * np.maximum(heights, letter)
    touched[:, 0] = False
    boxes = [_box(letters, int(i)) for i in np.flatnonzero(touched[0] & touched[1])]
    above, below = (np.flatnonzero(t & ~(touched[0] & touched[1])) for t in touched)
    for i in above:
        mates = [j for j in below if _one_letter(_box(letters, int(i)), _box(letters, int(j)))]
        if mates:
            boxes.append(bounding([_box(letters, int(j)) for j in (i, *mates)]))
    boxes = [b for b in boxes if b.height >= config.letter_h * letter and b.width <= WIDE * b.height]
    return sorted(_apart(boxes))


def _box(pieces: Pieces, label: int) -> Box:
    return Box(
        float(pieces.lefts[label]),
        float(pieces.tops[label]),
        float(pieces.rights[label]),
        float(pieces.bottoms[label]),
    )


def _one_letter(upper: Box, lower: Box) -> bool:
    """Whether two parts lie one over the other."""
    common = min(upper.x1, lower.x1) - max(upper.x0, lower.x0)
    return common >= 0.5 * min(upper.width, lower.width) and upper.centre[1] < lower.centre[1]


def _apart(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that share most of their width are one letter."""
    letters: list[Box] = []
    for box in sorted(boxes):
        if letters and min(letters[-1].x1, box.x1) - box.x0 >= 0.5 * min(letters[-1].width, box.width):
            letters[-1] = bounding([letters[-1], box])
        else:
            letters.append(box)
    return letters


def is_struck(letters: Sequence[Box], strokes: Sequence[Stroke], fewest: int, config: SlantConfig) -> bool:
    """Whether strokes run through a line of type: letters of one height on one line.

    The strokes are longer than the letters are high, and rise about as high; clogged type shows flatter ones.
    """
    if len(letters) < fewest:
        return False
    heights = np.array([b.height for b in letters])
    middles = np.array([b.centre[1] for b in letters])
    typical = median(heights)
    even = float(np.mean(np.abs(heights - typical) <= config.uneven * typical)) >= 0.6
    level = median(np.abs(middles - median(middles))) <= config.uneven * typical
    long = all(s.x1 - s.x0 >= config.length_h * typical for s in strokes)
    high = all(float(np.ptp(s.centre)) >= config.rise_h * typical for s in strokes)
    return (
        even
        and level
        and long
        and high
        and all(_free_end(s, bounding(letters), typical, config) for s in strokes)
    )


def _free_end(stroke: Stroke, letters: Box, typical: float, config: SlantConfig) -> bool:
    """Whether the stroke goes on beyond the letters; lines seen in clogged type end within them."""
    inner = letters.grown(config.free_h * typical, config.free_h * typical)
    ends = (stroke.x0, float(stroke.centre[0])), (stroke.x1, float(stroke.centre[-1]))
    return not all(inner.contains(x, y) for x, y in ends)


def _is_smooth(slash: Slash, config: SlantConfig) -> bool:
    """Whether the stroke keeps to its course: one put together of arms of letters strays from it."""
    typical = median([b.height for b in slash.letters])
    return slash.stroke.scatter <= config.ragged_h * typical


def _fewest(slash: Slash, config: SlantConfig) -> int:
    """How many letters a slash must cross: fewer where it is far longer than index marks and goes on at its ends."""
    typical = median([b.height for b in slash.letters])
    course, crossed = slash.stroke.centre, bounding(slash.letters).grown(*[config.far_h * typical] * 2)
    ends = (slash.stroke.x0, float(course[0])), (slash.stroke.x1, float(course[-1]))
    far = sum(not crossed.contains(x, y) for x, y in ends) >= config.far_ends
    long = float(np.ptp(course)) >= config.far_rise_h * typical
    smooth = slash.stroke.scatter <= config.far_ragged_h * typical
    return config.far_letters if far and long and smooth else config.letters


def _marks(slashes: Sequence[Slash], letter: float, config: SlantConfig) -> list[StrikeMark]:
    """One mark a place: crosses need fewer letters than single slashes, which may be index marks."""
    places: list[tuple[Box, int, StrikeStyle]] = []
    for i, one in enumerate(slashes):
        for other in slashes[i + 1 :]:
            strokes = (one.stroke, other.stroke)
            if not is_cross(*strokes, letter):
                continue
            crossed = _apart([*one.letters, *other.letters])
            if is_struck(crossed, strokes, config.cross_letters, config):
                places.append((bounding([one.words, other.words]), len(crossed), StrikeStyle.X))
    places += [
        (slash.words, len(slash.letters), StrikeStyle.DIAGONAL)
        for slash in slashes
        if _is_smooth(slash, config)
        and is_struck(slash.letters, [slash.stroke], _fewest(slash, config), config)
    ]
    marks: list[StrikeMark] = []
    for box, letters, style in places:
        if not any(box.overlap(m.box) > 0 for m in marks):
            marks.append(StrikeMark(box, style, min(0.95, 0.6 + 0.05 * letters)))
    return marks
