"""Setting paragraphs: nothing is lost, nothing sticks out, marks are entered where they stand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samples import content
from samples.chance import stream
from samples.redact import KINDS
from samples.sheet import Sheet
from samples.strike import STYLES
from samples.tokens import Hide, Strike, Token, Underline, marked, reading, words
from samples.truth import HIDDEN, UNREADABLE
from samples.typesetting import Setting, broken, divisions, paragraph

WORD = st.text("abcdefghilmnoprstu", min_size=1, max_size=14)


def sheet_and_setting(width: float = 6.0, face: str = "courier") -> tuple[Sheet, Setting]:
    sheet = Sheet(stream(1), dpi=100)
    kind = sheet.type(face, 11)
    return sheet, Setting(kind, 100, sheet.inches(width), 1.3 * kind.pixels)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(WORD, min_size=1, max_size=40), inches=st.floats(1.8, 6))
def test_breaking_loses_no_letter_and_fits_the_column(texts: list[str], inches: float) -> None:
    _, setting = sheet_and_setting(inches)
    lines = broken([Token(t) for t in texts], setting)
    joined = " ".join(" ".join(t.text for t in line) for line in lines).replace("- ", "")
    assert joined == " ".join(texts)
    for line in lines:
        text = " ".join(t.text for t in line)
        assert setting.face.width(text) <= setting.width + 1 or len(line) == 1


@given(word=WORD)
def test_divisions_leave_three_letters_on_either_side(word: str) -> None:
    assert all(3 <= at <= len(word) - 3 for at in divisions(word))


@pytest.mark.parametrize("word", ["Varnholm", "copper-wire", "1,234", "ship", "MEMORANDUM", "o'clocks"])
def test_names_figures_and_short_words_are_not_divided(word: str) -> None:
    assert divisions(word) == []


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_words_are_counted_covered_and_missing_from_the_line(kind: str) -> None:
    sheet, setting = sheet_and_setting()
    text = "the harbor master confirmed the northern ferry timetable"
    tokens = marked(words(text), 3, 3, Hide(kind, (), "nowhere"))
    paragraph(sheet, tokens, setting, 200)
    (found,) = sheet.redactions
    assert found.hidden_characters == len("confirmed the northern")
    assert found.kind == kind
    assert sheet.lines[0].text == f"the harbor master {HIDDEN} ferry timetable"
    assert reading(tokens) == "the harbor master [REDACTED] ferry timetable"
    box = found.bbox
    inside = np.asarray(sheet.image.convert("L"))[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)]
    darkness = float((inside < 235).mean())
    share = {"black_box": 1.0, "marker": 0.7, "grey_box": 1.0, "hatched_box": 0.2, "colour_box": 0.6}.get(
        kind, 0.0
    )
    assert darkness >= share
    if kind in ("white_box", "gap"):
        assert (inside[4:-4, 4:-4] == 255).all(), "nothing of the words may shine through"


@pytest.mark.parametrize("style", STYLES)
def test_a_struck_word_is_crossed_by_ink_within_its_box(style: str) -> None:
    clean, setting = sheet_and_setting()
    struck, _ = sheet_and_setting()
    paragraph(clean, words("the signal tower at night"), setting, 200)
    paragraph(struck, marked(words("the signal tower at night"), 1, 2, Strike(style)), setting, 200)
    (strike,) = struck.strikes
    assert (strike.text, strike.style, strike.what) == ("signal tower", style, "body")
    box = [int(v) for v in strike.bbox]
    before, after = (
        np.asarray(s.image.convert("L"))[box[1] : box[3], box[0] : box[2]] for s in (clean, struck)
    )
    columns = ((after < 128) & (before > 160)).any(axis=0)
    assert columns.mean() > 0.25
    readable = style not in ("scribble", "typed")
    assert struck.exact is readable and strike.legible is readable
    expected = "the signal tower at night" if readable else f"the {UNREADABLE} at night"
    assert struck.lines[0].text == expected


@pytest.mark.parametrize("style", ["straight", "double", "wavy"])
def test_an_underline_stays_below_the_letters(style: str) -> None:
    clean, setting = sheet_and_setting(face="serif")
    lined, _ = sheet_and_setting(face="serif")
    paragraph(clean, words("nun men our own"), setting, 200)
    paragraph(lined, marked(words("nun men our own"), 0, 4, Underline(style)), setting, 200)
    assert not lined.strikes and lined.not_struck[0].text == "nun men our own"
    changed = np.argwhere(np.asarray(lined.image) != np.asarray(clean.image))
    assert len(changed) and changed[:, 0].min() >= 200


def test_a_redaction_over_two_lines_is_two_boxes_one_code_and_no_exact_text() -> None:
    sheet, setting = sheet_and_setting(3)
    tokens = marked(words(content.sentences(stream(4), 2)), 2, 9, Hide("black_box", ("(b)(1)",)))
    paragraph(sheet, tokens, setting, 200)
    assert len(sheet.redactions) >= 2
    assert [r.codes for r in sheet.redactions].count(("(b)(1)",)) <= 1
    assert not sheet.exact


def test_a_code_that_does_not_fit_is_not_claimed() -> None:
    sheet, setting = sheet_and_setting()
    paragraph(sheet, marked(words("he is at home"), 1, 1, Hide("black_box", ("(b)(7)(C)",))), setting, 200)
    assert sheet.redactions[0].codes == () and not sheet.exact


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_sentences_are_whole(seed: int) -> None:
    text = content.sentence(stream(seed))
    assert text[0].isupper() and text.endswith(".") and "{" not in text and "  " not in text


def test_a_typewriter_without_brackets_borrows_them() -> None:
    sheet, _ = sheet_and_setting()
    face = sheet.type("typewriter", 40)
    images = []
    for y, letter in enumerate("(/)"):
        box = sheet.text(letter, 100, 100 + 80 * y, face)
        images.append(np.asarray(sheet.image.convert("L"))[int(box.y0) : int(box.y0) + 40, 100:140] < 160)
    opening, slash, closing = images
    assert (opening != slash).mean() > 0.05 and (opening != closing).mean() > 0.05


@pytest.mark.parametrize(("first", "unsure"), [(0, True), (1, False), (3, True)])
def test_a_gap_at_an_end_of_a_line_is_unsure(first: int, unsure: bool) -> None:
    sheet, setting = sheet_and_setting()
    paragraph(sheet, marked(words("northern ferry timetable withdrawn"), first, 1, Hide("gap")), setting, 200)
    assert sheet.redactions[0].unsure is unsure
