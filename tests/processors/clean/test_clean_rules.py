from __future__ import annotations

import cv2
import numpy as np

from processors.clean.measure import ink_mask
from processors.clean.rules import horizontal_rules, without_rules
from processors.config.clean import CleanConfig
from processors.scan import Raster
from tests.processors.clean.clean_sheets import sheet

CONFIG = CleanConfig()
X_HEIGHT = 20.0
FIRST, STEP = 80, 68
"""Rows of the first line of `sheet` and from line to line."""


def ruled(page: Raster, below: int, thick: int = 4) -> tuple[Raster, Raster]:
    """The page with a rule `below` the top of each of four lines, and the mask of those rules."""
    rules = np.zeros_like(page)
    for row in range(4):
        top = FIRST + row * STEP + below
        rules[top : top + thick, 60:1340] = 255
    return np.where(rules > 0, np.uint8(0), page), rules


def test_letters_that_stand_on_a_rule_keep_their_feet() -> None:
    page = sheet()
    below = 36  # the baseline of that type lies within the rule
    lined, rules = ruled(page, below)
    freed, share = without_rules(lined, X_HEIGHT, CONFIG)
    ink, _ = ink_mask(page)
    beside = cv2.subtract(cv2.dilate(rules, np.ones((7, 1), np.uint8)), rules)
    feet = (ink > 0) & (beside > 0)
    assert share > 0.1
    assert np.count_nonzero(feet) > 500
    assert np.mean(freed[feet] < 128) > 0.85


def test_what_stands_far_from_a_rule_changes_nothing() -> None:
    mask, _ = ink_mask(ruled(sheet(), 36)[0])
    # A column of ink as high as a sheet begins where the rules can no longer be told from.
    far = np.zeros((600, mask.shape[1]), np.uint8)
    far[200:, 300:340] = 255
    alone = horizontal_rules(mask, X_HEIGHT, CONFIG)
    assert alone.any()
    assert np.array_equal(horizontal_rules(np.vstack([mask, far]), X_HEIGHT, CONFIG)[: len(mask)], alone)


def test_rules_of_every_stripe_of_a_page_are_found() -> None:
    mask, _ = ink_mask(ruled(sheet(), 36)[0])
    paper = np.zeros((600, mask.shape[1]), np.uint8)
    alone = horizontal_rules(mask, X_HEIGHT, CONFIG)
    twice = horizontal_rules(np.vstack([paper, mask, paper, mask]), X_HEIGHT, CONFIG)
    assert np.array_equal(twice, np.vstack([paper, alone, paper, alone]))


def test_rules_that_no_letter_comes_near_stay() -> None:
    page = sheet()
    lined, _ = ruled(page, 58)
    lined[60:400, 62:66] = 0  # an upright rule meets them all
    freed, share = without_rules(lined, X_HEIGHT, CONFIG)
    assert share == 0.0
    assert np.array_equal(freed, lined)


def test_one_word_on_a_long_rule_takes_it_out() -> None:
    page = sheet()
    page[:, 260:] = 255
    page[:, :130] = 255
    lined, rules = ruled(page, 36)
    freed, _ = without_rules(lined, X_HEIGHT, CONFIG)
    assert np.mean(freed[rules > 0] > 128) > 0.95
