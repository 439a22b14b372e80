"""Fusing two readings: nothing is invented, agreement is kept."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.config.fusion import FusionConfig
from processors.geometry import Box
from processors.ocr.engine import EngineWord
from processors.ocr.fusion.characters import Glyph
from processors.ocr.fusion.choice import MOST_WAYS, fuse, settle
from processors.ocr.fusion.words import glyphs_of_reading, glyphs_of_words, words_of_glyphs
from processors.ocr.line_reader import Character, LineReading

CONFIG = FusionConfig()
WIDTH = 10.0


def glyphs(text: str, engine: str, confidence: float, space: float = 1.0) -> tuple[Glyph, ...]:
    out: list[Glyph] = []
    gap = False
    for k, character in enumerate(text):
        if character == " ":
            gap = True
            continue
        before = space if gap and out else 0.0
        out.append(Glyph(character, k * WIDTH, (k + 1) * WIDTH, confidence, frozenset((engine,)), before))
        gap = False
    return tuple(out)


def said(fused: tuple[Glyph, ...]) -> str:
    return " ".join(w.text for w in words_of_glyphs(fused, Box(0, 0, 1, 10)))


def both(first: str, one: float, second: str, two: float) -> str:
    return said(fuse(glyphs(first, "first", one), glyphs(second, "second", two), CONFIG))


texts = st.text(alphabet="abcABC019.,-' ", max_size=24)
shares = st.floats(0, 1)


@given(texts, shares, texts, shares)
def test_no_character_is_invented_or_moved(first: str, one: float, second: str, two: float) -> None:
    a, b = glyphs(first, "first", one), glyphs(second, "second", two)
    for glyph in fuse(a, b, CONFIG):
        assert 0 <= glyph.confidence <= 1
        for name, source in (("first", a), ("second", b)):
            if glyph.engines == {name}:
                assert (glyph.text, glyph.x0, glyph.x1) in {(g.text, g.x0, g.x1) for g in source}
        if len(glyph.engines) == 2:
            assert glyph.text in {g.text for g in a} & {g.text for g in b}


@given(texts, shares, shares)
def test_a_text_with_itself_is_itself_and_surer(text: str, one: float, two: float) -> None:
    a, b = glyphs(text, "first", one), glyphs(text, "second", two)
    fused = fuse(a, b, CONFIG)
    assert said(fused) == " ".join(text.split())
    assert all(g.confidence >= max(one, two) - 1e-9 for g in fused)
    assert all(g.engines == {"first", "second"} for g in fused)


@given(texts, shares, shares, st.lists(st.integers(0, 23)))
def test_every_character_both_read_stays(text: str, one: float, two: float, lost: list[int]) -> None:
    kept = "".join(c for k, c in enumerate(text) if k not in lost)
    fused = "".join(g.text for g in fuse(glyphs(text, "first", one), glyphs(kept, "second", two), CONFIG))
    wanted = iter(fused)
    assert all(c in wanted for c in kept.replace(" ", ""))


def test_surer_shapes_of_the_second_reader_win() -> None:
    assert both("LID/NOPRNT", 0.5, "IID/NOFORN", 0.99) == "IID/NOFORN"


def test_a_sure_first_reader_is_not_overruled_by_a_doubtful_second() -> None:
    assert both("harbour", 0.96, "harbeur", 0.8) == "harbour"


def test_marks_only_the_first_reader_sees_are_specks() -> None:
    assert both("the 'old jetty", 0.9, "the old jetty", 0.97) == "the old jetty"


def test_commas_of_the_first_reader_stand_unless_it_doubts_them() -> None:
    assert both("born 1758, Mary", 0.9, "born 1758. Mary", 0.95) == "born 1758, Mary"
    assert both("born 1758, Mary", 0.3, "born 1758. Mary", 0.99) == "born 1758. Mary"


def test_a_letter_the_second_reader_swallows_stays_where_the_first_is_sure() -> None:
    assert both("that the harbour", 0.94, "tht the harbour", 0.6) == "that the harbour"


def test_readings_without_likeness_are_not_mixed() -> None:
    assert both("oarenecewen", 0.5, "DATE RECEIVED.", 0.98) == "DATE RECEIVED."
    assert both("lantern", 0.96, "xvq zk", 0.3) == "lantern"


def with_gap(text: str, before: int, gap: float) -> tuple[Glyph, ...]:
    """The second reader's characters, the one with that number standing so far from the one before it."""
    return tuple(
        replace(g, gap=gap if k == before else 1.0) for k, g in enumerate(glyphs(text, "second", 0.99))
    )


