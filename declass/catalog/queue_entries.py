"""What of a document needs a person: from a record to the entries of the review's queue; pure.

Each finding comes once, for its most urgent reason. An entry holds all that a screen shows of it, so that a page of
the queue is one query.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from declass.catalog.reasons import QueueRules, Reason
from processors.decisions.types import Subject
from processors.geometry import Box
from processors.records import (
    Code,
    Conflict,
    FindingStatus,
    Interval,
    Line,
    Marking,
    MarkingKind,
    Page,
    Record,
    Redaction,
    RedactionKind,
    Strike,
    StruckWhat,
)

# Longer texts are cut in a list; the reader has them whole.
_TEXT = 300
_NEAR_TEXT = 160
# Boxes within this factor of each other in width and height look alike.
_ALIKE = 1.3
# Confidences are told apart in steps of a fifth: 0.81 and 0.97 look alike, 0.5 and 0.9 do not.
_STEPS = 5
_BANNERS = (MarkingKind.CLASSIFICATION, MarkingKind.PORTION_MARK)


@dataclass(frozen=True, slots=True)
class Near:
    """A line beside an entry."""

    ref: str
    text: str
    bbox: Box


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that needs a person.

    Attributes:
        reason: the most urgent one.
        subject: what a decision about it is about.
        ref: id in the record; of a line as `line_refs` gives it.
        page: 1-based.
        kind: of the finding.
        text: what is printed there, empty for redactions.
        codes: exemption codes.
        bbox: where, in points of the page as shown.
        confidence: of the machine.
        status: as the machine had it.
        hidden: how many characters a redaction hides.
        struck: whether a marking is crossed out.
        what: what was struck, the filter that turned a candidate down, or the unsure words of a line.
        size: of the page in points.
        lines: near it.
        alike: the same for entries that look alike.
        since: of a conflict, the number of the decision that does not fit: later ones settle it.
    """

    reason: Reason
    subject: Subject
    ref: str
    page: int
    kind: str
    text: str
    codes: tuple[Code, ...]
    bbox: Box
    confidence: float
    status: str
    hidden: Interval | None
    struck: bool
    what: str
    size: tuple[float, float]
    lines: tuple[Near, ...] = ()
    alike: str = ""
    since: int = 0


def queue_entries(record: Record, rules: QueueRules) -> Iterator[Entry]:
    """The entries of a document, page by page from top to bottom.

    Args:
        record: as `processors.outputs.visible.visible` leaves it.
        rules: what needs a person.
    """
    struck = _struck_banners(record)
    for page in record.pages:
        found: dict[str, Entry] = {}
        conflicts = (_conflict(page, c) for c in record.conflicts if c.page == page.number)
        for entry in (*conflicts, *_of_page(page, struck, rules)):
            there = found.get(entry.ref)
            if there is None or entry.reason.rank < there.reason.rank:
                found[entry.ref] = entry
        refs = line_refs(page)
        for entry in sorted(found.values(), key=lambda e: (e.bbox.y0, e.bbox.x0, e.ref)):
            yield replace(entry, lines=_near_lines(page, refs, entry.bbox, rules), alike=_alike(entry))


def line_refs(page: Page) -> tuple[str, ...]:
    """The ids of a page's lines; where an older version wrote them without, made from their corners as now."""
    if all(line.id for line in page.lines):
        return tuple(line.id for line in page.lines)
    names = [
        f"p{page.number}-l{max(0, round(b.x0))}x{max(0, round(b.y0))}" for b in (x.bbox for x in page.lines)
    ]
    contents = [(names[k], tuple(line.bbox), line.text) for k, line in enumerate(page.lines)]
    seen: Counter[str] = Counter()
    for k in sorted(range(len(names)), key=lambda k: contents[k]):
        plain = names[k]
        seen[plain] += 1
        if seen[plain] > 1:
            names[k] = f"{plain}_{seen[plain]}"
    return tuple(names)


