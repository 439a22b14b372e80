"""One document from its pages: running headers, reading text, events, identifiers, classification, the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors.config import Config
from processors.decisions.apply import apply_decisions
from processors.decisions.types import Decision
from processors.document_records import ErrorItem, Provenance, SourceInfo
from processors.language.document import document_classification, document_events
from processors.language.identifiers import merge_identifiers
from processors.quality import unsure_words
from processors.records import Page, PageStatus, Quality, Record, TextSource
from processors.results import PageResult, shown, shown_events
from processors.stable_ids import events_with_ids, identifiers_with_ids, page_with_ids
from processors.text.document import running_lines
from processors.text.render import render_document


def assemble(
    source: SourceInfo,
    results: Sequence[PageResult],
    errors: Sequence[ErrorItem],
    provenance: Provenance,
    config: Config,
    decisions: Sequence[Decision] = (),
) -> Record:
    """The record of a document.

    Args:
        source: the file.
        results: pages that were read, in any order.
        errors: pages that were not, and what is wrong with the file as a whole.
        provenance: what took part.
        config: the settings of the reading.
        decisions: what people decided about it; pages are given as the machine read them.
    """
    results, conflicts = apply_decisions(results, decisions, config)
    read = {result.page.number: result for result in results}
    in_order = [read[number] for number in sorted(read)]
    failed = {error.page for error in errors if error.page is not None}
    upright = [read[n].page if n in read else failed_page(n) for n in sorted(read.keys() | failed)]
    upright = list(running_lines(upright, config.text))
    pages = tuple(finished_page(read.get(page.number), page, config) for page in upright)
    return Record(
        source=source,
        pages=pages,
        events=events_with_ids(document_events(e for result in in_order for e in shown_events(result))),
        identifiers=identifiers_with_ids(
            merge_identifiers((r.page.number, number) for r in in_order for number in r.numbers)
        ),
        classification=document_classification(pages),
        text=render_document(upright, config.text),
        errors=tuple(errors),
        provenance=provenance,
        conflicts=conflicts,
    )


def finished_page(result: PageResult | None, page: Page, config: Config) -> Page:
    """A page as it stands in the record: boxes as shown, unsure words listed, findings named.

    Args:
        result: of its reading, None where it could not be read.
        page: a later version of `result.page`, in upright points.
        config: the settings of the reading.
    """
    seen = page if result is None else shown(result, page)
    return page_with_ids(replace(seen, unsure=unsure_words(seen, config)))


def failed_page(number: int) -> Page:
    """The place of a page that could not be read."""
    return Page(
        number=number,
        width=0.0,
        height=0.0,
        dpi=0.0,
        rotation=0,
        skew_degrees=0.0,
        text_source=TextSource.NONE,
        text_reason="the page could not be read",
        status=PageStatus.FAILED,
        quality=Quality("none", 0.0, 0, 0, 0.0),
    )
