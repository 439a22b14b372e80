"""Light words on a dark panel: cut by a dark stroke, whole, or cut by the scan."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from processors.config.strikes import StrikeConfig
from processors.geometry import Box
from processors.marks.strikes import StrikeMarks, erase_strikes, find_strikes
from processors.scan import Raster

CONFIG = StrikeConfig()
WORDS = ("Ordinarily", "there", "has", "been", "evidence", "that")
FOOT = 160


def page() -> tuple[Raster, dict[str, Box]]:
    """A page of dark type with a panel of light type; where its words stand."""
    grey = np.full((700, 1400), 255, np.uint8)
    for i in range(3):
        cv2.putText(grey, "The board met again on Monday", (80, 500 + 70 * i), 0, 1.2, 0, 3, cv2.LINE_AA)
    grey[60:300, 60:1340] = 0
    boxes, x = {}, 100
    for word in WORDS:
        (width, _), _ = cv2.getTextSize(word, 0, 1.2, 3)
        cv2.putText(grey, word, (x, FOOT), 0, 1.2, 255, 3, cv2.LINE_AA)
        cv2.putText(grey, word, (x, FOOT + 80), 0, 1.2, 255, 3, cv2.LINE_AA)
        boxes[word] = Box(x, FOOT - 27, x + width, FOOT)
        x += width + 28
    return grey, boxes


def cut(grey: Raster, box: Box, row: int, thick: int = 2, fall: int = 0) -> None:
    ends = (round(box.x0) - 4, row), (round(box.x1) + 4, row + fall)
    cv2.line(grey, *ends, 0, thick)


def found(grey: Raster) -> StrikeMarks:
    return find_strikes(grey, 300.0, (), CONFIG)


def test_whole_words_are_not_struck() -> None:
    assert found(page()[0]).found == ()


@pytest.mark.parametrize(
    ("rows", "thick", "fall"), [((9,), 2, 0), ((9,), 4, 0), ((7,), 2, 4), ((7, 13), 1, 0)]
)
@pytest.mark.parametrize("word", ["evidence", "there", "Ordinarily"])
def test_a_word_that_a_dark_line_cuts_is_struck(
    word: str, rows: tuple[int, ...], thick: int, fall: int
) -> None:
    grey, boxes = page()
    for row in rows:
        cut(grey, boxes[word], FOOT - row, thick, -fall)
    (mark,) = found(grey).found
    assert mark.box.iou(boxes[word]) > 0.6


def test_what_is_under_the_feet_of_a_word_cuts_only_what_hangs_down() -> None:
    grey, boxes = page()
    cut(grey, boxes["Ordinarily"], FOOT + 4)
    assert found(grey).found == ()


def test_a_row_that_the_scan_lost_strikes_nothing() -> None:
    grey, _ = page()
    for foot in (FOOT, FOOT + 80):
        grey[foot - 9 : foot - 7, 60:1340] = 0
    assert found(grey).found == ()


def test_letters_of_a_panel_stay_as_they_are_when_strikes_are_erased() -> None:
    grey, boxes = page()
    cut(grey, boxes["evidence"], FOOT - 9)
    erased = erase_strikes(grey, found(grey).found, 300.0)
    assert np.array_equal(erased, grey)


def test_round_emblems_are_no_panels() -> None:
    grey, boxes = page()
    cut(grey, boxes["evidence"], FOOT - 9)
    outside = np.ones(grey.shape, np.uint8)
    cv2.ellipse(outside, (700, 180), (640, 120), 0, 0, 360, 0, -1)
    outside[350:] = 0
    grey[outside == 1] = 255
    assert found(grey).found == ()


def panel_of(words: str, font: int, scale: float, thick: int) -> tuple[Raster, list[Box]]:
    """The same page with other words on the panel, and where they stand."""
    grey, _ = page()
    grey[60:300, 60:1340] = 0
    boxes, x, foot = [], 100, 130
    for word in words.split():
        (width, height), _ = cv2.getTextSize(word, font, scale, thick)
        if x + width > 1300:
            x, foot = 100, foot + 2 * height + 20
        cv2.putText(grey, word, (x, foot), font, scale, 255, thick, cv2.LINE_AA)
        boxes.append(Box(x, foot - height, x + width, foot))
        x += width + round(25 * scale)
    return grey, boxes


@pytest.mark.parametrize(
    ("font", "scale", "thick"),
    [(0, 1.0, 3), (0, 1.1, 2), (0, 1.7, 4), (2, 0.8, 2), (0, 0.8, 1), (0, 1.3, 1), (0, 1.4, 1), (2, 1.4, 1)],
)
def test_bays_and_counters_of_letters_are_no_cuts_whatever_their_height(
    font: int, scale: float, thick: int
) -> None:
    words = "see fees geese seems Mississippi visiting process 1988"
    assert found(panel_of(words, font, scale, thick)[0]).found == ()


@pytest.mark.parametrize("scale", [0.9, 1.0, 1.1, 1.2, 1.3, 1.4])
@pytest.mark.parametrize("at", [0, 3, 5])
def test_cut_words_are_struck_whatever_their_height(scale: float, at: int) -> None:
    grey, boxes = panel_of("evidence fees that Mississippi there visiting", 0, scale, 3)
    cut(grey, boxes[at], round(boxes[at].y1 - 9 * scale))
    (mark,) = found(grey).found
    assert mark.box.iou(boxes[at]) > 0.6