def _of_page(page: Page, struck: Mapping[str, int], rules: QueueRules) -> Iterator[Entry]:
    for redaction in page.redactions:
        reason = _of_redaction(redaction, page, rules)
        if reason is not None:
            yield _redaction(page, redaction, reason)
    for redaction in page.rejected:
        if _nearly_passed(redaction, rules):
            yield _redaction(page, redaction, Reason.NEAR_MISS)
    for strike in page.strikes:
        if strike.confidence < rules.sure_strike and strike.what is StruckWhat.BODY:
            yield _strike(page, strike, Reason.UNSURE_STRIKE)
    for marking in page.markings:
        if _in_doubt(marking, page, struck, rules):
            yield _marking(page, marking)
    yield from _unsure_lines(page, rules)


def _of_redaction(redaction: Redaction, page: Page, rules: QueueRules) -> Reason | None:
    if redaction.kind is RedactionKind.DIGITAL or _may_leak(redaction, page, rules):
        return Reason.POSSIBLE_LEAK
    if redaction.status is FindingStatus.UNSURE:
        return Reason.UNCERTAIN_REDACTION
    if not redaction.codes:
        return Reason.NO_CODE
    if any(len(c.candidates) > 1 and c.confidence < rules.sure_code for c in redaction.codes):
        return Reason.SEVERAL_CANDIDATES
    return None


def _may_leak(redaction: Redaction, page: Page, rules: QueueRules) -> bool:
    return any(text.bbox.covered_by(redaction.bbox) > rules.surviving_share for text in page.surviving)


def _nearly_passed(candidate: Redaction, rules: QueueRules) -> bool:
    return (
        candidate.rejected_by in rules.near_miss_filters
        and candidate.confidence >= rules.near_miss_confidence
        and candidate.bbox.width >= rules.near_miss_width
        and candidate.bbox.height >= rules.near_miss_height
    )


def _struck_banners(record: Record) -> Mapping[str, int]:
    """Banner -> on how many pages of the document it is struck."""
    pages = {
        (_wording(m), page.number)
        for page in record.pages
        for m in page.markings
        if m.struck and m.kind is MarkingKind.CLASSIFICATION
    }
    return Counter(wording for wording, _ in pages)


def _wording(marking: Marking) -> str:
    return " ".join(marking.text.casefold().split())


def _in_doubt(marking: Marking, page: Page, struck: Mapping[str, int], rules: QueueRules) -> bool:
    """Whether it is doubtful that a classification marking is struck, or that it is not."""
    if marking.kind not in _BANNERS:
        return False
    if marking.confidence < rules.sure_marking:
        return True
    over = [s for s in page.strikes if marking.bbox.covered_by(s.bbox.grown(1.0)) >= rules.struck_share]
    if marking.struck:
        return bool(over) and max(s.confidence for s in over) < rules.sure_strike
    return bool(over) or (marking.kind is MarkingKind.CLASSIFICATION and struck.get(_wording(marking), 0) > 1)


def _unsure_lines(page: Page, rules: QueueRules) -> Iterator[Entry]:
    """Lines with unsure words near a finding; a line comes once, with all of them."""
    found: list[Redaction | Strike] = [*page.redactions, *page.strikes]
    near = [item.bbox.grown(rules.near, rules.near / 2) for item in found]
    words: dict[int, list[str]] = {}
    for word in page.unsure:
        known = 0 <= word.line < len(page.lines)
        if known and any(word.bbox.overlap(box) > 0 for box in near):
            words.setdefault(word.line, []).append(word.text)
    refs = line_refs(page) if words else ()
    for k, unsure in sorted(words.items()):
        yield _line(page, page.lines[k], refs[k], unsure)


def _conflict(page: Page, item: Conflict) -> Entry:
    """What a person decided and the new reading does not bear out."""
    return Entry(
        reason=Reason.CONFLICT,
        subject=Subject(item.subject),
        ref=item.ref,
        page=page.number,
        kind=_decided_kind(page, item),
        text=item.text[:_TEXT],
        codes=tuple(Code(code, "", code, (), None, 1.0) for code in item.codes),
        bbox=item.bbox,
        confidence=1.0,
        status=str(FindingStatus.UNSURE),
        hidden=None,
        struck=False,
        what=str(item.reason),
        size=(page.width, page.height),
        since=item.number,
    )


