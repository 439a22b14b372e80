"""Tasks for Label Studio, one a page, with what was found as predictions; and its annotations back.

The form is that of Label Studio's JSON export: regions in percent of the page, from its top left. A region keeps the
finding's id, so that what comes back is known again. A task that was submitted is a page that somebody looked through:
what was deleted there is rejected, and what was left as it is, accepted.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from xml.sax.saxutils import quoteattr

from declass.review.exchange.corrections import Correction, Refused
from declass.review.exchange.listing import Item, Listing
from processors.decisions.types import Act, State, Subject
from processors.errors import InputError
from processors.geometry import Box, bounding
from processors.outputs.annotations import size_in_pixels
from processors.records import (
    FindingStatus,
    MarkingKind,
    Page,
    PageStatus,
    RedactionKind,
    StrikeStyle,
    StruckWhat,
)

_LABEL, _CODES, _TEXT, _WHAT = "finding", "codes", "text", "what"
_KINDS: tuple[tuple[Subject, Iterable[object]], ...] = (
    (Subject.REDACTION, RedactionKind),
    (Subject.STRIKE, StrikeStyle),
    (Subject.MARKING, MarkingKind),
)
Json = dict[str, object]
"""An object of JSON."""


@dataclass(frozen=True, slots=True)
class Task:
    """A page that came back: its document, how far its log was known, and what stands there now."""

    sha256: str
    page: int
    log: int
    regions: Sequence[Mapping[str, object]]


def label_config() -> str:
    """The labelling interface that the tasks are made for, as Label Studio's XML."""
    labels = "".join(
        f"    <Label value={quoteattr(_label(subject, str(kind)))}/>\n"
        for subject, kinds in _KINDS
        for kind in kinds
    )
    choices = "".join(f"    <Choice value={quoteattr(what)}/>\n" for what in StruckWhat)
    return (
        "<View>\n"
        '  <Image name="page" value="$image" zoom="true" zoomControl="true"/>\n'
        f'  <RectangleLabels name="{_LABEL}" toName="page">\n{labels}  </RectangleLabels>\n'
        f'  <TextArea name="{_CODES}" toName="page" perRegion="true" placeholder="(b)(1); (b)(3)"/>\n'
        f'  <TextArea name="{_TEXT}" toName="page" perRegion="true" placeholder="as printed"/>\n'
        f'  <Choices name="{_WHAT}" toName="page" perRegion="true">\n{choices}  </Choices>\n'
        "</View>\n"
    )


def image_name(sha256: str, page: int) -> str:
    """The file name of a page's picture."""
    return f"{sha256[:16]}-{page:04d}.png"


def tasks(listings: Iterable[Listing], address: Callable[[str, int], str]) -> list[Json]:
    """A task for each page that was read.

    Args:
        listings: the documents.
        address: of the picture of a page, by the file's sha256 and the page's number.
    """
    return [
        _task(listing, page, address(listing.record.source.sha256, page.number))
        for listing in listings
        for page in listing.record.pages
        if page.status is not PageStatus.FAILED
    ]


def _task(listing: Listing, page: Page, image: str) -> Json:
    source = listing.record.source
    shown = [
        item
        for item in listing.items
        if item.page == page.number and item.state.status != FindingStatus.REJECTED
    ]
    version = next((t.version for t in listing.record.provenance.tools if t.name == "declass"), "")
    prediction: Json = {
        "model_version": f"declass {version}".strip(),
        "result": [entry for item in shown for entry in _entries(item, page)],
    }
    if shown:
        prediction["score"] = min(item.state.confidence for item in shown)
    data: Json = {"image": image, "document": source.uri, "sha256": source.sha256}
    return {"data": data | {"page": page.number, "log": listing.log}, "predictions": [prediction]}


def _entries(item: Item, page: Page) -> Iterator[Json]:
    """The region, then what is said of it: Label Studio joins them by their id."""
    state, box = item.state, item.state.bbox
    width, height = size_in_pixels(page)
    place: Json = {
        "x": 100 * box.x0 / page.width,
        "y": 100 * box.y0 / page.height,
        "width": 100 * box.width / page.width,
        "height": 100 * box.height / page.height,
        "rotation": 0,
    }
    common: Json = {
        "id": item.ref,
        "to_name": "page",
        "original_width": width,
        "original_height": height,
        "image_rotation": 0,
    }

    def entry(kind: str, name: str, value: Json) -> Json:
        return common | {"type": kind, "from_name": name, "value": place | value}

    label = _label(item.subject, state.kind)
    yield entry("rectanglelabels", _LABEL, {"rectanglelabels": [label]}) | {"score": state.confidence}
    if state.codes:
        yield entry("textarea", _CODES, {"text": ["; ".join(state.codes)]})
    if state.text:
        yield entry("textarea", _TEXT, {"text": [state.text]})
    if state.what:
        yield entry("choices", _WHAT, {"choices": [state.what]})


