"""Banners whose upper half a release line hides: what hangs from a stroke at the cut is struck."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from processors.banner_strikes import strikes_on_banners
from processors.config import Config
from processors.geometry import Affine, Box
from processors.records import Line, LineKind, Word
from processors.scan import Scan
from samples.fonts import font

SCALE = 72 / 300
RELEASE = "Approved for Release: 2020/01/23 C02998380"


def line(text: str, box: Box) -> Line:
    words = tuple(Word(word, box, 0.9, "x") for word in text.split())
    return Line(text, box, 0.9, LineKind.BODY, words)


def told(text: str, stroke: str, release: str = RELEASE) -> list[Box]:
    """Strikes on a page with a banner below a release line; `stroke` is where a line goes through, if any."""
    sheet = Image.new("L", (2550, 3300), 255)
    draw, type_ = ImageDraw.Draw(sheet), font("serif_bold", 62)
    at = (950, 144)
    banner = Box(*(float(v) for v in draw.textbbox(at, text, font=type_, anchor="ls")))
    draw.text(at, text, font=type_, fill=0, anchor="ls")
    y = {"cut": 116, "foot": round(banner.y1) + 6, "above": 92}.get(stroke)
    if y is not None:
        draw.line([(banner.x0 - 40, y), (banner.x1 - 60, y)], fill=0, width=8)
    # the release line on its white band
    draw.rectangle((820, 40, 1740, 114 if stroke != "above" else 86), fill=255)
    small = font("sans", 44)
    draw.text((830, 88), release, font=small, fill=0, anchor="ls")
    top = Box(*(float(v) for v in draw.textbbox((830, 88), release, font=small, anchor="ls")))
    seen = Box(banner.x0, 112.0, banner.x1, banner.y1)
    scan = Scan(1, 612.0, 792.0, 300.0, 0, np.array(sheet), Affine.scale(SCALE), (), True, "made")
    lines = [line(release, top.scaled(SCALE)), line(text, seen.scaled(SCALE))]
    return [mark.box for mark in strikes_on_banners(scan, lines, [], [], scan.to_points, Config())]


@pytest.mark.parametrize("text", ["TOP SECRET", "CONFIDENTIAL", "TUI I NCKLI"])
def test_letters_that_hang_from_a_stroke_at_the_cut_are_struck(text: str) -> None:
    assert len(told(text, "cut")) == 1


@pytest.mark.parametrize("text", ["TOP SECRET", "CONFIDENTIAL", "TUI I NCKLI"])
@pytest.mark.parametrize("stroke", ["none", "foot", "above"])
def test_letters_that_are_only_cut_or_underlined_are_not(text: str, stroke: str) -> None:
    assert told(text, stroke) == []


def test_only_what_stands_below_a_release_line_is_asked() -> None:
    assert told("THE HARBOR", "cut", release="Report of the harbor board on all its") == []