def _decided_kind(page: Page, item: Conflict) -> str:
    """What a person said that it is, as it stands on the page; empty where it does not."""
    kinds: dict[str, str] = {r.id: str(r.kind) for r in (*page.rejected, *page.redactions)}
    kinds |= {s.id: str(s.style) for s in page.strikes}
    kinds |= {m.id: str(m.kind) for m in page.markings}
    kinds |= {ref: str(line.kind) for ref, line in zip(line_refs(page), page.lines, strict=True)}
    return kinds.get(item.ref, "")


def _redaction(page: Page, item: Redaction, reason: Reason) -> Entry:
    return Entry(
        reason=reason,
        subject=Subject.REDACTION,
        ref=item.id,
        page=page.number,
        kind=str(item.kind),
        text="",
        codes=item.codes,
        bbox=item.bbox,
        confidence=item.confidence,
        status=str(item.status),
        hidden=item.hidden_characters,
        struck=False,
        what=item.rejected_by or "",
        size=(page.width, page.height),
    )


def _strike(page: Page, item: Strike, reason: Reason) -> Entry:
    return Entry(
        reason=reason,
        subject=Subject.STRIKE,
        ref=item.id,
        page=page.number,
        kind=str(item.style),
        text=item.text[:_TEXT],
        codes=(),
        bbox=item.bbox,
        confidence=item.confidence,
        status=str(FindingStatus.FOUND),
        hidden=None,
        struck=True,
        what=str(item.what),
        size=(page.width, page.height),
    )


def _marking(page: Page, item: Marking) -> Entry:
    return Entry(
        reason=Reason.BANNER_IN_DOUBT,
        subject=Subject.MARKING,
        ref=item.id,
        page=page.number,
        kind=str(item.kind),
        text=item.text[:_TEXT],
        codes=(),
        bbox=item.bbox,
        confidence=item.confidence,
        status=str(FindingStatus.FOUND),
        hidden=None,
        struck=item.struck,
        what="",
        size=(page.width, page.height),
    )


def _line(page: Page, item: Line, ref: str, unsure: Sequence[str]) -> Entry:
    return Entry(
        reason=Reason.UNSURE_WORD,
        subject=Subject.LINE,
        ref=ref,
        page=page.number,
        kind=str(item.kind),
        text=item.text[:_TEXT],
        codes=(),
        bbox=item.bbox,
        confidence=item.confidence,
        status=str(FindingStatus.UNSURE),
        hidden=None,
        struck=False,
        what=" ".join(unsure)[:_TEXT],
        size=(page.width, page.height),
    )


def _near_lines(page: Page, refs: Sequence[str], bbox: Box, rules: QueueRules) -> tuple[Near, ...]:
    """The lines nearest above, on and below a place, in reading order."""
    band = bbox.grown(0.0, rules.context)
    _, middle = bbox.centre
    there = [
        (abs(line.bbox.centre[1] - middle), k)
        for k, line in enumerate(page.lines)
        if line.bbox.y0 < band.y1 and line.bbox.y1 > band.y0 and line.text
    ]
    chosen = sorted(k for _, k in sorted(there)[: rules.context_lines])
    return tuple(Near(refs[k], page.lines[k].text[:_NEAR_TEXT], page.lines[k].bbox) for k in chosen)


def _alike(entry: Entry) -> str:
    """The same for entries that can be decided together: same reason, kind, codes, words, and about the same size."""
    parts = [str(entry.reason.rank), str(entry.subject), entry.kind, entry.what[:40]]
    parts.append(" ".join(sorted(code.code for code in entry.codes)))
    if entry.subject is Subject.REDACTION:
        parts += [_size_class(entry.bbox.width), _size_class(entry.bbox.height)]
    elif entry.subject is not Subject.LINE:
        parts.append(" ".join(entry.text.casefold().split())[:60])
    parts.append(str(min(_STEPS - 1, int(entry.confidence * _STEPS))))
    return "|".join(parts)


def _size_class(points: float) -> str:
    return str(round(math.log(max(points, 1.0), _ALIKE)))
