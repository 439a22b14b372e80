"""Struck words are found; what only looks struck is not."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from processors.config.strikes import StrikeConfig
from processors.geometry import Box
from processors.marks.strikes import StrikeMarks, erase_strikes, find_strikes
from processors.records import StrikeStyle
from processors.scan import Raster

WORD = "committee"
LINES = ("the board met again on monday", f"and the {WORD} agreed with it", "to send the report to london")
SCALE, THICK, STEP = 1.5, 3, 80
LEFT, TOP = 80, 120


GAP = 4
"""Extra paper between letters, in pixels: this font's serifs would touch."""


def _width(text: str) -> int:
    return sum(cv2.getTextSize(c, cv2.FONT_HERSHEY_COMPLEX, SCALE, THICK)[0][0] + GAP for c in text)


def page() -> tuple[Raster, Box]:
    """A page of type, and the box of the x-height of `WORD` on its second line."""
    grey = np.full((420, 1200), 255, np.uint8)
    for i, line in enumerate(LINES):
        for j, letter in enumerate(line):
            at = (LEFT + _width(line[:j]), TOP + i * STEP)
            cv2.putText(grey, letter, at, cv2.FONT_HERSHEY_COMPLEX, SCALE, 0, THICK, cv2.LINE_AA)
    before = LINES[1].split(WORD)[0]
    x0 = LEFT + _width(before)
    foot = TOP + STEP
    return grey, Box(float(x0), foot - 24.0, float(x0 + _width(WORD)), float(foot))


def found(grey: Raster) -> StrikeMarks:
    return find_strikes(grey, 300.0, (), StrikeConfig())


def touches(marks: StrikeMarks, box: Box) -> bool:
    return any(m.box.overlap(box) >= 0.5 * min(m.box.area, box.area) for m in marks.found)


def line(grey: Raster, box: Box, share: float, thick: int = 4, over: int = 8) -> None:
    """A level line at `share` of the x-height, 0 = top, 1 = foot."""
    y = round(box.y0 + share * box.height)
    cv2.line(grey, (int(box.x0) - over, y), (int(box.x1) + over, y), 0, thick)


def pen(grey: Raster, box: Box) -> None:
    x = np.linspace(box.x0 - 10, box.x1 + 15, 60)
    y = box.centre[1] + 4 * np.sin((x - box.x0) / 55)
    cv2.polylines(grey, [np.stack([x, y], axis=1).astype(np.int32)], False, 20, 6, cv2.LINE_AA)


def double(grey: Raster, box: Box) -> None:
    line(grey, box, 0.3, 2)
    line(grey, box, 0.65, 2)


def scribble(grey: Raster, box: Box) -> None:
    x = np.arange(box.x0 - 4, box.x1 + 8, 9)
    y = np.where(np.arange(len(x)) % 2, box.y0 - 8, box.y1 + 6)
    cv2.polylines(grey, [np.stack([x, y], axis=1).astype(np.int32)], False, 10, 6, cv2.LINE_AA)


def exes(grey: Raster, box: Box) -> None:
    for x in np.arange(box.x0 - 2, box.x1 - 6, 21):
        cv2.line(grey, (int(x), int(box.y0) - 4), (int(x) + 26, int(box.y1) + 3), 0, 4, cv2.LINE_AA)
        cv2.line(grey, (int(x) + 26, int(box.y0) - 4), (int(x), int(box.y1) + 3), 0, 4, cv2.LINE_AA)


STRUCK: dict[str, tuple[Callable[[Raster, Box], None], set[StrikeStyle]]] = {
    "line": (lambda g, b: line(g, b, 0.5), {StrikeStyle.HORIZONTAL}),
    "pen": (pen, {StrikeStyle.HORIZONTAL}),
    "double": (double, {StrikeStyle.DOUBLE}),
    "scribble": (scribble, {StrikeStyle.SCRIBBLE, StrikeStyle.TYPED}),
    "exes": (exes, {StrikeStyle.TYPED}),
}


@pytest.mark.parametrize("name", STRUCK)
def test_struck_word_is_found_once_with_its_style(name: str) -> None:
    grey, box = page()
    draw, styles = STRUCK[name]
    draw(grey, box)
    marks = found(grey)
    assert touches(marks, box)
    assert len(marks.found) == 1
    assert marks.found[0].style in styles
    assert 0 < marks.found[0].confidence <= 1


def frame(grey: Raster, box: Box) -> None:
    around = box.grown(14, 18)
    cv2.rectangle(grey, (int(around.x0), int(around.y0)), (int(around.x1), int(around.y1)), 0, 3)


def wavy(grey: Raster, box: Box) -> None:
    x = np.arange(int(box.x0), int(box.x1))
    y = box.y1 + 8 + 3 * np.sin(x / 6)
    cv2.polylines(grey, [np.stack([x, y], axis=1).astype(np.int32)], False, 0, 3)


