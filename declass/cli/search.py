"""`declass search`: pages with the words looked for, best first, each with a snippet and the id to cite it by."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from declass.catalog.database import catalog_url, open_database
from declass.catalog.query import parse_query
from declass.catalog.rows import asked_code, days
from declass.catalog.search import Filters, Hit, Search, search
from declass.catalog.snippets import Part
from declass.cli.output import print_text
from declass.cli.places import results_place
from processors.errors import ExitCode, UsageError, printable

# How a terminal shows a hit: bold.
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Request:
    """A search as it was typed.

    Attributes:
        text: the words.
        out: the folder for results; None for all that the catalog holds.
        catalog: URL or file of the catalog; None for the usual one.
        code: an exemption code.
        agency: that released the document.
        first: earliest date, such as 1961 or 1961-04.
        last: latest date.
        struck: whether the words must be struck out.
        confidence: least mean confidence of a page, 0..1.
        tolerant: whether misread letters are forgiven.
        limit: the most hits.
        as_json: whether JSON is wanted instead of lines for a person.
    """

    text: str
    out: Path | None = None
    catalog: str | None = None
    code: str | None = None
    agency: str | None = None
    first: str | None = None
    last: str | None = None
    struck: bool = False
    confidence: float = 0.0
    tolerant: bool = False
    limit: int = 20
    as_json: bool = False


def print_hits(request: Request) -> ExitCode:
    """Prints the pages that were found.

    Raises:
        UsageError: there is no catalog, nothing is looked for, or a date is none.
        InputError: there is no such folder.
        AccessError: the catalog cannot be used.
    """
    query, filters = parse_query(request.text), _filters(request)
    if not query.wanted and filters == Filters():
        raise UsageError("nothing to search for", hint='Give words, such as declass search "dirty tricks"')
    if filters.struck and not query.wanted:
        raise UsageError("--struck needs the words that are struck out")
    out = results_place(request.out, request.catalog)
    asked = Search(query, filters, out, request.tolerant, request.limit)
    url = catalog_url(out, request.catalog)
    with closing(open_database(url, create=False)) as database:
        hits = search(database, asked)
    if request.as_json:
        found = [{**asdict(hit), "citation": hit.citation} for hit in hits]
        print_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    else:
        print_text("".join(f"{line}\n" for line in _lines(hits, request)))
    return ExitCode.OK


def _filters(request: Request) -> Filters:
    return Filters(
        code=asked_code(request.code) if request.code else "",
        agency=(request.agency or "").strip(),
        first=_day(request.first, 0),
        last=_day(request.last, 1),
        struck=request.struck,
        confidence=request.confidence,
    )


def _day(text: str | None, which: int) -> int | None:
    if text is None:
        return None
    try:
        return days(text.strip())[which]
    except ValueError as error:
        raise UsageError(f"{text!r} is no date", hint="Write 1961, 1961-04 or 1961-04-17") from error


def _lines(hits: Sequence[Hit], request: Request) -> Iterator[str]:
    marks = (_BOLD, _PLAIN) if sys.stdout.isatty() else ("**", "**")
    for hit in hits:
        title = "" if hit.title == hit.document else f" ({printable(hit.title)})"
        yield f"{printable(hit.document)}, page {hit.page}{title}"
        yield f"    {''.join(_part(part, marks) for part in hit.snippet)}"
        yield f"    {hit.citation}  {printable(hit.folder)}"
    if not hits:
        more = "" if request.tolerant else "; --fuzzy also finds words with misread letters"
        yield f"Nothing found{more}"
    elif len(hits) == request.limit:
        yield f"The first {request.limit} pages; --limit N shows more"


def _part(part: Part, marks: tuple[str, str]) -> str:
    """A piece for the terminal: hits bold, struck words between `~~`, and nothing that a terminal would obey."""
    text = printable(part.text)
    if part.struck:
        text = f"~~{text}~~"
    return f"{marks[0]}{text}{marks[1]}" if part.hit else text
