"""How many characters a redaction hides: an interval from the pitch of the type around it, never a guess at words."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from processors.config.reading import ExtentConfig
from processors.geometry import Box, overlap_1d
from processors.records import Interval, Line


@dataclass(frozen=True, slots=True)
class _Type:
    """The type around: points from character to character, and from line to line."""

    pitch: float
    height: float
    line_pitch: float
    fixed: bool


def hidden_characters(box: Box, lines: Sequence[Line], config: ExtentConfig) -> Interval | None:
    """The interval of characters, spaces counted, that would fit where the redaction is.

    On typescript the width of a box says how many; only its margins and its ragged last line leave a doubt. In
    proportional type a character may be a third or double as wide as another, which evens out over many of them.

    Args:
        box: the redaction, in points of the upright page.
        lines: the page's lines, in the same points.
        config: the settings.

    Returns:
        The whole numbers that are likely, None where no type is near.
    """
    kind = _type_around(box, lines, config)
    if kind is None:
        return None
    rows = max(1, round(box.height / kind.line_pitch)) if box.height > 1.5 * kind.height else 1
    estimate = rows * box.width / kind.pitch
    doubt = config.fixed_doubt
    if not kind.fixed:
        doubt = config.proportional_doubt + config.uneven_letters / math.sqrt(max(1.0, estimate))
    low = estimate * (1 - doubt - (config.ragged if rows > 1 else 0.0)) - rows * config.margin
    high = estimate * (1 + doubt) + rows * config.overhang
    return Interval(max(0, math.ceil(low)), max(0, math.ceil(low), math.floor(high)))


def _type_around(box: Box, lines: Sequence[Line], config: ExtentConfig) -> _Type | None:
    heights = [line.bbox.height for line in lines if line.bbox.height > 0]
    if not heights:
        return None
    height = statistics.median(heights)
    reach = box.grown(0, config.near_lines * height)
    near = [line for line in lines if overlap_1d(line.bbox.y0, line.bbox.y1, reach.y0, reach.y1) > 0]
    advances = [a for line in near for a in _advances(line, config)]
    if len(advances) < config.least_words:
        near = list(lines)
        advances = [a for line in near for a in _advances(line, config)]
    if not advances:
        return None
    middle = statistics.median(advances)
    strayed = sorted(abs(a - middle) for a in advances)
    spread = strayed[int(config.most_words * (len(strayed) - 1))] / middle
    fixed = len(advances) >= config.least_words and spread < config.fixed_spread
    pitch = middle if fixed else _mean_advance(near, middle)
    return _Type(pitch, height, _line_pitch(near, height, config), fixed)


def _advances(line: Line, config: ExtentConfig) -> list[float]:
    """Points a character, from the start of each long word to the start of the next: the space is one more."""
    return [
        (b.bbox.x0 - a.bbox.x0) / (len(a.text) + 1)
        for a, b in itertools.pairwise(line.words)
        if len(a.text) >= config.long_word
        and a.bbox.x0 < b.bbox.x0
        # a wider gap is a column, a blank or a redaction and not a space
        and b.bbox.x0 - a.bbox.x1 < config.widest_space * line.bbox.height
    ]


def _mean_advance(lines: Sequence[Line], otherwise: float) -> float:
    """Points a character over all words of the lines, their spaces counted."""
    points, characters = 0.0, 0
    for line in lines:
        for a, b in itertools.pairwise(line.words):
            if a.bbox.x1 <= b.bbox.x0 < a.bbox.x1 + line.bbox.height:
                points += b.bbox.x0 - a.bbox.x0
                characters += len(a.text) + 1
    return points / characters if characters else otherwise


def _line_pitch(lines: Sequence[Line], height: float, config: ExtentConfig) -> float:
    tops = sorted({round(line.bbox.centre[1]) for line in lines})
    steps = [b - a for a, b in itertools.pairwise(tops) if b - a > 0.7 * height]
    return statistics.median(steps) if steps else config.usual_leading * height