def bracket(grey: Raster, box: Box) -> None:
    x = int(box.x0) - 12
    cv2.polylines(
        grey,
        [
            np.array([[x + 8, box.y0 - 12], [x, box.y0 - 12], [x, box.y1 + 8], [x + 8, box.y1 + 8]]).astype(
                np.int32
            )
        ],
        False,
        0,
        3,
    )


def scratch(grey: Raster, box: Box) -> None:
    cv2.line(grey, (int(box.centre[0]), 0), (int(box.centre[0]), grey.shape[0] - 1), 0, 2)


def scan_line(grey: Raster, box: Box) -> None:
    cv2.line(grey, (0, int(box.centre[1])), (grey.shape[1] - 1, int(box.centre[1])), 0, 2)


def leader_dots(grey: Raster, box: Box) -> None:
    for x in range(int(box.x1) + 20, 1180, 16):
        cv2.circle(grey, (x, int(box.y1)), 3, 0, -1)


def dash(grey: Raster, box: Box) -> None:
    cv2.line(grey, (1110, int(box.centre[1])), (1150, int(box.centre[1])), 0, 4)


def bar(grey: Raster, box: Box) -> None:
    cv2.rectangle(grey, (int(box.x0) - 4, int(box.y0) - 14), (int(box.x1) + 4, int(box.y1) + 6), 0, -1)


def plain(grey: Raster, box: Box) -> None:
    """Nothing is drawn."""
    assert grey[int(box.y0), 0] == 255


TRAPS: dict[str, Callable[[Raster, Box], None]] = {
    "plain": plain,
    "underline": lambda g, b: line(g, b, 1.3),
    "touching underline": lambda g, b: line(g, b, 1.05),
    "wavy underline": wavy,
    "overline": lambda g, b: line(g, b, -0.75),
    "frame": frame,
    "bracket": bracket,
    "scratch": scratch,
    "scan line": scan_line,
    "leader dots": leader_dots,
    "dash": dash,
    "bar": bar,
}


@pytest.mark.parametrize("name", TRAPS)
def test_look_alike_is_not_struck(name: str) -> None:
    grey, box = page()
    TRAPS[name](grey, box)
    assert found(grey).found == ()


def test_turned_down_candidates_keep_the_name_of_the_filter() -> None:
    grey, box = page()
    line(grey, box, 1.05)
    reasons = {m.rejected_by.split(":")[0] for m in found(grey).rejected if m.rejected_by}
    assert reasons & {"underline", "not_crossed"}


def test_scan_line_is_turned_down_as_a_rule() -> None:
    grey, box = page()
    TRAPS["scan line"](grey, box)
    assert any((m.rejected_by or "").startswith("rule") for m in found(grey).rejected)


def banner() -> tuple[Raster, Box]:
    """A page with a banner in larger type under its text, and the banner's box."""
    grey = np.full((420, 1200), 255, np.uint8)
    for j, letter in enumerate("the board met again on monday"):
        cv2.putText(grey, letter, (LEFT + 32 * j, TOP), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, THICK, cv2.LINE_AA)
    for j, letter in enumerate("SECRET"):
        cv2.putText(grey, letter, (400 + 56 * j, 300), cv2.FONT_HERSHEY_SIMPLEX, 2.0, 0, 5, cv2.LINE_AA)
    return grey, Box(400.0, 258.0, 730.0, 300.0)


@pytest.mark.parametrize("ways", [1, 2])
def test_banner_struck_by_slanting_lines(ways: int) -> None:
    grey, box = banner()
    cv2.line(grey, (380, 330), (760, 225), 0, 4, cv2.LINE_AA)
    if ways == 2:
        cv2.line(grey, (380, 225), (760, 330), 0, 4, cv2.LINE_AA)
    marks = found(grey)
    assert touches(marks, box)
    assert marks.found[0].style is (StrikeStyle.X if ways == 2 else StrikeStyle.DIAGONAL)


@pytest.mark.parametrize(("up", "down", "struck"), [(90, 80, True), (90, 12, False)])
@pytest.mark.parametrize("x", [550, 620])
def test_a_long_slash_through_two_letters_strikes_where_it_goes_on_at_both_ends(
    x: int, up: int, down: int, struck: bool
) -> None:
    grey, box = banner()
    cv2.line(grey, (round(x - down / 0.75), 279 + down), (round(x + up / 0.75), 279 - up), 0, 4, cv2.LINE_AA)
    assert touches(found(grey), box) is struck


def test_the_end_of_a_slash_that_sticks_to_a_letter_is_no_part_of_it() -> None:
    grey, box = banner()
    cv2.line(grey, (560, 309), (760, 189), 0, 4, cv2.LINE_AA)
    assert touches(found(grey), box)


def test_slash_beside_a_banner_strikes_nothing() -> None:
    grey, _ = banner()
    cv2.line(grey, (800, 330), (1150, 225), 0, 4, cv2.LINE_AA)
    assert found(grey).found == ()


