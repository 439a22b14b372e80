"""Decisions on redactions: what is there, what is not, and that nothing is read inside one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from processors.decisions.match import Match, Thing, matches
from processors.decisions.sheet import Sheet, decided, misfit
from processors.decisions.types import Act, Decision, State
from processors.decisions.words import folded
from processors.geometry import Box
from processors.language.exemptions import canonical_code, find_codes, only_codes
from processors.marks.extent import hidden_characters
from processors.records import (
    Code,
    ConflictReason,
    FindingStatus,
    Line,
    LineKind,
    Redaction,
    RedactionKind,
)

SPOKEN = frozenset({RedactionKind.EDITORIAL_NOTE, RedactionKind.PAGE_DENIED})
"""Kinds whose words are printed on the page: these hide nothing."""
# What a decided redaction covers by this share (0..1) of its own area is a part of it.
_PART = 0.6


Covers = Sequence[tuple[int, Box, tuple[str, ...]]]
"""Places that people say are withheld: number of the decision, box as shown, codes that may be printed there."""


def covers(decisions: Iterable[Decision]) -> tuple[tuple[int, Box, tuple[str, ...]], ...]:
    """What people say is withheld: number of the decision, box as shown, and the codes that may be printed there.

    Args:
        decisions: on redactions, that hold.
    """
    return tuple(
        (d.number, d.after.bbox, d.after.codes)
        for d in decisions
        if d.after is not None and d.after.kind not in SPOKEN and not _is_as_read(d)
    )


def _is_as_read(decision: Decision) -> bool:
    """Whether the machine had it just so: then it has read nothing in there."""
    before, after = decision.before, decision.after
    if before is None or after is None or before.status == FindingStatus.REJECTED:
        return False
    return before.bbox == after.bbox and before.kind not in SPOKEN


def without_covered(sheet: Sheet, line: Line, covers: Covers) -> Line:
    """The line without the words that people say are withheld; empty where none is left."""
    inside = sheet.config.reading.inside
    kept = [w for w in line.words if not is_covered(w.text, sheet.shown(w.bbox), line.kind, covers, inside)]
    return line if len(kept) == len(line.words) else sheet.with_words(line, kept)


def is_covered(text: str, place: Box, kind: LineKind, covers: Covers, inside: float) -> bool:
    """Whether a word stands where people say that something is withheld.

    Args:
        text: of the word.
        place: of the word, as shown.
        kind: of its line.
        covers: as `covers` gives them.
        inside: a word of which more than this share (0..1) is covered is withheld.
    """
    # Codes are printed upon redactions.
    if kind is LineKind.CODE or only_codes(text, tolerant=False):
        return False
    return any(
        (place.covered_by(box) > inside or box.contains(*place.centre))
        and (not folded(text) or folded(text) not in {folded(code) for code in codes})
        for _, box, codes in covers
    )


def apply_redactions(sheet: Sheet, decisions: Sequence[Decision]) -> None:
    """Carries out decisions on redactions; lines are left as they are.

    Args:
        sheet: the page.
        decisions: on its redactions, that hold, from the oldest.
    """
    found = [(r, False) for r in sheet.redactions] + [(r, True) for r in sheet.rejected]
    things = [Thing(sheet.shown(r.bbox, r.id), str(r.kind), is_rejected=rejected) for r, rejected in found]
    present: dict[int, Redaction | None] = {k: r for k, (r, _) in enumerate(found)}
    said: list[Redaction] = []
    for decision, match in zip(decisions, matches(decisions, things), strict=True):
        machine = found[match.best][0] if match.best is not None else None
        _tell(sheet, decision, match, machine)
        for k in (match.best, *match.others):
            if k is not None:
                present[k] = None if k == match.best else _turned_down(found[k][0], decision)
        made = _decided(sheet, decision, machine, whole=not match.others)
        if made is not None:
            said.append(made)
    left = [present[k] for k in range(len(found))]
    machine_found = [r for r in left[: len(sheet.redactions)] if r is not None]
    machine_rejected = [r for r in left[len(sheet.redactions) :] if r is not None]
    _settle(sheet, said, machine_found, machine_rejected, decisions)


def _tell(sheet: Sheet, decision: Decision, match: Match, machine: Redaction | None) -> None:
    reason = misfit(decision, match)
    codes = tuple(c.code for c in machine.codes) if machine is not None else ()
    if reason is None and machine is not None and decision.act is not Act.DRAW:
        known = [s.codes for s in (decision.before, decision.after) if s is not None]
        if all(_normal(codes) != _normal(k) for k in known):
            reason = ConflictReason.CHANGED
    if reason is not None:
        sheet.conflict(decision, reason, codes=codes)


def _normal(codes: Iterable[str]) -> frozenset[str]:
    return frozenset("".join(code.split()).casefold() for code in codes)


def _decided(sheet: Sheet, decision: Decision, machine: Redaction | None, *, whole: bool) -> Redaction | None:
    """The finding as the person said; None where nothing was there and the person said that nothing is.

    Where the machine has it in several parts, it has none of `whole`.
    """
    if decision.act is Act.REJECT:
        return _rejected(sheet, decision, machine) if machine is not None else None
    state = decision.after
    if state is None:
        return None
    near = machine if whole else None
    box = sheet.place(decision, state, near.bbox if near else None, near.id if near else "")
    hidden = machine.hidden_characters if machine is not None and machine.bbox == box else None
    if hidden is None and state.kind not in SPOKEN:
        hidden = hidden_characters(box, sheet.lines, sheet.config.reading.extent)
    return Redaction(
        id=decision.ref,
        bbox=box,
        kind=RedactionKind(state.kind),
        confidence=1.0,
        codes=_codes(state, machine),
        hidden_characters=hidden,
        status=FindingStatus.FOUND,
        decided=decided(decision),
    )


def _rejected(sheet: Sheet, decision: Decision, machine: Redaction) -> Redaction:
    if machine.id in sheet.exact:
        sheet.exact[decision.ref] = sheet.exact[machine.id]
    return replace(
        machine,
        id=decision.ref,
        status=FindingStatus.REJECTED,
        rejected_by=f"reviewer {decision.reviewer}",
        decided=decided(decision),
    )


def _turned_down(machine: Redaction, decision: Decision) -> Redaction:
    """What the machine found and a person's word takes the place of."""
    return replace(machine, status=FindingStatus.REJECTED, rejected_by=f"a part of {decision.ref}")


