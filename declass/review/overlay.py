"""A page with the decisions that hold laid over it, as the reader shows it before they are published; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from declass.catalog.queue_state import Standing
from processors.config.reading import ReadingConfig
from processors.config.text import TextConfig
from processors.decisions.redactions import covers
from processors.decisions.typed import NOBODY
from processors.decisions.types import Act, Decision, State, Subject
from processors.decisions.veil import Veil
from processors.decisions.words import retyped
from processors.language.exemptions import find_codes
from processors.records import (
    Code,
    FindingStatus,
    Line,
    LineKind,
    Marking,
    MarkingKind,
    Page,
    Redaction,
    RedactionKind,
    Strike,
    StrikeStyle,
    StruckWhat,
    UnsureWord,
    Word,
)
from processors.text.metrics import character_width
from processors.text.spacing import spaced_text


def as_decided(page: Page, standing: Mapping[str, Standing]) -> Page:
    """The page as people left it: what they rejected is turned down, what they drew is there.

    Strikes, markings and lines that were rejected stay, so that they can be shown as such. Words where a person says
    that something is withheld are gone, but for those that were typed afterwards.

    Args:
        page: with lines that have ids.
        standing: what holds about each finding, by its id.
    """
    held = {
        ref: s.decision
        for ref, s in standing.items()
        if s.decision is not None and s.decision.page == page.number
    }
    if not held:
        return page
    redactions = [_redaction(r, held.get(r.id)) for r in (*page.redactions, *page.rejected)]
    drawn = _drawn(page, held)
    said = covers(d for d in held.values() if d.subject is Subject.REDACTION)
    typed = {s.decision.number: s.typed for s in standing.values() if s.decision is not None}
    veil = Veil(said, ReadingConfig().inside, lambda box: box, typed)
    lines = (
        *(_line(line, held.get(line.id), veil) for line in page.lines),
        *(_new_line(d, s) for d, s in drawn if d.subject is Subject.LINE),
    )
    strikes = (
        *(_strike(s, held.get(s.id)) for s in page.strikes),
        *(_new_strike(d, s) for d, s in drawn if d.subject is Subject.STRIKE),
    )
    markings = (
        *(_marking(m, held.get(m.id)) for m in page.markings),
        *(_new_marking(d, s) for d, s in drawn if d.subject is Subject.MARKING),
    )
    redactions += [_new_redaction(d, s) for d, s in drawn if d.subject is Subject.REDACTION]
    pitch = character_width(word for line in lines for word in line.words)
    return replace(
        page,
        redactions=tuple(r for r in redactions if r.rejected_by is None),
        rejected=tuple(r for r in redactions if r.rejected_by is not None),
        strikes=tuple(
            replace(s, text=veil.text(s.text, s.bbox, page.lines, held.get(s.id))) for s in strikes
        ),
        markings=tuple(
            replace(m, text=text)
            for m in markings
            if (text := veil.text(m.text, m.bbox, page.lines, held.get(m.id))) or not m.text
        ),
        lines=tuple(_without(line, veil, pitch, held.get(line.id)) for line in lines),
        unsure=tuple(u for u in page.unsure if veil.words([_word(u)], _kind_of(page, u))),
    )


def code_of(text: str) -> Code:
    """A code as a person gave it, with the scheme that its form tells."""
    found = find_codes(text, tolerant=False)
    scheme = found[0].scheme if found else ""
    return Code(text, scheme, text, (), None, 1.0)


def _drawn(page: Page, held: Mapping[str, Decision]) -> list[tuple[Decision, State]]:
    """What people say is there and no finding has the id of."""
    items: Iterable[Redaction | Strike | Marking | Line] = (
        *page.redactions,
        *page.rejected,
        *page.strikes,
        *page.markings,
        *page.lines,
    )
    known = {item.id for item in items}
    return [
        (decision, decision.after)
        for ref, decision in sorted(held.items())
        if ref not in known and decision.after is not None
    ]


def _redaction(item: Redaction, decision: Decision | None) -> Redaction:
    if decision is None:
        return item
    if decision.after is None:
        return replace(item, status=FindingStatus.REJECTED, rejected_by=f"reviewer {decision.reviewer}")
    state = decision.after
    known = {code.code: code for code in item.codes}
    return replace(
        item,
        bbox=state.bbox,
        kind=RedactionKind(state.kind or item.kind),
        codes=tuple(known.get(code) or code_of(code) for code in state.codes),
        status=FindingStatus.FOUND,
        rejected_by=None,
    )


def _new_redaction(decision: Decision, state: State) -> Redaction:
    kind = RedactionKind(state.kind or RedactionKind.WHITE_BOX)
    return Redaction(decision.ref, state.bbox, kind, 1.0, tuple(code_of(code) for code in state.codes))


def _strike(item: Strike, decision: Decision | None) -> Strike:
    if decision is None or decision.after is None:
        return item
    return replace(_new_strike(decision, decision.after), id=item.id, confidence=item.confidence)


def _new_strike(decision: Decision, state: State) -> Strike:
    return Strike(
        decision.ref,
        state.bbox,
        state.text,
        StrikeStyle(state.kind or StrikeStyle.HORIZONTAL),
        StruckWhat(state.what or StruckWhat.BODY),
        1.0,
    )


def _marking(item: Marking, decision: Decision | None) -> Marking:
    if decision is None or decision.after is None:
        return item
    state = decision.after
    struck = item.struck if state.struck is None else state.struck
    return replace(
        item, bbox=state.bbox, kind=MarkingKind(state.kind or item.kind), text=state.text, struck=struck
    )


def _new_marking(decision: Decision, state: State) -> Marking:
    kind = MarkingKind(state.kind or MarkingKind.CLASSIFICATION)
    return Marking(kind, state.text, {}, state.bbox, bool(state.struck), 1.0, decision.ref)


def _line(item: Line, decision: Decision | None, veil: Veil) -> Line:
    if decision is None:
        return item
    if decision.after is None:
        # Nobody can say which words stand there.
        return replace(item, words=()) if decision.act is Act.ILLEGIBLE else item
    state = decision.after
    if state.text == item.text:
        return replace(item, kind=LineKind(state.kind or item.kind))
    there = [box for number, box, _ in veil.covers if number < decision.number]
    own = [number != NOBODY for number in veil.typed.get(decision.number, ())]
    words = retyped(state.text, item.words, state.bbox, there, own)
    return replace(item, text=state.text, bbox=state.bbox, words=words)


def _new_line(decision: Decision, state: State) -> Line:
    words = retyped(state.text, (), state.bbox)
    return Line(state.text, state.bbox, 1.0, LineKind(state.kind or LineKind.BODY), words, decision.ref)


def _without(line: Line, veil: Veil, pitch: float, decision: Decision | None) -> Line:
    """The line without words where a person says that something is withheld."""
    kept = tuple(veil.words(line.words, line.kind, decision))
    if len(kept) == len(line.words):
        return line
    return replace(line, words=kept, text=spaced_text(kept, pitch, TextConfig()))


def _word(unsure: UnsureWord) -> Word:
    return Word(unsure.text, unsure.bbox, unsure.confidence, "")


def _kind_of(page: Page, unsure: UnsureWord) -> LineKind:
    return page.lines[unsure.line].kind if 0 <= unsure.line < len(page.lines) else LineKind.BODY
