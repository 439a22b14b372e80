"""A struck banner that was missed on the page as a whole is found when it is looked at by itself."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from processors.banner_strikes import strikes_on_banners
from processors.config import Config
from processors.geometry import Affine, Box
from processors.marks.strikes import StrikeMark
from processors.records import Line, LineKind, StrikeStyle, Word
from processors.scan import Scan
from samples.fonts import font
from tests.processors.marks.test_redactions_find import page, write

SCALE = 72 / 200


RISING = ((560, 1690), (1000, 1500))
LEVEL = ((560, 1580), (1000, 1582))


def scanned(
    *, struck: bool, stroke: tuple[tuple[int, int], tuple[int, int]] = RISING
) -> tuple[Scan, Line, Box]:
    raster = page()
    write(raster, "TOP SECRET", 600, 1600, 2.0, thick=5)
    box = Box(600, 1550, 980, 1604)
    if struck:
        cv2.line(raster, *stroke, 0, 6)
    scan = Scan(1, 1700 * SCALE, 2200 * SCALE, 200.0, 0, raster, Affine.scale(SCALE), (), True, "made")
    place = box.scaled(SCALE)
    words = (Word("TOP", place, 0.9, "x"), Word("SECRET", place, 0.9, "x"))
    return scan, Line("TOP SECRET", place, 0.9, LineKind.BODY, words), box


@pytest.mark.parametrize(("struck", "stroke"), [(False, RISING), (True, RISING), (True, LEVEL)])
def test_a_banner_that_nothing_struck_is_looked_at(
    *, struck: bool, stroke: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    scan, line, box = scanned(struck=struck, stroke=stroke)
    found = strikes_on_banners(scan, [line], [], [], scan.to_points, Config())
    assert bool(found) is struck
    assert all(mark.box.overlap(box) > 0.2 * box.area for mark in found)


@pytest.mark.parametrize(
    ("start", "end", "struck"),
    [
        ((-120, -60), (100, 55), True),  # through a letter or two
        ((-150, -70), (28, 18), True),  # one end within a letter, as where a release line hides the rest
        ((-5, -2), (28, 22), False),  # no longer than a stroke of a letter
        ((-150, -90), (-20, -35), False),  # ends above the letters
    ],
)
@pytest.mark.parametrize("slash", [-1, 1])
def test_slashes_through_a_letter_strike_a_banner(
    slash: int, start: tuple[int, int], end: tuple[int, int], *, struck: bool
) -> None:
    sheet, at, face = Image.fromarray(page()), (600, 1600), font("serif_bold", 60)
    draw = ImageDraw.Draw(sheet)
    draw.text(at, "TOP SECRET", font=face, fill=0, anchor="ls")
    box = Box(*(float(v) for v in draw.textbbox(at, "TOP SECRET", font=face, anchor="ls")))
    x, y = round(box.centre[0]) + 20, round(box.centre[1])
    draw.line([(x + slash * dx, y + dy) for dx, dy in (start, end)], fill=0, width=4)
    scan = Scan(
        1, 1700 * SCALE, 2200 * SCALE, 200.0, 0, np.array(sheet), Affine.scale(SCALE), (), True, "made"
    )
    place = box.scaled(SCALE)
    words = (Word("TOP", place, 0.9, "x"), Word("SECRET", place, 0.9, "x"))
    line = Line("TOP SECRET", place, 0.9, LineKind.BODY, words)
    assert bool(strikes_on_banners(scan, [line], [], [], scan.to_points, Config())) is struck


def test_what_is_struck_already_or_no_banner_is_left_alone() -> None:
    scan, line, box = scanned(struck=True)
    known = StrikeMark(box, StrikeStyle.DIAGONAL, 0.9)
    assert strikes_on_banners(scan, [line], [known], [], scan.to_points, Config()) == []
    other = Line("THE HARBOR", line.bbox, 0.9, LineKind.BODY, line.words)
    assert strikes_on_banners(scan, [other], [], [], scan.to_points, Config()) == []
    turned = Affine.quarter_turns(1, 1700, 2200).then(scan.to_points)
    assert strikes_on_banners(scan, [line], [], [], turned, Config()) == []
    assert np.array_equal(scan.raster, scanned(struck=True)[0].raster)