def test_a_doubtful_space_of_the_first_reader_stays_where_it_is_wide() -> None:
    first = glyphs("1018 2233 jetty", "first", 0.5, space=0.5)
    assert said(fuse(first, with_gap("10182233 jetty", 4, 2.0), CONFIG)) == "1018 2233 jetty"
    assert said(fuse(first, with_gap("10182233 jetty", 4, 1.0), CONFIG)) == "10182233 jetty"


def test_a_usual_word_is_chosen_among_those_that_were_offered() -> None:
    assert both("the MLITARY attache", 0.9, "the MILITARY attache", 0.9) == "the MILITARY attache"
    assert both("the MILITARY attache", 0.9, "the MLITARY attache", 0.9) == "the MILITARY attache"


@given(shares, shares)
def test_no_word_is_made_that_neither_reader_offered(one: float, two: float) -> None:
    assert both("MLITXRY", one, "MLITQRY", two) in {"MLITXRY", "MLITQRY"}


@pytest.mark.parametrize(
    ("first", "second"), [("MXBLAZE", "MXBLAZF"), ("2018", "2013"), ("LIENVOY", "LIFNVOY")]
)
def test_names_and_numbers_are_left_to_the_readers(first: str, second: str) -> None:
    assert both(first, 0.96, second, 0.6) == first
    assert both(second, 0.3, first, 0.99) == first


def thought(text: str, confidence: float, **others: float) -> tuple[Glyph, ...]:
    """The second reader's glyphs; `others` are letters instead of those at a place (`e1`), with their confidence."""
    read = list(glyphs(text, "second", confidence))
    for name, score in others.items():
        place = int(name[1:])
        read[place] = replace(read[place], others=((name[0], score),))
    return tuple(read)


def with_second_thoughts(first: str, one: float, second: tuple[Glyph, ...]) -> tuple[Glyph, ...]:
    return fuse(glyphs(first, "first", one), second, CONFIG)


def test_second_thoughts_make_usual_words_out_of_unusual_ones() -> None:
    assert said(with_second_thoughts("weuld", 0.97, thought("weuld", 0.6, o1=0.2))) == "would"
    assert said(with_second_thoughts("svt", 0.3, thought("nst", 0.6, o1=0.1))) == "not"


def test_second_thoughts_mend_lines_that_the_second_reader_alone_sees() -> None:
    (word,) = words_of_glyphs(settle(thought("evant", 0.9, e2=0.05), CONFIG), Box(0, 0, 9, 9))
    assert (word.text, word.engine) == ("event", "second")
    assert said(settle(thought("MXBLAZE", 0.9, F6=0.4), CONFIG)) == "MXBLAZE"


def test_second_thoughts_leave_doubt() -> None:
    (word,) = words_of_glyphs(
        with_second_thoughts("invalved", 0.97, thought("invalved", 0.9, o3=0.05)), Box(0, 0, 9, 9)
    )
    assert word.text == "involved"
    assert word.confidence < 0.85


