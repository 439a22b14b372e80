"""Nothing that a person says is withheld is told again by what other decisions quote.

A reviewer reads a line, and only later draws the redaction that the machine missed over a part of it. From then on that
part stands in no output, and so not in the decision on the line as a result tells it. The catalog's log keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors.config import Config
from processors.decisions.match import is_measured, is_near, places
from processors.decisions.redactions import Covers, covers, without_covered
from processors.decisions.sheet import Sheet
from processors.decisions.standing import standing
from processors.decisions.types import Decision, State, Subject
from processors.decisions.veil import Veil, veil_of
from processors.decisions.words import placed
from processors.geometry import Box
from processors.language.exemptions import only_codes
from processors.records import Line, LineKind
from processors.results import PageResult

# A marking or strike of which more than this share (0..1) is withheld is not quoted at all.
_WITHHELD = 0.3


def is_withheld(decision: Decision, covered: Covers) -> bool:
    """Whether a marking or strike was decided before somebody said that its place is withheld."""
    if decision.subject not in (Subject.MARKING, Subject.STRIKE):
        return False
    later = [box for number, box, _ in covered if number > decision.number]
    return any(_hides(box, place) for place in places(decision) for box in later) and not _is_code(decision)


def _hides(cover: Box, place: Box) -> bool:
    return place.covered_by(cover) > _WITHHELD


def _is_code(decision: Decision) -> bool:
    """Whether it is a code, which is printed upon redactions."""
    texts = [state.text for state in (decision.before, decision.after) if state is not None]
    return all(only_codes(text, tolerant=False) for text in texts)


def without_withheld(decision: Decision, sheet: Sheet, veil: Veil) -> Decision:
    """A decision on a marking or strike without words that are withheld, but for those typed since that was said."""
    before, after = decision.before, decision.after
    return replace(
        decision,
        before=_unveiled(before, sheet, veil) if before is not None else None,
        after=_unveiled(after, sheet, veil, decision) if after is not None else None,
    )


def _unveiled(state: State, sheet: Sheet, veil: Veil, decision: Decision | None = None) -> State:
    lines = sheet.result.page.lines
    return replace(state, text=veil.text(state.text, sheet.upright(state.bbox), lines, decision))


def tellable(
    decisions: Sequence[Decision], results: Sequence[PageResult], config: Config
) -> tuple[Decision, ...]:
    """The decisions as a result may tell them: without words that people say are withheld.

    Args:
        decisions: all on a document.
        results: its pages as the machine read them.
        config: the settings of the reading.
    """
    sheets = {result.page.number: Sheet(result, config) for result in results}
    covered: dict[int, Covers] = {}
    for decision in standing(decisions):
        if decision.subject is Subject.REDACTION:
            covered[decision.page] = [*covered.get(decision.page, ()), *covers([decision])]
    return tuple(
        _told(decision, sheets.get(decision.page), covered[decision.page])
        if decision.page in covered
        else decision
        for decision in decisions
    )


def _told(decision: Decision, sheet: Sheet | None, covered: Covers) -> Decision:
    if decision.subject is Subject.REDACTION:
        return decision
    return replace(
        decision,
        before=_quoted(decision, decision.before, sheet, covered),
        after=_quoted(decision, decision.after, sheet, covered),
    )


def _quoted(decision: Decision, state: State | None, sheet: Sheet | None, covered: Covers) -> State | None:
    if state is None or not state.text:
        return state
    if sheet is not None and not is_measured(state, sheet.result):
        # Nobody can tell what of a page that is measured otherwise now is withheld.
        return replace(state, text="")
    if not any(state.bbox.overlap(box) > 0 for _, box, _ in covered):
        return state
    if decision.subject is not Subject.LINE:
        hidden = is_withheld(decision, [(decision.number + 1, box, codes) for _, box, codes in covered])
        if hidden or sheet is None:
            return replace(state, text="")
        return _unveiled(state, sheet, veil_of(sheet, covered, {}))
    # Without the page nobody can tell which words those are.
    return replace(state, text=_left(state, sheet, covered) if sheet is not None else "")


def _left(state: State, sheet: Sheet, covered: Covers) -> str:
    """The text of a line without the words that stand in a withheld place."""
    near = _near(state, sheet.result.page.lines, sheet)
    box = sheet.upright(state.bbox)
    words = placed(state.text, near.words if near is not None else (), box)
    line = without_covered(sheet, Line(state.text, box, 1.0, LineKind.BODY, words), covered)
    return state.text if len(line.words) == len(words) else line.text


def _near(state: State, lines: Sequence[Line], sheet: Sheet) -> Line | None:
    return next((line for line in lines if is_near(state.bbox, sheet.shown(line.bbox))), None)
