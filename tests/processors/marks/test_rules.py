"""Ruling lines of a page."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from processors.config.rules import RuleConfig
from processors.geometry import Box
from processors.marks.rules import Orientation, Rule, line_masks, rules_of
from processors.scan import Raster
from tests.processors.marks.test_redactions_find import page

CONFIG = RuleConfig()


def find_rules(grey: Raster, dpi: float) -> tuple[Rule, ...]:
    return rules_of(line_masks(grey, dpi, CONFIG), CONFIG)


def lines(rules: tuple[Rule, ...], orientation: Orientation) -> list[Box]:
    return [r.box for r in rules if r.orientation is orientation]


def test_print_is_no_rule() -> None:
    assert find_rules(page(), 200) == ()


@pytest.mark.parametrize("thick", [1, 2, 4])
def test_rules_across_and_down(thick: int) -> None:
    raster = page()
    cv2.line(raster, (200, 900), (1200, 900), 0, thick)
    cv2.line(raster, (800, 1000), (800, 1600), 0, thick)
    rules = find_rules(raster, 200)
    (across,) = lines(rules, Orientation.HORIZONTAL)
    (down,) = lines(rules, Orientation.VERTICAL)
    assert across.width == pytest.approx(1000, abs=6) and across.centre[1] == pytest.approx(900, abs=3)
    assert down.height == pytest.approx(600, abs=6) and down.centre[0] == pytest.approx(800, abs=3)


def test_leaning_rule_is_one_rule() -> None:
    raster = page()
    cv2.line(raster, (200, 900), (1200, 925), 0, 2)
    assert len(lines(find_rules(raster, 200), Orientation.HORIZONTAL)) == 1


def test_thick_bar_is_no_rule() -> None:
    raster = page()
    raster[900:960, 200:1200] = 0
    assert lines(find_rules(raster, 200), Orientation.HORIZONTAL) == []


def test_hairline_survives_the_reduction_from_300_dpi() -> None:
    raster = np.full((1200, 1200), 255, np.uint8)
    raster[601, 100:1100] = 90
    (across,) = lines(find_rules(raster, 300), Orientation.HORIZONTAL)
    assert across.width == pytest.approx(1000, abs=6)
