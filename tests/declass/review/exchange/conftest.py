"""One document with a redaction, a rejected candidate, a struck word and a line; and a catalog that has it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from declass.catalog.catalog import open_catalog
from declass.catalog.database import Database, catalog_url, open_database
from declass.catalog.locks import Locks
from declass.catalog.rebuild import rebuild
from processors.document_records import Classification, Provenance, SourceInfo
from processors.geometry import Box
from processors.outputs.record import write_record
from processors.records import (
    Code,
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

CONTENTS = b"%PDF-1.4 a file"
SHA = hashlib.sha256(CONTENTS).hexdigest()
BOX = Box(100, 200, 180, 212)


@pytest.fixture
def record() -> Record:
    """Of one page."""
    code = Code("(b)(1)", "foia", "(b)(1)", (), None, 0.9)
    words = (Word("Harbor", Box(50, 90, 100, 102), 0.5, "tesseract"),)
    page = Page(
        1, 612, 792, 300, 0, 0, TextSource.OCR, "", PageStatus.OK, Quality("good", 0.9, 10, 0, 20),
        lines=(Line("Harbor", Box(50, 90, 100, 102), 0.5, LineKind.BODY, words),),
        redactions=(Redaction("p1-r100x200", BOX, RedactionKind.BLACK_BOX, 0.9, (code,)),),
        rejected=(
            Redaction(
                "p1-c300x300", Box(300, 300, 340, 310), RedactionKind.WHITE_BOX, 0.4,
                status=FindingStatus.REJECTED, rejected_by="table",
            ),
        ),
        strikes=(
            Strike(
                "p1-s50x60", Box(50, 60, 90, 70), "SECRET", StrikeStyle.HORIZONTAL,
                StruckWhat.CLASSIFICATION, 0.8,
            ),
        ),
    )  # fmt: skip
    source = SourceInfo("a.pdf", SHA, len(CONTENTS), "application/pdf", 1)
    return Record(source, (page,), (), (), Classification("", ""), "", (), Provenance((), "", {}))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The folder for results."""
    return tmp_path / "out"


@pytest.fixture
def database(record: Record, out: Path) -> Iterator[Database]:
    """A catalog that knows the document and where its file is."""
    write_record(out / "a", record)
    file = out.parent / "a.pdf"
    file.write_bytes(CONTENTS)
    opened = open_database(catalog_url(out, None))
    with Locks(out) as locks:
        catalog = open_catalog(opened, out, locks)
        rebuild(catalog, out)
        catalog.put_address(str(file), "stamp", "a")
    yield opened
    opened.close()
