"""What the reader of a document does beside reading: search, citations, and text that survives under a redaction."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Query

from declass.catalog.queue_entries import line_refs
from declass.review.api import SHA256, Problem, Ref
from declass.review.api_documents import Cited, Hidden, HiddenIn, HiddenPlace, Hit, Hits
from declass.review.asking import Reader, TheDesk, Writer
from declass.review.decided import as_left, record_as_left, said_about
from declass.review.desk import Desk
from declass.review.finding import find_words, says
from declass.review.problems import Refusal
from declass.review.routes.documents import find_page
from declass.review.sessions import Who
from declass.shown import Showing, ShownPlace, keep_showing
from processors.outputs.citation import Citation, cite, csl, footnote
from processors.records import Record

router = APIRouter(tags=["documents"])
Number = Annotated[int, Path(ge=1, le=1_000_000)]
_MOST_HITS = 200
_LINE = re.compile(r"p([0-9]{1,6})-l[0-9]+x[0-9]+(_[0-9]+)?")


@router.get("/documents/{sha256}/search")
def search(
    desk: TheDesk, _who: Reader, sha256: SHA256, q: Annotated[str, Query(min_length=1, max_length=200)]
) -> Hits:
    """Where words follow each other in a document as people left it; capitals, accents and signs do not count."""
    volume = desk.shelf.volume(sha256)
    pages = as_left(volume, said_about(desk.log, volume), volume.record.pages)
    found: list[Hit] = list(itertools.islice(find_words(pages, q), _MOST_HITS + 1))
    return Hits(hits=tuple(found[:_MOST_HITS]), more=len(found) > _MOST_HITS)


@router.get("/documents/{sha256}/cite", responses={422: {"model": Problem}})
def citation(
    desk: TheDesk,
    _who: Reader,
    sha256: SHA256,
    ref: Ref | None = None,
    page: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
    quote: Annotated[str, Query(max_length=2000)] = "",
) -> Cited:
    """The citation of a finding, a line, a page, or the document as people left it; a quote must stand on the page."""
    volume = desk.shelf.volume(sha256)
    record = record_as_left(volume, said_about(desk.log, volume))
    name = _citable(record, ref) if ref else f"p{page}" if page else ""
    found = cite(record, name)
    if quote.strip():
        found = _quoting(record, found, quote)
    return Cited(id=found.id, footnote=footnote(found), csl=csl(found))


def _citable(record: Record, ref: str) -> str:
    """The id by which citations know a line: they count lines."""
    match = _LINE.fullmatch(ref)
    for page in record.pages:
        if match is not None and page.number == int(match[1]):
            refs = line_refs(page)
            if ref in refs:
                return f"p{page.number}-l{refs.index(ref) + 1}"
    return ref


def _quoting(record: Record, found: Citation, quote: str) -> Citation:
    pages = [page for page in record.pages if found.page in (None, page.number)]
    page = next((page for page in pages if says(page, quote)), None)
    if page is None:
        raise Refusal(
            422, "quote", "These words do not stand there as they were read", "Quote words of one page"
        )
    plain = "".join(c for c in " ".join(quote.split()) if c.isprintable())
    return replace(found, quote=plain, page=page.number)


@router.post(
    "/documents/{sha256}/pages/{number}/hidden", responses={404: {"model": Problem}, 422: {"model": Problem}}
)
async def hidden(desk: TheDesk, who: Writer, sha256: SHA256, number: Number, asked: HiddenIn) -> Hidden:
    """Text that survives under redactions of a page: only when asked for, and after it was logged who asked."""
    return await run_sync(_survey, desk, who, sha256, number, asked, limiter=desk.pictures.waiting)


def _survey(desk: Desk, who: Who, sha256: str, number: int, asked: HiddenIn) -> Hidden:
    volume = desk.shelf.volume(sha256)
    find_page(volume, number)
    survey = desk.pictures.survey(sha256, number)
    leaks = [
        (place, text)
        for place, text in zip(survey.found, survey.texts, strict=True)
        if place.dismissed_by is None
    ]
    places = tuple(ShownPlace(p.page, str(p.kind), p.characters) for p, _ in leaks)
    keep_showing(Showing(who.reviewer, volume.record.source.uri, sha256, places, asked.why))
    return Hidden(
        places=tuple(
            HiddenPlace(kind=str(p.kind), bbox=p.bbox, text=text, reason=p.reason) for p, text in leaks
        )
    )
