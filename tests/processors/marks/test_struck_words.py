from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.config.reading import ReadingConfig
from processors.geometry import Box
from processors.marks.struck_words import MARKINGS, is_struck, mark_struck, mended, struck_text
from processors.records import Line, LineKind, Word

CONFIG = ReadingConfig()
WORD = Box(100, 100, 160, 110)


def line(*texts: str) -> Line:
    words = tuple(Word(t, Box(100 + 70 * i, 100, 160 + 70 * i, 110), 0.9, "t") for i, t in enumerate(texts))
    return Line(" ".join(texts), Box(100, 100, 90 + 70 * len(texts), 110), 0.9, LineKind.BODY, words)


@pytest.mark.parametrize(
    ("strike", "struck"),
    [
        (Box(100, 100, 160, 110), True),  # the letters' own box
        (Box(95, 104, 165, 106), True),  # as flat as the stroke
        (Box(110, 90, 150, 120), True),  # a scribble higher than the word
        (Box(100, 104, 125, 106), False),  # under half the width
        (Box(100, 112, 160, 114), False),  # below: an underline
        (Box(200, 100, 260, 110), False),  # the next word
    ],
)
def test_a_strike_must_lie_over_the_word(strike: Box, struck: bool) -> None:
    assert is_struck(WORD, [strike], CONFIG) is struck


def test_only_struck_words_are_marked_and_told() -> None:
    strike = Box(168, 103, 302, 107)
    (marked,) = mark_struck([line("LIVE", "TOP", "SECRET", "LIVE")], [strike], CONFIG)
    assert [w.struck for w in marked.words] == [False, True, True, False]
    assert struck_text([marked], strike, CONFIG) == "TOP SECRET"
    assert struck_text([marked], Box(0, 0, 50, 10), CONFIG) == ""


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("CECRET", "SECRET"),
        ("ELCRET", "SECRET"),
        ("SECREF-", "SECRET"),
        ("CECRET//NOFOPN", "SECRET//NOFORN"),
        ("CONFIDENFIAL", "CONFIDENTIAL"),
        ("(8)", "(S)"),
        ("(%", "(S)"),
        ("(€)", "(C)"),
    ],
)
def test_a_marking_damaged_by_its_strike_is_read(read: str, printed: str) -> None:
    assert mended(read, alone=True) == printed


@pytest.mark.parametrize(
    "read", ["SECRETS", "ECRET", "REGRET", "secret", "NOTION", "(@)", "(G)", "5)", "8", "", "-", "//"]
)
def test_words_that_may_be_others_stay_as_read(read: str) -> None:
    assert mended(read, alone=True) == read


def test_struck_numbers_of_a_struck_list_stay_numbers() -> None:
    (marked,) = mark_struck([line("(5)", "TOP", "LIVE")], [Box(98, 103, 232, 107)], CONFIG)
    assert [w.text for w in marked.words] == ["(5)", "TOP", "LIVE"]
    assert marked.text == "(5) TOP LIVE"


def test_mended_words_stand_in_the_line_too_and_others_are_left_alone() -> None:
    (marked,) = mark_struck([line("CECRET", "TOP", "CECRET")], [Box(98, 103, 162, 107)], CONFIG)
    assert [w.text for w in marked.words] == ["SECRET", "TOP", "CECRET"]
    assert marked.text == "SECRET TOP CECRET"


@given(st.text(max_size=20), st.booleans())
def test_mending_gives_the_word_or_markings_and_is_done_once(read: str, alone: bool) -> None:
    again = mended(read, alone=alone)
    known = {*MARKINGS, "(S)", "(C)", "(TS)"}
    assert again == read or any(m in again for m in known)
    assert mended(again, alone=alone) == again


def test_a_slash_through_secret_strikes_its_top() -> None:
    strike = Box(168, 95, 232, 115)
    (marked,) = mark_struck([line("TOP", "SECRET", "LIVE")], [strike], CONFIG)
    assert [w.struck for w in marked.words] == [True, True, False]
    assert struck_text([marked], strike, CONFIG) == "TOP SECRET"
    (other,) = mark_struck([line("TOP", "FLOOR", "LIVE")], [strike], CONFIG)
    assert [w.struck for w in other.words] == [False, True, False]


@pytest.mark.parametrize("damaged", ["OP", "TGP", "TP", "T0P"])
def test_a_damaged_top_before_a_struck_secret_is_struck_as_top(damaged: str) -> None:
    strike = Box(145, 103, 232, 107)
    (marked,) = mark_struck([line(damaged, "SECRET")], [strike], CONFIG)
    assert [(w.text, w.struck) for w in marked.words] == [("TOP", True), ("SECRET", True)]
    assert struck_text([marked], strike, CONFIG) == "TOP SECRET"


@pytest.mark.parametrize("word", ["TO", "TOO", "TON", "TIP", "TAP", "HOP", "TOM", "TOG", "TO."])
@pytest.mark.parametrize("first", [145, 98])
def test_a_word_before_a_struck_secret_is_no_damaged_top(word: str, first: int) -> None:
    strike = Box(first, 103, 232, 107)
    (marked,) = mark_struck([line(word, "SECRET")], [strike], CONFIG)
    assert [(w.text, w.struck) for w in marked.words] == [(word, first < 100), ("SECRET", True)]


@pytest.mark.parametrize("first", [168, 156])
def test_what_no_strike_reaches_is_no_damaged_top(first: int) -> None:
    (marked,) = mark_struck([line("TGP", "SECRET")], [Box(first, 103, 232, 107)], CONFIG)
    assert [(w.text, w.struck) for w in marked.words] == [("TGP", False), ("SECRET", True)]


@pytest.mark.parametrize("top", ["TOP", "TGP"])
def test_a_longer_word_is_no_secret(top: str) -> None:
    (marked,) = mark_struck([line(top, "SECRETARY")], [Box(145, 103, 232, 107)], CONFIG)
    assert [(w.text, w.struck) for w in marked.words] == [(top, False), ("SECRETARY", True)]


@pytest.mark.parametrize("secret", ["CECRET", "SECRET//NOFORN", "SECRET-"])
def test_a_top_is_struck_with_a_damaged_secret_and_its_controls(secret: str) -> None:
    (marked,) = mark_struck([line("TOP", secret)], [Box(168, 103, 232, 107)], CONFIG)
    assert [w.struck for w in marked.words] == [True, True]


@pytest.mark.parametrize("texts", [("UPGRADED", "TO", "SECRET"), ("TO", "SECRET", "LEVEL"), ("OF", "SECRET")])
def test_words_of_prose_before_a_struck_secret_stay_what_they_are(texts: tuple[str, ...]) -> None:
    place = 70 * texts.index("SECRET")
    (marked,) = mark_struck([line(*texts)], [Box(98 + place, 103, 162 + place, 107)], CONFIG)
    assert [(w.text, w.struck) for w in marked.words] == [(t, t == "SECRET") for t in texts]
