"""The vocabulary of what is found: frozen types, the contract of `record.json`.

Every `bbox` is in PDF points of its page, turned as a viewer turns it, origin top left. Every confidence is in 0..1.
A page of a PDF is measured by its MediaBox since 1.6.0, as by poppler's `pdftotext -bbox` and pdfplumber (before by its
CropBox); what its CropBox cuts off is not read.
Every finding has an `id` that is its own in the document and the same in the next run (`processors.stable_ids`); it is
empty in records older than 1.2.0, but for redactions and strikes. A line has one since 1.4.0.
Where text survives unseen is told since 1.5.0.
Where `decided` is None, the machine alone says what a finding is; else a person said so.
Changing a field here changes the published schema: raise `SCHEMA_VERSION` with it. Within one major version fields are
only added, with a default, so that older records can still be read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from processors.document_records import Classification, ErrorItem, Event, Identifier, Provenance, SourceInfo
from processors.geometry import Box

SCHEMA_VERSION = "1.6.0"

SHOWN = "shown"
"""Parameter of the step `open`: the part of the page that viewers show, in points, where that is not all of it."""

Value = str | int | float | bool | None | list[str] | list[int]
"""What a parsed marking or a step's parameter may hold."""


class TextSource(StrEnum):
    """Which text a page's lines were taken from."""

    EMBEDDED = "embedded"
    OCR = "ocr"
    BOTH = "both"
    NONE = "none"


class PageStatus(StrEnum):
    """How the reading of a page ended."""

    OK = "ok"
    WITHHELD = "withheld"
    BLANK = "blank"
    FAILED = "failed"


class LineKind(StrEnum):
    """What a line is on its page."""

    BODY = "body"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    CODE = "code"
    MARKING = "marking"
    STAMP = "stamp"
    HEADER = "header"
    FOOTER = "footer"


class RedactionKind(StrEnum):
    """How a redaction looks."""

    BLACK_BOX = "black_box"
    MARKER = "marker"
    WHITE_BOX = "white_box"
    GREY_BOX = "grey_box"
    HATCHED_BOX = "hatched_box"
    COLOUR_BOX = "colour_box"
    GAP = "gap"
    PAGE_DENIED = "page_denied"
    EDITORIAL_NOTE = "editorial_note"
    DIGITAL = "digital"


class FindingStatus(StrEnum):
    """What is thought of a finding; what a person decided is found or rejected."""

    FOUND = "found"
    UNSURE = "unsure"
    REJECTED = "rejected"


class StrikeStyle(StrEnum):
    """How a word was struck."""

    HORIZONTAL = "horizontal"
    DOUBLE = "double"
    DIAGONAL = "diagonal"
    X = "x"
    SCRIBBLE = "scribble"
    TYPED = "typed"


class StruckWhat(StrEnum):
    """What was struck: three facts that a historian must not mix up."""

    CLASSIFICATION = "classification"
    PORTION_MARK = "portion_mark"
    BODY = "body"
    STAMP = "stamp"


class MarkingKind(StrEnum):
    """What a marking is."""

    EXEMPTION = "exemption"
    CLASSIFICATION = "classification"
    PORTION_MARK = "portion_mark"
    CONTROL = "control"
    AUTHORITY_BLOCK = "authority_block"
    RELEASE_STAMP = "release_stamp"
    DOCUMENT_ID = "document_id"
    FOIA_CASE = "foia_case"
    DENIED_PAGE = "denied_page"


