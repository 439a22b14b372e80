"""Decisions on markings, and on what a page says through them: its dated acts and its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from processors.decisions.match import Match, Thing, matches
from processors.decisions.sheet import Sheet, decided, misfit
from processors.decisions.types import Act, Decision
from processors.decisions.veil import Veil
from processors.decisions.words import folded, plain
from processors.document_records import Event
from processors.geometry import Box
from processors.language.document import event_of
from processors.language.identifiers import IdMatch, find_identifiers
from processors.language.parse import parse_marking
from processors.records import ConflictReason, Line, Marking, MarkingKind, Value

_NUMBERS = frozenset({MarkingKind.DOCUMENT_ID, MarkingKind.FOIA_CASE})
# A word with more of its area (0..1) in a marking than this is one of it.
_INSIDE = 0.5


@dataclass(frozen=True, slots=True)
class Told:
    """What a page tells through its markings."""

    events: tuple[Event, ...]
    numbers: tuple[IdMatch, ...]


def apply_markings(sheet: Sheet, decisions: Sequence[Decision], told: Told) -> Told:
    """Carries out decisions on markings; gives what the page tells then.

    Args:
        sheet: the page.
        decisions: on its markings, that hold, from the oldest.
        told: what the machine's markings tell.
    """
    things = [Thing(sheet.shown(m.bbox), str(m.kind), m.text) for m in sheet.markings]
    present: list[Marking | None] = list(sheet.markings)
    said: list[Marking] = []
    for decision, match in zip(decisions, matches(decisions, things), strict=True):
        machine = sheet.markings[match.best] if match.best is not None else None
        _tell(sheet, decision, match, machine)
        for k in (match.best, *match.others):
            if k is not None:
                present[k] = None
                told = _without(sheet, told, sheet.markings[k])
        made = _decided(sheet, decision, machine)
        if made is not None:
            said.append(made)
            told = _with(sheet, told, made)
            _strike_words(sheet, made, machine)
    left = [m for m in present if m is not None]
    sheet.markings = sorted([*left, *said], key=lambda m: (m.bbox.y0, m.bbox.x0, str(m.kind), m.text))
    return told


def veil_markings(sheet: Sheet, veil: Veil, told: Told) -> Told:
    """Takes out of the machine's markings what is withheld; gives what the page tells then."""
    kept = []
    for marking in sheet.markings:
        text = veil.text(marking.text, marking.bbox, sheet.lines)
        if text == marking.text:
            kept.append(marking)
            continue
        told = _without(sheet, told, marking)
        if text:
            kept.append(replace(marking, text=text, parsed=_parsed(text, marking.kind)))
            told = _with(sheet, told, kept[-1])
    sheet.markings = kept
    return told


def _tell(sheet: Sheet, decision: Decision, match: Match, machine: Marking | None) -> None:
    reason = misfit(decision, match)
    if reason is None and machine is not None and decision.act is not Act.DRAW:
        known = {folded(s.text) for s in (decision.before, decision.after) if s is not None}
        if folded(machine.text) not in known:
            reason = ConflictReason.CHANGED
    if reason is not None:
        sheet.conflict(decision, reason, text=machine.text if machine is not None else "")


def _decided(sheet: Sheet, decision: Decision, machine: Marking | None) -> Marking | None:
    state = decision.after
    if decision.act is Act.REJECT or state is None:
        return None
    kind, text = MarkingKind(state.kind), plain(state.text)
    same = machine is not None and machine.kind is kind and machine.text == text
    return Marking(
        kind=kind,
        text=text,
        parsed=dict(machine.parsed) if machine is not None and same else _parsed(text, kind),
        bbox=sheet.place(decision, state, machine.bbox if machine else None, machine.id if machine else ""),
        struck=bool(state.struck),
        confidence=1.0,
        id=decision.ref,
        decided=decided(decision),
    )


def _parsed(text: str, kind: MarkingKind) -> dict[str, Value]:
    found = parse_marking(text, kind)
    return found.flat() if found is not None else {}


def _without(sheet: Sheet, told: Told, marking: Marking) -> Told:
    """What the page tells without that marking."""
    event = event_of(marking, sheet.result.page.number, sheet.config.language)
    events = tuple(e for e in told.events if event is None or e != event)
    if marking.kind not in _NUMBERS:
        return replace(told, events=events)
    values = {n.value for n in _numbers(sheet, marking)}
    return Told(events, tuple(n for n in told.numbers if n.value not in values))


def _with(sheet: Sheet, told: Told, marking: Marking) -> Told:
    """What the page tells with that marking too."""
    event = event_of(marking, sheet.result.page.number, sheet.config.language)
    events = (*told.events, event) if event is not None else told.events
    numbers = _numbers(sheet, marking) if marking.kind in _NUMBERS else ()
    return Told(events, (*told.numbers, *numbers))


def _numbers(sheet: Sheet, marking: Marking) -> tuple[IdMatch, ...]:
    return tuple(find_identifiers(marking.text, sheet.config.language, tolerant=True))


def _strike_words(sheet: Sheet, marking: Marking, machine: Marking | None) -> None:
    """Strikes the words of a marking that a person says is struck, or takes their stroke away."""
    if (machine is not None and machine.struck is marking.struck) or (machine is None and not marking.struck):
        return
    sheet.lines = [_struck(sheet, line, marking.bbox, struck=marking.struck) for line in sheet.lines]


def _struck(sheet: Sheet, line: Line, box: Box, *, struck: bool) -> Line:
    inside = [w.bbox.covered_by(box) > _INSIDE and w.struck is not struck for w in line.words]
    if not any(inside):
        return line
    words = [replace(w, struck=struck) if yes else w for w, yes in zip(line.words, inside, strict=True)]
    return sheet.with_words(line, words)
