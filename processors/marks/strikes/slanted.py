"""Slashes and crosses over words, banners and stamps: straight strokes that slant through a line of letters.

Straight slanting lines longer than any stroke of a letter are rare on a page, and Matas' probabilistic Hough transform
finds them at once (Matas, Galambos, Kittler: Robust detection of lines using the progressive probabilistic Hough
transform, CVIU 78, 2000). Each is then followed in full detail, and the letters that it parts are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from processors.config.strikes import SlantConfig, StrikeConfig
from processors.geometry import Box
from processors.marks.strikes.ink import Mask, Pieces, pieces_of
from processors.marks.strikes.paths import Stroke, stroke_of, without_strokes
from processors.marks.strikes.types import StrikeMark
from processors.records import StrikeStyle

Line = tuple[float, float, float, float]
"""A straight line from the left to the right: x0, y0, x1, y1 in pixels."""

HALF = 0.5
"""Lines are looked for at half the size: they are long, and there are a quarter of the pixels."""

GAP = 2
"""Paper that a line may bridge, in pixels at half the size."""


INKED = 0.85
"""Least share of a line that lies on ink (0..1)."""


REACH = 12
"""How far beyond a slash the words that it strikes may go, in letter heights."""

WORD_GAP = 0.35
"""Gap that parts two words, in heights of the letters of a banner: letters stand closer."""


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


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box around all of them."""
    return Box(
        min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes)
    )


def find_slashes(ink: Mask, pieces: Pieces, letter: float, config: StrikeConfig) -> list[StrikeMark]:
    """Words struck by slanting lines, `x` where lines cross."""
    strokes = slanting_strokes(ink, pieces, letter, config)
    strokes += mates_of(ink, strokes, letter, config)
    slashes = [slash for near in _groups(strokes) for slash in _slashes(ink, near, letter, config)]
    return _marks(slashes, letter, config.slant)


def slanting_strokes(ink: Mask, pieces: Pieces, letter: float, config: StrikeConfig) -> list[Stroke]:
    """Straight slanting strokes, longer than those of letters and thin enough to be lines."""
    slant = config.slant
    followed = (_followed(ink, line, letter) for line in _merged(_lines(pieces, letter, slant), letter))
    return _alone([s for s in followed if s is not None and _is_slash(s, letter, config)], letter, slant)


def _alone(strokes: Sequence[Stroke], letter: float, config: SlantConfig) -> list[Stroke]:
    """The strokes that do not stand in a crowd: where lines slant everywhere is a halftone, mottle or hatching."""
    places = np.array([((s.x0 + s.x1) / 2, s.centre.mean()) for s in strokes]).reshape(-1, 2)
    apart = np.abs(places[:, None] - places[None, :]) / letter
    near = (apart[..., 0] <= config.crowd_h[1]) & (apart[..., 1] <= config.crowd_h[0])
    return [s for s, count in zip(strokes, near.sum(axis=1), strict=True) if count <= config.crowd]


def _is_slash(stroke: Stroke, letter: float, config: StrikeConfig) -> bool:
    """Long, thin, and slanting."""
    slant, slope = config.slant, abs(slope_of(stroke))
    return (
        stroke.x1 - stroke.x0 >= slant.run_h * letter
        and slant.min_slope <= slope <= slant.max_slope
        and stroke.thickness <= slant.thick_h * letter * np.hypot(1, slope)
        and stroke.steady >= config.steady
    )


def mates_of(ink: Mask, strokes: Sequence[Stroke], letter: float, config: StrikeConfig) -> list[Stroke]:
    """The other arms of crosses, where the transform saw one arm only."""
    mates: list[Stroke] = []
    for stroke in strokes:
        if any(_cross(stroke, other, letter) for other in (*strokes, *mates)):
            continue
        line = _mirrored(ink, stroke)
        mate = None if line is None else _followed(ink, line, letter)
        if mate is not None and _is_slash(mate, letter, config) and _cross(stroke, mate, letter):
            mates.append(mate)
    return mates


