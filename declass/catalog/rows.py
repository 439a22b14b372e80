"""From a record, of which only what can be seen is left, to the rows of the catalog."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from processors.config.language import LanguageConfig
from processors.config.text import TextConfig
from processors.document_records import Event, Identifier
from processors.geometry import Box
from processors.language.dates import find_dates
from processors.language.exemptions import canonical_code, find_codes
from processors.outputs.page_rows import page_rows as laid_out
from processors.records import Code, LineKind, Marking, Page, PageStatus, Record, Redaction

Row = dict[str, object]
"""Column -> value, as SQLAlchemy inserts it."""
# Longer texts of a finding are cut: a row is for lists and filters, the record has it whole.
_TEXT = 1000
_KEY = 100
# What PostgreSQL does not take as text: NUL, and halves of characters.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_STRUCK = re.compile(r"~~(.+?)~~", re.DOTALL)
# Stands for a redaction in what is searched, so that no phrase runs over one.
_WITHHELD = "[REDACTED]"
_DIVIDED = re.compile(r"[^\W\d_]{2,}[-\u00ad¬]$")


@dataclass(frozen=True, slots=True)
class PageRows:
    """The rows of one page, without its number in the catalog, which is known only then."""

    page: Row
    text: Row
    findings: tuple[Row, ...]
    codes: tuple[Row, ...]
    dates: tuple[Row, ...]


def plain(text: str, most: int = _TEXT) -> str:
    """`text` as every database takes it, at most `most` characters."""
    return _NO_TEXT.sub("\ufffd", text[:most])


def code_key(code: str, scheme: str) -> str:
    """What a code is looked for by: its normal form without blanks and capitals."""
    return plain("".join(canonical_code(code, scheme)[0].split()).casefold(), _KEY)


def asked_code(text: str) -> str:
    """The key of a code as a person writes it: `(b)(1)`, `b1`, `25X1`."""
    found = find_codes(text, tolerant=False)
    if not found:
        found = find_codes(re.sub(r"^b(\d)([a-f]?)$", r"(b)(\1)\2", text.strip().casefold()), tolerant=True)
    return code_key(found[0].code, found[0].scheme) if found else code_key(text, "")


def document_title(record: Record) -> str:
    """What a list calls the document: the title that its form names, else its first heading, else its file name."""
    for page in record.pages:
        for marking in page.markings:
            title = marking.parsed.get("title")
            if isinstance(title, str) and title.strip():
                return plain(title.strip(), 200)
    lines = (line for page in record.pages[:1] for line in page.lines)
    heading = next((line.text for line in lines if line.kind is LineKind.HEADING), "")
    return plain(heading.replace("~~", "").strip() or record.source.uri, 200)


def page_rows(record: Record, seconds: Mapping[int, float]) -> Iterator[PageRows]:
    """The rows of each page.

    Args:
        record: the document.
        seconds: how long pages took that this run read.
    """
    for page in record.pages:
        events = [e for e in record.events if e.page == page.number]
        numbers = [i for i in record.identifiers if page.number in i.pages]
        found = list(_findings(page, events, numbers))
        body = _body(page)
        struck = "\n".join(_STRUCK.findall(body))
        yield PageRows(
            page=_page(page, seconds.get(page.number)),
            text={"body": body, "struck": struck},
            findings=tuple({**row, "position": k} for k, (row, _) in enumerate(found)),
            codes=tuple(_code_rows([codes for _, codes in found])),
            dates=tuple(_dates(body, events)),
        )


def _page(page: Page, seconds: float | None) -> Row:
    return {
        "number": page.number,
        "status": str(page.status),
        "text_source": str(page.text_source),
        "grade": plain(page.quality.grade, _KEY),
        "confidence": page.quality.mean_confidence,
        "words": page.quality.words,
        "seconds": seconds,
    }


def _body(page: Page) -> str:
    """The page as searched: redactions part what stands beside them, a word that a line's end divides is whole."""
    parts: list[str] = []
    for text in map(str.strip, _texts(page)):
        if parts and text[:1].islower() and _DIVIDED.search(parts[-1]):
            first, _, rest = text.partition(" ")
            parts[-1] = parts[-1][:-1] + first
            text = rest
        if text:
            parts.append(text)
    return _NO_TEXT.sub("\ufffd", "\n".join(parts))


