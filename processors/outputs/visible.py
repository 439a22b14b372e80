"""What a reader of the page can see: a record without what lies under a digital redaction.

Our own reading takes nothing from there; records of others, or of older versions, may.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors.config.text import TextConfig
from processors.document_records import Event
from processors.geometry import Box
from processors.outputs.page_rows import is_hidden
from processors.records import Line, Marking, MarkingKind, Page, Record, RedactionKind, Strike, Word


def visible(record: Record) -> Record:
    """The record without words, markings, events and struck texts that a digital redaction covers."""
    config = TextConfig()
    covered = {
        page.number: page
        for page in record.pages
        if any(r.kind is RedactionKind.DIGITAL for r in page.redactions)
    }
    if not covered:
        return record
    pages = tuple(_page(page, config) if page.number in covered else page for page in record.pages)
    return replace(record, pages=pages, events=_events(record.events, covered, config))


def _page(page: Page, config: TextConfig) -> Page:
    def seen(box: Box) -> bool:
        return not is_hidden(box, page, config)

    lines = (_line(line, [w for w in line.words if seen(w.bbox)], seen(line.bbox)) for line in page.lines)
    return replace(
        page,
        lines=tuple(line for line in lines if line is not None),
        markings=tuple(m for m in page.markings if _is_code(m) or seen(m.bbox)),
        strikes=tuple(s if seen(s.bbox) else _untold(s) for s in page.strikes),
        unsure=tuple(u for u in page.unsure if seen(u.bbox)),
    )


def _line(line: Line, words: Sequence[Word], seen: bool) -> Line | None:
    if len(words) == len(line.words):
        return line if line.words or seen else None
    if not words:
        return None
    text = " ".join(f"~~{w.text}~~" if w.struck else w.text for w in words).replace("~~ ~~", " ")
    return replace(line, words=tuple(words), text=text)


def _is_code(marking: Marking) -> bool:
    """Codes are printed upon redactions."""
    return marking.kind is MarkingKind.EXEMPTION


def _untold(strike: Strike) -> Strike:
    return replace(strike, text="")


def _events(events: Sequence[Event], covered: dict[int, Page], config: TextConfig) -> tuple[Event, ...]:
    return tuple(e for e in events if e.page not in covered or not is_hidden(e.bbox, covered[e.page], config))
