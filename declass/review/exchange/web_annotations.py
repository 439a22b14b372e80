"""W3C Web Annotations out, and corrected ones back.

What goes out is what `annotations.jsonld` has (`processors.outputs.annotations`). In what comes back, tags say what a
finding is (`redaction`, `black_box`, `(b)(3)`), the selector where it is, and a tag `accepted` or `rejected` what is
thought of it; a body with the purpose `commenting` is kept as the reason. Annotations that are missing say nothing,
since programs hand out some of them only; one with an id of its own is something that was missed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import unquote

from declass.review.exchange.corrections import Correction, Refused
from declass.review.exchange.listing import Item, Listing
from processors.decisions.rules import KINDS
from processors.decisions.types import Act, State, Subject
from processors.errors import InputError
from processors.geometry import Box
from processors.outputs.annotations import collection
from processors.outputs.page_rows import printed, scale_of
from processors.records import Page, StruckWhat

Json = dict[str, object]
"""An object of JSON."""
_LOG = "declass:log"
_SOURCE = re.compile(r"urn:sha256:([0-9a-f]{64})")
_PAGE = re.compile(r"(?:^|&)page=(\d{1,6})(?:&|$)")
_NUMBER = r"(\d{1,7}(?:\.\d{1,6})?)"
_VIEWRECT = re.compile(rf"(?:^|&)viewrect={_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER}(?:&|$)")
_XYWH = re.compile(rf"(?:^|&)xywh=(?:pixel:)?{_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER}(?:&|$)")
_SAID = {"accepted": Act.ACCEPT, "rejected": Act.REJECT}
# Characters of a comment that are kept.
_COMMENT = 4000


@dataclass(frozen=True, slots=True)
class Note:
    """An annotation that came back: the document it is of, how far its log was known, the id of the finding."""

    sha256: str
    log: int
    ref: str
    annotation: Mapping[str, object]


def collections(listings: Iterable[Listing]) -> list[Json]:
    """The annotations of each document as one collection, which says how far the log of decisions was known."""
    return [collection(listing.record) | {_LOG: listing.log} for listing in listings]


def read_notes(data: bytes) -> list[Note]:
    """The annotations in a file: a collection, a page of one, an annotation, or a list of such.

    Raises:
        InputError: it is no such file.
    """
    try:
        loaded = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError("is no JSON") from error
    found = list(_notes(loaded, 0))
    if not found:
        raise InputError("holds no annotation of a file that declass read")
    return found


def _notes(value: object, log: int) -> Iterator[Note]:
    if isinstance(value, list):
        for part in value:
            yield from _notes(part, log)
    if not isinstance(value, dict):
        return
    known = value.get(_LOG)
    log = known if isinstance(known, int) else log
    for part in ("first", "items"):
        inner = value.get(part)
        yield from _notes(inner if isinstance(inner, list | dict) else [], log)
    if value.get("type") == "Annotation" and (source := _source(value)):
        name = str(value.get("id", ""))
        ours = name.startswith(f"urn:sha256:{source}#")
        yield Note(source, log, unquote(name.partition("#")[2]) if ours else "", value)


def _source(annotation: Mapping[str, object]) -> str:
    for target in _objects(annotation.get("target")):
        if match := _SOURCE.fullmatch(str(target.get("source", ""))):
            return match[1]
    return ""


def corrections(notes: Iterable[Note], listing: Listing) -> tuple[list[Correction], list[Refused]]:
    """What the annotations of one document say; events, numbers and unsure words cannot be corrected so."""
    known = {item.ref: item for item in listing.items}
    pages = {page.number: page for page in listing.record.pages}
    found: list[Correction] = []
    refused: list[Refused] = []
    for note in notes:
        item = known.get(note.ref)
        if note.ref and item is None:
            continue
        try:
            found.append(_correction(note, item, pages))
        except (ValueError, KeyError) as error:
            refused.append(
                Refused(item.page if item else 0, note.ref, f"the annotation cannot be used ({error})")
            )
    return found, refused


def _correction(note: Note, item: Item | None, pages: Mapping[int, Page]) -> Correction:
    bodies = list(_objects(note.annotation.get("body")))
    tags = [str(b.get("value", "")) for b in bodies if b.get("purpose") == "tagging"]
    said = [str(b.get("value", "")) for b in bodies if b.get("purpose") == "commenting"]
    number, box = _place(note.annotation, pages)
    if item is not None and item.page != number:
        raise ValueError(f"it is on page {number}, the finding on page {item.page}")
    subject = item.subject if item is not None else _subject(tags)
    state = _tagged(tags, subject, item, box or (item.state.bbox if item is not None else Box(0, 0, 0, 0)))
    act = next((_SAID[tag] for tag in tags if tag in _SAID), None)
    return Correction(number, note.ref, subject, state, act, "\n".join(said)[:_COMMENT])


def _subject(tags: Iterable[str]) -> Subject:
    found = [Subject(tag) for tag in tags if tag in (Subject.REDACTION, Subject.STRIKE)]
    if len(found) != 1:
        raise ValueError("a new one needs the tag redaction or strike")
    return found[0]


def _tagged(tags: Iterable[str], subject: Subject, item: Item | None, box: Box) -> State:
    """The state that the tags tell; what has no tag stays as it was."""
    before = item.state if item is not None else State(box)
    rest = [tag for tag in tags if tag not in _SAID and tag != str(subject)]
    kind = next((tag for tag in rest if tag in set(KINDS[subject])), before.kind)
    whats = set(map(str, StruckWhat)) if subject is Subject.STRIKE else set()
    what = next((tag for tag in rest if tag in whats), before.what)
    codes = tuple(tag for tag in rest if tag != kind) if subject is Subject.REDACTION else ()
    # A code of characters that cannot be printed has no tag.
    if set(codes) == {printed(code) for code in before.codes} - {""}:
        codes = before.codes
    return replace(before, bbox=box, kind=kind, what=what, codes=codes)


def _place(annotation: Mapping[str, object], pages: Mapping[int, Page]) -> tuple[int, Box | None]:
    """The page, and the box where the selector names one."""
    values = [str(s.get("value", "")) for t in _objects(annotation.get("target")) for s in _selectors(t)]
    number = next((int(m[1]) for v in values if (m := _PAGE.search(v))), 1)
    if number not in pages:
        raise ValueError(f"there is no page {number}")
    page = pages[number]
    for value in values:
        if match := _VIEWRECT.search(value):
            return number, _box(match, 1.0, page)
        if match := _XYWH.search(value):
            return number, _box(match, scale_of(page), page)
    return number, None


def _box(match: re.Match[str], scale: float, page: Page) -> Box:
    x, y, width, height = (float(v) / scale for v in match.groups())
    return Box(x, y, x + width, y + height).clipped(page.width, page.height).rounded()


def _selectors(target: Mapping[str, object]) -> Iterator[Json]:
    for selector in _objects(target.get("selector")):
        yield selector
        yield from _objects(selector.get("refinedBy"))


def _objects(value: object) -> Iterator[Json]:
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict):
            yield cast("Json", part)
