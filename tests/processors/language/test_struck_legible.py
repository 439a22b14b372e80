"""Struck words that could not be read are called unreadable, markings are kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.config.language import LanguageConfig
from processors.geometry import Box, bounding
from processors.language.struck import ILLEGIBLE, legible_part, with_lost_slashes, without_guesses
from processors.records import Line, LineKind, Word

CONFIG = LanguageConfig()


def line(*words: tuple[str, float, bool]) -> Line:
    made = tuple(
        Word(text, Box(50 * k, 0, 50 * k + 40, 12), confidence, "tesseract+rapidocr", struck)
        for k, (text, confidence, struck) in enumerate(words)
    )
    text = " ".join(w.text for w in made)
    return Line(text, bounding(w.bbox for w in made), 0.9, LineKind.BODY, made)


def texts(*words: tuple[str, float, bool]) -> list[str]:
    (found,) = without_guesses([line(*words)], CONFIG)
    assert found.text == " ".join(w.text for w in found.words)
    return [w.text for w in found.words]


@pytest.mark.parametrize(
    "text", ["(S//NE)", "(C/NT)", "(TS//ST//NF)", "(U//FOHO)", "(SXXE)", "(XK)", "()", "4", "thc"]
)
def test_damaged_words_under_a_stroke_are_not_given_as_text(text: str) -> None:
    assert texts(("harbour", 0.99, False), (text, 0.75, True)) == ["harbour", ILLEGIBLE]


def test_unstruck_words_stay_however_doubtful() -> None:
    assert texts(("thc", 0.3, False), ("o1d", 0.4, False)) == ["thc", "o1d"]


@pytest.mark.parametrize(
    "words",
    [
        ("(S//NF)",),
        ("(C/NC)",),
        ("(TS//SI-G//OC/NF)",),
        ("(FOUO)",),
        ("(TS//SAR)",),
        ("(TS//BYE)",),
        ("(S//REL TO USA, GBR)",),
    ],
)
def test_struck_portion_marks_of_controls_in_use_stay(words: tuple[str, ...]) -> None:
    assert texts(*((w, 0.5, True) for w in words)) == list(words)


@pytest.mark.parametrize("words", [("TOP", "SECRET"), ("SECRET",), ("(S)",), ("S", "E", "C", "R", "E", "T")])
def test_struck_markings_stay_however_doubtful(words: tuple[str, ...]) -> None:
    assert texts(*((w, 0.5, True) for w in words)) == list(words)


def test_sure_words_stay_but_less_sure() -> None:
    (found,) = without_guesses([line(("lantern", 0.99, True))], CONFIG)
    assert found.words[0].text == "lantern"
    assert found.words[0].confidence < 0.8


@given(
    st.lists(
        st.tuples(st.text("abX()/1", min_size=1, max_size=6), st.floats(0, 1), st.booleans()), min_size=1
    )
)
def test_only_struck_words_change_and_boxes_never(words: list[tuple[str, float, bool]]) -> None:
    before = line(*words)
    (after,) = without_guesses([before], CONFIG)
    for old, new in zip(before.words, after.words, strict=True):
        assert replace(new, text=old.text, confidence=old.confidence) == old
        assert old.struck or new == old
        assert new.confidence <= old.confidence


def test_a_strike_over_nothing_legible_has_no_text() -> None:
    assert legible_part(f"{ILLEGIBLE} {ILLEGIBLE}") == ""
    assert legible_part(f"TOP {ILLEGIBLE}") == f"TOP {ILLEGIBLE}"


@pytest.mark.parametrize("date_struck", [False, True])
def test_a_strike_under_a_part_of_a_release_line_strikes_nothing_of_it(date_struck: bool) -> None:
    words = [
        ("Approved", 0.99, True),
        ("for", 0.99, True),
        ("Release:", 0.99, True),
        ("2031/07/14", 0.99, date_struck),
    ]
    (found,) = without_guesses([line(*words)], CONFIG)
    assert [w.struck for w in found.words] == [date_struck] * 4


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("SECRET", ""),
        ("TOP SECRET", ""),
        ("This copy was not", ""),
        ("", "by the Director"),
        ("", ": SECRET"),
    ],
)
def test_what_stands_beside_a_release_line_is_struck_as_it_was(before: str, behind: str) -> None:
    stamp = ["Approved", "For", "Release", "2005/06/01"]
    words = [(w, 0.99, True) for w in before.split()]
    words += [(w, 0.99, w == "For") for w in stamp]
    words += [(w, 0.99, True) for w in behind.split()]
    (found,) = without_guesses([line(*words)], CONFIG)
    told = {w.text: w.struck for w in found.words}
    assert not any(told[w] for w in stamp)
    assert all(w.struck for w in found.words if w.text.isalpha() and w.text not in stamp)


def test_a_form_that_lost_one_of_its_choices_keeps_the_strike() -> None:
    words = [("RELEASED", 0.99, False), ("IN", 0.99, False), ("PART", 0.99, True), ("14", 0.99, False)]
    (found,) = without_guesses([line(*words)], CONFIG)
    assert [w.struck for w in found.words] == [False, False, True, False]


def banner(text: str, width: float, *, struck: bool = True, height: float = 12) -> Line:
    word = Word(text, Box(100, 20, 100 + width, 20 + height), 0.9, "tesseract", struck)
    return Line(text, word.bbox, 0.9, LineKind.MARKING, (word,))


@pytest.mark.parametrize(
    ("text", "width", "struck", "told"),
    [
        ("SECRET/NOFORN", 102.5, True, "SECRET//NOFORN"),
        ("SECRET/NOFORN", 99.0, True, "SECRET/NOFORN"),  # narrower by a slash
        ("SECRET/NOFORN", 102.0, False, "SECRET/NOFORN"),  # nothing took one from it
        ("SECRET/ORCON", 102.0, True, "SECRET/ORCON"),
        ("SECRET", 102.0, True, "SECRET"),
    ],
)
def test_a_slash_lost_under_a_stroke_is_told_by_the_same_banner(
    text: str, width: float, struck: bool, told: str
) -> None:
    found = with_lost_slashes([banner("SECRET//NOFORN", 102.0), banner(text, width, struck=struck)])
    assert [one.text for one in found] == ["SECRET//NOFORN", told]


LONG = "SECRET//SI//ORCON/NOFORN"


@pytest.mark.parametrize(
    ("width", "height", "told"),
    [
        (241.0, 12.0, LONG),
        (240.0, 13.0, LONG),
        (237.0, 12.0, LONG.replace("//", "/")),  # a share of the whole that is most of a slash
        (240.0, 18.0, LONG),  # with the stroke that goes beyond it
        (240.0, 22.0, LONG.replace("//", "/")),  # of another type
        (240.0, 10.0, LONG.replace("//", "/")),
    ],
)
def test_banners_with_the_same_signs_are_as_wide_and_hardly_less_high(
    width: float, height: float, told: str
) -> None:
    found = with_lost_slashes([banner(LONG, 240.0), banner(LONG.replace("//", "/"), width, height=height)])
    assert found[1].text == told