def _codes(state: State, machine: Redaction | None) -> tuple[Code, ...]:
    """The codes as the person said, with where they are printed where the machine read the same."""
    read = {c.code: c for c in machine.codes} if machine is not None else {}
    return tuple(
        replace(read[code], confidence=1.0, candidates=()) if code in read else said_code(code)
        for code in dict.fromkeys(state.codes)
    )


def said_code(text: str) -> Code:
    """A code that a person gave, with the scheme that it belongs to."""
    found = find_codes(text, tolerant=False)
    scheme = found[0].scheme if len(found) == 1 else ""
    return Code(canonical_code(text, scheme)[0] if scheme else text, scheme, text, (), None, 1.0)


def _settle(
    sheet: Sheet,
    said: list[Redaction],
    found: list[Redaction],
    rejected: list[Redaction],
    decisions: Sequence[Decision],
) -> None:
    """Puts together what people and the machine say: the newest word on a place stands, and what it covers goes."""
    of = {d.ref: d for d in decisions}
    kept: list[Redaction] = []
    for redaction in sorted(said, key=lambda r: decisions.index(of[r.id]), reverse=True):
        newer = next((r for r in kept if _contradicts(sheet, of[r.id], r, of[redaction.id], redaction)), None)
        if newer is None:
            kept.append(redaction)
            continue
        sheet.conflict(of[redaction.id], ConflictReason.OVERLAP)
        rejected.append(
            replace(redaction, status=FindingStatus.REJECTED, rejected_by=f"decided again as {newer.id}")
        )
    there = [r for r in kept if r.status is not FindingStatus.REJECTED]
    drawn = [r for r in there if r.kind not in SPOKEN]
    sheet.redactions, sheet.rejected = [], [r for r in kept if r.status is FindingStatus.REJECTED]
    for machine in found:
        whole = next((r for r in drawn if _is_part(sheet, machine, r)), None)
        if machine.status is FindingStatus.REJECTED:
            sheet.rejected.append(machine)
        elif whole is not None and machine.kind not in SPOKEN:
            sheet.rejected.append(
                replace(machine, status=FindingStatus.REJECTED, rejected_by=f"a part of {whole.id}")
            )
        else:
            sheet.redactions.append(machine)
    sheet.redactions = sorted([*sheet.redactions, *there], key=_in_place)
    sheet.rejected = sorted([*sheet.rejected, *rejected], key=_in_place)


def _contradicts(sheet: Sheet, da: Decision, a: Redaction, db: Decision, b: Redaction) -> bool:
    """Whether two decisions are about the same place; that a candidate is none speaks of no other one."""
    if any(d.act is Act.REJECT and d.before and d.before.status == FindingStatus.REJECTED for d in (da, db)):
        return False
    if a.status is b.status is FindingStatus.REJECTED:
        return False
    return sheet.shown(a.bbox, a.id).iou(sheet.shown(b.bbox, b.id)) >= _PART


def _is_part(sheet: Sheet, part: Redaction, whole: Redaction) -> bool:
    return sheet.shown(part.bbox, part.id).covered_by(sheet.shown(whole.bbox, whole.id)) >= _PART


def _in_place(redaction: Redaction) -> tuple[object, ...]:
    return (redaction.bbox.y0, redaction.bbox.x0, redaction.bbox.y1, redaction.bbox.x1, redaction.id)
