"""What a page's type measures: sizes, slopes and edges, from the boxes of its words alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from processors.config.text import TextConfig
from processors.geometry import Box, bounding
from processors.records import Line, Word

FALLBACK_HEIGHT = 9.0
"""Word height in points of 12-point type, used where a page has no word to measure."""

FALLBACK_WIDTH = 6.0
"""Character width in points of 12-pitch type, used where a page has no word to measure."""

_ASCENDING = re.compile(r"[A-Z0-9bdfhklt(\[/|!?]")
_DESCENDING = re.compile(r"[gjpqyQ,;()\[\]/|]")


def word_height(words: Iterable[Word]) -> float:
    """Median height of the words' boxes in points, never 0."""
    heights = [word.bbox.height for word in words if word.bbox.height > 0]
    return median(heights) if heights else FALLBACK_HEIGHT


def character_width(words: Iterable[Word]) -> float:
    """Median width of a character in the words' boxes in points: the pitch of typescript, never 0."""
    measured = [word for word in words if word.text and word.bbox.width > 0]
    usable = [word for word in measured if len(word.text) > 1] or measured
    return median(word.bbox.width / len(word.text) for word in usable) if usable else FALLBACK_WIDTH


def cap_height(word: Word) -> float:
    """The height that a capital of this word's type would have, in points.

    A box encloses only the letters that are there: `on` is lower than `On`, `gyp` reaches below the line. The
    factors are those of common book and typewriter faces (x-height and descender 0.7 and 0.3 of a capital).
    """
    up, down = bool(_ASCENDING.search(word.text)), bool(_DESCENDING.search(word.text))
    return word.bbox.height / ((1.0 if up else 0.7) + (0.3 if down else 0.0))


def type_size(words: Iterable[Word]) -> float:
    """Median capital height of words with a letter or digit, in points; 0 where there is none."""
    sizes = [cap_height(word) for word in words if re.search(r"\w", word.text) and word.bbox.height > 0]
    return median(sizes) if sizes else 0.0


@dataclass(frozen=True, slots=True)
class TypeMeasures:
    """How large type is, in points.

    Attributes:
        size: median height of a capital.
        height: median height of the words' boxes.
        width: median width of a character: the pitch of typescript.
    """

    size: float
    height: float
    width: float

    @classmethod
    def of(cls, words: Iterable[Word]) -> TypeMeasures:
        """Of these words; none of the measures is 0."""
        kept = list(words)
        return cls(type_size(kept) or 1.0, word_height(kept), character_width(kept))

    def is_larger(self, other: TypeMeasures, config: TextConfig) -> bool:
        """Whether this is clearly larger type than another.

        All must agree: capital heights are estimated, a line of capitals is higher than one of small letters, and the
        second reader's boxes are roomy above and below, but never wider than the type.
        """
        return (
            self.size >= config.heading_size * other.size
            and self.height >= config.heading_size * other.height
            and self.width >= config.heading_width * other.width
        )


def page_slope(lines: Iterable[Line], config: TextConfig) -> float:
    """How far the lines fall per point to the right (the tangent of the skew), 0 where too few lines tell."""
    slopes = [slope for line in lines if (slope := _line_slope(line.words, config)) is not None]
    if len(slopes) < 3:
        return 0.0
    middle = median(slopes)
    return middle if abs(middle) <= config.slope_limit else 0.0


def _line_slope(words: Sequence[Word], config: TextConfig) -> float | None:
    """Median slope between the first and the second half of a long line's word middles."""
    if len(words) < config.slope_words:
        return None
    half = len(words) // 2
    pairs = [(a.bbox.centre, b.bbox.centre) for a, b in zip(words[:half], words[-half:], strict=True)]
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairs if b[0] - a[0] > 1.0]
    return median(slopes) if slopes else None


def straightened(box: Box, slope: float) -> Box:
    """The box moved up or down to where it would be if the page's lines were level."""
    return box.moved(0.0, -slope * box.centre[0]) if slope else box


def straight_bounds(boxes: Iterable[Box], slope: float) -> Box:
    """The bounding box of straightened boxes.

    Raises:
        ValueError: there is no box.
    """
    return bounding(straightened(box, slope) for box in boxes)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie (nearest rank).

    Raises:
        ValueError: there is no value.
    """
    if not values:
        raise ValueError("no values to rank")
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def vertical_overlap(a: Box, b: Box) -> float:
    """Share of the lower box's height that both have in common, 0..1."""
    smaller = min(a.height, b.height)
    common = min(a.y1, b.y1) - max(a.y0, b.y0)
    if smaller <= 0:
        return 1.0 if common >= 0 else 0.0
    return max(0.0, common / smaller)
