"""An output folder as reading leaves it, made up: as many documents and pages as wanted, without reading one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf

from declass.catalog.store import Done, record_digest
from declass.gather import Gathered, gather
from flows.ledger import Checked, Ledger, stated
from processors.assembly import assemble
from processors.config import Config
from processors.document_records import SourceInfo, Tool
from processors.geometry import Affine, Box
from processors.outputs.provenance import provenance
from processors.outputs.record import write_record
from processors.records import (
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
from processors.results import PageResult
from processors.sources.checksum import file_sha256

# A typed page as they are: some forty lines of ten words; the first page of each document has six redactions.
_LINES, _WORDS, _REDACTIONS = 40, 10, 6
# Different words in all documents.
_VOCABULARY = 20_000
# Different documents; putting one together takes longer than everything measured here.
_KINDS = 16


def write_sources(folder: Path, documents: int, pages: int) -> None:
    """Writes PDF files of blank pages, no two alike."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(documents):
        pdf = pikepdf.new()
        for _ in range(pages):
            pdf.add_blank_page()
        pdf.docinfo["/Title"] = f"Document {number}"
        pdf.save(folder / f"release_{number:06}.pdf")


def fill(ledger: Ledger, folder: Path, pages: int, tools: tuple[Tool, ...], config: Config) -> None:
    """Finishes every file of `folder` as if it had been read."""
    chance = random.Random(7)  # noqa: S311 - no secret
    kinds = [_record(pages, chance, tools, config) for _ in range(_KINDS)]
    with gather([str(folder)]) as found:
        items = [item for item in found if isinstance(item, Gathered)]
    for number, item in enumerate(items):
        path = Path(item.address)
        sha256 = file_sha256(path)
        source = SourceInfo(path.name, sha256, path.stat().st_size, "application/pdf", pages)
        record = replace(kinds[number % _KINDS], source=source)
        write_record(ledger.out / path.stem, record)
        redactions = sum(len(page.redactions) for page in record.pages)
        done = Done(path.stem, record_digest(ledger.out / path.stem), pages, 0, redactions, 0, stated(item))
        checked = Checked(item, path, path.stem, sha256, "")
        ledger.catalog.put(record, ledger.filing(checked, done))
        ledger.store.put_done(sha256, path.stem, done)


def _record(pages: int, chance: random.Random, tools: tuple[Tool, ...], config: Config) -> Record:
    results = [_result(n, chance) for n in range(1, pages + 1)]
    source = SourceInfo("", "", 0, "application/pdf", pages)
    return assemble(source, results, [], provenance(config, tools), config)


def _result(number: int, chance: random.Random) -> PageResult:
    lines = tuple(_lines(chance))
    redactions = tuple(
        Redaction(f"p{number}-r{k}", Box(72, 72 + 90 * k, 172, 84 + 90 * k), RedactionKind.BLACK_BOX, 0.9)
        for k in range(_REDACTIONS if number == 1 else 0)
    )
    quality = Quality("good", 0.9, _LINES * _WORDS, 3, 20.0)
    page = Page(
        number, 612.0, 792.0, 200.0, 0, 0.0, TextSource.OCR, "", PageStatus.OK, quality, lines, redactions
    )
    return PageResult(page, Affine.scale(1.0), 612.0, 792.0, {}, (("ocr", 2.0),))


def _lines(chance: random.Random) -> Iterator[Line]:
    for row in range(_LINES):
        texts = [f"w{chance.randrange(_VOCABULARY):05}" for _ in range(_WORDS)]
        y = 50.0 + 17 * row
        words = tuple(
            Word(text, Box(72.0 + 45 * k, y, 112.0 + 45 * k, y + 10), 0.9, "tesseract")
            for k, text in enumerate(texts)
        )
        box = Box(72.0, y, 522.0, y + 10)
        yield Line(" ".join(texts), box, 0.9, LineKind.BODY, words)
