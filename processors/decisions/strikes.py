"""Decisions on strikes: which words are struck, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors.decisions.lines import add_words
from processors.decisions.match import Match, Thing, matches
from processors.decisions.sheet import Sheet, decided, misfit
from processors.decisions.types import Act, Decision
from processors.decisions.veil import Veil
from processors.decisions.words import PERSON, folded, plain, retyped
from processors.geometry import Box, bounding
from processors.marks.struck_words import is_struck
from processors.records import ConflictReason, Line, Strike, StrikeStyle, StruckWhat, Word


def apply_strikes(sheet: Sheet, decisions: Sequence[Decision]) -> None:
    """Carries out decisions on strikes, and strikes the words under them or leaves them as they are.

    Args:
        sheet: the page.
        decisions: on its strikes, that hold, from the oldest.
    """
    things = [Thing(sheet.shown(s.bbox, s.id), str(s.style), s.text) for s in sheet.strikes]
    present: list[Strike | None] = list(sheet.strikes)
    said: list[Strike] = []
    for decision, match in zip(decisions, matches(decisions, things), strict=True):
        machine = sheet.strikes[match.best] if match.best is not None else None
        _tell(sheet, decision, match, machine)
        for k in (match.best, *match.others):
            if k is not None:
                present[k] = None
        if decision.act is Act.REJECT:
            if machine is not None:
                _unstrike(sheet, machine.bbox)
            continue
        made = _decided(sheet, decision, machine, whole=not match.others)
        if made is not None:
            said.append(_struck(sheet, made, machine))
    sheet.strikes = sorted(
        [*(s for s in present if s is not None), *said], key=lambda s: (s.bbox.y0, s.bbox.x0, s.id)
    )


def veil_strikes(sheet: Sheet, veil: Veil) -> None:
    """Takes out of what the machine read under strokes what is withheld; the lines are those that it read."""
    sheet.strikes = [replace(s, text=veil.text(s.text, s.bbox, sheet.lines)) for s in sheet.strikes]


def _tell(sheet: Sheet, decision: Decision, match: Match, machine: Strike | None) -> None:
    reason = misfit(decision, match)
    text = machine.text if machine is not None else ""
    if reason is None and machine is not None and decision.act is not Act.DRAW:
        known = {folded(s.text) for s in (decision.before, decision.after) if s is not None}
        if folded(text) not in known:
            reason = ConflictReason.CHANGED
    if reason is not None:
        sheet.conflict(decision, reason, text=text)


def _decided(sheet: Sheet, decision: Decision, machine: Strike | None, *, whole: bool) -> Strike | None:
    state = decision.after
    if state is None:
        return None
    near = machine if whole else None
    return Strike(
        id=decision.ref,
        bbox=sheet.place(decision, state, near.bbox if near else None, near.id if near else ""),
        text=plain(state.text),
        style=StrikeStyle(state.kind),
        what=StruckWhat(state.what),
        confidence=1.0,
        decided=decided(decision),
    )


def _unstrike(sheet: Sheet, box: Box) -> None:
    """Words that no stroke crosses."""
    sheet.lines = [_marked(sheet, line, box, struck=False) for line in sheet.lines]


def _struck(sheet: Sheet, strike: Strike, machine: Strike | None) -> Strike:
    """The strike, its words struck on the page and as the person read them; what was under the old place is not."""
    if machine is not None and machine.bbox != strike.bbox:
        _unstrike(sheet, machine.bbox)
    sheet.lines = [_marked(sheet, line, strike.bbox, struck=True) for line in sheet.lines]
    read = " ".join(w.text for line in sheet.lines for w in line.words if _is_under(sheet, w, strike.bbox))
    fresh = machine is None or folded(machine.text) != folded(strike.text)
    if strike.text and fresh and folded(read) != folded(strike.text):
        _retype(sheet, strike)
    return strike if strike.text or not fresh else replace(strike, text=read)


def _is_under(sheet: Sheet, word: Word, box: Box) -> bool:
    return is_struck(word.bbox, [box], sheet.config.reading)


def _marked(sheet: Sheet, line: Line, box: Box, *, struck: bool) -> Line:
    under = [_is_under(sheet, w, box) and w.struck is not struck for w in line.words]
    if not any(under):
        return line
    words = [replace(w, struck=struck) if yes else w for w, yes in zip(line.words, under, strict=True)]
    return sheet.with_words(line, words)


def _retype(sheet: Sheet, strike: Strike) -> None:
    """The words under a strike as a person read them, also where the machine read none."""
    for k, line in enumerate(sheet.lines):
        under = [w for w in line.words if _is_under(sheet, w, strike.bbox)]
        if under:
            words = [replace(w, struck=True) for w in retyped(strike.text, under, _around(under))]
            at = line.words.index(under[0])
            rest = [w for w in line.words if w not in under]
            sheet.lines[k] = sheet.with_words(line, [*rest[:at], *words, *rest[at:]])
            return
    add_words(sheet, [Word(strike.text, strike.bbox, 1.0, PERSON, struck=True)])


def _around(words: Sequence[Word]) -> Box:
    return bounding(w.bbox for w in words)
