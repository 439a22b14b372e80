"""Marks are fitted to recognised words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from processors.geometry import Box
from processors.marks.strikes import StrikeMark, refine_with_words
from processors.records import StrikeStyle

spans = st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(1, 80), st.integers(1, 40))
boxes = spans.map(lambda s: Box(float(s[0]), float(s[1]), float(s[0] + s[2]), float(s[1] + s[3])))
marks = boxes.map(lambda b: StrikeMark(b, StrikeStyle.HORIZONTAL, 0.9))


def test_a_run_is_split_into_its_words() -> None:
    run = StrikeMark(Box(10, 10, 200, 30), StrikeStyle.DOUBLE, 0.8)
    words = [Box(12, 8, 90, 32), Box(100, 9, 198, 31), Box(210, 9, 300, 31), Box(12, 40, 90, 60)]
    assert [m.box for m in refine_with_words([run], words)] == words[:2]
    assert {m.style for m in refine_with_words([run], words)} == {StrikeStyle.DOUBLE}


def test_a_mark_on_no_word_stays() -> None:
    mark = StrikeMark(Box(10, 10, 50, 30), StrikeStyle.SCRIBBLE, 0.8)
    assert refine_with_words([mark], [Box(100, 10, 150, 30)]) == (mark,)


@given(st.lists(marks, max_size=6), st.lists(boxes, max_size=8))
def test_every_mark_is_a_word_or_untouched(some: list[StrikeMark], words: list[Box]) -> None:
    refined = refine_with_words(some, words)
    assert all(m.box in words or m in some for m in refined)
    assert len(set(refined)) == len(refined)
    assert bool(refined) == bool(some)
