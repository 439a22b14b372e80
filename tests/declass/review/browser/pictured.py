"""Made-up documents whose page pictures show what their records say, so that a browser has something to look at."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw

from bench.review.made_up import file_record, made_up_record
from declass.catalog.catalog import open_catalog
from declass.catalog.database import catalog_url, open_database
from declass.catalog.locks import Locks
from processors.document_records import SourceInfo
from processors.geometry import Box
from processors.records import Line, LineKind, Page, Record, Word
from processors.sources.checksum import file_sha256

DPI = 100
# Type that a reader of the picture can read, also a program.
_TYPE_PIXELS = 16
HOSTILE = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1> \u202egnirts \u05e9\u05dc\u05d5\u05dd"
"""Text that is markup, turns the direction of writing, and is written from right to left."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder for results with its catalog, and the files that it is of."""

    root: Path
    shas: tuple[str, ...]

    @property
    def out(self) -> Path:
        return self.root / "out"


def make_desk(root: Path, documents: int, pages: int) -> Desk:
    """Documents with five findings a page that need a person; the last one has hostile text."""
    (root / "out").mkdir(parents=True)
    (root / "sources").mkdir()
    shas = []
    database = open_database(catalog_url(root / "out", None))
    try:
        with Locks(root / "out") as locks:
            catalog = open_catalog(database, root / "out", locks)
            for number in range(documents):
                file = root / "sources" / f"release_{number}.pdf"
                record = made_up_record(number, pages)
                if number == documents - 1:
                    record = _hostile(record)
                _write_pdf(file, record)
                source = SourceInfo(
                    file.name, file_sha256(file), file.stat().st_size, "application/pdf", pages
                )
                file_record(catalog, root / "out", file.stem, replace(record, source=source), str(file))
                shas.append(source.sha256)
    finally:
        database.close()
    return Desk(root, tuple(shas))


def _hostile(record: Record) -> Record:
    first = record.pages[0]
    box = Box(72, 200, 540, 214)
    word = Word(HOSTILE, box, 0.4, "tesseract")
    line = Line(HOSTILE, box, 0.4, LineKind.HEADING, (word,), "p1-l72x200")
    strike = replace(first.strikes[0], text=HOSTILE)
    marking = replace(first.markings[0], text=HOSTILE)
    page = replace(first, lines=(line, *first.lines), strikes=(strike,), markings=(marking,))
    return replace(record, pages=(page, *record.pages[1:]))


def _write_pdf(file: Path, record: Record) -> None:
    buffer = io.BytesIO()
    pictures = [_picture(page) for page in record.pages]
    pictures[0].save(buffer, "PDF", resolution=float(DPI), save_all=True, append_images=pictures[1:])
    with pikepdf.open(buffer) as pdf:
        # Two documents never have the same bytes.
        pdf.docinfo["/Title"] = file.stem
        pdf.save(file, deterministic_id=True)


def _picture(page: Page) -> Image.Image:
    scale = DPI / 72
    picture = Image.new("L", (round(page.width * scale), round(page.height * scale)), 255)
    draw = ImageDraw.Draw(picture)
    for line in page.lines:
        for word in line.words:
            draw.text(
                (word.bbox.x0 * scale, word.bbox.y0 * scale),
                word.text[:12].encode("ascii", "replace").decode(),
                0,
                font_size=_TYPE_PIXELS,
            )
    for marking in page.markings:
        draw.text((marking.bbox.x0 * scale, marking.bbox.y0 * scale), "SECRET", 0)
    for redaction in page.redactions:
        draw.rectangle(
            [v * scale for v in redaction.bbox], fill=0 if redaction.kind == "black_box" else 255, outline=0
        )
    return picture
