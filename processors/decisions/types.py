"""The vocabulary of a review: who decided what about which finding, what it was before and what it is since.

A decision is never changed and never removed; one that was wrong is taken back by another (`Act.UNDO`). Boxes are in
points of the page as a viewer shows it, origin top left, as in the record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from processors.geometry import Box


class Subject(StrEnum):
    """What a decision is about. A word that was read unsurely is decided with its line."""

    REDACTION = "redaction"
    STRIKE = "strike"
    MARKING = "marking"
    LINE = "line"


class Act(StrEnum):
    """What a person said.

    `accept`: it is as the machine says, also where a filter had turned it down. `reject`: it is not there. `change`: it
    is there, with another kind, other codes, another extent or another text. `draw`: the machine missed it. `correct`:
    the text of a line. `illegible`: nobody can read the line. `comment`: a word about it, and nothing else. `undo`:
    an earlier decision no longer holds.
    """

    ACCEPT = "accept"
    REJECT = "reject"
    CHANGE = "change"
    DRAW = "draw"
    CORRECT = "correct"
    ILLEGIBLE = "illegible"
    COMMENT = "comment"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class State:
    """A finding as it was or is.

    Attributes:
        bbox: where it is.
        kind: of a redaction (`RedactionKind`), strike (`StrikeStyle`), marking (`MarkingKind`) or line (`LineKind`).
        codes: exemption codes of a redaction, normalised.
        text: of a line, marking, or the word under a strike; always empty for redactions.
        what: what was struck (`StruckWhat`), empty for all but strikes.
        struck: whether a marking is crossed out; None for all but markings.
        status: `found`, `unsure` or `rejected`, as the machine had it; empty in what a person said.
        confidence: of the machine, 0..1; 1 in what a person said.
        page: width and height of the page as it was measured then, in points: a box is a place only on a page of that
            size. None in older decisions. It makes no other state.
    """

    bbox: Box
    kind: str = ""
    codes: tuple[str, ...] = ()
    text: str = ""
    what: str = ""
    struck: bool | None = None
    status: str = ""
    confidence: float = 1.0
    page: tuple[float, float] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the log.

    Attributes:
        number: counts the log; later decisions have greater numbers.
        sha256: of the file.
        page: 1-based.
        ref: id of the finding in the record that the reviewer saw; of a line `p3-l214x530`, made as other ids are;
            of what was drawn an id made from its corner, as the machine's would be.
        before: as the reviewer saw it; None for what was drawn.
        after: as the reviewer left it; None for `reject`, `illegible`, `comment` and `undo`.
        reviewer: who.
        time: when, ISO 8601 in UTC, to the second.
        comment: why, in the reviewer's words.
        undoes: number of the decision that is taken back; None for all but `undo`.
    """

    number: int
    sha256: str
    page: int
    ref: str
    subject: Subject
    act: Act
    before: State | None
    after: State | None
    reviewer: str
    time: str
    comment: str = ""
    undoes: int | None = None
