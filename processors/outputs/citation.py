"""Citations of anything in a record: a footnote line, and CSL JSON for reference managers.

What can be cited, by what stands behind the colon of `<start of the source's sha256>:…`:

    nothing              the document
    p3                   a page
    p3-l12               a line of it, counted from 1 in the order of the record
    p3-r214x530          a finding, by its id in the record
    n-jfk-rif-104-…      a document or case number

A quote never has words that lie inside a redaction. Equal records give equal citations: no date of access is in them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from processors.config.text import TextConfig
from processors.document_records import Event, Identifier
from processors.errors import InputError
from processors.geometry import Box
from processors.outputs.withholdings import withholdings
from processors.records import Line, Marking, Page, Record, Redaction, RedactionKind, Strike, UnsureWord, Word
from processors.text.beneath import lies_in

ID_DIGITS = 12
"""Digits of a checksum in an id: among ten million documents, the odds that any two share them are one in six."""
QUOTE_CHARACTERS = 300
"""A footnote longer than some lines is not read."""
# Kinds whose words are printed on the page for everyone to read.
_PRINTED = (RedactionKind.EDITORIAL_NOTE, RedactionKind.PAGE_DENIED)
# What a manifest may state of a file, and where CSL has it.
_CSL_FIELDS = {"agency": "authority", "collection": "archive_collection", "url": "URL"}
_LINE = re.compile(r"p(\d{1,6})(?:-l(\d{1,6}))?")

_Found = Redaction | Strike | Marking | Event | UnsureWord


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited, and where it is.

    Attributes:
        id: of what is cited, the same in every reading that finds it.
        file: its name.
        stated: what a manifest states of the file and nothing speaks against, by name: `title`, `url`, `collection` …
        sha256: of the file.
        numbers: document and case numbers, with their system.
        page: 1-based, None for the document as a whole.
        pages: of the file.
        what: what is cited, in words; empty for a page or document.
        place: in points of the page as shown.
        quote: the words there, or around a redaction; empty where there are none.
        tool: what read it, with its version.
        schema: version of the record's schema.
    """

    id: str
    file: str
    stated: dict[str, str]
    sha256: str
    numbers: tuple[str, ...]
    page: int | None
    pages: int
    what: str
    place: Box | None
    quote: str
    tool: str
    schema: str


def cite(record: Record, name: str) -> Citation:
    """The citation of what has the id `name` in the record; an empty one is the document.

    Raises:
        InputError: the record has nothing of that id.
    """
    page, what, place, quote = _lookup(record, name)
    start = record.source.sha256[:ID_DIGITS]
    version = next((t.version for t in record.provenance.tools if t.name == "declass"), "")
    return Citation(
        id=f"{start}:{name}" if name else start,
        file=_plain(record.source.uri),
        stated={m.name: _plain(m.value) for m in record.source.metadata if not m.doubt},
        sha256=record.source.sha256,
        numbers=tuple(_plain(f"{i.system} {i.value}") for i in record.identifiers),
        page=page,
        pages=record.source.page_count,
        what=_plain(what),
        place=place,
        quote=_shortened(_plain(quote)),
        tool=f"declass {version}".strip(),
        schema=record.schema_version,
    )


def _lookup(record: Record, name: str) -> tuple[int | None, str, Box | None, str]:
    """Page, what it is, place and quote."""
    if not name:
        return None, "", None, ""
    for number in record.identifiers:
        if number.id == name:
            return _number(number)
    for page, item in _findings(record):
        if item.id == name:
            return page.number, _what(item), item.bbox, _quote(record, page, item)
    for page in record.pages:
        for k, line in enumerate(page.lines, 1):
            if line.id == name:
                return _page_or_line(record, page.number, str(k))
    place = _LINE.fullmatch(name)
    if place is not None:
        return _page_or_line(record, int(place[1]), place[2])
    raise InputError(f"has nothing with the id {name}", file=record.source.uri)


def _number(number: Identifier) -> tuple[int | None, str, Box | None, str]:
    return min(number.pages, default=None), number.system, None, number.value


def _findings(record: Record) -> Iterator[tuple[Page, _Found]]:
    pages = {page.number: page for page in record.pages}
    for event in record.events:
        if event.page in pages:
            yield pages[event.page], event
    for page in record.pages:
        for found in (page.redactions, page.rejected, page.strikes, page.markings, page.unsure):
            for item in found:
                yield page, item


def _page_or_line(record: Record, number: int, line: str | None) -> tuple[int, str, Box | None, str]:
    page = next((page for page in record.pages if page.number == number), None)
    if page is None:
        raise InputError(f"has no page {number} that was read", file=record.source.uri)
    if line is None:
        return number, "", None, ""
    if not 1 <= int(line) <= len(page.lines):
        raise InputError(f"has {len(page.lines)} lines on page {number}", file=record.source.uri)
    found = page.lines[int(line) - 1]
    return number, f"line {int(line)}", found.bbox, _words(found, page)


