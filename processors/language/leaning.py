"""What a stamp says that leans against the page: interpreted upright, told in the place where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from processors.config.language import LanguageConfig
from processors.config.text import TextConfig
from processors.geometry import Affine, bounding
from processors.language.document import event_of
from processors.language.identifiers import find_identifiers
from processors.language.interpret import PageReading
from processors.language.linking import usual_height
from processors.language.page_markings import PageView, find_page_markings
from processors.language.segments import line_text
from processors.ocr.lines import moved
from processors.records import Line, LineKind, Marking
from processors.text.layout import arrange

_DIGITS = 1
"""Digits after the point of an angle in degrees; rows of short stamps tell it to half a degree."""


@dataclass(frozen=True, slots=True)
class LeaningStamp:
    """One stamp.

    Attributes:
        lines: as if it were level, boxes in points from its own corner.
        to_page: from there to points of the upright page.
        angle: degrees by which it is turned clockwise against the lines of the page, over -180 up to 180.
    """

    lines: tuple[Line, ...]
    to_page: Affine
    angle: float

    def on_page(self) -> tuple[Line, ...]:
        """Its lines where they stand."""
        return tuple(moved(line, self.to_page) for line in self.lines)

    def said(self, lines: Sequence[Line]) -> LeaningStamp:
        """The same stamp with the words of `lines`: its own, of which some were found to be struck."""
        own = zip(self.lines, lines, strict=True)
        return replace(self, lines=tuple(_with_words(line, other) for line, other in own))

    def arranged(self, config: TextConfig) -> LeaningStamp:
        """The same stamp with its lines in reading order, as a page's."""
        around = bounding(line.bbox for line in self.lines)
        return replace(self, lines=arrange(self.lines, (around.x1, around.y1), config))


def _with_words(line: Line, other: Line) -> Line:
    pairs = zip(line.words, other.words, strict=True)
    return replace(other, bbox=line.bbox, words=tuple(replace(w, bbox=own.bbox) for own, w in pairs))


def with_stamps(
    reading: PageReading, stamps: Sequence[LeaningStamp], number: int, config: LanguageConfig
) -> PageReading:
    """The reading of a page with its leaning stamps behind its lines: they are no part of any paragraph.

    Args:
        reading: of the lines of the page that are level.
        stamps: with struck words marked.
        number: the page's number, from 1.
        config: settings.
    """
    for stamp in stamps:
        reading = _with_stamp(reading, stamp, number, config)
    return reading


def _with_stamp(
    reading: PageReading, stamp: LeaningStamp, number: int, config: LanguageConfig
) -> PageReading:
    height = usual_height([line.bbox.height for line in stamp.lines])
    # On a page of no size every line is in the zones in which damaged forms are known.
    found = find_page_markings(PageView(stamp.lines, (), (0.0, 0.0), height, config))
    lines = tuple(
        replace(line, kind=found.kinds.get(i, LineKind.STAMP)) for i, line in enumerate(stamp.on_page())
    )
    markings = tuple(_placed(marking, stamp) for marking in found.markings)
    events = [event for m in markings if (event := event_of(m, number, config)) is not None]
    numbers = [n for line in lines for n in find_identifiers(line_text(line), config)]
    return replace(
        reading,
        lines=(*reading.lines, *lines),
        markings=(*reading.markings, *markings),
        events=tuple(dict.fromkeys((*reading.events, *events))),
        identifiers=(*reading.identifiers, *numbers),
    )


def _placed(marking: Marking, stamp: LeaningStamp) -> Marking:
    parsed = marking.parsed | {"angle": round(stamp.angle, _DIGITS)}
    return replace(marking, parsed=parsed, bbox=stamp.to_page.box(marking.bbox))
