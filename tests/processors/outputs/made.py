"""Records of typed pages, for tests of outputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors.document_records import Classification, Provenance, SourceInfo, Tool
from processors.records import Page, Record
from processors.stable_ids import page_with_ids
from processors.text.render import render_document

TOOLS = (Tool("declass", "0.1.0"), Tool("tesseract", "5.3.0"))


def record_of(pages: Sequence[Page], text: str | None = None, media_type: str = "application/pdf") -> Record:
    """The record of the pages, named and with their reading text."""
    named = tuple(page_with_ids(page) for page in pages)
    return Record(
        SourceInfo("memo.pdf", "ab" * 32, 1, media_type, len(named)),
        named,
        (),
        (),
        Classification("unknown", "unknown"),
        render_document(named) if text is None else text,
        (),
        Provenance(TOOLS, "0" * 64, {}),
    )


def numbered(pages: Sequence[Page]) -> list[Page]:
    """The pages with numbers from 1."""
    return [replace(page, number=k) for k, page in enumerate(pages, 1)]
