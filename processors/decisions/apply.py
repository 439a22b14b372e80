"""What people decided, carried out on pages as the machine read them.

Page results are what the machine says and stay so: decisions are carried out on them each time a document is put
together, in the same way whoever puts it together. Nothing a person said is ever dropped. Where it does not fit what
was read, it stands all the same, and is listed as a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from processors.config import Config
from processors.decisions.lines import apply_lines, says_kind
from processors.decisions.markings import Told, apply_markings, veil_markings
from processors.decisions.match import is_measured, places
from processors.decisions.redactions import SPOKEN, apply_redactions, covers
from processors.decisions.sheet import Sheet, conflict
from processors.decisions.standing import standing
from processors.decisions.strikes import apply_strikes, veil_strikes
from processors.decisions.typed import Origins, origins
from processors.decisions.types import Decision, Subject
from processors.decisions.veil import Veil, veil_of
from processors.decisions.withheld import is_withheld, without_withheld
from processors.language.interpret import PageReading, interpret_page
from processors.quality import page_quality
from processors.records import (
    Conflict,
    ConflictReason,
    Line,
    LineKind,
    Page,
    PageStatus,
    Redaction,
    RedactionKind,
)
from processors.results import PageResult

_OF_WORDS = frozenset({LineKind.CODE, LineKind.MARKING, LineKind.STAMP})
"""Kinds that a line has for what it says."""


def apply_decisions(
    results: Sequence[PageResult], decisions: Iterable[Decision], config: Config
) -> tuple[tuple[PageResult, ...], tuple[Conflict, ...]]:
    """Pages as the machine read them and people decided; equal input gives equal output.

    Args:
        results: of one document, as the machine read it.
        decisions: all on that document, in any order.
        config: the settings of the reading.

    Returns:
        The results in the order given, and the decisions that do not fit, by page and place.
    """
    by_page: dict[int, list[Decision]] = {}
    decisions = list(decisions)
    typed = origins(decisions)
    for decision in standing(decisions):
        by_page.setdefault(decision.page, []).append(decision)
    pages = {result.page.number: result for result in results}
    conflicts: list[Conflict] = []
    for number, said in by_page.items():
        if number in pages:
            pages[number], found = _on_page(pages[number], said, typed, config)
            conflicts += found
        else:
            conflicts += [conflict(decision, ConflictReason.UNREAD) for decision in said]
    order = sorted(conflicts, key=lambda c: (c.page, c.bbox.y0, c.bbox.x0, c.ref))
    return tuple(pages[result.page.number] for result in results), tuple(order)


def _on_page(
    result: PageResult, decisions: Sequence[Decision], typed: Mapping[int, Origins], config: Config
) -> tuple[PageResult, list[Conflict]]:
    sheet = Sheet(result, config)
    there = [d for d in decisions if _is_on(d, result)]
    sheet.conflicts += [conflict(d, ConflictReason.UNREAD) for d in decisions if d not in there]
    redactions, strikes, markings, lines = (_of(there, s) for s in Subject)
    veil = veil_of(sheet, covers(redactions), typed)
    strikes, markings = (_not_withheld(sheet, some, veil) for some in (strikes, markings))
    veil_strikes(sheet, veil)
    apply_redactions(sheet, redactions)
    apply_lines(sheet, lines, veil)
    apply_strikes(sheet, strikes)
    told = Told(result.events, result.numbers)
    if _says(sheet.lines) != _says(result.page.lines):
        told = _read_again(sheet, frozenset(d.ref for d in lines if says_kind(d)))
    else:
        told = veil_markings(sheet, veil, told)
    told = apply_markings(sheet, markings, told)
    page = _page(sheet, result.page)
    made = replace(result, page=page, exact=sheet.exact, events=told.events, numbers=told.numbers)
    return made, sheet.conflicts


def _not_withheld(sheet: Sheet, decisions: Sequence[Decision], veil: Veil) -> list[Decision]:
    """Decisions on strikes or markings without what is withheld; those of which nothing is left are conflicts."""
    kept = []
    for decision in decisions:
        left = without_withheld(decision, sheet, veil)
        if is_withheld(decision, veil.covers) or _is_emptied(decision, left):
            sheet.conflicts.append(conflict(decision, ConflictReason.OVERLAP))
        else:
            kept.append(left)
    return kept


def _is_emptied(decision: Decision, left: Decision) -> bool:
    """Whether no word of a marking is left; a strike is one whatever stands under it."""
    if decision.subject is not Subject.MARKING or decision.after is None or left.after is None:
        return False
    return bool(decision.after.text) and not left.after.text


def _of(decisions: Sequence[Decision], subject: Subject) -> list[Decision]:
    return [decision for decision in decisions if decision.subject is subject]


def _is_on(decision: Decision, result: PageResult) -> bool:
    """Whether its place lies on the page, which is measured as it was then."""
    last = decision.after or decision.before
    if last is not None and not is_measured(last, result):
        return False
    return all(box.clipped(result.width, result.height).area > 0 for box in places(decision))


def _says(lines: Sequence[Line]) -> list[list[tuple[str, bool]]]:
    return [[(w.text, w.struck) for w in line.words] for line in lines]


def _read_again(sheet: Sheet, kept_kinds: frozenset[str]) -> Told:
    """Says anew what the words are, which are not those that the machine read."""
    machine = sheet.result.page
    before = _reading(machine, sheet, machine.lines, machine.redactions)
    as_read = {id(line) for line in machine.lines}
    lines = [
        line
        if id(line) in as_read or line.id in kept_kinds or line.kind not in _OF_WORDS
        else replace(line, kind=LineKind.BODY)
        for line in sheet.lines
    ]
    after = _reading(machine, sheet, lines, sheet.redactions)
    sheet.lines = [old if old.id in kept_kinds else new for old, new in zip(lines, after.lines, strict=True)]
    sheet.redactions = _linked(sheet, before, after)
    sheet.markings = list(after.markings)
    return Told(after.events, after.identifiers)


def _reading(
    machine: Page, sheet: Sheet, lines: Sequence[Line], redactions: Sequence[Redaction]
) -> PageReading:
    # Codes are linked from nothing, or a redaction would keep one that is read there no more; a gap is made of its own.
    seen = [
        r if r.kind is RedactionKind.GAP or r.decided is not None else replace(r, codes=())
        for r in redactions
        if r.kind not in SPOKEN
    ]
    struck = [s.bbox for s in (machine.strikes if lines is machine.lines else sheet.strikes)]
    size = (machine.width, machine.height)
    return interpret_page(lines, seen, struck, size, machine.number, sheet.config.language)


def _linked(sheet: Sheet, before: PageReading, after: PageReading) -> list[Redaction]:
    """The redactions, with other codes where other words are read; notes of the machine's follow the words."""
    codes = {r.id: r.codes for r in before.redactions}
    now = {r.id: r.codes for r in after.redactions}
    out = []
    for redaction in sheet.redactions:
        if redaction.decided is None and redaction.kind in SPOKEN:
            continue
        moved = redaction.decided is None and now.get(redaction.id) != codes.get(redaction.id)
        out.append(replace(redaction, codes=now.get(redaction.id, ())) if moved else redaction)
    said = [r for r in (*sheet.redactions, *sheet.rejected) if r.decided is not None and r.kind in SPOKEN]
    notes = (r for r in after.redactions if r.kind in SPOKEN)
    prefix = f"p{sheet.result.page.number}-"
    out += [
        replace(note, id=prefix + note.id)
        for note in notes
        if not any(note.bbox.iou(s.bbox) > 0 for s in said)
    ]
    return out


def _page(sheet: Sheet, machine: Page) -> Page:
    """The page with all that was decided, its state and its grade."""
    changed = _says(sheet.lines) != _says(machine.lines)
    certain = any(line.decided is not None for line in sheet.lines)
    quality = machine.quality
    if changed or certain:
        quality = page_quality(sheet.lines, quality.x_height, sheet.config)
    was = any(r.kind is RedactionKind.PAGE_DENIED for r in machine.redactions)
    denied = any(r.kind is RedactionKind.PAGE_DENIED for r in sheet.redactions)
    withheld = machine.withheld_pages if was is denied else int(denied)
    status = PageStatus.WITHHELD if withheld or denied else PageStatus.OK
    if status is PageStatus.OK and not sheet.lines and not sheet.redactions:
        status = PageStatus.BLANK
    return replace(
        machine,
        lines=tuple(sheet.lines),
        redactions=tuple(sheet.redactions),
        rejected=tuple(sheet.rejected),
        strikes=tuple(sheet.strikes),
        markings=tuple(sheet.markings),
        quality=quality,
        withheld_pages=withheld,
        status=status,
    )
