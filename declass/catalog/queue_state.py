"""What becomes of an entry of the queue when somebody decides; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from processors.decisions.standing import held, undone
from processors.decisions.typed import Origins, origins
from processors.decisions.types import Act, Decision

OPEN, DECIDED, REJECTED_ONCE, GONE = 0, 1, 2, 3
"""It waits; it is decided; one reviewer rejected it, which is decided unless a second review is wanted; it was a
conflict whose decision was undone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds about a finding.

    Attributes:
        state: `OPEN`, `DECIDED`, `REJECTED_ONCE` or `GONE`.
        newest: number of the newest decision, 0 for none.
        decision: the one that holds.
        typed: who typed the words of its text.
    """

    state: int
    newest: int
    decision: Decision | None
    typed: Origins = ()


def standing_of(decisions: Sequence[Decision], since: int = 0) -> Standing:
    """What holds after the decisions on one finding.

    Args:
        decisions: on it.
        since: number of a decision that does not fit the reading: only later ones settle that, or that it is undone.
    """
    if not decisions:
        return Standing(OPEN, 0, None)
    newest = max(d.number for d in decisions)
    left = held(decisions)
    settled = since in undone(decisions)
    if not left:
        return Standing(GONE if settled else OPEN, newest, None)
    last, typed = left[-1], origins(decisions)[left[-1].number]
    if last.number <= since and not settled:
        return Standing(OPEN, newest, last, typed)
    if last.act is not Act.REJECT:
        return Standing(DECIDED, newest, last, typed)
    rejected = {d.reviewer for d in last_rejections(decisions)}
    return Standing(REJECTED_ONCE if len(rejected) == 1 else DECIDED, newest, last, typed)


def last_rejections(decisions: Sequence[Decision]) -> list[Decision]:
    """Of the decisions on one finding the rejections at the end that hold, with nothing else between them."""
    last: list[Decision] = []
    for decision in reversed(held(decisions)):
        if decision.act is not Act.REJECT:
            break
        last.append(decision)
    return last
