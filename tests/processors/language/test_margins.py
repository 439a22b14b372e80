from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from processors.geometry import Box
from processors.language.margins import Margin, share_out


def at(y0: float, y1: float) -> Box:
    return Box(50, y0, 90, y1)


def stack(y0: float, y1: float, *served: Box) -> Margin:
    return Margin(Box(520, y0, 580, y1), served)


def test_a_passage_belongs_to_the_stack_that_stands_beside_the_middle() -> None:
    passages = [at(380, 390), at(405, 420), at(505, 535), at(570, 600)]
    stacks = [stack(445, 495), stack(670, 710, at(707, 722))]
    assert share_out(passages, stacks, 120) == [0, 0, 0, 0]


def test_each_stack_gets_its_own_group() -> None:
    passages = [at(100, 110), at(140, 150), at(400, 410), at(440, 450)]
    assert share_out(passages, [stack(105, 145), stack(405, 445)], 100) == [0, 0, 1, 1]


def test_the_order_of_what_is_given_does_not_matter() -> None:
    passages = [at(440, 450), at(100, 110)]
    assert share_out(passages, [stack(405, 445), stack(95, 145)], 100) == [0, 1]


def test_nothing_beyond_reach_is_served() -> None:
    assert share_out([at(700, 710)], [stack(100, 140)], 100) == [None]
    assert share_out([at(700, 710)], [], 100) == [None]


places = st.builds(lambda y, h: at(y, y + h), st.floats(0, 780), st.floats(1, 60))
margins = st.builds(lambda y, h: stack(y, y + h), st.floats(0, 780), st.floats(1, 60))


@given(st.lists(places, max_size=8), st.lists(margins, max_size=4), st.floats(1, 300))
def test_a_passage_is_served_if_and_only_if_a_stack_is_within_reach(
    passages: list[Box], stacks: list[Margin], reach: float
) -> None:
    found = share_out(passages, stacks, reach)
    for box, home in zip(passages, found, strict=True):
        gaps = [max(0.0, box.y0 - s.box.y1, s.box.y0 - box.y1) for s in stacks]
        if home is None:
            assert all(gap > reach for gap in gaps)
        else:
            assert gaps[home] <= reach