class ConflictReason(StrEnum):
    """Why what a person said does not fit what was read later; what the person said stands all the same.

    `gone`: there is nothing any more. `changed`: something else is read there than the person saw. `several`: there is
    more than one thing now. `overlap`: a later decision is about the same place. `unread`: its page was not read,
    or is measured otherwise than when it was decided; then what the person said is kept and not carried out.
    """

    GONE = "gone"
    CHANGED = "changed"
    SEVERAL = "several"
    OVERLAP = "overlap"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Decided:
    """That a person decided on something, and which decision it was.

    Attributes:
        by: `person`; a word of its own, so that a reader of the record need not know what its absence means.
        act: what was said: `accept`, `reject`, `change`, `draw`, `correct` or `illegible`.
        number: of the decision in the log.
        reviewer: who, as stated.
        time: when, ISO 8601 in UTC.
    """

    by: str
    act: str
    number: int
    reviewer: str
    time: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A decision that does not fit the reading.

    Attributes:
        page: 1-based.
        ref: id of the finding that was decided.
        number: of the decision in the log.
        subject: `redaction`, `strike`, `marking` or `line`.
        reason: why it does not fit.
        bbox: where it is.
        text: what is read there now; empty where nothing is, and for redactions.
        codes: exemption codes that are read there now.
    """

    page: int
    ref: str
    number: int
    subject: str
    reason: ConflictReason
    bbox: Box
    text: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """One word as read. `engine` names who read it, `person` where one did; `struck` words are crossed out."""

    text: str
    bbox: Box
    confidence: float
    engine: str
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line; in `text`, struck words stand between `~~`."""

    text: str
    bbox: Box
    confidence: float
    kind: LineKind
    words: tuple[Word, ...]
    id: str = ""
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class UnsureWord:
    """A word to look at before it is quoted: `line` counts the page's lines from 0."""

    line: int
    text: str
    bbox: Box
    confidence: float
    id: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """An exemption code: the normalised form, its scheme, what was printed, and other readings, likeliest first."""

    code: str
    scheme: str
    raw: str
    candidates: tuple[str, ...]
    bbox: Box | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed range of whole numbers."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Redaction:
    """One withheld place. `rejected_by` names the filter, or the person, that turned it down, with its reason."""

    id: str
    bbox: Box
    kind: RedactionKind
    confidence: float
    codes: tuple[Code, ...] = ()
    hidden_characters: Interval | None = None
    status: FindingStatus = FindingStatus.FOUND
    rejected_by: str | None = None
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Strike:
    """One struck place: `text` is what could be read under the stroke, empty where nothing could."""

    id: str
    bbox: Box
    text: str
    style: StrikeStyle
    what: StruckWhat
    confidence: float
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Marking:
    """A code, banner, portion mark, stamp or number, as printed and as understood."""

    kind: MarkingKind
    text: str
    parsed: dict[str, Value]
    bbox: Box
    struck: bool
    confidence: float
    id: str = ""
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Surviving:
    """Text that the file holds and the page does not show, or that was meant to be hidden; never the text itself.

    Attributes:
        kind: how it is hidden, a word of `processors.leaks.LeakKind`.
        bbox: of what hides it, or of the text where nothing does; text outside the page lies outside its sides.
        characters: how many are there, white space not counted; 0 where a picture survives and nobody read it.
    """

    kind: str
    bbox: Box
    characters: int


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a page could be read.

    Attributes:
        grade: `good`, `fair`, `poor`, or `none` for a page without text.
        mean_confidence: of the words, weighted by their length.
        words: number of words.
        unsure_words: how many of them are below `OcrConfig.unsure_below`.
        x_height: median height of lower-case letters in pixels of the raster that was read, 0 if unknown.
    """

    grade: str
    mean_confidence: float
    words: int
    unsure_words: int
    x_height: float


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way of a page, with everything needed to do it again."""

    name: str
    parameters: dict[str, Value]
    matrix: tuple[tuple[float, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """All that was found on one page, in reading order.

    `rejected` holds candidates that a filter turned down, `unsure` the words below `OcrConfig.unsure_below`,
    `surviving` the places where the file holds text that the page does not show.
    """

    number: int
    width: float
    height: float
    dpi: float
    rotation: int
    skew_degrees: float
    text_source: TextSource
    text_reason: str
    status: PageStatus
    quality: Quality
    lines: tuple[Line, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    rejected: tuple[Redaction, ...] = ()
    strikes: tuple[Strike, ...] = ()
    markings: tuple[Marking, ...] = ()
    unsure: tuple[UnsureWord, ...] = ()
    withheld_pages: int = 0
    steps: tuple[Step, ...] = ()
    surviving: tuple[Surviving, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One document. `conflicts` are decisions that do not fit what was read, in the order of pages and places."""

    source: SourceInfo
    pages: tuple[Page, ...]
    events: tuple[Event, ...]
    identifiers: tuple[Identifier, ...]
    classification: Classification
    text: str
    errors: tuple[ErrorItem, ...]
    provenance: Provenance
    schema_version: str = field(default=SCHEMA_VERSION)
    conflicts: tuple[Conflict, ...] = ()