@pytest.mark.parametrize(
    ("read", "others"),
    [
        ("would", {"u0": 0.3}),  # usual already
        ("MXBLAZE", {"F6": 0.45}),  # no word either way
        ("LIENVOY", {"F2": 0.45}),
        ("would", {"c0": 0.3}),
        ("Mr.", {"e1": 0.3}),  # a common word, though `Me` is a commoner one
        ("Rusk", {"i1": 0.02}),  # a name beside a usual word
        ("(TS)", {"I1": 0.3}),
        ("NF", {"O0": 0.3}),
        ("tho", {"e2": 0.00001}),  # hardly thought of
    ],
)
def test_words_stand_that_second_thoughts_do_not_mend(read: str, others: dict[str, float]) -> None:
    assert said(with_second_thoughts(read, 0.8, thought(read, 0.6, **others))) == read


def test_what_the_first_reader_said_is_no_second_thought() -> None:
    """It is as sure as two readers make it."""
    fused = with_second_thoughts("would", 0.9, thought("weuld", 0.6, o1=0.35))
    assert said(fused) == "would"
    assert [g.engines for g in fused][1] == {"first"}


def test_usual_words_decide_about_a_space_that_one_reader_sees() -> None:
    assert both(
        "OF WHAT AID WENT TO BOLIVIA LAST YEAR", 0.8, "OFWHAT AID WENT TO BOLIVIALAST YEAR", 0.97
    ) == ("OF WHAT AID WENT TO BOLIVIA LAST YEAR")
    assert both("THEREBY REDU CING", 0.7, "THEREBY REDUCING", 0.97) == "THEREBY REDUCING"


def test_a_line_full_of_disputes_is_read_in_bounded_time() -> None:
    first, second = "o1" * 40, "0l" * 40
    started = time.process_time()
    assert len(both(first, 0.5, second, 0.5)) == 80
    assert time.process_time() - started < 2 and MOST_WAYS <= 1000


def test_the_gap_of_a_character_is_in_the_lines_usual_distance() -> None:
    places = [10, 20, 30, 55, 65]
    line = LineReading(
        Box(0, 0, 70, 20), tuple(Character(c, x, 0.9) for c, x in zip("abcde", places, strict=True))
    )
    assert [g.gap for g in glyphs_of_reading(line, "second")] == [1, 1, 1, 2.5, 1]


def test_a_sure_second_reader_settles_case() -> None:
    assert both("THomas", 0.8, "Thomas", 0.99) == "Thomas"
    assert both("Country", 0.8, "country", 0.5) == "Country"


def test_letters_are_not_turned_into_marks_by_a_doubtful_reader() -> None:
    assert both("CANING", 0.95, "(ANING", 0.6) == "CANING"


def test_marks_only_the_second_reader_sees_are_left_out_unless_sure() -> None:
    assert both("lantern", 0.8, "' lantern", 0.8) == "lantern"


def test_a_space_survives_the_character_behind_it() -> None:
    first = glyphs("old ~jetty", "first", 0.8)
    first = tuple(replace(g, confidence=0.0) if g.text == "~" else g for g in first)
    assert said(fuse(first, glyphs("oldjetty", "second", 0.99), CONFIG)) == "old jetty"


def test_disputed_characters_leave_doubt() -> None:
    fused = fuse(glyphs("jotty", "first", 0.6), glyphs("jetty", "second", 0.9), CONFIG)
    (word,) = words_of_glyphs(fused, Box(0, 0, 1, 10))
    assert word.text == "jetty" and word.engine == "second+first"
    assert word.confidence < 0.9


@given(st.lists(st.text(alphabet="abc.", min_size=1, max_size=6), max_size=5))
def test_words_become_glyphs_and_words_again(names: list[str]) -> None:
    words = [
        EngineWord(name, Box(100.0 * k, 0, 100.0 * k + 10 * len(name), 20), 0.5)
        for k, name in enumerate(names)
    ]
    again = words_of_glyphs(glyphs_of_words(words, "first"), Box(0, 0, 1, 20))
    assert [w.text for w in again] == names
    for word, back in zip(words, again, strict=True):
        assert abs(word.box.x0 - back.box.x0) < 1e-6 and abs(word.box.x1 - back.box.x1) < 1e-6


