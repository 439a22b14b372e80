from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    ("read", "x0", "x1", "left", "right"),
    [
        ("(TS//NF)(&)It", 60, 153, "(TS//NF)", "It"),
        ("Memorandum(&)to", 54, 155, "Memorandum", "to"),
        ("p.12(&)6", 96, 146, "p.12", "6"),
        ("in(1947)(&)12", 67, 154, "in(1947)", "12"),
        ("(U)(&)The", 102, 161, "(U)", "The"),
        ("(U)(&)The", 97, 160, "(U)", "The"),  # its middle lies left of the mark's
        ("(&)The", 120, 160, "", "The"),
    ],
)
def test_what_a_live_word_has_on_either_side_of_the_mark_stays(
    read: str, x0: float, x1: float, left: str, right: str
) -> None:
    page = line(("3.", 30, 40, False), (read, x0, x1, False), ("was", 170, 190, False))
    wanted = [("3.", False), (left, False), ("(S)", True), (right, False), ("was", False)]
    assert told(page) == [[w for w in wanted if w[0]]]
    words = {w.text: w.bbox for w in with_words([page], [MARK])[0].words}
    assert (words[right].x0, words[right].x1) == (MARK.box.x1, x1)
    assert not left or (words[left].x0, words[left].x1) == (x0, MARK.box.x0)


@pytest.mark.parametrize(
    ("read", "x0", "x1", "left", "right"),
    [("(S)to", 120, 153, "", "to"), ("2(S)to", 113, 153, "2", "to"), ("(S)6", 120, 147, "", "6")],
)
def test_what_a_struck_word_has_on_either_side_of_the_mark_is_live(
    read: str, x0: float, x1: float, left: str, right: str
) -> None:
    wanted = [(left, False), ("(S)", True), (right, False)]
    assert told(line((read, x0, x1, True))) == [[w for w in wanted if w[0]]]


@pytest.mark.parametrize(
    ("read", "x0", "x1", "struck"),
    [
        ("Memorandum(to", 54, 155, False),  # nothing tells where the mark ends
        ("Mem&)to", 90, 155, False),
        ("(9)seeandmore", 100, 170, False),  # its brackets lie before the mark
        ("S8to", 120, 158, True),
    ],
)
def test_a_word_that_cannot_be_cut_stays_whole(read: str, x0: float, x1: float, struck: bool) -> None:
    (found,) = told(line((read, x0, x1, struck)))
    assert (read, struck) in found
    assert ("(S)", True) in found


def test_struck_letters_without_room_for_another_sign_are_the_mark() -> None:
    assert told(line(("SXX", 117, 144, True))) == [[("(S)", True)]]


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
