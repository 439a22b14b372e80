"""A page as the machine read it, and decisions on it; invented content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors.assembly import assemble
from processors.config import Config
from processors.decisions.types import Act, Decision, State, Subject
from processors.document_records import SourceInfo
from processors.geometry import Affine, Box, bounding
from processors.language.interpret import interpret_page
from processors.outputs.provenance import provenance
from processors.records import (
    FindingStatus,
    Line,
    LineKind,
    Page,
    PageStatus,
    Quality,
    Record,
    Redaction,
    RedactionKind,
    Strike,
    StrikeStyle,
    StruckWhat,
    TextSource,
    Word,
)
from processors.results import PageResult

CONFIG = Config()
SHA = "c" * 64
WIDTH, HEIGHT = 612.0, 792.0
SOURCE = SourceInfo("memo.pdf", SHA, 1000, "application/pdf", 1)
# Points of one character of type, and from line to line.
PITCH, LEADING = 7.2, 12.0


def line(text: str, x: float, y: float, struck: frozenset[str] = frozenset()) -> Line:
    """A line of fixed type whose first letter stands at (x, y)."""
    words, at = [], x
    for token in text.split(" "):
        end = at + PITCH * len(token)
        if token:
            words.append(Word(token, Box(at, y, end, y + 9), 0.9, "tesseract", token in struck))
        at = end + PITCH
    spoken = " ".join(f"~~{w.text}~~" if w.struck else w.text for w in words)
    return Line(spoken, bounding(w.bbox for w in words), 0.9, LineKind.BODY, tuple(words))


def body(y: float, number: int) -> Line:
    return line(f"Paragraph {number} of the memorandum tells of the station and its staff at length", 60, y)


def result(
    lines: Sequence[Line],
    redactions: Sequence[Redaction] = (),
    rejected: Sequence[Redaction] = (),
    strikes: Sequence[Strike] = (),
    to_shown: Affine | None = None,
    number: int = 1,
) -> PageResult:
    """What reading gives for a page with that on it."""
    size = (WIDTH, HEIGHT)
    reading = interpret_page(lines, redactions, [s.bbox for s in strikes], size, number, CONFIG.language)
    page = Page(
        number, WIDTH, HEIGHT, 200.0, 0, 0.0, TextSource.OCR, "", PageStatus.OK,
        Quality("good", 0.9, 20, 0, 10.0), reading.lines, reading.redactions, tuple(rejected), tuple(strikes),
        reading.markings, (), reading.withheld_pages,
    )  # fmt: skip
    shown = to_shown or Affine()
    exact = {f.id: shown.box(f.bbox) for f in (*redactions, *rejected, *strikes)}
    return PageResult(page, shown, WIDTH, HEIGHT, exact, (), reading.events, reading.identifiers)


REDACTION = Redaction(
    "p1-r1", Box(204, 148, 282, 158), RedactionKind.BLACK_BOX, 0.6, status=FindingStatus.UNSURE
)
CANDIDATE = Redaction(
    "p1-c1", Box(60, 400, 260, 420), RedactionKind.BLACK_BOX, 0.5,
    status=FindingStatus.REJECTED, rejected_by="title panel",
)  # fmt: skip
STRIKE = Strike(
    "p1-s1", Box(60, 60, 103, 69), "SECRET", StrikeStyle.HORIZONTAL, StruckWhat.CLASSIFICATION, 0.8
)


def memo(moved: float = 0.0) -> PageResult:
    """A memorandum with a struck banner, a redaction with text around it, and a candidate that a filter turned down."""
    lines = [
        line("SECRET", 60 + moved, 60, frozenset({"SECRET"})),
        body(100 + moved, 1),
        line("The source is", 60 + moved, 148 + moved),
        line("of the Paris station.", 290 + moved, 148 + moved),
        body(172 + moved, 2),
        body(196 + moved, 3),
        line("Approved for Release 2003/05/01", 60 + moved, 740),
    ]
    whole = replace(
        lines[2], words=lines[2].words + lines[3].words, bbox=bounding((lines[2].bbox, lines[3].bbox))
    )
    lines[2:4] = [replace(whole, text=f"{lines[2].text} {lines[3].text}")]

    def shifted(box: Box) -> Box:
        return Box(box.x0 + moved, box.y0 + moved, box.x1 + moved, box.y1 + moved)

    return result(
        lines,
        [replace(REDACTION, bbox=shifted(REDACTION.bbox))],
        [replace(CANDIDATE, bbox=shifted(CANDIDATE.bbox))],
        [replace(STRIKE, bbox=Box(60 + moved, 60, 103 + moved, 69))],
    )


def record(results: PageResult | Sequence[PageResult], decisions: Sequence[Decision] = ()) -> Record:
    found = [results] if isinstance(results, PageResult) else list(results)
    return assemble(SOURCE, found, (), provenance(CONFIG, ()), CONFIG, decisions)


def state(item: Redaction | Strike | Line) -> State:
    """A finding as a reviewer sees it in the record."""
    if isinstance(item, Redaction):
        codes = tuple(c.code for c in item.codes)
        return State(item.bbox, str(item.kind), codes, status=str(item.status), confidence=item.confidence)
    if isinstance(item, Strike):
        return State(item.bbox, str(item.style), text=item.text, what=str(item.what), status="found")
    return State(item.bbox, str(item.kind), text=item.text, status="found", confidence=item.confidence)


def decision(
    number: int,
    ref: str,
    subject: Subject,
    act: Act,
    before: State | None,
    after: State | None = None,
    *,
    page: int = 1,
    undoes: int | None = None,
    reviewer: str = "Ada",
) -> Decision:
    time = f"2026-11-27T10:{number // 60:02}:{number % 60:02}+00:00"
    return Decision(number, SHA, page, ref, subject, act, before, after, reviewer, time, "", undoes)


def as_read() -> Page:
    """The page of the memorandum, before anybody decided on it."""
    return record(memo()).pages[0]


def on_redaction(act: Act, after: State | None = None, number: int = 1) -> Decision:
    found = as_read().redactions[0]
    return decision(number, found.id, Subject.REDACTION, act, state(found), after)


def kept(item: object) -> State:
    return replace(state(item), status="", confidence=1.0)  # type: ignore[arg-type]
