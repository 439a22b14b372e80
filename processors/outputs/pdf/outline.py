"""The outline of a document: its headings, and the pages that were withheld or could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from processors.outputs.pdf.font import clean
from processors.outputs.pdf.space import Frame
from processors.outputs.pdf.text_layer import seen_words
from processors.records import Line, LineKind, Page, PageStatus, RedactionKind

if TYPE_CHECKING:
    import pikepdf

# Characters of an entry: viewers show some forty, and a heading that goes on is found all the same.
_TITLE_LENGTH = 100


def add_outline(pdf: pikepdf.Pdf, pages: Sequence[Page], frames: Sequence[Frame]) -> None:
    """Gives `pdf` an outline if there is anything to put in it.

    A document of one page has its headings side by side, a longer one has them under the pages that have any.

    Args:
        pdf: has one page for each of `pages`, in their order.
        pages: what was read.
        frames: where they lie.
    """
    import pikepdf

    # Set page by page: pikepdf's own writer of outlines looks up each page anew.
    entries = []
    for index, (page, frame) in enumerate(zip(pages, frames, strict=True)):
        headings = [
            _entry(title, pdf, index, frame, line.bbox.y0)
            for line in page.lines
            if line.kind is LineKind.HEADING and (title := _title(line, page))
        ]
        status = _status(page)
        if len(pages) == 1 and not status:
            entries += headings
        elif headings or status:
            entry = _entry(f"Page {page.number}{status}", pdf, index, frame, 0.0)
            entry.children.extend(headings)
            entries.append(entry)
    if not entries:
        return
    with pdf.open_outline() as outline:
        outline.root.extend(entries)
    pdf.Root.PageMode = pikepdf.Name.UseOutlines


def _entry(title: str, pdf: pikepdf.Pdf, index: int, frame: Frame, y: float) -> pikepdf.OutlineItem:
    import pikepdf

    left, top = frame.to_user.point(0.0, y)
    place = pikepdf.Array([pdf.pages[index].obj, pikepdf.Name.XYZ, round(left, 1), round(top, 1), 0])
    return pikepdf.OutlineItem(title, place)


def _title(line: Line, page: Page) -> str:
    """What the line says, but for words under a digital redaction; nothing where it cannot be told which these are."""
    said = line.text
    if any(r.kind is RedactionKind.DIGITAL and r.bbox.overlap(line.bbox) > 0 for r in page.redactions):
        said = " ".join(f"~~{w.text}~~" if w.struck else w.text for w in seen_words(line, page))
    text = " ".join(clean(said).split())
    return text if len(text) <= _TITLE_LENGTH else text[: _TITLE_LENGTH - 1].rstrip() + "…"


def _status(page: Page) -> str:
    denied = any(found.kind is RedactionKind.PAGE_DENIED for found in page.redactions)
    if page.status is PageStatus.FAILED:
        return ": could not be read"
    if page.status is PageStatus.WITHHELD or denied or page.withheld_pages:
        count = page.withheld_pages
        return f": {count} pages withheld" if count > 1 else ": withheld"
    return ""
