from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from declass.catalog.queue_state import DECIDED, GONE, OPEN, REJECTED_ONCE, standing_of
from processors.decisions.standing import standing
from processors.decisions.types import Act, Decision, State, Subject
from processors.geometry import Box

STATE = State(Box(0, 0, 1, 1), "black_box")
ACTS = (Act.ACCEPT, Act.REJECT, Act.CHANGE, Act.COMMENT)


def _decision(number: int, act: Act, reviewer: str = "Ada", undoes: int | None = None) -> Decision:
    after = STATE if act in (Act.ACCEPT, Act.CHANGE) else None
    return Decision(
        number,
        "0" * 64,
        1,
        "p1-r0x0",
        Subject.REDACTION,
        act,
        STATE,
        after,
        reviewer,
        "2026-01-01",
        "",
        undoes,
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Decision]:
    made: list[Decision] = []
    for number in range(1, draw(st.integers(0, 8)) + 1):
        reviewer = draw(st.sampled_from(["Ada", "Grace"]))
        undo = [d for d in made if d.act is not Act.COMMENT]
        if undo and draw(st.booleans()):
            made.append(_decision(number, Act.UNDO, reviewer, draw(st.sampled_from(undo)).number))
        else:
            made.append(_decision(number, draw(st.sampled_from(ACTS)), reviewer))
    return made


@given(histories())
def test_what_holds_in_the_queue_is_what_holds_in_results(history: list[Decision]) -> None:
    held = standing(history)
    found = standing_of(history)
    assert found.decision == (held[-1] if held else None)
    assert found.newest == max((d.number for d in history), default=0)
    assert (found.state == OPEN) is (not held)
    if held and held[-1].act is not Act.REJECT:
        assert found.state == DECIDED


def test_a_rejection_is_decided_when_two_people_reject() -> None:
    one = _decision(1, Act.REJECT)
    assert standing_of([one]).state == REJECTED_ONCE
    assert standing_of([one, _decision(2, Act.REJECT)]).state == REJECTED_ONCE
    assert standing_of([one, _decision(2, Act.REJECT, "Grace")]).state == DECIDED
    assert standing_of([one, _decision(2, Act.ACCEPT, "Grace")]).state == DECIDED
    assert (
        standing_of([one, _decision(2, Act.ACCEPT), _decision(3, Act.REJECT, "Grace")]).state == REJECTED_ONCE
    )


def test_a_conflict_is_settled_by_later_decisions_alone() -> None:
    history = [_decision(3, Act.ACCEPT)]
    assert standing_of(history, since=3).state == OPEN
    assert standing_of([*history, _decision(4, Act.ACCEPT)], since=3).state == DECIDED


def test_a_conflict_is_gone_with_its_decision_and_comes_back_with_it() -> None:
    history = [_decision(2, Act.REJECT), _decision(3, Act.ACCEPT), _decision(4, Act.UNDO, undoes=3)]
    assert standing_of(history, since=3).state == REJECTED_ONCE
    assert standing_of(history[1:], since=3).state == GONE
    assert standing_of([*history[1:], _decision(5, Act.UNDO, undoes=4)], since=3).state == OPEN
    assert standing_of(history[1:]).state == OPEN, "without a conflict it waits again"
