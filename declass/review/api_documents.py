"""What is answered about documents and their pages, and taken: the second part of `declass.review.api`."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from declass.review.api import Answer, CodeView, Range, Wanted
from processors.decisions.types import Decision
from processors.geometry import Box


class DocumentLine(Answer):
    """A document in a list; `open` counts what waits in the queue, `unpublished` says that decisions do."""

    sha256: str
    folder: str
    name: str
    title: str
    pages: int
    redactions: int
    strikes: int
    status: str
    open: int
    decided: int
    unpublished: bool


class DocumentPage(Answer):
    """Some of the documents."""

    total: int
    documents: tuple[DocumentLine, ...]
    next: str | None


class PageLine(Answer):
    """A page in a document's list."""

    number: int
    width: float
    height: float
    status: str
    grade: str
    findings: int
    open: int


class DocumentDetail(Answer):
    """A document: `original` and `current` are its classification. Its text comes with its pages."""

    sha256: str
    folder: str
    name: str
    title: str
    media_type: str
    status: str
    original: str
    current: str
    metadata: dict[str, str]
    source: str
    pages: tuple[PageLine, ...]


class LineEnd(StrEnum):
    """How a word goes on in the next line."""

    DIVIDED = "divided"
    COMPOUND = "compound"


class WordView(Answer):
    """A word as read."""

    text: str
    bbox: Box
    confidence: float
    struck: bool


class LineView(Answer):
    """A line of a page; struck words stand between `~~` in `text`. `waits`: as for redactions.

    `ends` says that its last word goes on in the next line: `divided`, so that its hyphen is none of the word, or
    `compound`, with it.
    """

    ref: str
    text: str
    ends: LineEnd | None
    bbox: Box
    kind: str
    confidence: float
    words: tuple[WordView, ...]
    version: int
    decided: Decision | None
    waits: bool


class RedactionView(Answer):
    """A withheld place, or with `rejected_by` one that was not taken for one.

    `waits` says that a rejection, which `decided` is, waits for a second person before it counts.
    """

    ref: str
    bbox: Box
    kind: str
    confidence: float
    codes: tuple[CodeView, ...]
    hidden_characters: Range | None
    status: str
    rejected_by: str | None
    version: int
    decided: Decision | None
    waits: bool


class StrikeView(Answer):
    """A struck place. `waits`: as for redactions."""

    ref: str
    bbox: Box
    text: str
    style: str
    what: str
    confidence: float
    version: int
    decided: Decision | None
    waits: bool


class MarkingView(Answer):
    """A code, banner, portion mark, stamp or number. `waits`: as for redactions."""

    ref: str
    bbox: Box
    kind: str
    text: str
    struck: bool
    confidence: float
    version: int
    decided: Decision | None
    waits: bool


class UnsureView(Answer):
    """A word that was read unsurely: `line` is the ref of its line."""

    ref: str
    text: str
    bbox: Box
    confidence: float
    line: str


class PageDetail(Answer):
    """All that was found on a page. `widths` are those that pictures of it come in, in pixels, the native one last."""

    number: int
    width: float
    height: float
    rotation: int
    dpi: float
    status: str
    grade: str
    text_source: str
    text_reason: str
    widths: tuple[int, ...]
    lines: tuple[LineView, ...]
    redactions: tuple[RedactionView, ...]
    rejected: tuple[RedactionView, ...]
    strikes: tuple[StrikeView, ...]
    markings: tuple[MarkingView, ...]
    unsure: tuple[UnsureView, ...]


class Hit(Answer):
    """A place in a document: `before`, `match` and `after` are plain text; `boxes` are of the words."""

    page: int
    line: str
    before: str
    match: str
    after: str
    boxes: tuple[Box, ...]


class Hits(Answer):
    """Where words stand in a document; `more` says that there are others."""

    hits: tuple[Hit, ...]
    more: bool


class Cited(Answer):
    """A citation: one line as archivists write it, and CSL JSON."""

    id: str
    footnote: str
    csl: str


class HiddenPlace(Answer):
    """Text that survives under a redaction."""

    kind: str
    bbox: Box
    text: str
    reason: str


class Hidden(Answer):
    """What survives on a page, asked for by a person and logged."""

    places: tuple[HiddenPlace, ...]


class HiddenIn(Wanted):
    """Why the surviving text is asked for: goes into the log."""

    why: str = Field(min_length=1, max_length=500)