def _mirrored(ink: Mask, stroke: Stroke) -> Line | None:
    """The line of ink that crosses a stroke near its middle, slants the other way, and is about as long."""
    length, slope = stroke.x1 - stroke.x0, slope_of(stroke)
    x, y = (stroke.x0 + stroke.x1) / 2, float(stroke.centre.mean())
    factors, shifts = np.linspace(0.5, 1.8, 14), np.linspace(-0.2, 0.2, 9)
    slopes, shift = (a.ravel() for a in np.meshgrid(-slope * factors, shifts * length))
    along = np.arange(-0.4 * length, 0.4 * length)
    columns = np.round(x + shift[:, None] + along[None, :]).astype(np.int64)
    rows = np.round(y + slope * shift[:, None] + slopes[:, None] * along[None, :]).astype(np.int64)
    inside = (columns >= 0) & (columns < ink.shape[1]) & (rows >= 0) & (rows < ink.shape[0])
    dark = ink[np.clip(rows, 0, ink.shape[0] - 1), np.clip(columns, 0, ink.shape[1] - 1)] * inside
    share = dark.mean(axis=1)
    best = int(np.argmax(share))
    if share[best] < INKED:
        return None
    lane = (columns[best], rows[best])
    return float(lane[0][0]), float(lane[1][0]), float(lane[0][-1]), float(lane[1][-1])


def slope_of(stroke: Stroke) -> float:
    """Rows a column; positive falls to the right."""
    return float(np.polyfit(np.arange(len(stroke.centre)), stroke.centre, 1)[0])


def _lines(pieces: Pieces, letter: float, config: SlantConfig) -> list[Line]:
    """Slanting lines in pieces of ink that are larger than letters."""
    width, height, area = (pieces.stats[:, i] for i in (2, 3, 4))
    large = (width >= config.min_width_h * letter) & (height >= config.min_height_h * letter)
    large &= (width <= config.max_width_h * letter) & (height <= config.max_height_h * letter)
    large &= area <= config.max_density * width * height
    large[0] = False
    if not large.any():
        return []
    mask = (large.astype(np.uint8) * 255)[pieces.labels]
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
    ends = [tuple(float(v) / HALF for v in line) for line in np.reshape(found, (-1, 4))]
    rising = [(x0, y0, x1, y1) if x0 <= x1 else (x1, y1, x0, y0) for x0, y0, x1, y1 in ends]
    return [line for line in rising if config.min_slope <= abs(_slope(line)) <= config.max_slope]


def _slope(line: Line) -> float:
    return (line[3] - line[1]) / max(1.0, line[2] - line[0])


def _merged(lines: Sequence[Line], letter: float) -> list[Line]:
    """Lines that go on from each other, or lie side by side in one thick stroke, are one."""
    merged: list[Line] = []
    for line in sorted(lines, key=lambda s: s[0] - s[2]):
        for k, other in enumerate(merged):
            if _continues(other, line, letter):
                ends = sorted([other[:2], other[2:], line[:2], line[2:]])
                merged[k] = (*ends[0], *ends[-1])
                break
        else:
            merged.append(line)
    return merged


def _continues(one: Line, other: Line, letter: float) -> bool:
    turn = np.degrees(abs(np.arctan(_slope(one)) - np.arctan(_slope(other))))
    apart = [abs(one[1] + _slope(one) * (x - one[0]) - y) for x, y in (other[:2], other[2:])]
    gap = max(one[0], other[0]) - min(one[2], other[2])
    return bool(turn <= 8 and max(apart) <= 0.35 * letter and gap <= letter)


def _followed(ink: Mask, line: Line, letter: float) -> Stroke | None:
    """The stroke along a line, from where it starts to where it ends; None where the line is no stroke of ink."""
    slope = _slope(line)
    first, last = (round(x) for x in (line[0] - letter, line[2] + letter))
    first, last = max(0, first), min(ink.shape[1], last)
    columns = np.arange(first, last)
    rows = np.clip(np.round(line[1] + slope * (columns - line[0])), 0, ink.shape[0] - 1).astype(np.int64)
    top, bottom = _runs(ink, columns, rows, round(0.6 * letter))
    inked = bottom > top
    within = np.flatnonzero((columns >= line[0]) & (columns < line[2]))
    if not len(within) or inked[within].mean() < INKED:
        return None
    left, right = int(within[0]), int(within[-1])
    while left > 0 and inked[left - 1]:
        left -= 1
    while right < len(columns) - 1 and inked[right + 1]:
        right += 1
    part = slice(left, right + 1)
    return stroke_of(int(columns[left]), 0, top[part], bottom[part], (bottom - top)[part], letter)


