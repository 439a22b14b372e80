"""The result of reading one page, before the document is put together.

Pages are interpreted upright and straight; a viewer may show them sideways or skewed. So the page here is in upright
points, with the map that carries it to the page as shown; `shown` applies it, last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from processors.document_records import Event
from processors.geometry import Affine, Box
from processors.language.identifiers import IdMatch
from processors.records import Code, Line, Page, Redaction, Surviving, Word


@dataclass(frozen=True, slots=True)
class PageResult:
    """One page as read.

    Attributes:
        page: all findings, boxes in points of the upright page.
        to_shown: from points of the upright page to points of the page as shown.
        width: of the page as shown, in points.
        height: of the page as shown, in points.
        exact: id -> box as shown, for findings that were seen on the untouched raster, or that a person drew (a box
            that is turned twice grows; these are the boxes before any turning).
        seconds: (step, wall time in seconds), in order.
        events: dated acts printed on the page, boxes in points of the upright page.
        numbers: document and case numbers as found; the document's pages vote on them.
        surviving: where text survives unseen, boxes in points of the page as shown, as they are in the file.
    """

    page: Page
    to_shown: Affine
    width: float
    height: float
    exact: dict[str, Box]
    seconds: tuple[tuple[str, float], ...] = ()
    events: tuple[Event, ...] = ()
    numbers: tuple[IdMatch, ...] = ()
    surviving: tuple[Surviving, ...] = ()


def shown(result: PageResult, page: Page) -> Page:
    """`page` (a later version of `result.page`) with every box in points of the page as a viewer shows it."""

    def box(b: Box) -> Box:
        return result.to_shown.box(b).clipped(result.width, result.height).rounded()

    def exact(finding_id: str, b: Box) -> Box:
        return result.exact[finding_id].rounded() if finding_id in result.exact else box(b)

    def word(w: Word) -> Word:
        return replace(w, bbox=box(w.bbox), confidence=round(w.confidence, 3))

    def line(item: Line) -> Line:
        words = tuple(word(w) for w in item.words)
        return replace(
            item, bbox=exact(item.id, item.bbox), words=words, confidence=round(item.confidence, 3)
        )

    def redactions(items: tuple[Redaction, ...]) -> tuple[Redaction, ...]:
        return tuple(
            replace(
                r,
                bbox=exact(r.id, r.bbox),
                codes=tuple(code(c) for c in r.codes),
                confidence=round(r.confidence, 3),
            )
            for r in items
        )

    def code(c: Code) -> Code:
        return replace(c, bbox=box(c.bbox) if c.bbox else None)

    return replace(
        page,
        width=round(result.width, 2),
        height=round(result.height, 2),
        lines=tuple(line(item) for item in page.lines),
        redactions=redactions(page.redactions),
        rejected=redactions(page.rejected),
        strikes=tuple(
            replace(s, bbox=exact(s.id, s.bbox), confidence=round(s.confidence, 3)) for s in page.strikes
        ),
        markings=tuple(
            replace(m, bbox=exact(m.id, m.bbox), confidence=round(m.confidence, 3)) for m in page.markings
        ),
        surviving=result.surviving,
    )


def shown_events(result: PageResult) -> tuple[Event, ...]:
    """The page's events with boxes in points of the page as shown."""
    return tuple(
        replace(e, bbox=result.to_shown.box(e.bbox).clipped(result.width, result.height).rounded())
        for e in result.events
    )
