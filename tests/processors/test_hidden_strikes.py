"""Banners whose upper half a release line hides: what hangs from a stroke at the cut is struck."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from processors.banner_strikes import strikes_on_banners
from processors.config import Config
from processors.config.hidden import HiddenConfig
from processors.geometry import Affine, Box
from processors.marks.strikes.hidden import hanging_line
from processors.marks.strikes.ink import ink_of
from processors.records import Line, LineKind, Word
from processors.scan import Scan
from samples.fonts import font

SCALE = 72 / 300
RELEASE = "Approved for Release: 2020/01/23 C02998380"


def line(text: str, box: Box) -> Line:
    words = tuple(Word(word, box, 0.9, "x") for word in text.split())
    return Line(text, box, 0.9, LineKind.BODY, words)


def told(text: str, stroke: str, release: str = RELEASE, dpi: float = 300.0) -> list[Box]:
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
    scan = Scan(1, 612.0, 792.0, dpi, 0, np.array(sheet), Affine.scale(SCALE), (), True, "made")
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


def test_scans_of_few_pixels_are_not_asked() -> None:
    assert told("TOP SECRET", "cut", dpi=100.0) == []


LIVE = (
    "TOP SECRET",
    "SECRET",
    "UNCLASSIFIED",
    "REFERENCE",
    "IT TELLS THE COMMITTEE",
    "Central Intelligence Agency",
)


def hangs(text: str, face: str, dpi: int, points: int, cut: float, *, stroke: str = "none") -> bool:
    """Whether letters hang of which a share `cut` is hidden; `stroke` at the cut: none, over all, or beyond them."""
    size, thick = round(points * dpi / 72), max(2, round(dpi / 60))
    sheet = Image.new("L", (size * (len(text) + 4), 3 * size), 255)
    draw, type_, at = ImageDraw.Draw(sheet), font(face, size), (2 * size, 2 * size)
    draw.text(at, text, font=type_, fill=0, anchor="ls")
    box = Box(*(float(v) for v in draw.textbbox(at, text, font=type_, anchor="ls")))
    y = round(box.y0 + cut * box.height)
    draw.rectangle((0, 0, sheet.width, y - 1), fill=255)
    if stroke == "beyond":
        draw.rectangle((box.x0 - size, y, box.x1 - size, y + thick - 1), fill=0)
    if stroke == "rule":
        draw.rectangle((box.x0, y - thick, box.x1, y), fill=0)
    return hanging_line(ink_of(np.array(sheet)), box._replace(y0=float(y)), HiddenConfig()) is not None


@pytest.mark.parametrize("face", ["serif", "serif_bold", "sans", "mono"])
@pytest.mark.parametrize("dpi", [72, 100, 150, 200, 300])
def test_whole_letters_whose_heads_touch_are_not_struck(face: str, dpi: int) -> None:
    assert [text for text in LIVE for points in (10, 12) if hangs(text, face, dpi, points, 0)] == []


@pytest.mark.parametrize("face", ["serif_bold", "mono"])
@pytest.mark.parametrize("dpi", [72, 100, 150, 200, 300])
def test_letters_that_are_cut_and_not_struck_are_not_struck(face: str, dpi: int) -> None:
    assert [text for text in LIVE for cut in (0.1, 0.3, 0.5) if hangs(text, face, dpi, 10, cut)] == []


@pytest.mark.parametrize("face", ["serif", "serif_bold", "mono"])
@pytest.mark.parametrize("dpi", [72, 100, 150, 200, 300])
def test_whole_letters_that_touch_a_line_above_are_not_struck(face: str, dpi: int) -> None:
    assert not hangs("TOP SECRET", face, dpi, 12, 0, stroke="rule")


@pytest.mark.parametrize(("dpi", "found"), [(72, False), (100, False), (200, True), (300, True)])
def test_so_small_that_a_stroke_looks_like_heads_none_is_claimed(dpi: int, found: bool) -> None:
    assert hangs("TOP SECRET", "serif_bold", dpi, 16, 0.5, stroke="beyond") == found
