"""Reviewed pages as truth for benchmarks: `reviewed.jsonl`, one object a page, beside the files it speaks of.

A page is truth for redactions and strikes when people decided every one that was found there. What they drew is truth
too; what they rejected is kept as a trap. Lines are truth where somebody corrected or accepted them, never only because
a program read them so. Boxes are pixels of the raster that was read, whose size is in `width` and `height`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from declass.catalog.decisions import DecisionLog
from declass.review.exchange.listing import Item, Listing
from declass.review.exchange.transfers import Filed, listing
from processors.decisions.types import Act, Decision, State, Subject
from processors.errors import AccessError
from processors.geometry import Box
from processors.outputs.annotations import pixels, size_in_pixels
from processors.outputs.files import safe_name, write_atomic
from processors.records import FindingStatus, Page, PageStatus

TRUTH_NAME = "reviewed.jsonl"
FILES = "reviewed"
GROUP = "reviewed"
_JUDGED = frozenset({Subject.REDACTION, Subject.STRIKE})
_STANDS = frozenset({Act.ACCEPT, Act.CHANGE, Act.DRAW, Act.CORRECT})
Json = dict[str, object]
"""An object of JSON."""


def write_truth(log: DecisionLog, documents: Iterable[Filed], target: Path) -> tuple[int, list[str]]:
    """Writes the truth of all reviewed pages, and the files that it speaks of.

    Args:
        log: the decisions.
        documents: to look through.
        target: a folder.

    Returns:
        How many pages there are, and the folders of documents that were left out since their file is gone.

    Raises:
        InputError: a result cannot be read.
        AccessError: the folder cannot be written to, or the catalog not be used.
    """
    rows: list[Json] = []
    gone: list[str] = []
    for document in documents:
        found = listing(log, document)
        pages = list(page_truths(found))
        if not pages:
            continue
        # One in an archive goes by its own name.
        read = Path(found.record.source.uri.replace("!/", "/"))
        name = f"{safe_name(read.stem)}-{document.sha256[:8]}{read.suffix.lower()}"
        with document.source() as source:
            if source is None:
                gone.append(document.folder.name)
                continue
            _copy(source, target / FILES / name)
        rows += [{"file": f"{FILES}/{name}", **page} for page in pages]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    write_atomic(target / TRUTH_NAME, lines.encode("utf-8", "replace"))
    return len(rows), gone


def _copy(source: Path, target: Path) -> None:
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, part)
        part.replace(target)
    except OSError as error:
        raise AccessError(f"cannot be written ({error.strerror})", file=str(target)) from error


def page_truths(document: Listing) -> Iterator[Json]:
    """The truth of each reviewed page of a document, without the name of its file."""
    items = document.items
    for page in document.record.pages:
        mine = {d.ref: d for d in document.held if d.page == page.number}
        found = [i for i in items if i.page == page.number and i.subject in _JUDGED]
        if page.status is PageStatus.FAILED or not mine or not _is_reviewed(found, mine):
            continue
        states = list(_states(found, mine))
        width, height = size_in_pixels(page)
        yield {
            "page": page.number,
            "origin": f"{document.record.source.uri} page {page.number}",
            "group": GROUP,
            "dpi": page.dpi,
            "width": width,
            "height": height,
            "redactions": [
                _redaction(page, s) for subject, s, there in states if subject is Subject.REDACTION and there
            ],
            "traps": [
                {"bbox": _pixels(page, s.bbox), "what": f"no redaction: {s.kind}"}
                for subject, s, there in states
                if subject is Subject.REDACTION and not there
            ],
            "strikes": [
                _strike(page, s) for subject, s, there in states if subject is Subject.STRIKE and there
            ],
            "not_struck": [
                {"bbox": _pixels(page, s.bbox), "text": s.text, "why": "a reviewer said so"}
                for subject, s, there in states
                if subject is Subject.STRIKE and not there
            ],
            "lines": [
                _line(page, d) for d in mine.values() if d.subject is Subject.LINE and d.act in _STANDS
            ],
            "complete": False,
        }


def _is_reviewed(found: Iterable[Item], decided: Mapping[str, Decision]) -> bool:
    return all(item.ref in decided for item in found if item.state.status != FindingStatus.REJECTED)


def _states(found: Iterable[Item], decided: Mapping[str, Decision]) -> Iterator[tuple[Subject, State, bool]]:
    """Everything that was decided, as it is and whether it is there, from top to bottom."""
    seen = {item.ref: item for item in found}
    judged = sorted(
        (d for d in decided.values() if d.subject in _JUDGED), key=lambda d: (_place(d, seen), d.ref)
    )
    for decision in judged:
        state = decision.after or decision.before or seen[decision.ref].state
        yield decision.subject, state, decision.act in _STANDS


def _place(decision: Decision, seen: Mapping[str, Item]) -> tuple[float, float]:
    state = decision.after or decision.before or seen[decision.ref].state
    return state.bbox.y0, state.bbox.x0


def _pixels(page: Page, box: Box) -> list[int]:
    x, y, width, height = pixels(page, box)
    return [x, y, x + width, y + height]


def _redaction(page: Page, state: State) -> Json:
    row: Json = {"bbox": _pixels(page, state.bbox), "kind": state.kind, "note": ""}
    return row | {"codes": list(state.codes)} if state.codes else row


def _strike(page: Page, state: State) -> Json:
    place: Json = {"bbox": _pixels(page, state.bbox), "text": state.text, "style": state.kind}
    return place | {"legible": bool(state.text)}


def _line(page: Page, decision: Decision) -> Json:
    state = decision.after or decision.before
    assert state is not None  # noqa: S101 - lines that stand have a state after
    return {"text": state.text, "bbox": _pixels(page, state.bbox), "kind": state.kind or "body"}
