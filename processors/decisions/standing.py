"""Which decisions hold."""

from __future__ import annotations

from collections.abc import Iterable

from processors.decisions.types import Act, Decision


def in_order(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Decisions from the oldest to the newest.

    Time comes before number: one that was restored into another log may have got a later number there.
    """
    return tuple(sorted(decisions, key=lambda d: (d.time, d.number)))


def undone(decisions: Iterable[Decision]) -> set[int]:
    """Numbers of the decisions that were taken back; an undo that was undone itself takes nothing back."""
    found: set[int] = set()
    for decision in reversed(in_order(decisions)):
        if decision.undoes is not None and decision.number not in found:
            found.add(decision.undoes)
    return found


def held(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that were not undone, from the oldest to the newest; a comment decides nothing."""
    ordered = in_order(decisions)
    taken_back = undone(ordered)
    return [d for d in ordered if d.number not in taken_back and d.act not in (Act.UNDO, Act.COMMENT)]


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that hold, from the oldest to the newest: of each finding the last one that was not undone."""
    return in_order({(d.sha256, d.ref): d for d in held(decisions)}.values())
