from __future__ import annotations

from processors.geometry import Box
from processors.marks.overtyped import ReadMark, with_words
from processors.records import Line, LineKind, Word

MARK = ReadMark("(S)", Box(120, 100, 140, 110), 0.9)


def line(*words: tuple[str, float, float, bool]) -> Line:
    made = tuple(Word(text, Box(x0, 100, x1, 110), 0.8, "t", struck) for text, x0, x1, struck in words)
    return Line(" ".join(w.text for w in made), Box(0, 100, 300, 110), 0.8, LineKind.BODY, made)


def told(*lines: Line) -> list[list[tuple[str, bool]]]:
    return [[(w.text, w.struck) for w in one.words] for one in with_words(lines, [MARK])]


def test_it_stands_in_place_of_what_readers_made_of_it() -> None:
    page = line(("(U)", 90, 110, False), ("(8)", 121, 139, True), ("The", 150, 170, False))
    assert told(page) == [[("(U)", False), ("(S)", True), ("The", False)]]
    (changed,) = with_words([page], [MARK])
    assert changed.text == "(U) (S) The"
    assert changed.words[1].engine == "shapes"


def test_it_goes_between_its_neighbours_where_nothing_was_read() -> None:
    page = line(("3.", 90, 110, False), ("The", 150, 170, False))
    assert told(page) == [[("3.", False), ("(S)", True), ("The", False)]]


def test_the_number_of_a_footnote_stays() -> None:
    assert told(line(("2(S)", 108, 140, True))) == [[("2", False), ("(S)", True)]]


def test_a_live_word_loses_the_mark_that_was_read_as_its_end() -> None:
    page = line(("III.(U)(&)", 60, 140, False), ("Page", 150, 170, False))
    assert told(page) == [[("III.(U)", False), ("(S)", True), ("Page", False)]]


def test_live_words_stay() -> None:
    assert told(line(("(8)", 121, 138, False))) == [[("(8)", False), ("(S)", True)]]


def test_it_is_a_line_of_its_own_far_from_all_others() -> None:
    below = Line(
        "far", Box(120, 300, 140, 310), 0.8, LineKind.BODY, (Word("far", Box(120, 300, 140, 310), 0.8, "t"),)
    )
    assert told(below) == [[("far", False)], [("(S)", True)]]


def test_without_marks_nothing_changes() -> None:
    page = line(("The", 150, 170, False))
    assert with_words([page], []) == (page,)
