"""A catalog for the review, made up: documents whose findings all need a person, without reading one."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

from declass.catalog.catalog import Catalog, Filing
from declass.catalog.store import record_digest
from processors.geometry import Box
from processors.outputs.record import write_record
from processors.records import (
    Classification,
    Code,
    FindingStatus,
    Line,
    LineKind,
    Marking,
    MarkingKind,
    Page,
    PageStatus,
    Provenance,
    Quality,
    Record,
    Redaction,
    RedactionKind,
    SourceInfo,
    Strike,
    StrikeStyle,
    StruckWhat,
    TextSource,
    Tool,
    UnsureWord,
    Word,
)

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
    """Writes so many documents and puts them into the catalog."""
    for number in range(documents):
        file_record(catalog, out, f"release_{number:06}", made_up_record(number, pages))


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