def _what(item: _Found) -> str:
    match item:
        case Redaction(rejected_by=str(reason)):
            # The record says who; a footnote need not.
            why = reason if item.decided is None else "as a person says"
            return f"place that was not taken for a redaction ({why})"
        case Redaction():
            codes = " ".join(code.code for code in item.codes)
            return f"{str(item.kind).replace('_', ' ')} redaction {codes}"
        case Strike():
            return f"{item.what} struck out".replace("_", " ")
        case Marking():
            return f"{item.kind} marking{', struck out' if item.struck else ''}".replace("_", " ")
        case Event():
            told = (item.action.replace("_", " "), item.agency, item.date)
            return " ".join(part for part in told if part)
        case UnsureWord():
            return f"word read unsurely ({item.confidence:.2f})"


def _quote(record: Record, page: Page, item: _Found) -> str:
    match item:
        case Redaction():
            return _around(record, page, item)
        case Marking():
            return item.text
        case Event():
            return item.raw
        case UnsureWord() if 0 <= item.line < len(page.lines):
            return _words(page.lines[item.line], page)
        case _:
            line = max(page.lines, key=lambda line: line.bbox.overlap(item.bbox), default=None)
            there = line is not None and line.bbox.overlap(item.bbox) > 0
            return _words(line, page) if line is not None and there else item.text


def _around(record: Record, page: Page, redaction: Redaction) -> str:
    """The words before and behind a redaction, it between them as the reading text has it."""
    rows = withholdings(replace(record, pages=(page,)), TextConfig())
    row = next((row for row in rows if row.id == redaction.id), None)
    if row is None or not (row.before or row.after):
        return ""
    token = " ".join(["[REDACTED", *row.codes]) + "]"
    return f"{row.before} {token} {row.after}".strip()


def _words(line: Line, page: Page) -> str:
    """The words of a line that lie in no redaction, struck ones marked as such."""
    boxes = [r.bbox for r in page.redactions if r.kind not in _PRINTED]

    def kind(word: Word) -> str:
        if lies_in(word.bbox, boxes):
            return "covered"
        return "struck" if word.struck else "plain"

    parts = []
    for what, words in groupby(line.words, key=kind):
        text = " ".join(word.text for word in words)
        parts.append({"covered": "[…]", "struck": f"[struck: {text}]"}.get(what, text))
    return " ".join(parts)


def _plain(text: str) -> str:
    """On one line, without characters that do not show or that turn the direction of writing."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def _shortened(text: str) -> str:
    if len(text) <= QUOTE_CHARACTERS:
        return text
    return text[:QUOTE_CHARACTERS].rsplit(" ", 1)[0] + " …"


def footnote(citation: Citation) -> str:
    """One line as archivists write it: what, where, the quote, and what proves it."""
    c = citation
    where = [f"“{c.stated['title']}”"] if "title" in c.stated else []
    where.append(c.file + (f" ({'; '.join(c.numbers)})" if c.numbers else ""))
    where += [c.stated[name] for name in ("agency", "collection") if name in c.stated]
    if "release_date" in c.stated:
        where.append(f"released {c.stated['release_date']}")
    if c.page is not None:
        where.append(f"p. {c.page} of {c.pages}")
    if c.what:
        where.append(c.what)
    if c.place is not None:
        where.append(_place(c.place))
    said = f": “{c.quote}”" if c.quote else ""
    proof = f"File sha256:{c.sha256}. Read by {c.tool} (record schema {c.schema}), id {c.id}."
    address = f" {c.stated['url']}." if "url" in c.stated else ""
    return f"{', '.join(where)}{said}.{address} {proof}"


def _place(box: Box) -> str:
    return f"{max(0, round(box.x0))} pt from the left and {max(0, round(box.y0))} pt from the top"


def csl(citation: Citation) -> str:
    """CSL JSON (a list with one item), which Zotero and others import."""
    c = citation
    item: dict[str, str] = {"id": c.id, "type": "document", "title": c.stated.get("title", c.file)}
    item |= {field: c.stated[name] for name, field in _CSL_FIELDS.items() if name in c.stated}
    if c.numbers:
        item["number"] = "; ".join(c.numbers)
    if c.page is not None:
        item["page"] = str(c.page)
    item["number-of-pages"] = str(c.pages)
    place = [c.what, _place(c.place) if c.place is not None else ""]
    released = f"released {c.stated['release_date']}" if "release_date" in c.stated else ""
    proof = [f"file {c.file}", f"sha256:{c.sha256}", f"record schema {c.schema}"]
    item["note"] = "; ".join([*filter(None, [*place, released]), *proof])
    if c.quote:
        item["abstract"] = c.quote
    item["source"] = c.tool
    return json.dumps([item], ensure_ascii=False, indent=1)
