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
    pitch: float
    height: float
    line_pitch: float
    fixed: bool


def hidden_characters(box: Box, lines: Sequence[Line], config: ExtentConfig) -> Interval | None:
    """The interval of characters that would fit where the redaction is, or None where no type is near.

    Args:
        box: the redaction, in points of the upright page.
        lines: the page's lines, in the same points.
        config: the settings.
    """
    kind = _type_around(box, lines, config)
    if kind is None:
        return None
    rows = max(1, round(box.height / kind.line_pitch)) if box.height > 1.5 * kind.height else 1
    estimate = rows * box.width / kind.pitch
    doubt = config.fixed_doubt if kind.fixed else config.proportional_doubt
    # One character a row may be hidden by the edge of the box or be its margin.
    return Interval(
        max(0, math.floor(estimate * (1 - doubt) - rows)), math.ceil(estimate * (1 + doubt) + rows)
    )


def _type_around(box: Box, lines: Sequence[Line], config: ExtentConfig) -> _Type | None:
    heights = [line.bbox.height for line in lines if line.bbox.height > 0]
    if not heights:
        return None
    height = statistics.median(heights)
    reach = box.grown(0, config.near_lines * height)
    near = [line for line in lines if overlap_1d(line.bbox.y0, line.bbox.y1, reach.y0, reach.y1) > 0]
    pitches = [
        word.bbox.width / len(word.text)
        for line in near or lines
        for word in line.words
        if len(word.text) >= config.long_word and word.bbox.width > 0
    ]
    if not pitches:
        return None
    pitch = statistics.median(pitches)
    spread = statistics.pstdev(pitches) / pitch if len(pitches) > 1 else 1.0
    return _Type(pitch, height, _line_pitch(near, height, config), spread < config.fixed_spread)


def _line_pitch(lines: Sequence[Line], height: float, config: ExtentConfig) -> float:
    tops = sorted({round(line.bbox.centre[1]) for line in lines})
    steps = [b - a for a, b in itertools.pairwise(tops) if b - a > 0.7 * height]
    return statistics.median(steps) if steps else config.usual_leading * height
