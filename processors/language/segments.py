"""Lines taken apart into the stretches that belong together: body text, margin, inside of a redaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from processors.config.language import LanguageConfig
from processors.geometry import Box, bounding, overlap_1d
from processors.records import Line, Redaction, Word


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one line: its place in `lines`, its words, and the redaction it lies in (None if in none)."""

    line: int
    words: tuple[Word, ...]
    text: str
    bbox: Box
    redaction: int | None


def line_text(line: Line) -> str:
    """The line's text as its words print it, without the signs of a strike."""
    return " ".join(w.text for w in line.words) if line.words else line.text.replace("~~", "")


def segments_of(
    index: int, line: Line, redactions: Sequence[Redaction], page_width: float, config: LanguageConfig
) -> list[Segment]:
    """The line's stretches, from left to right.

    OCR often reads a code in the margin or in a box as the end of the line beside it: a stretch ends at a wide gap,
    at the edge of a redaction, and at the edge of the outer margin.
    """
    if not line.words:
        inside = _inside(line.bbox, redactions)
        return [Segment(index, (), line_text(line), line.bbox, inside)] if line.text.strip() else []
    height = median(w.bbox.height for w in line.words)
    groups: list[tuple[tuple[int | None, str], list[Word]]] = []
    for word in line.words:
        key = (_inside(word.bbox, redactions), margin_side(word.bbox, page_width, config))
        gap = word.bbox.x0 - groups[-1][1][-1].bbox.x1 if groups else 0.0
        before = groups[-1][0] if groups else (-1, "")
        reach = config.word_gap_lines if key == before else config.margin_gap_lines
        if before[0] == key[0] and gap <= reach * height:
            groups[-1][1].append(word)
        else:
            groups.append((key, [word]))
    return [
        Segment(index, tuple(words), " ".join(w.text for w in words), bounding(w.bbox for w in words), key[0])
        for key, words in groups
    ]


def _inside(box: Box, redactions: Sequence[Redaction]) -> int | None:
    """The redaction that holds the middle of the box; of several the smallest."""
    x, y = box.centre
    holding = [i for i, r in enumerate(redactions) if r.bbox.contains(x, y)]
    return min(holding, key=lambda i: (redactions[i].bbox.area, i), default=None)


def margin_side(box: Box, page_width: float, config: LanguageConfig) -> str:
    """`left` or `right` where the middle of the box lies in that outer margin, else empty."""
    x = box.centre[0]
    if x <= config.margin_share * page_width:
        return "left"
    return "right" if x >= (1 - config.margin_share) * page_width else ""


def in_zone(box: Box, page_height: float, config: LanguageConfig) -> bool:
    """Whether the middle of the box lies in the top or bottom zone of the page."""
    y = box.centre[1]
    return y <= config.zone_share * page_height or y >= (1 - config.zone_share) * page_height


def distance(one: Box, other: Box) -> float:
    """Shortest distance between two boxes, 0 where they touch or overlap."""
    dx = max(0.0, one.x0 - other.x1, other.x0 - one.x1)
    dy = max(0.0, one.y0 - other.y1, other.y0 - one.y1)
    return float((dx * dx + dy * dy) ** 0.5)


def stacked_below(upper: Box, lower: Box) -> bool:
    """Whether `lower` is the next line of the block that `upper` belongs to: close below it, and under it."""
    height = max(upper.height, lower.height)
    if not -0.5 * height <= lower.y0 - upper.y1 <= 1.2 * height:
        return False
    common = overlap_1d(upper.x0, upper.x1, lower.x0, lower.x1)
    return common >= 0.3 * min(upper.width, lower.width)