def _runs(
    ink: Mask, columns: NDArray[np.int64], rows: NDArray[np.int64], reach: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First row and row after the last of the ink around `rows`, by column; equal where there is none."""
    offsets = np.arange(-reach, reach + 1)
    at = np.clip(rows[None, :] + offsets[:, None], 0, ink.shape[0] - 1)
    band = ink[at, columns[None, :]].astype(bool)
    # The line may pass a pixel beside the ink: the run starts from the inked row that is nearest.
    middle = reach + np.array([0, -1, 1, -2, 2])
    nearest = np.argmax(band[middle], axis=0)
    start = middle[nearest]
    hit = band[start, np.arange(len(columns))]
    paper = ~band
    index = np.arange(len(offsets))[:, None]
    above = np.maximum.accumulate(np.where(paper, index, -1), axis=0)
    below = np.minimum.accumulate(np.where(paper, index, len(offsets))[::-1], axis=0)[::-1]
    lanes = np.arange(len(columns))
    top = rows + above[start, lanes] + 1 - reach
    bottom = rows + below[start, lanes] - reach
    return np.where(hit, top, rows), np.where(hit, bottom, rows)


def _groups(strokes: Sequence[Stroke]) -> list[list[Stroke]]:
    """Strokes whose surroundings overlap, so that crosses are taken out together."""
    groups: list[tuple[Box, list[Stroke]]] = []
    for stroke in sorted(strokes, key=lambda s: (s.x0, float(s.centre[0]))):
        box, members = _extent(stroke), [stroke]
        for group in [g for g in groups if g[0].overlap(box) > 0]:
            groups.remove(group)
            box, members = around([box, group[0]]), members + group[1]
        groups.append((box, members))
    return [members for _, members in groups]


def _extent(stroke: Stroke) -> Box:
    return Box(
        float(stroke.x0), float(stroke.centre.min()) - 1, float(stroke.x1), float(stroke.centre.max()) + 1
    )


def _slashes(ink: Mask, strokes: Sequence[Stroke], letter: float, config: StrikeConfig) -> list[Slash]:
    """The strokes of one place that run through letters."""
    place = around([_extent(s) for s in strokes]).grown(REACH * letter, 2 * letter)
    place = place.clipped(ink.shape[1], ink.shape[0])
    x, y, x1, y1 = (int(v) for v in place)
    local = [Stroke(s.x0 - x, s.centre - y, s.thickness, s.scatter, s.steady) for s in strokes]
    letters = pieces_of(without_strokes(ink[y:y1, x:x1], local))
    found = []
    for stroke, own in zip(strokes, local, strict=True):
        crossed = tuple(b.moved(x, y) for b in crossed_letters(own, letters, letter, config.slant))
        if crossed:
            words = words_of(crossed, [_box(letters, i).moved(x, y) for i in range(1, len(letters.stats))])
            found.append(Slash(stroke, slope_of(stroke), crossed, words))
    return found


def words_of(crossed: Sequence[Box], pieces: Sequence[Box]) -> Box:
    """Around the words to which letters belong: letters of their height beside them, without a gap between words."""
    height = float(np.median([b.height for b in crossed]))
    middle = float(np.median([b.centre[1] for b in crossed]))
    words = around(crossed)
    line = [
        b
        for b in pieces
        if 0.5 * height <= b.height <= 1.6 * height and abs(b.centre[1] - middle) <= 0.35 * height
    ]
    for sign in (1, -1):
        for b in sorted(line, key=lambda b: sign * b.x0):
            gap = b.x0 - words.x1 if sign > 0 else words.x0 - b.x1
            if -height <= gap <= WORD_GAP * height:
                words = around([words, b])
    return words


def crossed_letters(stroke: Stroke, letters: Pieces, letter: float, config: SlantConfig) -> list[Box]:
    """Boxes of letters with ink close to the stroke on both of its sides, parts that it cut off put together."""
    columns = np.arange(stroke.x0, stroke.x1)
    touched = np.zeros((2, len(letters.stats)), dtype=bool)
    for side, sign in enumerate((-1, 1)):
        for gap in (1, 2, 3):
            rows = np.round(stroke.centre + sign * (stroke.thickness / 2 + gap)).astype(np.int64)
            inside = (rows >= 0) & (rows < letters.labels.shape[0])
            touched[side, letters.labels[rows[inside], columns[inside]]] = True
    height = letters.bottoms - letters.tops
    width = letters.rights - letters.lefts
    touched &= (height >= config.part_h * letter) & (height <= config.max_letter_h * letter)
    touched &= width <= 2.5 * np.maximum(height, letter)
    touched[:, 0] = False
    boxes = [_box(letters, int(i)) for i in np.flatnonzero(touched[0] & touched[1])]
    above, below = (np.flatnonzero(t & ~(touched[0] & touched[1])) for t in touched)
    for i in above:
        mates = [j for j in below if _one_letter(_box(letters, int(i)), _box(letters, int(j)))]
        if mates:
            boxes.append(around([_box(letters, int(j)) for j in (i, *mates)]))
    boxes = [b for b in boxes if b.height >= config.letter_h * letter and b.width <= 2.5 * b.height]
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
            letters[-1] = around([letters[-1], box])
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
    typical = float(np.median(heights))
    even = float(np.mean(np.abs(heights - typical) <= config.uneven * typical)) >= 0.6
    level = float(np.median(np.abs(middles - np.median(middles)))) <= config.uneven * typical
    long = all(s.x1 - s.x0 >= config.length_h * typical for s in strokes)
    high = all(float(np.ptp(s.centre)) >= config.rise_h * typical for s in strokes)
    return (
        even
        and level
        and long
        and high
        and all(_free_end(s, around(letters), typical, config) for s in strokes)
    )


def _free_end(stroke: Stroke, letters: Box, typical: float, config: SlantConfig) -> bool:
    """Whether the stroke goes on beyond the letters; lines seen in clogged type end within them."""
    inner = letters.grown(config.free_h * typical, config.free_h * typical)
    ends = (stroke.x0, float(stroke.centre[0])), (stroke.x1, float(stroke.centre[-1]))
    return not all(inner.contains(x, y) for x, y in ends)


def _marks(slashes: Sequence[Slash], letter: float, config: SlantConfig) -> list[StrikeMark]:
    """One mark a place: crosses need fewer letters than single slashes, which may be index marks."""
    places: list[tuple[Box, int, StrikeStyle]] = []
    for i, one in enumerate(slashes):
        for other in slashes[i + 1 :]:
            crossed = _apart([*one.letters, *other.letters])
            strokes = (one.stroke, other.stroke)
            if _cross(*strokes, letter) and is_struck(crossed, strokes, config.cross_letters, config):
                places.append((around([one.words, other.words]), len(crossed), StrikeStyle.X))
    places += [
        (slash.words, len(slash.letters), StrikeStyle.DIAGONAL)
        for slash in slashes
        if is_struck(slash.letters, [slash.stroke], config.letters, config)
    ]
    marks: list[StrikeMark] = []
    for box, letters, style in places:
        if not any(box.overlap(m.box) > 0 for m in marks):
            marks.append(StrikeMark(box, style, min(0.95, 0.6 + 0.05 * letters)))
    return marks


def _cross(one: Stroke, other: Stroke, letter: float) -> bool:
    """Whether two strokes slant against each other and meet near the middles of both."""
    if slope_of(one) * slope_of(other) >= 0:
        return False
    x0, x1 = max(one.x0, other.x0), min(one.x1, other.x1)
    if x1 - x0 < letter:
        return False
    columns = np.arange(x0, x1)
    gap = np.abs(one.rows(columns) - other.rows(columns))
    at = int(columns[np.argmin(gap)])
    middles = [abs(at - (s.x0 + s.x1) / 2) / (s.x1 - s.x0) for s in (one, other)]
    return bool(gap.min() <= 1.5 and max(middles) <= 0.3)
