"""Slashes, crosses, bars, scribbles and portion marks; what they leave when they are taken out; what is texture."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.config.strikes import StrikeConfig
from processors.geometry import Box
from processors.marks.strikes import StrikeMark, StrikeMarks, erase_strikes, find_strikes
from processors.marks.strikes.ink import at_working_scale, ink_of, pieces_of, resampled
from processors.marks.strikes.parentheses import is_closing, is_opening
from processors.marks.strikes.paths import strokes_of
from processors.records import StrikeStyle
from processors.scan import Raster

CONFIG = StrikeConfig()
FACE, SIZE, PEN, PITCH, FOOT = cv2.FONT_HERSHEY_SIMPLEX, 1.2, 3, 34, 60
"""Capitals 26 pixels high, parted by paper, as typing is."""


def text(grey: Raster, words: str, x: int, y: int, scale: float = SIZE) -> Box:
    """Types `words` with their feet on row `y`; the box of their capitals."""
    for i, letter in enumerate(words):
        cv2.putText(grey, letter, (x + round(PITCH * i * scale / SIZE), y), FACE, scale, 0, PEN, cv2.LINE_AA)
    return Box(x, y - 22 * scale, x + PITCH * len(words) * scale / SIZE - 8, y)


def page() -> Raster:
    """A page of four lines of capitals, with paper for more."""
    grey = np.full((640, 1200), 255, np.uint8)
    for i in range(4):
        text(grey, "THE BOARD MET AGAIN ON MONDAY", 80, FOOT + 80 * i)
    return grey


def stroke(grey: Raster, *points: tuple[float, float], thick: int = 4) -> None:
    cv2.polylines(grey, [np.array(points).astype(np.int32)], False, 0, thick, cv2.LINE_AA)


def found(grey: Raster) -> StrikeMarks:
    return find_strikes(grey, 300.0, (), CONFIG)


def over(marks: StrikeMarks, box: Box) -> list[StrikeMark]:
    return [m for m in marks.found if m.box.overlap(box) >= 0.5 * min(m.box.area, box.area)]


def slash(grey: Raster, box: Box, rise: float = 0.8) -> None:
    up = rise * box.height
    stroke(grey, (box.x0 - 12, box.centre[1] + up), (box.x1 + 12, box.centre[1] - up))


def cross(grey: Raster, box: Box) -> None:
    slash(grey, box)
    stroke(grey, (box.x0 - 12, box.centre[1] - 20), (box.x1 + 12, box.centre[1] + 20))


def four(grey: Raster, x: int) -> None:
    """A 4 with its foot on row 500, whose bar reaches from column `x` for 24 pixels."""
    stroke(grey, (x + 14, 474), (x, 492), (x + 24, 492), thick=3)
    stroke(grey, (x + 16, 486), (x + 16, 500), thick=3)


def test_bars_of_figures_that_touch_strike_nothing() -> None:
    grey = page()
    four(grey, 400)
    four(grey, 420)
    assert found(grey).found == ()
    assert find_strikes(grey, 300.0, (), replace(CONFIG, lone_h=0.0)).found


def test_the_bar_of_a_figure_that_touches_its_full_stop_strikes_nothing() -> None:
    grey = page()
    four(grey, 400)
    cv2.circle(grey, (432, 490), 7, 0, -1)
    stroke(grey, (424, 492), (432, 492), thick=3)
    assert found(grey).found == ()
    assert find_strikes(grey, 300.0, (), replace(CONFIG, lone_h=0.0)).found


def test_a_bar_no_longer_than_a_portion_mark_strikes_it() -> None:
    grey = page()
    for x, start in ((404, 120), (458, -60)):
        cv2.ellipse(
            grey, (x + (8 if start > 0 else -8), 487), (12, 26), 0, start, start + 120, 0, 3, cv2.LINE_AA
        )
    text(grey, "S", 418, 500)
    assert found(grey).found == ()
    stroke(grey, (402, 488), (460, 488), thick=4)
    assert [m.style for m in found(grey).found] == [StrikeStyle.HORIZONTAL]


@pytest.mark.parametrize(("letters", "style"), [(2, None), (3, StrikeStyle.TYPED)])
def test_two_worn_letters_that_touch_are_no_word_of_x_es(letters: int, style: StrikeStyle | None) -> None:
    grey = page()
    for i in range(letters):
        # round as an e is, its eye parted by a stroke
        x, rise = 400 + 30 * i, 10 if i % 2 else -10
        cv2.circle(grey, (x, 487), 14, 0, 3, cv2.LINE_AA)
        stroke(grey, (x - 10, 487 + rise), (x + 10, 487 - rise), thick=3)
    assert [m.style for m in found(grey).found] == ([style] if style else [])


@pytest.mark.parametrize("word", ["SECRET", "RECORDS", "TOPSECRET"])
def test_slash_strikes_the_whole_word_and_no_other(word: str) -> None:
    grey = page()
    text(grey, "LIVE", 100, 500)
    box = text(grey, word, 400, 500)
    assert found(grey).found == ()
    slash(grey, box)
    (mark,) = found(grey).found
    assert mark.style is StrikeStyle.DIAGONAL
    assert mark.box.iou(box) > 0.6


def test_cross_is_one_mark_of_its_style() -> None:
    grey = page()
    box = text(grey, "SECRET", 400, 500)
    cross(grey, box)
    (mark,) = found(grey).found
    assert mark.style is StrikeStyle.X
    assert mark.box.iou(box) > 0.6


def test_slash_that_ends_within_its_letters_is_none() -> None:
    grey = page()
    box = text(grey, "SECRET", 400, 500)
    stroke(grey, (box.x0 + 20, box.y1 - 4), (box.x1 - 20, box.y0 + 4), thick=3)
    assert not any(m.style is StrikeStyle.DIAGONAL for m in found(grey).found)


def test_a_row_of_arms_that_strays_from_its_course_is_no_slash() -> None:
    grey = page()
    box = text(grey, "SECRET", 400, 500)
    count = int((box.width + 24) / 12)
    steps = [
        (box.x0 - 12 + 12 * i, box.y1 - i / count * box.height + (4 if i % 2 else -4))
        for i in range(count + 1)
    ]
    stroke(grey, *(point for x, y in steps for point in ((x, y), (x + 12, y))), thick=3)
    assert not any(m.style is StrikeStyle.DIAGONAL for m in found(grey).found)


def test_a_slash_of_an_unsteady_hand_is_one() -> None:
    grey = page()
    box = text(grey, "SECRET", 400, 500)
    along = np.linspace(0.0, 1.0, 60)
    x = box.x0 - 15 + along * (box.width + 30)
    y = box.y1 + 6 - along * (box.height + 12) + 0.11 * box.height * np.sin(2 * np.pi * 2.5 * along)
    points = [(float(a), float(b)) for a, b in zip(x, y, strict=True)]
    stroke(grey, *points, thick=3)
    assert any(m.style is StrikeStyle.DIAGONAL for m in found(grey).found)


def test_hatching_is_no_field_of_slashes() -> None:
    grey = page()
    for x in range(100, 1000, 14):
        stroke(grey, (x, 560), (x + 90, 480), thick=2)
    assert found(grey).found == ()


@pytest.mark.parametrize("draw", [slash, cross])
def test_slanting_strokes_are_taken_out_and_letters_stay(draw: object) -> None:
    clean = page()
    box = text(clean, "SECRET", 400, 500)
    grey = clean.copy()
    assert callable(draw)
    draw(grey, box)
    erased = erase_strikes(grey, found(grey).found, 300.0)

    def wrong(image: Raster) -> int:
        return int(((image[440:540, 360:640] < 128) != (clean[440:540, 360:640] < 128)).sum())

    assert wrong(erased) < 0.5 * wrong(grey)
    assert np.array_equal(erased[:400], grey[:400])


def test_the_middle_of_an_s_stays_under_a_line() -> None:
    grey = np.full((200, 300), 255, np.uint8)
    cv2.putText(grey, "S", (100, 130), cv2.FONT_HERSHEY_SIMPLEX, 3.0, 0, 7, cv2.LINE_AA)
    whole = len(pieces_of(ink_of(grey)).stats)
    cv2.line(grey, (60, 98), (200, 98), 0, 9)
    mark = StrikeMark(Box(100, 66, 155, 130), StrikeStyle.HORIZONTAL, 0.9)
    pieces = pieces_of(ink_of(erase_strikes(grey, [mark], 300.0)))
    letters = int((pieces.stats[1:, 4] > 50).sum())
    assert letters == whole - 1 == 1


def test_scribbles_stay_as_they_are() -> None:
    grey = page()
    mark = StrikeMark(Box(80, 30, 300, 62), StrikeStyle.SCRIBBLE, 0.9)
    assert np.array_equal(erase_strikes(grey, [mark], 300.0), grey)


def test_thick_bar_with_letters_on_both_sides_strikes() -> None:
    grey = page()
    box = text(grey, "SECRET//NOFORN", 300, 500)
    cv2.rectangle(grey, (290, 480), (int(box.x1) + 6, 491), 0, -1)
    assert over(found(grey), box)
    cv2.rectangle(grey, (290, 470), (int(box.x1) + 6, 503), 0, -1)
    assert not over(found(grey), box)


def test_steep_scribble_strikes() -> None:
    grey = page()
    box = text(grey, "SECRET", 400, 500)
    x = np.arange(box.x0, box.x1, 6)
    stroke(grey, *zip(x, np.where(np.arange(len(x)) % 2, box.y0 - 12, box.y1 + 12), strict=True), thick=5)
    assert over(found(grey), box)


def half_hole(grey: Raster, x: int, y: int, radius: int, frayed: float) -> None:
    """The lower half of a punch hole as copiers leave it: a crescent whose upper rim is frayed."""
    hole = np.zeros_like(grey)
    cv2.circle(hole, (x, y), radius, 255, -1)
    cv2.circle(hole, (x, y - round(0.6 * radius)), round(0.95 * radius), 0, -1)
    hole[: y - round(0.15 * radius)] = 0
    fray = np.random.default_rng(4).integers(2, round(frayed * radius), 2 * radius)
    for row in range(y - round(0.3 * radius), y + round(0.2 * radius), 2):
        reach = fray[row % len(fray)]
        hole[row, x - radius : x - radius + reach] = 255
        hole[row, x + radius - reach : x + radius] = 255
    grey[hole > 0] = 0


@pytest.mark.parametrize(("radius", "frayed"), [(36, 0.6), (40, 0.9), (44, 0.6), (44, 0.35)])
def test_half_a_punch_hole_strikes_nothing(radius: int, frayed: float) -> None:
    grey = page()
    half_hole(grey, 900, 500, radius, frayed)
    assert not found(grey).found


@pytest.mark.parametrize("is_clogged", [True, False])
@pytest.mark.parametrize("beyond", [12, 4])
def test_a_word_far_from_others_is_told_by_the_type_of_the_page(is_clogged: bool, beyond: int) -> None:
    """A pen stands out of the line; what does not may be clogged where all type is."""
    grey = np.full((1600, 1200), 255, np.uint8)
    box = text(grey, "SECRET", 400, 1400)
    x = np.arange(box.x0, box.x1, 6)
    foot, head = box.y0 - beyond, box.y1 + beyond
    stroke(grey, *zip(x, np.where(np.arange(len(x)) % 2, foot, head), strict=True), thick=5)
    for row in range(22):
        x0 = 80
        for word in ["THE", "BOARD", "MET", "AGAIN", "ON", "MONDAY", "AT", "NINE"]:
            for letter in word:
                cv2.putText(grey, letter, (x0, FOOT + 50 * row), FACE, SIZE, 0, PEN, cv2.LINE_AA)
                # Worn type runs together: each word is one piece of ink.
                x0 += 20 if is_clogged else PITCH
            x0 += 50
    told = any(m.style is StrikeStyle.SCRIBBLE for m in over(found(grey), box))
    assert told == (beyond > 4 or not is_clogged)


def test_only_the_struck_one_of_two_portion_marks_is_struck() -> None:
    grey = page()
    live = text(grey, "(U)", 80, 480)
    box = text(grey, "(S)", 80 + 2 * PITCH + 20, 480)
    stroke(grey, (box.x0 - 2, box.centre[1]), (box.x1 + 6, box.centre[1]), thick=3)
    marks = found(grey)
    assert over(marks, box)
    assert not any(m.box.overlap(live) > 0.5 * live.area for m in marks.found)


def test_toner_mottle_is_not_struck() -> None:
    grey = page()
    mottle = np.random.default_rng(7).random(grey.shape) < 0.18
    grey[mottle] = 0
    assert len(found(grey).found) <= 1


def test_parentheses_are_told_by_their_bow() -> None:
    grey = np.full((100, 300), 255, np.uint8)
    for i, letter in enumerate("(I)"):
        cv2.putText(grey, letter, (40 + 80 * i, 70), cv2.FONT_HERSHEY_SIMPLEX, 2.0, 0, 4, cv2.LINE_AA)
    pieces = pieces_of(ink_of(grey))
    first, second, third = np.argsort(pieces.lefts[1:]) + 1
    assert is_opening(pieces, int(first)) and not is_closing(pieces, int(first))
    assert not is_opening(pieces, int(second)) and not is_closing(pieces, int(second))
    assert is_closing(pieces, int(third)) and not is_opening(pieces, int(third))


@pytest.mark.parametrize(("factor", "least", "most"), [(0.3, 1.5, 2.0), (1.0, 0.6, 1.0), (2.5, 0.2, 0.5)])
def test_pages_are_looked_at_at_the_scale_of_their_type(factor: float, least: float, most: float) -> None:
    grey = np.asarray(cv2.resize(page(), None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
    seen = at_working_scale(grey, 300.0 * factor, (), CONFIG)
    assert seen is not None
    assert least <= seen.scale <= most


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(10, 500), st.integers(20, 900), st.integers(60, 280)), min_size=1, max_size=6
    )
)
def test_strokes_lie_on_the_ink_they_were_followed_through(lines: list[tuple[int, int, int]]) -> None:
    ink = np.zeros((520, 1200), np.uint8)
    for y, x, length in lines:
        ink[y : y + 3, x : x + length] = 1
    strokes = strokes_of(pieces_of(ink), 22.0, CONFIG)
    assert strokes
    for one in strokes:
        rows = np.round(one.centre).astype(int)
        assert ink[rows, np.arange(one.x0, one.x1)].mean() > 0.5


def test_a_bar_over_small_letters_is_told_by_all_that_reach_it() -> None:
    grey = page()
    for i, letter in enumerate("back down"):
        cv2.putText(grey, letter, (300 + PITCH * i, 500), cv2.FONT_HERSHEY_COMPLEX, 1.2, 0, 4, cv2.LINE_AA)
    box = Box(300, 470, 300 + PITCH * 9, 502)
    under = grey.copy()
    for y in (486, 493):
        cv2.line(grey, (292, y), (int(box.x1), y), 0, 4)
        cv2.line(under, (292, y + 17), (int(box.x1), y + 17), 0, 4)
    assert over(found(grey), box)
    assert not over(found(under), box)


def dashes(grey: Raster, box: Box) -> None:
    """Short strokes about a word that strike nothing, as handwriting and frames leave them."""
    for x in range(round(box.x0) - 120, round(box.x1) + 120, 70):
        for y in (box.y0 - 34, box.y1 + 34):
            stroke(grey, (x, y), (x + 50, y + 3), thick=3)


def test_a_stroke_through_the_whole_word_strikes_among_others_that_strike_nothing() -> None:
    grey = page()
    box = text(grey, "(S)", 500, 520)
    dashes(grey, box)
    assert not over(found(grey), box)
    stroke(grey, (box.x0 - 14, box.centre[1]), (box.x1 + 14, box.centre[1]), thick=4)
    assert over(found(grey), box)


def test_lines_of_a_form_strike_nothing_where_type_touches_them() -> None:
    grey = page()
    box = text(grey, "(46)", 500, 500)
    for i in range(6):
        text(grey, "(46)", 500, 440 + 30 * i)
        stroke(grey, (494, 446 + 30 * i), (640, 446 + 30 * i), thick=3)
    assert not over(found(grey), box)


def joined_mark(grey: Raster, *, crossed: bool) -> Box:
    """A letter that touches both of its parentheses."""
    cv2.ellipse(grey, (413, 500), (13, 22), 0, 110, 250, 0, 3, cv2.LINE_AA)
    cv2.ellipse(grey, (434, 500), (13, 22), 0, -70, 70, 0, 3, cv2.LINE_AA)
    cv2.putText(grey, "S", (413, 510), FACE, 1.0, 0, 3, cv2.LINE_AA)
    if crossed:
        stroke(grey, (402, 484), (444, 514), thick=3)
        stroke(grey, (402, 514), (444, 484), thick=3)
    else:
        stroke(grey, (400, 500), (416, 504), thick=3)
        stroke(grey, (430, 504), (446, 500), thick=3)
    return Box(400, 478, 447, 522)


@pytest.mark.parametrize("crossed", [True, False])
def test_portion_mark_joined_to_both_parentheses(crossed: bool) -> None:
    grey = page()
    box = joined_mark(grey, crossed=crossed)
    assert bool(over(found(grey), box)) is crossed


def test_a_page_whose_type_was_measured_at_the_size_it_is_looked_at_is_reduced_once() -> None:
    with patch("processors.marks.strikes.ink.resampled", wraps=resampled) as made:
        usual = replace(CONFIG, small_px=1.0, large_px=1000.0)
        seen = at_working_scale(page(), CONFIG.quick_dpi, (), usual)
    assert seen is not None and seen.scale == 1.0
    assert made.call_count == 1


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.999, 1.0])
@pytest.mark.parametrize("levels", [(0, 255), (0, 254), (1, 255), (90, 200)])
def test_ink_is_what_otsus_threshold_gives_on_pages_of_two_levels(
    share: float, levels: tuple[int, int]
) -> None:
    dark = np.random.default_rng(3).random((200, 90)) < share
    grey = np.where(dark, *map(np.uint8, levels)).astype(np.uint8)
    _, expected = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    assert np.array_equal(ink_of(grey), expected)
    one_grey_pixel = grey.copy()
    one_grey_pixel[77, 33] = 100
    _, expected = cv2.threshold(one_grey_pixel, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    assert np.array_equal(ink_of(one_grey_pixel), expected)
