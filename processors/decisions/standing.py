"""Which decisions hold."""

from __future__ import annotations

from collections.abc import Iterable

from processors.decisions.types import Act, Decision


def in_order(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Decisions from the oldest to the newest.

    Time comes before number: one that was restored into another log may have got a later number there.
    """
    return tuple(sorted(decisions, key=lambda d: (d.time, d.number)))


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that hold, from the oldest to the newest: of each finding the last one that was not undone.

    A comment decides nothing. An undo that was undone itself takes nothing back.
    """
    undone: set[int] = set()
    last: dict[tuple[str, str], Decision] = {}
    for decision in reversed(in_order(decisions)):
        if decision.number in undone or decision.act is Act.COMMENT:
            continue
        if decision.act is Act.UNDO:
            undone.add(decision.undoes if decision.undoes is not None else 0)
        else:
            last.setdefault((decision.sha256, decision.ref), decision)
    return in_order(last.values())
