from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from processors.decisions.standing import in_order, standing
from processors.decisions.types import Act, Decision, State, Subject
from processors.geometry import Box
from tests.processors.decisions.pages import decision

STATE = State(Box(1, 1, 9, 9), "black_box")
ACTS = (Act.ACCEPT, Act.REJECT, Act.CHANGE, Act.COMMENT, Act.UNDO)


@st.composite
def logs(draw: st.DrawFn) -> list[Decision]:
    """A log as a catalog keeps it: whoever undoes names an earlier decision on the same finding."""
    made: list[Decision] = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        ref = f"p1-r{draw(st.integers(1, 2))}x1"
        act = draw(st.sampled_from(ACTS))
        before = [d.number for d in made if d.ref == ref and d.act is not Act.COMMENT]
        if act is Act.UNDO and not before:
            act = Act.ACCEPT
        undoes = draw(st.sampled_from(before)) if act is Act.UNDO else None
        after = STATE if act in (Act.ACCEPT, Act.CHANGE) else None
        made.append(decision(number, ref, Subject.REDACTION, act, STATE, after, undoes=undoes))
    return made


def _naive(log: list[Decision]) -> list[int]:
    """Played forward from the start for each finding, with all undos taken as they stand at the end."""

    def holds(d: Decision) -> bool:
        return not any(u.undoes == d.number and holds(u) for u in log if u.act is Act.UNDO)

    last: dict[str, int] = {}
    for d in log:
        if d.act not in (Act.UNDO, Act.COMMENT) and holds(d):
            last[d.ref] = d.number
    return sorted(last.values())


@given(logs(), st.randoms())
def test_the_last_that_was_not_undone_holds_in_whatever_order_they_come(
    log: list[Decision], rng: object
) -> None:
    expected = _naive(log)
    rng.shuffle(log)  # type: ignore[attr-defined]
    assert [d.number for d in standing(log)] == expected


def test_an_undo_brings_back_what_held_before_and_can_be_undone() -> None:
    log = [
        decision(1, "p1-r1x1", Subject.REDACTION, Act.ACCEPT, STATE, STATE),
        decision(2, "p1-r1x1", Subject.REDACTION, Act.REJECT, STATE),
        decision(3, "p1-r1x1", Subject.REDACTION, Act.UNDO, None, undoes=2),
        decision(4, "p1-r1x1", Subject.REDACTION, Act.COMMENT, None),
    ]
    assert [d.number for d in standing(log[:2])] == [2]
    assert [d.number for d in standing(log)] == [1]
    again = [*log, decision(5, "p1-r1x1", Subject.REDACTION, Act.UNDO, None, undoes=3)]
    assert [d.number for d in standing(again)] == [2]


def test_one_that_was_restored_late_stands_where_its_time_says() -> None:
    first, second = (decision(n, "p1-r1x1", Subject.REDACTION, Act.REJECT, STATE) for n in (1, 2))
    late = replace(first, number=9)
    assert in_order([second, late]) == (late, second)
    assert standing([late, second]) == (second,)