def test_a_bullet_that_the_second_reader_passes_over_stays() -> None:
    assert both("e Temporary signal tower", 0.5, "Temporary signal tower", 0.99) == "e Temporary signal tower"
    assert both("' Temporary signal tower", 0.5, "Temporary signal tower", 0.99) == "Temporary signal tower"


@pytest.mark.parametrize(
    ("first", "second", "read"),
    [
        ("to observe", "to observe (b)(1) (b)(3)", "to observe"),
        ("of the report", "[[x]=|//zq] of the report", "of the report"),
        ("of Hesselq", "of", "of"),
    ],
)
def test_what_one_reader_sees_beside_the_words_does_not_cost_them_their_sureness(
    first: str, second: str, read: str
) -> None:
    fused = fuse(glyphs(first, "first", 0.9), glyphs(second, "second", 0.95), CONFIG)
    words = {w.text: w for w in words_of_glyphs(fused, Box(0, 0, 1, 10))}
    assert all(words[text].confidence > 0.9 for text in read.split())


def test_words_with_which_the_first_reader_reads_on_stay_in_doubt() -> None:
    fused = fuse(glyphs("12 March 1963", "first", 0.92), glyphs("12", "second", 0.97), CONFIG)
    words = words_of_glyphs(fused, Box(0, 0, 1, 10))
    assert [w.text for w in words] == ["12", "March", "1963"]
    assert words[0].confidence > 0.9 and max(w.confidence for w in words[1:]) < 0.6


def test_readings_that_only_begin_with_the_same_letter_are_not_mixed() -> None:
    assert both("a lighthouse", 0.9, "a n,4;", 0.5) == "a lighthouse"


@pytest.mark.parametrize(
    ("first", "second", "read"),
    [("who [7G", "who (b)(7)(C", "who"), ("[7Gxx who", "(b)(7)(C who", "who"), ("a [7G", "a (b)(7)(C", "")],
)
def test_words_at_an_end_that_both_read_are_sure_whatever_stands_beside_them(
    first: str, second: str, read: str
) -> None:
    one = (*glyphs(first, "first", 0.96),)
    one = tuple(replace(g, confidence=0.02 if g.text in "[7Gx" else g.confidence) for g in one)
    fused = fuse(one, glyphs(second, "second", 0.97), CONFIG)
    words = {w.text: w for w in words_of_glyphs(fused, Box(0, 0, 1, 10))}
    assert all(words[text].confidence > 0.9 for text in read.split())


def test_a_scrap_of_a_line_gives_way_to_the_line() -> None:
    assert both("1 2 2.", 0.4, "1 - Mr. J. B. Adams", 0.94) == "1 - Mr. J. B. Adams"


def test_a_scrap_stays_where_the_second_reader_is_unsure_of_the_line() -> None:
    assert both("of Me 6", 0.9, "Minntes cf Spectal Gronp", 0.6) == "of Me 6"


@pytest.mark.parametrize(
    ("first", "second"), [("$400", "$4,000.00"), ("Mr. Smith", "llll iiii llll iiii llll")]
)
def test_what_the_first_reader_is_sure_of_is_no_scrap(first: str, second: str) -> None:
    assert both(first, 0.99, second, 0.85) == first


def test_a_capital_stands_for_its_small_letter_not_for_a_mark_beside_it() -> None:
    assert both("2.. What", 0.8, "2. what", 0.9).casefold() == "2. what"


def test_the_last_character_of_a_line_reaches_no_further_than_characters_do() -> None:
    signs = tuple(Character(c, 10.0 + 20 * k, 0.97) for k, c in enumerate("Quillby"))
    line = LineReading(Box(-90, 0, 400, 30), signs)
    found = glyphs_of_reading(line, "second")
    assert (found[0].x0, found[-1].x1) == (-20.0, 160.0)
    within = LineReading(Box(2, 0, 138, 30), signs)
    assert [g(glyphs_of_reading(within, "second")) for g in (lambda o: o[0].x0, lambda o: o[-1].x1)] == [
        2,
        138,
    ]