def test_portion_mark_struck_by_a_cross() -> None:
    grey, _ = page()
    at = (860, TOP + 2 * STEP)
    cv2.putText(grey, "( )", (at[0], at[1]), cv2.FONT_HERSHEY_SIMPLEX, SCALE, 0, THICK, cv2.LINE_AA)
    cv2.putText(grey, "S", (at[0] + 18, at[1]), cv2.FONT_HERSHEY_COMPLEX, SCALE * 0.9, 0, THICK, cv2.LINE_AA)
    before = found(grey)
    cv2.line(grey, (at[0] + 20, at[1] - 34), (at[0] + 48, at[1] + 4), 0, 3, cv2.LINE_AA)
    cv2.line(grey, (at[0] + 48, at[1] - 34), (at[0] + 20, at[1] + 4), 0, 3, cv2.LINE_AA)
    mark = Box(at[0] + 20.0, at[1] - 32.0, at[0] + 48.0, float(at[1]))
    assert before.found == ()
    assert touches(found(grey), mark)


@pytest.mark.parametrize("struck", ["(S)", "In"])
def test_a_cross_strikes_no_word_beside_it_in_print_that_is_set_close(struck: str) -> None:
    words = ["(U)", "(S)", "In", "the", "opinion", "of", "the", "board", "no", "message"]
    font = ImageFont.truetype("DejaVuSerif.ttf", 40)
    picture = Image.new("L", (1400, 600), 255)
    draw = ImageDraw.Draw(picture)
    for row in range(5):
        draw.text((100, 60 + 100 * row), " ".join(words), font=font, fill=0)
    before = " ".join(words[: words.index(struck)]) + " "
    x0, x1 = (100 + draw.textlength(text, font) for text in (before, before + struck))
    draw.line((x0 - 12, 266, x1 + 12, 308), fill=0, width=4)
    draw.line((x0 - 12, 308, x1 + 12, 266), fill=0, width=4)
    (mark,) = found(np.asarray(picture)).found
    assert mark.style is StrikeStyle.X
    assert x0 - 6 <= mark.box.x0 and mark.box.x1 <= x1 + 6


def test_halftone_is_not_struck() -> None:
    y, x = np.mgrid[0:420, 0:1200]
    tone = 0.5 + 0.4 * np.sin(x / 150) * np.cos(y / 90)
    screen = (np.sin((x + y) / 2.2) * np.sin((x - y) / 2.2) + 1) / 2
    assert found(np.where(screen < tone, 0, 255).astype(np.uint8)).found == ()


def test_ignored_boxes_are_not_looked_at() -> None:
    grey, box = page()
    line(grey, box, 0.5)
    assert find_strikes(grey, 300.0, [box.grown(20)], StrikeConfig()).found == ()


@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (500, 3), (200, 200)])
@pytest.mark.parametrize("value", [0, 255])
def test_empty_pages_have_no_strikes(shape: tuple[int, int], value: int) -> None:
    marks = found(np.full(shape, value, np.uint8))
    assert marks.found == () and marks.rejected == ()


def test_small_type_is_read_at_twice_its_size() -> None:
    grey, box = page()
    line(grey, box, 0.5, 6)
    small = np.asarray(cv2.resize(grey, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    assert touches(find_strikes(small, 120.0, (), StrikeConfig()), box.scaled(0.4))


def test_finding_is_repeatable_and_leaves_the_raster_alone() -> None:
    grey, box = page()
    line(grey, box, 0.5)
    before = grey.copy()
    assert found(grey) == found(grey)
    assert np.array_equal(grey, before)


@cache
def _clean() -> Raster:
    return page()[0]


def test_erasing_takes_the_stroke_and_keeps_the_letters() -> None:
    grey, box = page()
    line(grey, box, 0.5)
    marks = found(grey).found
    erased = erase_strikes(grey, marks, 300.0)
    y0, y1, x0, x1 = int(box.y0) - 10, int(box.y1) + 4, int(box.x0) - 8, int(box.x1) + 8

    def wrong(image: Raster) -> int:
        return int(((image[y0:y1, x0:x1] < 128) != (_clean()[y0:y1, x0:x1] < 128)).sum())

    assert wrong(erased) < 0.5 * wrong(grey)
    letters = _clean()[y0:y1, x0:x1] < 128
    assert (erased[y0:y1, x0:x1][letters] < 128).mean() > 0.9
    assert np.array_equal(erased[:100], grey[:100])


def test_erasing_nothing_changes_nothing() -> None:
    assert np.array_equal(erase_strikes(_clean(), (), 300.0), _clean())


@pytest.mark.parametrize("apart", [4, 6])
def test_a_word_close_behind_the_end_of_a_stroke_is_not_struck(apart: int) -> None:
    grey, x = page()[0], float(LEFT)
    boxes = []
    for word in ("committee", "met"):
        for letter in word:
            cv2.putText(grey, letter, (int(x), 360), cv2.FONT_HERSHEY_COMPLEX, SCALE, 0, THICK, cv2.LINE_AA)
            x += _width(letter)
        boxes.append(Box(x - _width(word), 336.0, x - GAP, 360.0))
        x += apart - GAP
    line(grey, boxes[0], 0.5, over=4)
    (mark,) = found(grey).found
    assert abs(mark.box.x1 - boxes[0].x1) < 8
