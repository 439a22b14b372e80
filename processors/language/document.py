"""What a document's pages say together: its classification, and the dated acts printed on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from processors.config.language import LanguageConfig
from processors.document_records import Classification, Event, Evidence
from processors.language.lexicon import RANK
from processors.language.releases import find_release
from processors.records import Marking, MarkingKind, Page

_CONFIG = LanguageConfig()
UNKNOWN = "unknown"
_PRINTED_STATE = {
    "declassified": "DECLASSIFIED",
    "declassified_and_approved": "DECLASSIFIED",
    "declassified_and_released": "DECLASSIFIED",
    "declassified_released": "DECLASSIFIED",
    "declassified_in_full": "DECLASSIFIED",
    "declassified_in_part": "DECLASSIFIED IN PART",
    "declassified_in_part_sanitized": "DECLASSIFIED IN PART",
    "unclassified": "UNCLASSIFIED",
    "unclassified_except_where_shown": "UNCLASSIFIED IN PART",
}
"""The state that a stamp prints in so many words. `Approved for release` prints none, and none is concluded."""


def event_of(marking: Marking, page: int, config: LanguageConfig) -> Event | None:
    """The event that a release stamp reports, None for other markings and for forms still to be filled in."""
    if marking.kind is not MarkingKind.RELEASE_STAMP:
        return None
    stamp = find_release(marking.text, config)
    if stamp is None or not stamp.is_event:
        return None
    date = stamp.date
    return Event(
        action=stamp.action or "marked " + str(stamp.fields.get("current_classification", "")).lower(),
        agency=stamp.agency,
        date=date.value if date else "",
        precision=date.precision if date else "none",
        format_assumed=date.format_assumed if date else "",
        raw=marking.text,
        page=page,
        bbox=marking.bbox,
        doubt=stamp.doubt,
    )


def document_events(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events of all pages, each once: repeated headers count as one, with the first page that shows it."""
    first: dict[tuple[str, str, str], Event] = {}
    for event in events:
        first.setdefault((event.agency, event.action, event.date), event)
    return tuple(sorted(first.values(), key=lambda e: (e.page, e.bbox.y0, e.bbox.x0, e.action)))


def document_classification(pages: Sequence[Page]) -> Classification:
    """The highest level marked on any page, and the state that the pages print now, with what speaks for both.

    The current state is a printed one or `unknown`. A struck banner is evidence; that a date has passed, or that a
    page was released, is no ground to call it declassified. Printed state beats unstruck banners (reference B5).
    """
    banners = [(p.number, m) for p in pages for m in p.markings if _level(m)]
    stamps = [(p.number, m) for p in pages for m in p.markings if _state(m)]
    original = max((_level(m) for _, m in banners), key=lambda v: RANK.get(v, 0), default=UNKNOWN)
    evidence = tuple(Evidence(n, m.bbox, m.text, m.struck) for n, m in [*banners, *stamps])
    if stamps:
        current = _state(stamps[0][1])
    elif banners and not any(m.struck for _, m in banners):
        released = any(m.kind is MarkingKind.RELEASE_STAMP for p in pages for m in p.markings)
        current = UNKNOWN if released else original
    else:
        current = UNKNOWN
    return Classification(original, current, evidence)


def _level(marking: Marking) -> str:
    """The level of a banner; of a portion mark none, since it speaks for its paragraph alone."""
    level = marking.parsed.get("level")
    return level if marking.kind is MarkingKind.CLASSIFICATION and isinstance(level, str) else ""


def _state(marking: Marking) -> str:
    if marking.kind is MarkingKind.CLASSIFICATION:
        current = marking.parsed.get("current")
    elif marking.kind is MarkingKind.RELEASE_STAMP:
        current = marking.parsed.get("current_classification") or _PRINTED_STATE.get(
            str(marking.parsed.get("action"))
        )
    else:
        return ""
    return current if isinstance(current, str) else ""
