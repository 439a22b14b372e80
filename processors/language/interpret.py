"""One page understood: codes linked to redactions, banners, portion marks, stamps, numbers, withheld pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from processors.config.language import LanguageConfig
from processors.document_records import Event
from processors.geometry import Box, bounding
from processors.language.denied import find_omissions, withheld_on_page
from processors.language.document import event_of
from processors.language.exemptions import CodeMatch, find_codes, only_codes
from processors.language.identifiers import IdMatch, find_identifiers
from processors.language.linking import CodeSpot, link_codes, usual_height
from processors.language.page_markings import PageView, find_page_markings
from processors.language.parse import parse_marking
from processors.language.rif_form import find_rif_form
from processors.language.segments import (
    Segment,
    distance,
    in_zone,
    line_text,
    margin_side,
    segments_of,
)
from processors.records import Line, LineKind, Marking, MarkingKind, Redaction, RedactionKind, Value, Word


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a page says about itself.

    Attributes:
        lines: as given, with `kind` set to `CODE`, `MARKING` or `STAMP` where they are that.
        redactions: as given, with codes linked; editor's notes and denied pages are added behind them.
        markings: in the order of their lines.
        events: dated acts printed on the page.
        identifiers: numbers as found, not yet voted on.
        withheld_pages: how many pages the page's notices stand for.
    """

    lines: tuple[Line, ...]
    redactions: tuple[Redaction, ...]
    markings: tuple[Marking, ...]
    events: tuple[Event, ...]
    identifiers: tuple[IdMatch, ...]
    withheld_pages: int


def interpret_page(
    lines: Sequence[Line],
    redactions: Sequence[Redaction],
    struck_boxes: Sequence[Box],
    page_size: tuple[float, float],
    number: int,
    config: LanguageConfig,
) -> PageReading:
    """Understands one page; pure, deterministic, and safe on any text.

    Args:
        lines: the page's lines, in reading order.
        redactions: found redactions, without the rejected ones.
        struck_boxes: boxes of struck words.
        page_size: width and height, in the units of all boxes (points).
        number: the page's number, from 1.
        config: settings.
    """
    height = usual_height([line.bbox.height for line in lines])
    view = PageView(tuple(lines), tuple(struck_boxes), page_size, height, config)
    parts = [
        part
        for i, line in enumerate(lines)
        for part in segments_of(i, line, redactions, page_size[0], config)
    ]
    spots = _code_spots(parts, redactions, view, "")
    found = find_page_markings(replace(view, lines=_without_codes(lines, spots)))
    agency = next((str(m.parsed["agency"]) for m in found.markings if m.parsed.get("agency")), "")
    if agency:
        spots = _code_spots(parts, redactions, view, agency)
    text = _text_boxes(parts, spots)
    linked = link_codes(redactions, spots, text, height, page_size[0], config)
    notes, withheld = _withheld(view)
    kinds = dict(found.kinds)
    _mark_code_lines(lines, spots, kinds)
    form = find_rif_form(view)
    others = [m for m in found.markings if form is None or not _is_field(m, form)]
    markings = [*others, *(_code_marking(s) for s in spots), *((form,) if form else ())]
    markings.sort(key=lambda m: (m.bbox.y0, m.bbox.x0, m.kind.value, m.text))
    events = [e for e in (event_of(m, number, config) for m in markings) if e is not None]
    return PageReading(
        lines=tuple(replace(line, kind=kinds.get(i, line.kind)) for i, line in enumerate(lines)),
        redactions=(*linked, *notes),
        markings=tuple(markings),
        events=tuple(dict.fromkeys(events)),
        identifiers=_identifiers(view),
        withheld_pages=withheld,
    )


_IN_PLACE = re.compile(r".*[\[({|]\W*RESTRICTED\W*[\])}|].*", re.IGNORECASE)
"""What identification forms say in place of a name that is withheld."""


def _is_field(marking: Marking, form: Marking) -> bool:
    """Whether a marking is part of an identification form: its number, or `[ RESTRICTED ]` in place of a name."""
    if marking.text == form.text:
        return True
    within = marking.kind is MarkingKind.CLASSIFICATION and marking.bbox.covered_by(form.bbox) > 0.9
    return within and _IN_PLACE.fullmatch(marking.text) is not None


def _code_spots(
    parts: Sequence[Segment], redactions: Sequence[Redaction], view: PageView, agency: str
) -> list[CodeSpot]:
    """All places with codes: strict forms anywhere, damaged ones beside a redaction or in the outer margin."""
    spots: list[CodeSpot] = []
    for part in parts:
        tolerant = _may_be_damaged(part, redactions, view)
        matches = find_codes(part.text, tolerant=tolerant, agency=agency)
        if matches and only_codes(part.text, tolerant=True):
            spots.append(CodeSpot(part, matches, part.bbox))
        elif matches and tolerant and len(part.words) <= _FEW_WORDS:
            codes = _words_of(part, matches)
            spots.append(CodeSpot(codes, matches, codes.bbox))
    return spots


