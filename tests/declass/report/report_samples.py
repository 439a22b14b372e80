"""Small records made by hand, and a reader of pages that notices what a browser would forgive."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from processors.document_records import Classification, ErrorItem, Event, Provenance, SourceInfo
from processors.geometry import Box
from processors.outputs.record import write_record
from processors.records import (
    Code,
    Interval,
    Line,
    LineKind,
    Page,
    PageStatus,
    Quality,
    Record,
    Redaction,
    RedactionKind,
    TextSource,
    Word,
)

WIDTH, HEIGHT = 600.0, 800.0
_VOID = frozenset({"meta", "img", "br", "wbr"})


def line(y: float, *words: tuple[str, float]) -> Line:
    """A line over the whole width, of words with their confidences."""
    each = (WIDTH - 100.0) / len(words)
    made = tuple(
        Word(text, Box(50 + k * each, y, 50 + (k + 1) * each, y + 10), confidence, "tesseract")
        for k, (text, confidence) in enumerate(words)
    )
    box = Box(50.0, y, WIDTH - 50.0, y + 10)
    return Line(" ".join(t for t, _ in words), box, 0.9, LineKind.BODY, made)


def redaction(box: Box, *codes: str, hidden: Interval | None = None, name: str = "r1") -> Redaction:
    """A black box with codes of the FOIA."""
    made = tuple(Code(code, "FOIA", code, (), None, 0.9) for code in codes)
    return Redaction(name, box, RedactionKind.BLACK_BOX, 0.9, made, hidden)


def page(number: int, *lines: Line, redactions: tuple[Redaction, ...] = (), grade: str = "good") -> Page:
    """A page that was read; its quality is that of the words."""
    words = [word for item in lines for word in item.words]
    letters = sum(len(w.text) for w in words)
    mean = round(sum(w.confidence * len(w.text) for w in words) / letters, 3) if letters else 0.0
    unsure = sum(w.confidence < 0.6 for w in words)
    quality = Quality(grade if words else "none", mean, len(words), unsure, 20.0)
    return Page(
        number, WIDTH, HEIGHT, 300.0, 0, 0.0, TextSource.OCR, "", PageStatus.OK, quality, lines, redactions
    )  # fmt: skip


def blank(number: int, status: PageStatus = PageStatus.BLANK, stands_for: int = 0) -> Page:
    """A page without text."""
    return replace(page(number), status=status, withheld_pages=stands_for)


def record(
    *pages: Page,
    uri: str = "memo.pdf",
    events: tuple[Event, ...] = (),
    errors: tuple[ErrorItem, ...] = (),
    sha256: str = "ab" * 32,
) -> Record:
    """A document of those pages."""
    return Record(
        SourceInfo(uri, sha256, 1000, "application/pdf", len(pages)), pages, events, (),
        Classification("SECRET", "unknown"), "text", errors, Provenance((), "", {}),
    )  # fmt: skip


def release(date: str, doubt: str = "") -> Event:
    """A dated release."""
    return Event("approved", "CIA", date, "day", "", date, 1, Box(0.0, 0.0, 1.0, 1.0), doubt)


def write(out: Path, **records: Record) -> Path:
    """Writes records into folders of their names."""
    for name, made in records.items():
        write_record(out / name, made)
    return out


class Document(HTMLParser):
    """A page as read: its elements, its text, its links; an element that is not closed in turn is an error."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag, f"</{tag}> after {self._open}"

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, attribute: str) -> list[str]:
        """All values of an attribute."""
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]

    def files(self) -> list[str]:
        """Paths that the page links to, as the file system has them."""
        return [unquote(link) for link in self.values("href") if not link.startswith("#")]
