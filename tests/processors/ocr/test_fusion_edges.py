"""Words that two readings show, or one shows in part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.config.fusion import FusionConfig
from processors.geometry import Box
from processors.ocr.engine import EngineLine, EngineWord
from processors.ocr.fusion import Fused, second_reading
from processors.ocr.fusion.edges import cut_at, without_repeated
from processors.ocr.fusion.words import glyphs_of_reading, words_of_glyphs
from processors.ocr.line_reader import Character, LineReading
from processors.ocr.rapid import RapidEngine
from tests.processors.ocr.test_fusion_page import PITCH, Saying, line

PAPER = np.full((1000, 1000), 255, np.uint8)
EVERYTHING = replace(FusionConfig(), everything=True)


def reading(text: str, x: float, confidence: float = 0.97) -> LineReading:
    characters = tuple(Character(c, x + (k + 0.5) * PITCH, confidence) for k, c in enumerate(text))
    return LineReading(Box(x, 95, x + PITCH * len(text), 135), characters)


def word(text: str, x: float, confidence: float = 0.9) -> EngineWord:
    return EngineWord(text, Box(x, 100, x + PITCH * len(text), 130), confidence)


def fused(lines: list[EngineLine], engine: RapidEngine) -> Fused:
    return second_reading(PAPER, lines, "tesseract", engine, EVERYTHING, 60.0)


def test_a_word_in_two_overlapping_boxes_comes_out_once() -> None:
    whole = line("confirm only one flight from", 100, 0.9)
    w = whole.words
    left = Box(w[0].box.x0, 95, w[2].box.x1 + 10, 135)
    right = Box(w[2].box.x0 - 10, 95, w[4].box.x1, 135)
    read = fused([whole], Saying({left: "confirm only one", right: "one flight from"}))
    assert [one.text for one in read.lines] == ["confirm only one flight from"]


def test_a_word_said_twice_stays_twice() -> None:
    whole = line("had had enough", 100, 0.9)
    read = fused([whole], Saying({whole.box.grown(0, 5): "had had enough"}))
    assert [one.text for one in read.lines] == ["had had enough"]


def test_a_reading_of_nothing_but_others_words_adds_nothing() -> None:
    whole = (reading("one two six", 100), [word("one", 100), word("two", 180), word("six", 260)])
    assert [r.text for r in without_repeated([(reading("two six", 180), []), whole], EVERYTHING)] == [
        "",
        "one two six",
    ]


def test_of_two_readings_of_what_the_first_reader_missed_one_stays() -> None:
    twice = [(reading("one two", 100), []), (reading("two six", 180), [])]
    assert [r.text for r in without_repeated(twice, EVERYTHING)] == ["one two", "six"]


def test_a_word_that_the_first_reader_has_there_is_kept() -> None:
    pair = [(reading("one two", 100), [word("one", 100)]), (reading("two six", 180), [word("xyz", 180)])]
    left, right = without_repeated(pair, EVERYTHING)
    assert (left.text, right.text) == ("one", "two six")
    assert left.box.x1 < 185


def test_another_word_at_the_place_is_no_repetition() -> None:
    pair = [(reading("JUNE 11,", 100), [word("JUNE", 100)]), (reading("1975", 220), [word("13,1975", 200)])]
    assert [r.text for r in without_repeated(pair, EVERYTHING)] == ["JUNE 11,", "1975"]


def test_the_whole_word_stays_whichever_reading_comes_first() -> None:
    cut, whole = (reading("the commit", 100), []), (reading("committee met", 180), [])
    assert [r.text for r in without_repeated([cut, whole], EVERYTHING)] == ["the", "committee met"]
    assert [r.text for r in without_repeated([whole, cut], EVERYTHING)] == ["committee met", "the"]


@pytest.mark.parametrize(("left", "right"), [("in 1975", "1976 we"), ("at 5,000", "6,000 of")])
def test_figures_that_differ_are_no_repetition(left: str, right: str) -> None:
    pair = [(reading(left, 100), []), (reading(right, 160), [])]
    assert [r.text for r in without_repeated(pair, EVERYTHING)] == [left, right]


def test_a_part_of_a_figure_yields_to_the_figure() -> None:
    pair = [(reading("total 1,25", 100), []), (reading("1,250 pounds", 220), [])]
    assert [r.text for r in without_repeated(pair, EVERYTHING)] == ["total", "1,250 pounds"]


def test_a_reading_that_will_not_be_taken_keeps_no_word_from_others() -> None:
    doubtful, sure = (reading("one two", 100, 0.5), []), (reading("two six", 180), [])
    assert without_repeated([doubtful, sure], EVERYTHING)[1].text == "two six"


@pytest.mark.parametrize("x", [228, 245, 255])
def test_a_word_is_cut_where_the_texts_tell(x: float) -> None:
    shown = LineReading(Box(x, 95, 345, 135), reading("1975", 260).characters)
    parts = cut_at(shown, word("13,1975", 200), EVERYTHING)
    assert parts is not None
    assert [part.text for part in parts] == ["1975", "13,"]


def test_the_row_below_is_no_repetition() -> None:
    below = reading("had", 100)
    lower = LineReading(below.box.moved(0, 30), below.characters)
    assert [r.text for r in without_repeated([(reading("had", 100), []), (lower, [])], EVERYTHING)] == [
        "had",
        "had",
    ]


def test_what_the_second_reader_was_not_shown_stays_in_doubt() -> None:
    whole = EngineLine.of([word("JUNE", 100, 0.95), word("13,1975", 200, 0.6)])
    month, year = Box(95, 95, 185, 135), Box(261, 95, 345, 135)
    read = fused([whole], Saying({month: "JUNE", year: "1975"}))
    (one,) = read.lines
    assert one.text == "JUNE 13, 1975"
    assert one.words[1].engine == "tesseract"
    assert one.words[1].confidence < 0.7


def test_a_word_that_was_read_whole_is_not_cut() -> None:
    assert (
        cut_at(
            LineReading(Box(100, 95, 205, 135), reading("Spears", 90).characters),
            word("Spears", 100),
            EVERYTHING,
        )
        is None
    )


def test_marks_beyond_the_box_are_left() -> None:
    assert cut_at(reading("ARB", 140), word("__ARB", 100), EVERYTHING) is None


def test_a_word_of_the_second_reader_before_all_others_has_its_own_place() -> None:
    glyphs = glyphs_of_reading(reading('"SENSTUDY 75."', 200), "rapidocr")
    first, second = words_of_glyphs(glyphs, Box(400, 100, 480, 130))
    assert (first.text, second.text) == ('"SENSTUDY', '75."')
    assert (first.box.x0, second.box.x1) == (200, 480)
    assert first.box.x1 > 360


@given(st.lists(st.tuples(st.text("abc 12", min_size=1, max_size=20), st.floats(0, 400)), max_size=5))
def test_what_is_cut_off_is_never_more_than_was_read(texts: list[tuple[str, float]]) -> None:
    told = [(reading(text, x), ()) for text, x in texts]
    for (before, _), kept in zip(told, without_repeated(told, EVERYTHING), strict=True):
        assert kept.text in before.text
        assert kept.box.x0 >= before.box.x0
        assert kept.box.x1 <= before.box.x1