def _words_of(part: Segment, matches: Sequence[CodeMatch]) -> Segment:
    """The words of a stretch that hold its codes: those beside them are text, which runs up to a code in the margin."""
    held, at = [], 0
    for word in part.words:
        if any(match.start < at + len(word.text) and match.end > at for match in matches):
            held.append(word)
        at += len(word.text) + 1
    if not held:
        return part
    text = " ".join(word.text for word in held)
    return replace(part, words=tuple(held), text=text, bbox=bounding(word.bbox for word in held))


def _text_boxes(parts: Sequence[Segment], spots: Sequence[CodeSpot]) -> list[Box]:
    """Around what stretches outside of redactions hold besides codes."""
    coded = {(s.segment.line, word) for s in spots for word in s.segment.words}
    open_parts = (part for part in parts if part.redaction is None)
    rests = ([w.bbox for w in part.words if (part.line, w) not in coded] for part in open_parts)
    return [bounding(rest) for rest in rests if rest]


_FEW_WORDS = 8
"""A code among more words is mentioned in text; fewer may be what is left of a line beside a redaction."""


def _without_codes(lines: Sequence[Line], spots: Sequence[CodeSpot]) -> tuple[Line, ...]:
    """The lines without the codes that OCR read as their ends, unless a line is nothing else."""
    drop: dict[int, set[Word]] = {}
    for spot in spots:
        drop.setdefault(spot.segment.line, set()).update(spot.segment.words)
    out = []
    for i, line in enumerate(lines):
        kept = tuple(w for w in line.words if w not in drop.get(i, ()))
        if kept and len(kept) < len(line.words):
            line = replace(line, words=kept, bbox=bounding(w.bbox for w in kept))
        out.append(line)
    return tuple(out)


def _may_be_damaged(part: Segment, redactions: Sequence[Redaction], view: PageView) -> bool:
    """Whether the tolerant grammar is allowed there (reference A7)."""
    if part.redaction is not None or margin_side(part.bbox, view.page_size[0], view.config):
        return True
    reach = view.config.adjacent_lines * view.line_height
    return any(distance(part.bbox, r.bbox) <= reach for r in redactions)


def _mark_code_lines(lines: Sequence[Line], spots: Sequence[CodeSpot], kinds: dict[int, LineKind]) -> None:
    """A line that holds codes and nothing else is a line of codes."""
    for i, line in enumerate(lines):
        words = sum(len(s.segment.words) or 1 for s in spots if s.segment.line == i)
        if words and words >= max(1, len(line.words)) and i not in kinds:
            kinds[i] = LineKind.CODE


def _code_marking(spot: CodeSpot) -> Marking:
    parsed = parse_marking(spot.segment.text, MarkingKind.EXEMPTION)
    fields: dict[str, Value] = (
        parsed.flat()
        if parsed
        else {"scheme": spot.matches[0].scheme, "codes": [m.code for m in spot.matches]}
    )
    confidence = min(m.confidence for m in spot.matches)
    struck = any(w.struck for w in spot.segment.words)
    return Marking(MarkingKind.EXEMPTION, spot.segment.text, fields, spot.bbox, struck, confidence)


def _withheld(view: PageView) -> tuple[list[Redaction], int]:
    """Notices of withheld pages and editor's notes, as redactions; and how many pages they stand for."""
    notes: list[Redaction] = []
    texts = [line_text(line) for line in view.lines]
    withheld = dict(withheld_on_page(texts, view.config))
    for i, (line, text) in enumerate(zip(view.lines, texts, strict=True)):
        if i in withheld:
            notes.append(_note(f"denied-{len(notes) + 1}", line.bbox, RedactionKind.PAGE_DENIED))
        for omission in find_omissions(text, view.config):
            box = _span_box(line, omission.start, omission.end)
            notes.append(_note(f"note-{len(notes) + 1}", box, RedactionKind.EDITORIAL_NOTE))
    return notes, sum(denied.count for denied in withheld.values())


def _note(name: str, box: Box, kind: RedactionKind) -> Redaction:
    return Redaction(name, box, kind, 0.95)


def _span_box(line: Line, start: int, end: int) -> Box:
    """The box around the words of a line that hold its characters `start` to `end`."""
    boxes, at = [], 0
    for word in line.words:
        if at < end and at + len(word.text) > start:
            boxes.append(word.bbox)
        at += len(word.text) + 1
    return bounding(boxes) if boxes else line.bbox


def _identifiers(view: PageView) -> tuple[IdMatch, ...]:
    found: list[IdMatch] = []
    for line in view.lines:
        tolerant = in_zone(line.bbox, view.page_size[1], view.config)
        found.extend(find_identifiers(line_text(line), view.config, tolerant=tolerant))
    return tuple(found)
