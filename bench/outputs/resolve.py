"""Follows annotations to what they point at, as a program would that knows nothing of how they were made."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from processors.outputs.annotations_quotes import MOST_CONTEXT
from processors.records import Record

# A box may leave its page by so much (points): boxes are rounded to hundredths, and so are pages.
_ROUNDING = 0.011
_PDF_FRAGMENT = re.compile(r"page=(\d+)(?:&viewrect=([\d.]+),([\d.]+),([\d.]+),([\d.]+))?")
_MEDIA_FRAGMENT = re.compile(r"xywh=(\d+),(\d+),(\d+),(\d+)")
_XHTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True, slots=True)
class Pointed:
    """What one selector points at.

    Attributes:
        annotation: its IRI.
        page: number, 0 in the reading text.
        box: x, y, width, height as written; None for a quote or a whole page.
        exact: the quoted text; None for a region.
        start: where it begins in its text, -1 for a region.
    """

    annotation: str
    page: int
    box: tuple[float, ...] | None = None
    exact: str | None = None
    start: int = -1


def page_texts(hocr: bytes) -> dict[int, str]:
    """Page number -> words and redactions of an hOCR file with spaces between."""
    from lxml import etree

    texts = {}
    for page in etree.fromstring(hocr).iter(f"{_XHTML}div"):
        if page.get("class") != "ocr_page":
            continue
        number = int(re.findall(r"ppageno (\d+)", page.get("title"))[-1]) + 1
        spans = (s for s in page.iter(f"{_XHTML}span"))
        words = [s for s in spans if s.get("class") in ("ocrx_word", "declass_redaction")]
        texts[number] = " ".join("".join(word.itertext()) for word in words)
    return texts


def resolved(collection: dict[str, Any], record: Record, texts: dict[int, str]) -> Iterator[Pointed]:
    """Everything that the annotations point at.

    Args:
        collection: the parsed `annotations.jsonld`.
        record: of the document.
        texts: of its pages, as from `page_texts`.

    Raises:
        ValueError: something points nowhere, at two places, or outside its page.
    """
    items = collection["first"]["items"]
    if len({item["id"] for item in items}) != len(items) or collection["total"] != len(items):
        raise ValueError("names of annotations occur twice, or their number is wrong")
    for item in items:
        if not item["target"]:
            raise ValueError(f"{item['id']} points at nothing")
        for target in item["target"]:
            yield from _target(item["id"], target, record, texts)


def _target(name: str, target: dict[str, Any], record: Record, texts: dict[int, str]) -> Iterator[Pointed]:
    selectors = target["selector"]
    if target["source"] == "text.md":
        start, end = selectors[1]["start"], selectors[1]["end"]
        place = _quoted(name, 0, selectors[0], record.text, start)
        if (place.start, place.start + len(place.exact or "")) != (start, end):
            raise ValueError(f"{name}: position and quote differ")
        yield place
        return
    if target["source"] != f"urn:sha256:{record.source.sha256}":
        raise ValueError(f"{name} points at another file")
    place = _region(name, selectors[0], record)
    yield place
    for selector in selectors[1:]:
        yield _quoted(name, place.page, selector, texts[place.page])


def _quoted(name: str, page: int, selector: dict[str, Any], text: str, known: int = -1) -> Pointed:
    """The place of a quote: the only one, or, where all context that may be told is not enough, the one at `known`."""
    prefix, exact, suffix = selector["prefix"], selector["exact"], selector["suffix"]
    around = prefix + exact + suffix
    start = text.find(around)
    if start < 0 or not exact:
        raise ValueError(f"{name}: the quote is not there once: {around!r}")
    if text.find(around, start + 1) >= 0:
        if max(len(prefix), len(suffix)) < MOST_CONTEXT:
            raise ValueError(f"{name}: the quote is not there once: {around!r}")
        if known >= 0 and text.startswith(around, known - len(prefix)):
            start = known - len(prefix)
    return Pointed(name, page, exact=exact, start=start + len(prefix))


def _region(name: str, selector: dict[str, Any], record: Record) -> Pointed:
    pages = {page.number: page for page in record.pages}
    value, inner = selector["value"], selector.get("refinedBy")
    if _MEDIA_FRAGMENT.fullmatch(value):
        value, inner = "page=1", selector
    pdf = _PDF_FRAGMENT.fullmatch(value)
    if pdf is None:
        raise ValueError(f"{name}: no such fragment: {value}")
    number = int(pdf[1])
    if number not in pages:
        raise ValueError(f"{name}: no page {number}")
    page = pages[number]
    size = (page.width, page.height)
    box: tuple[float, ...] | None = None
    if inner is not None and (media := _MEDIA_FRAGMENT.fullmatch(inner["value"])):
        box = tuple(map(float, media.groups()))
        size = (math.ceil(page.width * page.dpi / 72), math.ceil(page.height * page.dpi / 72))
    elif pdf[2] is not None:
        box = tuple(float(v) for v in pdf.groups()[1:])
    if box is not None and (box[0] + box[2] > size[0] + _ROUNDING or box[1] + box[3] > size[1] + _ROUNDING):
        raise ValueError(f"{name}: {value} lies outside its page")
    return Pointed(name, number, box)