def _texts(page: Page) -> Iterator[str]:
    """The page's lines with its redactions in their places."""
    wordless = [k for k, line in enumerate(page.lines) if not line.words]
    for row in laid_out(page, TextConfig()):
        while row.index is not None and wordless and wordless[0] < row.index:
            yield page.lines[wordless.pop(0)].text
        texts = (
            _WITHHELD if isinstance(item, Redaction) else f"~~{item.text}~~" if item.struck else item.text
            for item in row.items
        )
        yield " ".join(texts).replace("~~ ~~", " ")
    yield from (page.lines[k].text for k in wordless)


def _findings(
    page: Page, events: Sequence[Event], numbers: Sequence[Identifier]
) -> Iterator[tuple[Row, Sequence[Code]]]:
    """Each finding with its codes."""
    for r in page.redactions:
        row = _row("redaction", r.kind, "", r.bbox, r.confidence)
        yield {**row, "ref": _ref(r.id), "status": str(r.status)}, r.codes
    for s in page.strikes:
        row = _row("strike", f"{s.what}/{s.style}", s.text, s.bbox, s.confidence)
        yield {**row, "ref": _ref(s.id), "struck": True}, ()
    for m in page.markings:
        row = _row("marking", m.kind, m.text, m.bbox, m.confidence)
        row |= {"ref": _ref(m.id), "struck": m.struck, "agency": _agency(m.parsed.get("agency"))}
        yield row, _marked(m)
    for e in events:
        row = _row("event", e.action, e.raw, e.bbox, 0.0 if e.doubt else 1.0)
        row |= {"ref": _ref(e.id), "agency": _agency(e.agency), "status": "unsure" if e.doubt else "found"}
        yield row, ()
    for i in numbers:
        yield {**_row("identifier", i.system, i.value, None, 1.0), "ref": _ref(i.id)}, ()
    for u in page.unsure:
        row = _row("word", "unsure", u.text, u.bbox, u.confidence)
        yield {**row, "ref": _ref(u.id), "status": "unsure"}, ()


def _row(what: str, kind: str, text: str, bbox: Box | None, confidence: float) -> Row:
    x0, y0, x1, y1 = bbox or (None, None, None, None)
    return {
        "class": what,
        "kind": plain(str(kind), _KEY),
        "text": plain(text),
        "x0": x0,
        "y0": y0,
        "x1": x1,
        "y1": y1,
        "confidence": confidence,
        "status": "found",
        "struck": False,
        "agency": None,
    }


def _ref(finding: str) -> str:
    return plain(finding, _KEY)


def _agency(value: object) -> str | None:
    return plain(value.strip(), _KEY) or None if isinstance(value, str) else None


def _marked(marking: Marking) -> Sequence[Code]:
    """The codes of an exemption marking."""
    codes, scheme = marking.parsed.get("codes"), marking.parsed.get("scheme")
    if not isinstance(codes, list):
        return ()
    return [Code(str(c), str(scheme or ""), marking.text, (), None, marking.confidence) for c in codes]


def _code_rows(findings: Iterable[Sequence[Code]]) -> Iterator[Row]:
    """The codes of each finding, each once."""
    for position, codes in enumerate(findings):
        for code, found in {plain(c.code, _KEY): c for c in codes}.items():
            scheme = plain(found.scheme, _KEY)
            yield {
                "position": position,
                "code": code,
                "scheme": scheme,
                "key": code_key(found.code, found.scheme),
            }


def _dates(body: str, events: Sequence[Event]) -> Iterator[Row]:
    printed = [date.value for date in find_dates(body, LanguageConfig()) if not date.doubt]
    spans = {days(value) for value in [*printed, *(e.date for e in events if not e.doubt)] if value}
    for first, last in sorted(spans):
        yield {"first": first, "last": last}


def days(date: str) -> tuple[int, int]:
    """First and last day that an EDTF date (`1962`, `1962-10`, `1962-10-22`) may mean, as `YYYYMMDD`.

    Raises:
        ValueError: it is none.
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", date)
    if match is None:
        raise ValueError(date)
    year, month, day = (int(part) if part else 0 for part in match.groups())
    if month > 12 or (month and day > calendar.monthrange(year, month)[1]):
        raise ValueError(date)
    first = year * 10_000 + (month or 1) * 100 + (day or 1)
    last_month = month or 12
    return first, year * 10_000 + last_month * 100 + (day or calendar.monthrange(year, last_month)[1])


def document_status(record: Record) -> str:
    """`read`, `partial` or `failed`."""
    failed = sum(page.status is PageStatus.FAILED for page in record.pages)
    if failed == len(record.pages) and (failed or record.errors):
        return "failed"
    return "partial" if failed else "read"
