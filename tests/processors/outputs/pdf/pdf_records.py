"""Records for the tests of searchable PDFs, and what other programs find in the files."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest

from processors.document_records import Classification, Provenance, SourceInfo, Tool
from processors.geometry import Box, bounding
from processors.outputs.pdf import PDF_NAME, write_pdf
from processors.records import (
    Line,
    LineKind,
    Page,
    PageStatus,
    Quality,
    Record,
    Redaction,
    Step,
    Strike,
    TextSource,
    Word,
)

POPPLER = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed: tools/system-packages.sh test"
)
_WORD = re.compile(
    r'<word xMin="([^"]+)" yMin="([^"]+)" xMax="([^"]+)" yMax="([^"]+)">(.*?)</word>', re.DOTALL
)


def word(text: str, x0: float, y0: float, x1: float, y1: float, *, struck: bool = False) -> Word:
    return Word(text, Box(x0, y0, x1, y1), 0.9, "tesseract", struck)


def line(*words: Word, kind: LineKind = LineKind.BODY) -> Line:
    text = " ".join(f"~~{w.text}~~" if w.struck else w.text for w in words)
    return Line(text, bounding(w.bbox for w in words), 0.9, kind, words)


def page(
    *lines: Line,
    number: int = 1,
    size: tuple[float, float] = (612, 792),
    text_source: TextSource = TextSource.OCR,
    status: PageStatus = PageStatus.OK,
    redactions: Sequence[Redaction] = (),
    strikes: Sequence[Strike] = (),
    steps: Sequence[Step] = (),
) -> Page:
    quality = Quality("good", 0.9, sum(len(one.words) for one in lines), 0, 20.0)
    return Page(
        number=number,
        width=size[0],
        height=size[1],
        dpi=150.0,
        rotation=0,
        skew_degrees=0.0,
        text_source=text_source,
        text_reason="",
        status=status,
        quality=quality,
        lines=lines,
        redactions=tuple(redactions),
        strikes=tuple(strikes),
        steps=tuple(steps),
    )


def record(*pages: Page, name: str = "release.pdf") -> Record:
    return Record(
        source=SourceInfo(name, "0123456789abcdef" * 4, 1, "application/pdf", len(pages)),
        pages=pages,
        events=(),
        identifiers=(),
        classification=Classification("unknown", "unknown"),
        text="",
        errors=(),
        provenance=Provenance((Tool("declass", "0.1.0"),), "", {}),
    )


def made(folder: Path, of: Record, source: Path) -> Path:
    """The searchable PDF of a record."""
    write_pdf(folder, of, source)
    return folder / PDF_NAME


def poppler_words(path: Path) -> list[tuple[str, Box]]:
    """Words of all pages with their boxes on their sheets."""
    command = [shutil.which("pdftotext") or "", "-bbox", str(path), "-"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return [
        (html.unescape(m[5]), Box(*(float(m[k]) for k in range(1, 5))))
        for m in _WORD.finditer(done.stdout.decode())
    ]


def poppler_text(path: Path) -> str:
    command = [shutil.which("pdftotext") or "", str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode()


def everything(path: Path) -> bytes:
    """All that a PDF holds, decoded: what a search with other tools would go through."""
    with pikepdf.open(path) as pdf:
        parts = [pdf.trailer.unparse()]
        for item in pdf.objects:
            parts.append(item.unparse())
            if isinstance(item, pikepdf.Stream):
                try:
                    parts.append(item.read_bytes())
                except pikepdf.PdfError:
                    parts.append(item.read_raw_bytes())
        return b"\n".join(parts)


def description(path: Path) -> str:
    """What the copy says of itself."""
    with pikepdf.open(path) as pdf:
        return str(pdf.docinfo["/Subject"])
