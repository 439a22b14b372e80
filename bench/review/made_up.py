"""A catalog for the review, made up: documents whose findings all need a person, without reading one."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from bench.review.scans import scanned_page, write_scan
from declass.catalog.catalog import Catalog, Filing
from declass.catalog.database import Database
from declass.catalog.inserts import insert
from declass.catalog.models import Document, Finding, FindingCode, PageText, QueueRow
from declass.catalog.models import Page as Page_
from declass.catalog.store import record_digest
from processors.document_records import Classification, Provenance, SourceInfo, Tool
from processors.geometry import Box
from processors.outputs.record import RECORD_NAME, write_record
from processors.records import (
    Code,
    FindingStatus,
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
    Strike,
    StrikeStyle,
    StruckWhat,
    TextSource,
    UnsureWord,
    Word,
)
from processors.sources.checksum import file_sha256

FINDINGS = 5
"""Of each page, all of which need a person."""
_WIDTH, _HEIGHT = 612.0, 792.0
_LINES, _WORDS = 12, 8
_FIRST_LINE, _PITCH, _LEFT = 260.0, 36.0, 72.0
_VOCABULARY = 5000
_CODES = ("(b)(1)", "(b)(3)", "(b)(6)", "(b)(7)(C)")


def made_up_record(number: int, pages: int, source: SourceInfo | None = None) -> Record:
    """A document; the same number gives the same one.

    Args:
        number: of the document.
        pages: how many it has.
        source: the file it is of; made up where None.
    """
    chance = random.Random(number)  # noqa: S311 - no secret
    sha256 = hashlib.sha256(f"made up {number}".encode()).hexdigest()
    made = source or SourceInfo(f"release_{number:06}.pdf", sha256, 100_000, "application/pdf", pages)
    return Record(
        source=made,
        pages=tuple(_page(k, chance) for k in range(1, pages + 1)),
        events=(),
        identifiers=(),
        classification=Classification("SECRET", "unknown"),
        text="Made up.\n",
        errors=(),
        provenance=Provenance((Tool("declass", "0"),), "made up", {}),
    )


def file_record(catalog: Catalog, out: Path, name: str, record: Record, source: str | None = None) -> None:
    """Writes a record under `out` and puts it into the catalog, with where its file lies."""
    write_record(out / name, record)
    catalog.put(record, Filing(name, name, "made up", source, "", record_digest(out / name)))


def fill(catalog: Catalog, out: Path, documents: int, pages: int) -> None:
    """Writes so many documents, with files of scanned pages beside `out`, and puts them into the catalog."""
    scans = [scanned_page(number) for number in range(1, pages + 1)]
    for number in range(documents):
        name = f"release_{number:06}"
        file = out.parent / "sources" / f"{name}.pdf"
        write_scan(file, scans)
        source = SourceInfo(file.name, file_sha256(file), file.stat().st_size, "application/pdf", pages)
        file_record(catalog, out, name, made_up_record(number, pages, source), str(file))


def multiply(database: Database, out: Path, documents: int) -> None:
    """Adds copies of what is there, with the sha256 of other files, until there are so many documents.

    Filing each would take longer than all that is measured. What was found and the words are copied; the index for
    search is not, where the database does not keep it by itself.
    """
    with database.writing() as connection:
        kinds = connection.execute(sa.select(Document.__table__).order_by(Document.id)).mappings().all()
        pages = [dict(row) for row in connection.execute(sa.select(Page_.__table__)).mappings()]
        by_page = {
            table: [dict(row) for row in connection.execute(sa.select(table.__table__)).mappings()]
            for table in (PageText, Finding, FindingCode)
        }
        queued = [dict(row) for row in connection.execute(sa.select(QueueRow.__table__)).mappings()]
        first_page = max(int(page["id"]) for page in pages) + 1
        for number in range(len(kinds), documents):
            kind = kinds[number % len(kinds)]
            sha256 = hashlib.sha256(f"made up {number}".encode()).hexdigest()
            name, there = f"release_{number:06}", kinds[-1]["id"] + 1 + number - len(kinds)
            text = (out / kind["folder"] / RECORD_NAME).read_text()
            (out / name).mkdir()
            (out / name / RECORD_NAME).write_text(text.replace(kind["sha256"], sha256, 1))
            made = {**kind, "id": there, "folder": name, "name": name, "sha256": sha256}
            insert(connection, Document, [made])
            ids = {
                p["id"]: first_page + k
                for k, p in enumerate(p for p in pages if p["document_id"] == kind["id"])
            }
            first_page += len(ids)
            insert(
                connection,
                Page_,
                [{**p, "id": ids[p["id"]], "document_id": there} for p in pages if p["id"] in ids],
            )
            for table, rows in by_page.items():
                insert(
                    connection,
                    table,
                    [{**r, "page_id": ids[r["page_id"]]} for r in rows if r["page_id"] in ids],
                )
            mine = [r for r in queued if r["document_id"] == kind["id"]]
            insert(connection, QueueRow, [{**r, "document_id": there, "sha256": sha256} for r in mine])


def _page(number: int, chance: random.Random) -> Page:
    lines = tuple(_lines(number, chance))
    word = lines[0].words[0]
    return Page(
        number=number,
        width=_WIDTH,
        height=_HEIGHT,
        dpi=200.0,
        rotation=0,
        skew_degrees=0.0,
        text_source=TextSource.OCR,
        text_reason="",
        status=PageStatus.OK,
        quality=Quality("fair", 0.8, _LINES * _WORDS, 1, 20.0),
        lines=lines,
        redactions=tuple(_redactions(number, chance)),
        strikes=(_strike(number, chance),),
        markings=(_marking(number),),
        unsure=(UnsureWord(0, word.text, word.bbox, 0.4, f"p{number}-u72x260"),),
    )


def _lines(page: int, chance: random.Random) -> Iterator[Line]:
    for row in range(_LINES):
        y = _FIRST_LINE + _PITCH * row
        words = tuple(
            Word(
                f"w{chance.randrange(_VOCABULARY):04}",
                Box(_LEFT + 55 * k, y, _LEFT + 50 + 55 * k, y + 10),
                round(chance.uniform(0.4, 1.0), 3),
                "tesseract",
            )
            for k in range(_WORDS)
        )
        text = " ".join(word.text for word in words)
        box = Box(_LEFT, y, _LEFT + 55.0 * _WORDS, y + 10)
        yield Line(text, box, 0.8, LineKind.BODY, words, f"p{page}-l{_LEFT:.0f}x{y:.0f}")


def _redactions(page: int, chance: random.Random) -> Iterator[Redaction]:
    """One that is unsure, and one without a code; the second stands beside the first line."""
    x, width = 72 + chance.randrange(40), 40 + chance.randrange(200)
    code = chance.choice(_CODES)
    known = (Code(code, "FOIA", code, (), None, 0.9),)
    unsure, black = FindingStatus.UNSURE, RedactionKind.BLACK_BOX
    confidence = round(chance.uniform(0.3, 0.6), 3)
    yield Redaction(f"p{page}-r{x}x100", Box(x, 100, x + width, 112), black, confidence, known, None, unsure)
    yield Redaction(f"p{page}-r{x}x246", Box(x, 246, x + width, 258), RedactionKind.WHITE_BOX, 0.95)


def _strike(page: int, chance: random.Random) -> Strike:
    box = Box(72, 296, 122, 306)
    confidence = round(chance.uniform(0.5, 0.74), 3)
    return Strike(f"p{page}-s72x296", box, f"w{page}", StrikeStyle.HORIZONTAL, StruckWhat.BODY, confidence)


def _marking(page: int) -> Marking:
    kind, box = MarkingKind.CLASSIFICATION, Box(250, 30, 360, 46)
    return Marking(kind, "SECRET", {"level": "SECRET"}, box, False, 0.7, f"p{page}-m250x30")
