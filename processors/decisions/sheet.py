"""A page on which decisions are being carried out: its findings in upright points, as `PageResult` has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from processors.config import Config
from processors.decisions.match import Match, has_moved, places
from processors.decisions.types import Act, Decision, State
from processors.decisions.words import PERSON
from processors.geometry import Box
from processors.records import (
    Conflict,
    ConflictReason,
    Decided,
    Line,
    Marking,
    Redaction,
    Strike,
    Word,
)
from processors.results import PageResult
from processors.text.metrics import character_width
from processors.text.spacing import spaced_text


@dataclass(slots=True)
class Sheet:
    """A page in the making.

    Attributes:
        result: as the machine read it.
        config: the settings of the reading.
        lines: in reading order.
        redactions: that are there.
        rejected: candidates that are not.
        strikes: that are there.
        markings: that are there.
        exact: id -> box as shown.
        conflicts: decisions that do not fit.
    """

    result: PageResult
    config: Config
    lines: list[Line] = field(init=False)
    redactions: list[Redaction] = field(init=False)
    rejected: list[Redaction] = field(init=False)
    strikes: list[Strike] = field(init=False)
    markings: list[Marking] = field(init=False)
    exact: dict[str, Box] = field(init=False)
    conflicts: list[Conflict] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begins with what the machine found."""
        page = self.result.page
        self.lines, self.strikes, self.markings = list(page.lines), list(page.strikes), list(page.markings)
        self.redactions, self.rejected = list(page.redactions), list(page.rejected)
        self.exact = dict(self.result.exact)

    def shown(self, box: Box, name: str = "") -> Box:
        """A box of the upright page in points of the page as shown, as the record has it."""
        if name and name in self.exact:
            return self.exact[name].rounded()
        result = self.result
        return result.to_shown.box(box).clipped(result.width, result.height).rounded()

    def upright(self, box: Box) -> Box:
        """A box of the page as shown in points of the upright page."""
        return self.result.to_shown.inverse().box(box)

    def place(self, decision: Decision, state: State, machine: Box | None, name: str = "") -> Box:
        """Where what was decided is, in upright points; remembers it as shown where a person said so.

        Args:
            decision: gives the name.
            state: as the person left it.
            machine: as the machine has it now, None where it has nothing.
            name: by which the machine knows it.
        """
        before = decision.before
        kept = before is not None and before.bbox == state.bbox and decision.act is not Act.DRAW
        if kept and machine is not None and not has_moved(state.bbox, self.shown(machine, name)):
            if name in self.exact:
                self.exact[decision.ref] = self.exact[name]
            return machine
        box = state.bbox.clipped(self.result.width, self.result.height)
        self.exact[decision.ref] = box
        return self.upright(box)

    def with_words(self, line: Line, words: Sequence[Word]) -> Line:
        """The line with other words, and the text that goes with them."""
        pitch = character_width(word for item in self.lines for word in item.words)
        text = spaced_text(words, pitch, self.config.text)
        return replace(line, words=tuple(words), text=text, confidence=mean_confidence(words))

    def conflict(
        self,
        decision: Decision,
        reason: ConflictReason,
        text: str = "",
        codes: Sequence[str] = (),
    ) -> None:
        """Keeps that a decision does not fit."""
        self.conflicts.append(conflict(decision, reason, text, codes))


def conflict(
    decision: Decision, reason: ConflictReason, text: str = "", codes: Sequence[str] = ()
) -> Conflict:
    """That a decision does not fit, with what is read there now."""
    return Conflict(
        page=decision.page,
        ref=decision.ref,
        number=decision.number,
        subject=str(decision.subject),
        reason=reason,
        bbox=places(decision)[-1],
        text=text,
        codes=tuple(codes),
    )


def decided(decision: Decision) -> Decided:
    """That this decision says what the finding is."""
    return Decided(PERSON, str(decision.act), decision.number, decision.reviewer, decision.time)


def misfit(decision: Decision, match: Match) -> ConflictReason | None:
    """Why what is there now does not fit a decision by its number, None if it does.

    Nothing is there: that is as expected where the machine never had it, and no loss where a person said that it is
    not there. Whoever draws says what is there, in place of all that the machine has.
    """
    if decision.act is Act.DRAW:
        return None
    if match.best is None and not match.others:
        return None if decision.act is Act.REJECT else ConflictReason.GONE
    return ConflictReason.SEVERAL if match.others and decision.act is not Act.REJECT else None


def mean_confidence(words: Sequence[Word]) -> float:
    """Mean confidence of the words, weighted by length."""
    letters = sum(max(1, len(w.text)) for w in words)
    return round(sum(w.confidence * max(1, len(w.text)) for w in words) / letters, 4) if letters else 0.0
