"""Decisions on lines: what they say, that nobody can read one, that one is missing or is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors.decisions.match import Match, Thing, matches
from processors.decisions.redactions import Covers, without_covered
from processors.decisions.sheet import Sheet, decided, misfit
from processors.decisions.typed import NOBODY, Origins
from processors.decisions.types import Act, Decision
from processors.decisions.veil import Veil
from processors.decisions.words import PERSON, folded, plain, retyped
from processors.geometry import Box, bounding, overlap_1d
from processors.language.struck import ILLEGIBLE
from processors.records import ConflictReason, Line, LineKind, Word

_OF_OTHERS = frozenset({LineKind.CODE, LineKind.MARKING, LineKind.STAMP, LineKind.HEADER, LineKind.FOOTER})
"""Kinds that a line has for what it says, or for what other pages say: a line that is put in again gets it again."""


def apply_lines(sheet: Sheet, decisions: Sequence[Decision], veil: Veil) -> None:
    """Carries out decisions on lines, and takes out words that people say are withheld.

    Words that were typed after something was drawn over the line were typed by somebody who saw that: they stay. What
    was merely accepted then, or stood beside what was typed, does not.

    Args:
        sheet: the page, whose redactions are decided.
        decisions: on its lines, that hold, from the oldest.
        veil: what people say is withheld on the page.
    """
    things = [Thing(sheet.shown(line.bbox), str(line.kind), line.text) for line in sheet.lines]
    found = matches(decisions, things)
    by_ref = {decision.ref: decision for decision in decisions}
    present: list[Line | None] = list(sheet.lines)
    drawn: list[Line] = []
    for decision, match in zip(decisions, found, strict=True):
        machine = sheet.lines[match.best] if match.best is not None else None
        _tell(sheet, decision, match, machine, veil.covers)
        for k in match.others:
            present[k] = None
        made = _decided(sheet, decision, machine, match, veil)
        if match.best is not None:
            present[match.best] = made
        elif made is not None:
            drawn.append(made)
    sheet.lines = _with_drawn(sheet, [line for line in present if line is not None], drawn)
    left = [(line, veil.words(line.words, line.kind, by_ref.get(line.id))) for line in sheet.lines]
    sheet.lines = [
        line if len(words) == len(line.words) else sheet.with_words(line, words)
        for line, words in left
        if words
    ]


def _tell(sheet: Sheet, decision: Decision, match: Match, machine: Line | None, covers: Covers) -> None:
    reason = misfit(decision, match)
    now = without_covered(sheet, machine, covers) if machine is not None else None
    if reason is None and machine is not None and now is not None and decision.act is not Act.DRAW:
        known = {folded(s.text) for s in (decision.before, decision.after) if s is not None}
        if known.isdisjoint({folded(machine.text), folded(now.text)}):
            reason = ConflictReason.CHANGED
    if reason is not None:
        sheet.conflict(decision, reason, text=now.text if now is not None else "")


def _decided(sheet: Sheet, decision: Decision, machine: Line | None, match: Match, veil: Veil) -> Line | None:
    """The line as the person said, None where there is none."""
    state = decision.after or decision.before
    if decision.act is Act.REJECT or state is None:
        return None
    near = machine if not match.others else None
    box = sheet.place(decision, state, near.bbox if near else None)
    line = Line(
        text=plain(state.text),
        bbox=box,
        confidence=1.0,
        kind=_kind(decision, machine),
        words=_words(sheet, decision, state.text, near, box, veil.typed.get(decision.number, ())),
        id=decision.ref,
        decided=decided(decision),
    )
    return replace(line, text=ILLEGIBLE) if decision.act is Act.ILLEGIBLE else line


def _words(
    sheet: Sheet, decision: Decision, text: str, machine: Line | None, box: Box, by: Origins
) -> tuple[Word, ...]:
    if decision.act is Act.ILLEGIBLE:
        return (Word(ILLEGIBLE, box, 1.0, PERSON),)
    if machine is not None and decision.act is Act.ACCEPT and folded(machine.text) == folded(text):
        return tuple(replace(word, confidence=1.0) for word in machine.words)
    old = machine.words if machine is not None else ()
    # What was drawn later was not there for whoever typed this.
    there = [r.bbox for r in sheet.redactions if r.decided is None or r.decided.number < decision.number]
    return retyped(text, old, box, there, [number != NOBODY for number in by])


def _kind(decision: Decision, machine: Line | None) -> LineKind:
    """What the line is: as the person says, where that was changed; what it is for its words is found again."""
    before, after = decision.before, decision.after
    said = after if after is not None else before
    kind = LineKind(said.kind) if said is not None and said.kind in set(LineKind) else LineKind.BODY
    if before is None or (after is not None and before.kind != after.kind):
        return kind
    if machine is not None:
        return machine.kind
    return LineKind.BODY if kind in _OF_OTHERS else kind


def says_kind(decision: Decision) -> bool:
    """Whether a person said what kind of line it is, so that it is not found again."""
    before, after = decision.before, decision.after
    return after is not None and (before is None or before.kind != after.kind)


def _with_drawn(sheet: Sheet, lines: list[Line], drawn: Sequence[Line]) -> list[Line]:
    """The lines with those that people added in their places; what was read in there goes."""
    for new in sorted(drawn, key=lambda line: (line.bbox.y0, line.bbox.x0, line.id)):
        kept = []
        for line in lines:
            if line.decided is None:
                words = [w for w in line.words if w.bbox.covered_by(new.bbox) <= sheet.config.reading.inside]
                line = line if len(words) == len(line.words) else sheet.with_words(line, words)
            if line.words:
                kept.append(line)
        kept.insert(_index_for(new.bbox, kept), new)
        lines = kept
    return lines


def _index_for(box: Box, lines: Sequence[Line]) -> int:
    """Where a line belongs in reading order: behind the last one above it in its column, else before the next."""
    middle = box.centre[1]
    beside = [i for i, line in enumerate(lines) if overlap_1d(line.bbox.x0, line.bbox.x1, box.x0, box.x1) > 0]
    known = beside or list(range(len(lines)))
    above = [i for i in known if lines[i].bbox.centre[1] <= middle]
    if above:
        return max(above, key=lambda i: (lines[i].bbox.centre[1], i)) + 1
    below = [i for i in known if lines[i].bbox.centre[1] > middle]
    return min(below, default=len(lines))


def add_words(sheet: Sheet, words: Sequence[Word]) -> None:
    """Puts words into the line that stands at their height and reaches to them, else into a line of their own."""
    box = bounding(w.bbox for w in words)
    rows = [k for k, line in enumerate(sheet.lines) if _is_row(line.bbox, box)]
    if rows:
        k = min(rows, key=lambda k: (abs(sheet.lines[k].bbox.centre[1] - box.centre[1]), k))
        line = sheet.lines[k]
        both = sorted((*line.words, *words), key=lambda w: (w.bbox.centre[0], w.bbox.x0))
        sheet.lines[k] = sheet.with_words(replace(line, bbox=bounding((line.bbox, box))), both)
        return
    line = sheet.with_words(Line("", box, 1.0, LineKind.BODY, ()), words)
    sheet.lines.insert(_index_for(box, sheet.lines), line)


def _is_row(line: Box, box: Box) -> bool:
    common = overlap_1d(line.y0, line.y1, box.y0, box.y1)
    return common >= min(line.height, box.height) / 2 and box.x0 <= line.x1 + box.width
