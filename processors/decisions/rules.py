"""Which decisions make sense: checked before one goes into the log, which never changes afterwards."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from processors.decisions.types import Act, Decision, State, Subject
from processors.geometry import Box
from processors.records import LineKind, MarkingKind, RedactionKind, StrikeStyle, StruckWhat

KINDS: dict[Subject, type[StrEnum]] = {
    Subject.REDACTION: RedactionKind,
    Subject.STRIKE: StrikeStyle,
    Subject.MARKING: MarkingKind,
    Subject.LINE: LineKind,
}
"""What `State.kind` may say of each subject."""

# Acts that leave a state behind; all others leave none.
_WITH_AFTER = frozenset({Act.ACCEPT, Act.CHANGE, Act.DRAW, Act.CORRECT})
_OF_LINES = frozenset({Act.CORRECT, Act.ILLEGIBLE})
# Where nothing was there before.
_WITHOUT_BEFORE = frozenset({Act.DRAW, Act.COMMENT, Act.UNDO})
# Halves of characters, which no file can hold, and NUL, which no database takes.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
# What `stable_ids` makes: a page, a letter, a corner, and a number where corners fall together.
_REF = re.compile(r"p[1-9][0-9]{0,6}-[a-z][0-9]{1,7}x[0-9]{1,7}(_[0-9]{1,6})?")


_TIME = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-9:.]{5,15}(Z|[+-][0-9]{2}:[0-9]{2})")
# The greatest number that JSON keeps exactly; a log does not come near it.
_MOST_NUMBER = 2**53 - 1
_MOST_PAGES = 10_000_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a decision may be.

    Attributes:
        comment: characters; a page of typing has some 3,000.
        text: characters of a line, marking or struck word; a line of type has some 150.
        codes: of one redaction; the longest list seen has 9.
        code: characters of one of them.
        points: width or height of a page, the most that PDF viewers show.
        reviewer: characters of a name.
    """

    comment: int = 10_000
    text: int = 5_000
    codes: int = 50
    code: int = 100
    points: float = 200_000.0
    reviewer: int = 200


BOUNDS = Bounds()


def is_ref(ref: str) -> bool:
    """Whether `ref` may be the id of something on a page."""
    return _REF.fullmatch(ref) is not None


def is_on_page(ref: str, page: int) -> bool:
    """Whether `ref`, which is an id, is that of something on the page of that number."""
    return ref.startswith(f"p{page}-")


def is_text(text: str, most: int) -> bool:
    """Whether `text` can be kept: not too long, and of whole characters."""
    return len(text) <= most and _NO_TEXT.search(text) is None


def is_sound(decision: Decision) -> bool:
    """Whether a decision that a file kept can be carried out: the log keeps it for ever, and so would its errors."""
    after = decision.after
    if decision.act is Act.CORRECT and after is not None and not after.text:
        # Words that were withheld later are left out of files.
        after = replace(after, text="-")
    return (
        0 < decision.number <= _MOST_NUMBER
        and 0 < decision.page < _MOST_PAGES
        and is_ref(decision.ref)
        and bool(decision.reviewer.strip())
        and is_text(decision.reviewer, BOUNDS.reviewer)
        and is_text(decision.comment, BOUNDS.comment)
        and _TIME.fullmatch(decision.time) is not None
        and (decision.undoes is None) is not (decision.act is Act.UNDO)
        and not objection(decision.subject, decision.act, decision.before, after)
    )


def objection(subject: Subject, act: Act, before: State | None, after: State | None) -> str:
    """What speaks against a decision, as a sentence without a full stop; empty where it makes sense."""
    if act in _OF_LINES and subject is not Subject.LINE:
        return f"only a line can be given as {act}"
    if act not in _WITHOUT_BEFORE and before is None:
        return f"{act} needs the state before"
    if act is Act.DRAW and before is not None:
        return "what is drawn was not there before"
    if act in _WITH_AFTER and after is None:
        return f"{act} needs the state after"
    if act not in _WITH_AFTER and after is not None:
        return f"{act} leaves no state"
    if act is Act.CORRECT and after is not None and not after.text.strip():
        return "a corrected line has a text; one that is not there is rejected, one that nobody can read is illegible"
    states = [state for state in (before, after) if state is not None]
    found = next(filter(None, (_state_objection(subject, state) for state in states)), "")
    return found or (_kind_objection(subject, after) if after is not None else "")


def _state_objection(subject: Subject, state: State) -> str:
    if not _is_place(state.bbox):
        return "the place is no box on a page"
    if state.page is not None and not all(0 < side <= BOUNDS.points for side in state.page):
        return "the size of the page is none"
    if subject is Subject.REDACTION and state.text:
        return "what a redaction hides is not written down"
    if subject is not Subject.REDACTION and state.codes:
        return "only a redaction has codes"
    if len(state.codes) > BOUNDS.codes or not all(is_text(c, BOUNDS.code) and c.strip() for c in state.codes):
        return "the codes are too many, too long or empty"
    if not is_text(state.text, BOUNDS.text):
        return "the text is too long, or holds what is no text"
    return "" if 0 <= state.confidence <= 1 else "a confidence is between 0 and 1"


def _kind_objection(subject: Subject, after: State) -> str:
    known = set(KINDS[subject])
    if after.kind not in known:
        return f"{after.kind or 'nothing'} is no kind of {subject}; known are {', '.join(sorted(known))}"
    if subject is Subject.STRIKE and after.what not in set(StruckWhat):
        return f"{after.what or 'nothing'} is nothing that can be struck; known are {', '.join(sorted(StruckWhat))}"
    return ""


def _is_place(box: Box) -> bool:
    return all(math.isfinite(v) and 0 <= v <= BOUNDS.points for v in box) and box.width > 0 and box.height > 0
