"""A record with a bit of everything, invented, and the result of a document made from it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from declass.catalog.documents import Making, write_document
from processors.document_records import (
    Classification,
    ErrorItem,
    Event,
    Evidence,
    Identifier,
    Provenance,
    SourceInfo,
    Tool,
)
from processors.geometry import Box
from processors.outputs.prov_document import Run
from processors.records import (
    Code,
    Interval,
    Line,
    LineKind,
    Marking,
    MarkingKind,
    Page,
    PageStatus,
    Quality,
    Record,
    Redaction,
    RedactionKind,
    Step,
    Strike,
    StrikeStyle,
    StruckWhat,
    TextSource,
    UnsureWord,
    Word,
)
from processors.stable_ids import events_with_ids, identifiers_with_ids, page_with_ids

RUN = Run("2026-01-02T03:04:05+00:00", "2026-01-02T03:05:06+00:00")
BLACK = Box(100, 96, 300, 112)
TOOLS = (
    Tool("declass", "0.1.0"),
    Tool("tesseract", "5.3.0"),
    Tool("eng.traineddata", "5.3.0", "ab" * 32),
    Tool("rapidocr", "3.10.0"),
    Tool("reader.onnx", "3.10.0", "cd" * 32),
    Tool("osd.traineddata", "5.3.0", "ef" * 32),
)


def typed(text: str, x: float, y: float, struck: bool = False) -> list[Word]:
    """Words set in a pitch of 7 points from (x, y)."""
    words = []
    for token in text.split():
        words.append(Word(token, Box(x, y, x + 7 * len(token), y + 12), 0.9, "tesseract", struck))
        x += 7 * (len(token) + 1)
    return words


def line(*words: Word) -> Line:
    text = " ".join(f"~~{w.text}~~" if w.struck else w.text for w in words)
    boxes = [w.bbox for w in words]
    box = Box(boxes[0].x0, boxes[0].y0, boxes[-1].x1, boxes[-1].y1)
    return Line(text, box, 0.9, LineKind.BODY, words)


def sample_page(number: int = 1) -> Page:
    banner, before, after = typed("SECRET", 280, 20, True), typed("told", 60, 98), typed("by cable", 310, 98)
    covered = typed("Harlan", 150, 98)
    code = Code("(b)(3)", "FOIA", "(b)(3)", (), Box(310, 80, 350, 92), 0.9)
    steps = (
        Step("open", {"how": "rendered", "dpi": 300.0}, ((0.24, 0.0, 0.0), (0.0, 0.24, 0.0))),
        Step("ocr", {"engine": "tesseract", "rejected as specks": 2, "nothing": None, "both": ["a", "b"]}),
        Step("second reading", {"first": "tesseract", "second": "rapidocr"}),
    )
    page = Page(
        number=number,
        width=612.0,
        height=792.0,
        dpi=300.0,
        rotation=0,
        skew_degrees=0.0,
        text_source=TextSource.OCR,
        text_reason="no layer",
        status=PageStatus.OK,
        quality=Quality("good", 0.9, 5, 1, 20.0),
        lines=(line(*banner), line(*before, *covered, *after)),
        redactions=(
            Redaction("p1-r1", BLACK, RedactionKind.BLACK_BOX, 0.95, (code,), Interval(20, 24)),
            Redaction("p1-r2", Box(60, 400, 300, 412), RedactionKind.WHITE_BOX, 0.9),
        ),
        rejected=(
            Redaction("p1-c1", Box(0, 0, 612, 8), RedactionKind.BLACK_BOX, 0.3, rejected_by="scanner_border"),
        ),
        strikes=(
            Strike("p1-s1", banner[0].bbox, "SECRET", StrikeStyle.HORIZONTAL, StruckWhat.CLASSIFICATION, 0.9),
        ),
        markings=(
            Marking(MarkingKind.CLASSIFICATION, "SECRET", {"level": "SECRET"}, banner[0].bbox, True, 0.9),
        ),
        unsure=(UnsureWord(1, "cable", after[1].bbox, 0.4),),
        steps=steps,
    )
    return page_with_ids(page)


def sample_record(name: str = "memo.pdf", pages: int = 1) -> Record:
    """A document of invented content; its checksum is that of its name."""
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    event = Event(
        "approved", "CIA", "2009-08-31", "day", "", "Approved for Release", 1, Box(208, 10, 400, 22)
    )
    return Record(
        source=SourceInfo(name, sha256, len(name.encode()), "application/pdf", pages),
        pages=tuple(sample_page(number) for number in range(1, pages + 1)),
        events=events_with_ids([event]),
        identifiers=identifiers_with_ids([Identifier("JFK RIF", "104-99999-10001", "", (1,), False)]),
        classification=Classification("SECRET", "unknown", (Evidence(1, BLACK, "SECRET", True),)),
        text="~~SECRET~~\n\ntold [REDACTED (b)(3)] by cable\n",
        errors=(),
        provenance=Provenance(TOOLS, "0" * 64, {"ocr": {"languages": ["eng"]}}),
    )


def with_failure(record: Record) -> Record:
    """The record with one page more, that could not be read."""
    failed = replace(sample_page(9), status=PageStatus.FAILED, lines=(), redactions=(), steps=())
    return replace(record, pages=(*record.pages, failed), errors=(ErrorItem(9, "timeout", "took too long"),))


def write_result(folder: Path, record: Record, formats: Sequence[str] = ()) -> Path:
    """The result of the record in `folder`, with a source of its checksum beside it."""
    from processors.outputs.formats import Format

    source = folder.parent.parent / "sources" / record.source.uri
    source.parent.mkdir(exist_ok=True)
    source.write_bytes(record.source.uri.encode())
    write_document(folder, record, Making(source, RUN.started, formats=tuple(map(Format, formats))))
    return source