def _label(subject: Subject, kind: str) -> str:
    return f"{subject}: {kind}"


def read_tasks(data: bytes) -> list[Task]:
    """The pages that came back and were submitted.

    Raises:
        InputError: it is no export of tasks made here.
    """
    try:
        loaded = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError("is no JSON") from error
    if not isinstance(loaded, list) or not all(isinstance(task, dict) for task in loaded):
        raise InputError(
            "is no list of tasks", hint="Export as JSON from Label Studio, not as JSON-MIN or CSV"
        )
    return [task for item in loaded for task in _submitted(cast("Json", item))]


def _submitted(task: Json) -> Iterator[Task]:
    data, annotations = task.get("data"), task.get("annotations")
    if (
        not isinstance(data, dict)
        or not isinstance(data.get("sha256"), str)
        or not _is_page(data.get("page"))
    ):
        raise InputError("holds a task that was not made by declass")
    if not isinstance(annotations, list):
        raise InputError("holds tasks without annotations", hint="Export as JSON, not as JSON-MIN")
    done = [a for a in annotations if isinstance(a, dict) and not a.get("was_cancelled")]
    if done:
        # Several people may have submitted it: the last one saw what the others did.
        last = max(done, key=lambda a: str(a.get("updated_at", a.get("created_at", ""))))
        result = last.get("result")
        regions = [r for r in result if isinstance(r, dict)] if isinstance(result, list) else []
        log = data.get("log")
        yield Task(data["sha256"], data["page"], log if isinstance(log, int) else 0, regions)


def _is_page(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def corrections(task: Task, listing: Listing) -> tuple[list[Correction], list[Refused]]:
    """What a submitted task says of its page.

    Raises:
        InputError: the document has no such page.
    """
    pages = {page.number: page for page in listing.record.pages}
    if task.page not in pages:
        raise InputError(f"there is no page {task.page}", file=listing.record.source.uri)
    known = {item.ref: item for item in listing.items if item.page == task.page}
    regions: dict[str, list[Mapping[str, object]]] = {}
    for entry in task.regions:
        regions.setdefault(str(entry.get("id")), []).append(entry)
    found: list[Correction] = []
    refused: list[Refused] = []
    for name, entries in regions.items():
        try:
            found.append(_correction(task.page, known.get(name), entries, pages[task.page]))
        except (ValueError, KeyError, TypeError) as error:
            refused.append(Refused(task.page, name, f"the region cannot be used ({error})"))
    return found, refused


def _correction(
    number: int, item: Item | None, entries: Sequence[Mapping[str, object]], page: Page
) -> Correction:
    values: dict[str, Json] = {}
    for entry in entries:
        value = entry["value"]
        if isinstance(value, dict):
            values[str(entry.get("from_name"))] = cast("Json", value)
    region = values[_LABEL]
    subject, _, kind = _first(region["rectanglelabels"]).partition(": ")
    before = item.state if item is not None else None
    state = State(
        bbox=_box(region, page),
        kind=kind,
        codes=_codes(values.get(_CODES), before.codes if before is not None else ()),
        text=_first(values[_TEXT]["text"]) if _TEXT in values else "",
        what=_first(values[_WHAT]["choices"]) if _WHAT in values else "",
        struck=before.struck if before is not None else None,
    )
    ref = item.ref if item is not None else ""
    return Correction(number, ref, Subject(subject), state, Act.ACCEPT if item is not None else None)


def _first(value: object) -> str:
    if isinstance(value, list):
        return str(value[0]) if value else ""
    return str(value)


def _codes(value: Json | None, before: tuple[str, ...]) -> tuple[str, ...]:
    """The codes of a region: as handed out, where nobody touched the text that they were joined to."""
    texts = value["text"] if value is not None else []
    joined = ";".join(map(str, texts)) if isinstance(texts, list) else str(texts)
    if joined == "; ".join(before):
        return before
    return tuple(part.strip() for part in joined.split(";") if part.strip())


def _box(value: Mapping[str, object], page: Page) -> Box:
    """The upright box around a region, which people may have turned about its top left corner."""
    x, y, width, height = (float(str(value[name])) for name in ("x", "y", "width", "height"))
    angle = math.radians(float(str(value.get("rotation") or 0)))
    left, top = x / 100 * page.width, y / 100 * page.height
    across, down = width / 100 * page.width, height / 100 * page.height
    corners = [(u, v) for u in (0.0, across) for v in (0.0, down)]
    turned = [
        (
            left + u * math.cos(angle) - v * math.sin(angle),
            top + u * math.sin(angle) + v * math.cos(angle),
        )
        for u, v in corners
    ]
    box = bounding(Box(a, b, a, b) for a, b in turned).clipped(page.width, page.height)
    if not all(map(math.isfinite, box)):
        raise ValueError("it is no place on the page")
    return box.rounded()
