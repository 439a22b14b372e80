"""From rows of the queue and findings of a record to what is answered."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from declass.catalog.queue import Queued
from declass.catalog.queue_entries import line_refs
from declass.catalog.queue_state import Standing, standing_of
from declass.catalog.reasons import BY_RANK, REASON_WORDS, Reason
from declass.review.api import CodeView, Item, NearLine, Range
from declass.review.api_documents import (
    LineView,
    MarkingView,
    RedactionView,
    StrikeView,
    UnsureView,
    WordView,
)
from declass.review.finding import line_ends
from declass.review.overlay import as_decided
from processors.decisions.redactions import covers
from processors.decisions.types import Act, Decision, Subject
from processors.geometry import Box
from processors.language.schemes import meaning
from processors.records import Code, Interval, Line, Marking, Page, Redaction, Strike


def item_view(row: Queued, decided: Mapping[int, Decision], left: Page | None = None) -> Item:
    """An entry of the queue.

    Args:
        row: as it was filed.
        decided: the decisions that hold, by number.
        left: the page without what people say is withheld, where they said so since the row was filed.
    """
    data = json.loads(row.data)
    if left is not None:
        data |= _told(row, data, left)
    reason = BY_RANK[row.rank]
    hidden = data["hidden_characters"]
    return Item(
        key=f"{row.sha256}/{row.ref}",
        sha256=row.sha256,
        document=row.folder,
        title=row.title,
        page=row.page,
        ref=row.ref,
        subject=Subject(row.subject),
        kind=row.kind,
        reason=reason,
        reason_text=REASON_WORDS[reason],
        text=data["text"],
        codes=tuple(CodeView(**code) for code in data["codes"]),
        bbox=Box(*data["bbox"]),
        confidence=row.confidence,
        status=data["status"],
        page_width=data["page_width"],
        page_height=data["page_height"],
        version=row.newest,
        decided=decided.get(row.standing) if row.standing is not None else None,
        alike=row.alike_count,
        hidden_characters=Range(**hidden) if hidden else None,
        struck=data["struck"],
        what=data["what"],
    )


def near_lines(row: Queued, left: Page | None = None) -> tuple[NearLine, ...]:
    """The lines near an entry of the queue; `left` as for `item_view`."""
    lines = json.loads(row.data)["lines"]
    if left is not None:
        now = {line.id: line.text for line in left.lines}
        # A text that is not the whole line was cut for the list.
        lines = [n | {"text": now.get(n["ref"], "")[: len(n["text"])]} for n in lines]
    return tuple(NearLine(ref=n["ref"], text=n["text"], bbox=Box(*n["bbox"])) for n in lines if n["text"])


def _told(row: Queued, data: Mapping[str, Any], left: Page) -> dict[str, str]:
    """What an entry says without what is withheld: its text, and of a line the unsure words."""
    if BY_RANK[row.rank] is Reason.CONFLICT:
        # Its text is another one than the finding has, of which nobody knows where the words stand.
        near = any(r.bbox.overlap(Box(*data["bbox"])) > 0 for r in left.redactions)
        return {"text": ""} if near else {}
    items: tuple[Line | Strike | Marking, ...] = (*left.lines, *left.strikes, *left.markings)
    now = next((item for item in items if item.id == row.ref), None)
    text = now.text[: len(data["text"])] if now is not None else ""
    if not isinstance(now, Line):
        return {"text": text}
    words = {word.text for word in now.words}
    return {"text": text, "what": " ".join(word for word in data["what"].split() if word in words)}


def withheld_page(page: Page, standing: Mapping[str, Standing]) -> Page | None:
    """The page as it was read without what people say is withheld on it; None where they say nothing of it."""
    said = {
        ref: s
        for ref, s in standing.items()
        if s.decision is not None
        and s.decision.subject is Subject.REDACTION
        and s.decision.page == page.number
    }
    return decided_page(page, said) if covers(s.decision for s in said.values() if s.decision) else None


def standings(decisions: Sequence[Decision]) -> dict[str, Standing]:
    """What holds about each finding of a document, by ref."""
    by_ref: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_ref.setdefault(decision.ref, []).append(decision)
    return {ref: standing_of(found) for ref, found in by_ref.items()}


@dataclass(frozen=True, slots=True)
class Said:
    """What people said about the findings of a document.

    Attributes:
        standing: what holds about each finding, by its ref.
        carried: the same without rejections that wait for a second person, as results are made.
    """

    standing: Mapping[str, Standing]
    carried: Mapping[str, Standing]

    def waits(self, ref: str) -> bool:
        """Whether a rejection of that finding waits for a second person."""
        said, carried = self.standing.get(ref), self.carried.get(ref)
        return said is not None and said.decision != (carried.decision if carried is not None else None)

    def rejects(self, ref: str) -> bool:
        """Whether people say that there is no such thing."""
        carried = self.carried.get(ref)
        return carried is not None and carried.decision is not None and carried.decision.act is Act.REJECT


def decided_page(page: Page, standing: Mapping[str, Standing]) -> Page:
    """The page as people left it, each line with its id; `standing` is what holds about each finding, by its ref."""
    named = tuple(replace(line, id=ref) for line, ref in zip(page.lines, line_refs(page), strict=True))
    return as_decided(replace(page, lines=named), standing)


def code_view(code: Code) -> CodeView:
    """An exemption code with its meaning."""
    return CodeView(
        code=code.code,
        scheme=code.scheme,
        meaning=meaning(code.code, code.scheme),
        confidence=code.confidence,
        candidates=code.candidates,
    )


def range_view(interval: Interval | None) -> Range | None:
    """An interval as it is answered."""
    return Range(low=interval.low, high=interval.high) if interval is not None else None


class PageViews:
    """The findings of one page, with what holds about each."""

    def __init__(self, page: Page, left: Page, said: Said) -> None:
        """Takes the page as read, as people left it, and what they said about the document."""
        # Words that were read unsurely count the lines as they were read.
        self._refs = line_refs(page)
        self._page, self._said = left, said

    def _decided(self, ref: str) -> dict[str, object]:
        standing = self._said.standing.get(ref)
        if standing is None:
            return {"version": 0, "decided": None, "waits": False}
        return {"version": standing.newest, "decided": standing.decision, "waits": self._said.waits(ref)}

    def lines(self) -> tuple[LineView, ...]:
        """The lines in reading order."""
        ends = line_ends(self._page)
        return tuple(
            LineView.model_validate(
                {
                    "ref": line.id,
                    "text": line.text,
                    "ends": end,
                    "bbox": line.bbox,
                    "kind": str(line.kind),
                    "confidence": line.confidence,
                    "words": tuple(
                        WordView(text=w.text, bbox=w.bbox, confidence=w.confidence, struck=w.struck)
                        for w in line.words
                    ),
                    **self._decided(line.id),
                }
            )
            for line, end in zip(self._page.lines, ends, strict=True)
        )

    def redactions(self) -> tuple[RedactionView, ...]:
        """What is withheld."""
        return tuple(self._redaction(item) for item in self._page.redactions)

    def rejected(self) -> tuple[RedactionView, ...]:
        """What was turned down, by a filter or a person."""
        return tuple(self._redaction(item) for item in self._page.rejected)

    def strikes(self) -> tuple[StrikeView, ...]:
        """What is struck; with `decided.act` `reject` what a person says is not."""
        return tuple(self._strike(item) for item in self._page.strikes)

    def markings(self) -> tuple[MarkingView, ...]:
        """The markings; as for strikes."""
        return tuple(self._marking(item) for item in self._page.markings)

    def _redaction(self, item: Redaction) -> RedactionView:
        return RedactionView.model_validate(
            {
                "ref": item.id,
                "bbox": item.bbox,
                "kind": str(item.kind),
                "confidence": item.confidence,
                "codes": tuple(code_view(c) for c in item.codes),
                "hidden_characters": range_view(item.hidden_characters),
                "status": str(item.status),
                "rejected_by": item.rejected_by,
                **self._decided(item.id),
            }
        )

    def _strike(self, item: Strike) -> StrikeView:
        return StrikeView.model_validate(
            {
                "ref": item.id,
                "bbox": item.bbox,
                "text": item.text,
                "style": str(item.style),
                "what": str(item.what),
                "confidence": item.confidence,
                **self._decided(item.id),
            }
        )

    def _marking(self, item: Marking) -> MarkingView:
        return MarkingView.model_validate(
            {
                "ref": item.id,
                "bbox": item.bbox,
                "kind": str(item.kind),
                "text": item.text,
                "struck": item.struck,
                "confidence": item.confidence,
                **self._decided(item.id),
            }
        )

    def unsure(self) -> tuple[UnsureView, ...]:
        """Words that were read unsurely."""
        return tuple(
            UnsureView(
                ref=word.id,
                text=word.text,
                bbox=word.bbox,
                confidence=word.confidence,
                line=self._refs[word.line] if 0 <= word.line < len(self._refs) else "",
            )
            for word in self._page.unsure
        )
