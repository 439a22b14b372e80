"""`annotations.jsonld`: every finding as a W3C Web Annotation.

One collection with one page, so that a single file is the whole answer. A target is the file that was read, named by
its sha256, with two selectors that say the same: a region, and a quote from the text of that page as `hocr.html` has
it. The region is told in the words of the file's own type: of PDF `page=3&viewrect=left,top,width,height` (RFC 3778),
in points of the page as a viewer shows it, whose origin is the top left, just as in records; of an image `xywh=` (Media
Fragments) in its pixels, with `page=3` before it where the file has several. Media Fragments know no pages, so `xywh`
alone would be wrong for a PDF. Where the finding stands in `text.md`, that is another target, by quote and by position:
characters are code points, and quotes are Markdown, so that they are found in the file as it is.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote as percent

from processors.config.text import TextConfig
from processors.geometry import Box
from processors.outputs.annotations_quotes import PageText, Quote, quote
from processors.outputs.files import write_atomic
from processors.outputs.findings import MACHINE, PERSON, Finding, FindingKind, findings
from processors.outputs.page_rows import printed, scale_of
from processors.outputs.places import Span, locate
from processors.outputs.record import TEXT_NAME
from processors.records import FindingStatus, Page, Record

ANNOTATIONS_NAME = "annotations.jsonld"
PDF_FRAGMENTS = "http://tools.ietf.org/rfc/rfc3778"
MEDIA_FRAGMENTS = "http://www.w3.org/TR/media-frags/"
_CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"declass": "urn:declass:"}]
_PDF = "application/pdf"

Json = dict[str, object]
"""An object of JSON."""


def write_annotations(folder: Path, record: Record, source: Path) -> None:  # noqa: ARG001
    """Writes `annotations.jsonld`; the source file is not looked at.

    Raises:
        AccessError: the folder cannot be written to.
    """
    body = json.dumps(collection(record), indent=1, ensure_ascii=False) + "\n"
    write_atomic(folder / ANNOTATIONS_NAME, body.encode("utf-8", "replace"))


def collection(record: Record) -> Json:
    """All findings of the record as an annotation collection."""
    name = f"{source_name(record)}#annotations"
    items = list(_annotations(record))
    page: Json = {
        "id": f"{name}-1",
        "type": "AnnotationPage",
        "partOf": name,
        "startIndex": 0,
        "items": items,
    }
    return {
        "@context": _CONTEXT,
        "id": name,
        "type": "AnnotationCollection",
        "label": printed(record.source.uri),
        "total": len(items),
        "first": page,
        "last": f"{name}-1",
    }


def source_name(record: Record) -> str:
    """The file that was read, by its content."""
    return f"urn:sha256:{percent(record.source.sha256)}"


def _annotations(record: Record) -> Iterator[Json]:
    texts = {
        page.number: PageText(page, places)
        for page, places in zip(record.pages, locate(record, TextConfig()), strict=True)
    }
    pages = {page.number: page for page in record.pages}
    for finding in findings(record):
        targets: list[Json] = []
        for number in finding.pages:
            page, text = pages.get(number), texts.get(number)
            targets.append(_region_target(record, finding, number, page, text))
            if text is not None:
                targets += [_text_target(record, span) for span in text.spans_in_reading_text(finding)]
        name = f"{source_name(record)}#{percent(finding.id)}"
        yield annotation(name, record, finding, targets) | _status(finding)


def annotation(name: str, record: Record, finding: Finding, target: object) -> Json:
    """A finding as an annotation.

    Args:
        name: its IRI.
        record: that it is of.
        finding: what is told.
        target: what it is told of.
    """
    version = next((t.version for t in record.provenance.tools if t.name == "declass"), "")
    return {
        "id": name,
        "type": "Annotation",
        "motivation": "questioning" if finding.kind is FindingKind.UNSURE_WORD else "tagging",
        "creator": {"type": "Person"}
        if finding.said_by == PERSON
        else {"type": "Software", "name": f"declass {version}".strip()},
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": tag}
            for tag in dict.fromkeys(map(printed, (finding.kind, finding.type, finding.what, *finding.codes)))
            if tag
        ]
        + [
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "text/plain",
                "value": printed(_sentence(finding)),
            }
        ],
        "target": target,
    }


def _status(finding: Finding) -> Json:
    """What the model has no words for: whether a machine says so, what is thought of it, and how surely (0 to 1).

    Of a person the number of the decision is told; the record says whose it is.
    """
    told: Json = {"declass:machine": finding.said_by == MACHINE, "declass:status": str(finding.status)}
    if finding.decision is not None:
        told["declass:decision"] = finding.decision
    return told if finding.confidence is None else told | {"declass:confidence": finding.confidence}


def _sentence(finding: Finding) -> str:
    """The finding in words, for viewers that show no more than that."""
    kind = str(finding.kind).replace("_", " ")
    parts = [" ".join(part.replace("_", " ") for part in (kind, finding.type, finding.what) if part)]
    parts += [" ".join(finding.codes)] if finding.codes else []
    parts += [f"'{finding.text}'"] if finding.text else []
    parts += [f"value {finding.value}"] if finding.value not in ("", finding.text) else []
    parts += [f"date {finding.date}"] if finding.date else []
    if finding.characters is not None:
        parts.append(f"some {finding.characters.low} to {finding.characters.high} characters")
    parts += ["struck"] if finding.struck else []
    if finding.said_by == PERSON:
        return "; ".join([*parts, "as a person says"])
    sure = "" if finding.confidence is None else f", confidence {finding.confidence:.2f}"
    doubt = "unsure, " if finding.status is FindingStatus.UNSURE else ""
    return "; ".join([*parts, f"{doubt}found by a program{sure}"])


def _region_target(
    record: Record, finding: Finding, number: int, page: Page | None, text: PageText | None
) -> Json:
    span = text.span(finding) if text is not None else None
    box = finding.bbox or (text.around(span) if text is not None and span is not None else None)
    selectors: list[Json] = [region(record, number, page, box)]
    if text is not None and span is not None:
        selectors.append(_quote_selector(quote(text.text, span)))
    return {"type": "SpecificResource", "source": source_name(record), "selector": selectors}


def region(record: Record, number: int, page: Page | None, box: Box | None) -> Json:
    """The selector of a place on a page, or of the page where there is no box."""
    where = f"page={number}"
    if record.source.media_type == _PDF:
        if box is not None:
            numbers = (box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0)
            where += "&viewrect=" + ",".join(_decimal(v) for v in numbers)
        return {"type": "FragmentSelector", "conformsTo": PDF_FRAGMENTS, "value": where}
    inner: Json = {}
    if box is not None and page is not None:
        value = "xywh=" + ",".join(map(str, pixels(page, box)))
        inner = {"type": "FragmentSelector", "conformsTo": MEDIA_FRAGMENTS, "value": value}
    if record.source.page_count == 1 and inner:
        return inner
    outer: Json = {"type": "FragmentSelector", "value": where}
    return outer | {"refinedBy": inner} if inner else outer


def pixels(page: Page, box: Box) -> tuple[int, int, int, int]:
    """x, y, width and height of the whole pixels that the box touches, in the raster that was read; at least one."""
    scale = scale_of(page)
    width, height = size_in_pixels(page)
    x, y = (min(math.floor(v * scale), size - 1) for v, size in ((box.x0, width), (box.y0, height)))
    right, below = (min(math.ceil(v * scale), size) for v, size in ((box.x1, width), (box.y1, height)))
    return x, y, max(1, right - x), max(1, below - y)


def size_in_pixels(page: Page) -> tuple[int, int]:
    """Width and height of the raster that was read, at least 1."""
    scale = scale_of(page)
    return max(1, round(page.width * scale)), max(1, round(page.height * scale))


def _text_target(record: Record, span: Span) -> Json:
    found = quote(record.text, span)
    position: Json = {"type": "TextPositionSelector", "start": found.span.start, "end": found.span.end}
    return {"type": "SpecificResource", "source": TEXT_NAME, "selector": [_quote_selector(found), position]}


def _quote_selector(found: Quote) -> Json:
    return {
        "type": "TextQuoteSelector",
        "exact": found.exact,
        "prefix": found.prefix,
        "suffix": found.suffix,
    }


def _decimal(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
