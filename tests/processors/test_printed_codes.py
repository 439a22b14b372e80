"""Codes printed on redactions, on small invented pages, read by the real engines."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from processors import printed_codes
from processors.config import Config
from processors.geometry import Affine, Box
from processors.marks.redactions import RedactionMark, RedactionMarks
from processors.ocr.rapid import RapidEngine
from processors.ocr.tesseract import TesseractEngine
from processors.printed_codes import Printed, read_printed
from processors.records import RedactionKind
from processors.scan import Raster, Scan
from samples.fonts import font


def printed(
    text: str,
    *,
    kind: RedactionKind = RedactionKind.BLACK_BOX,
    ground: int = 0,
    ink: int = 255,
    grain: float = 0.0,
    size: float = 9.0,
    dpi: float = 150.0,
) -> list[str]:
    """What is read on a box with a code at its left edge; sizes in points."""
    return [line.text for line in page(text, kind, ground, ink, grain, size, dpi).codes]


def page(
    text: str,
    kind: RedactionKind,
    ground: int,
    ink: int,
    grain: float = 0.0,
    size: float = 11.0,
    dpi: float = 200.0,
) -> Printed:
    """What is read on a page with one box, lettering at its left edge; sizes in points."""
    scale = dpi / 72
    image = Image.new("L", (round(300 * scale), round(100 * scale)), 255)
    draw = ImageDraw.Draw(image)
    box = Box(40 * scale, 30 * scale, 250 * scale, 48 * scale)
    draw.rectangle(tuple(box), fill=ground)
    draw.text((44 * scale, 33 * scale), text, ink, font("sans", round(size * scale)))
    pixels = np.asarray(image, dtype=np.float64)
    noise = np.random.default_rng(5).normal(0, grain, pixels.shape) * (pixels < 250)
    raster: Raster = np.clip(pixels + noise, 0, 255).astype(np.uint8)
    scan = Scan(1, 300.0, 100.0, dpi, 0, raster, Affine.scale(1 / scale), (), is_scan=True, how="made")
    marks = RedactionMarks((RedactionMark(box, kind, 0.9),), (), ())
    config = Config()
    engines = (TesseractEngine(config.ocr), RapidEngine(config.fusion.rapid))
    return read_printed(scan, marks, 0, engines, config)


@pytest.mark.parametrize("size", [6.0, 9.0])
@pytest.mark.parametrize("code", ["(b)(6)", "(b)(7)(C)"])
def test_a_white_code_on_a_black_bar(code: str, size: float) -> None:
    assert printed(code, size=size) == [code]


@pytest.mark.parametrize("dpi", [72.0, 150.0])
def test_a_black_code_on_grained_grey(dpi: float) -> None:
    grey = {"kind": RedactionKind.GREY_BOX, "ground": 140, "ink": 0, "grain": 12.0, "size": 12.0}
    assert printed("(b)(1)", dpi=dpi, **grey) == ["(b)(1)"]  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["Jane Roe", "harbour", "", "12"])
def test_nothing_but_codes_is_read_on_a_bar(text: str) -> None:
    assert printed(text) == []


@pytest.mark.parametrize("text", ["Buiten reikwijdte", "Non-Responsive"])
def test_a_white_box_with_a_label_of_what_was_not_asked_for_is_a_redaction(text: str) -> None:
    assert printed(text, kind=RedactionKind.WHITE_BOX, ground=255, ink=0, size=11.0, dpi=200.0) == [text]


@pytest.mark.parametrize(
    ("text", "kind", "ground", "ink"),
    [
        ("104-10012-10070", RedactionKind.WHITE_BOX, 255, 0),
        ("SECRET", RedactionKind.WHITE_BOX, 255, 0),
        ("Harbour dues", RedactionKind.COLOUR_BOX, 150, 0),
        ("and", RedactionKind.COLOUR_BOX, 200, 0),
        ("Harbour dues", RedactionKind.GREY_BOX, 170, 0),
        ("Harbour dues", RedactionKind.MARKER, 20, 255),
    ],
)
def test_a_box_in_which_plain_words_can_be_read_is_none(
    text: str, kind: RedactionKind, ground: int, ink: int
) -> None:
    found = page(text, kind, ground, ink)
    assert [mark.rejected_by for mark in found.redactions.rejected] == ["words_inside"]
    assert [line.text for line in found.framed] == [text]
    assert not found.redactions.found


def speckled(text: str) -> Printed:
    """A frame with letter-spaced type, and the dots of a copier all over the page."""
    dpi = 300.0
    scale = dpi / 72
    image = Image.new("L", (round(300 * scale), round(100 * scale)), 255)
    draw = ImageDraw.Draw(image)
    box = Box(40 * scale, 30 * scale, 190 * scale, 54 * scale)
    draw.rectangle(tuple(box), outline=0, width=4)
    draw.text((60 * scale, 37 * scale), " ".join(text), 0, font("serif", round(11 * scale)))
    raster: Raster = np.asarray(image, dtype=np.uint8).copy()
    rng = np.random.default_rng(3)
    for y, x in zip(
        rng.integers(2, raster.shape[0] - 2, 6000), rng.integers(2, raster.shape[1] - 2, 6000), strict=True
    ):
        raster[y : y + rng.integers(1, 4), x : x + rng.integers(1, 4)] = 0
    scan = Scan(1, 300.0, 100.0, dpi, 0, raster, Affine.scale(1 / scale), (), is_scan=True, how="made")
    marks = RedactionMarks((RedactionMark(box, RedactionKind.WHITE_BOX, 0.9),), (), ())
    config = Config()
    return read_printed(
        scan, marks, 0, (TesseractEngine(config.ocr), RapidEngine(config.fusion.rapid)), config
    )


def test_a_word_in_a_frame_is_read_through_the_dots_of_a_copier() -> None:
    found = speckled("SECRET")
    assert [line.text for line in found.framed] == ["SECRET"]
    assert not found.redactions.found


def test_dots_alone_are_no_words() -> None:
    found = speckled("")
    assert not found.framed
    assert len(found.redactions.found) == 1


@pytest.mark.parametrize(
    "text", ["", "5.1.2e 5.1.2e 5.1.2e", "5.1.2.e5.1.2.e", "(b)(6) (b)(7)(C)", "REDACTED"]
)
@pytest.mark.parametrize("ground", [255, 160])
def test_a_box_with_codes_or_the_label_of_one_stays(text: str, ground: int) -> None:
    kind = RedactionKind.GREY_BOX if ground < 255 else RedactionKind.WHITE_BOX
    assert len(page(text, kind, ground, 0).redactions.found) == 1


@pytest.mark.parametrize(("y", "kept"), [(28.0, True), (60.0, False)])
def test_a_line_printed_across_the_border_of_a_box_is_not_in_it(y: float, kept: bool) -> None:
    scale = 200.0 / 72
    image = Image.new("L", (round(300 * scale), round(150 * scale)), 255)
    draw = ImageDraw.Draw(image)
    box = Box(40 * scale, 30 * scale, 250 * scale, 110 * scale)
    draw.rectangle(tuple(box), outline=0, width=2)
    draw.text((60 * scale, y * scale), "harbour keeper of the jetty", 0, font("sans", round(11 * scale)))
    raster: Raster = np.asarray(image, dtype=np.uint8).copy()
    scan = Scan(1, 300.0, 150.0, 200.0, 0, raster, Affine.scale(1 / scale), (), is_scan=True, how="made")
    marks = RedactionMarks((RedactionMark(box, RedactionKind.WHITE_BOX, 0.9),), (), ())
    config = Config()
    engines = (TesseractEngine(config.ocr), RapidEngine(config.fusion.rapid))
    assert bool(read_printed(scan, marks, 0, engines, config).redactions.found) is kept


@pytest.mark.parametrize(
    ("ink", "held"),
    [
        ((), False),
        ((Box(0, 50, 300, 60), Box(290, 0, 300, 60)), False),
        ((Box(0, 52, 300, 60), Box(20, 10, 30, 30)), True),
        ((Box(0, 0, 300, 60),), True),
        ((Box(120, 20, 160, 60),), True),
    ],
)
def test_rests_of_a_border_are_no_lettering(ink: tuple[Box, ...], held: bool) -> None:
    crop: Raster = np.full((60, 300), 255, np.uint8)
    for x0, y0, x1, y1 in ink:
        crop[int(y0) : int(y1), int(x0) : int(x1)] = 0
    assert printed_codes._holds_letters(crop) is held


@pytest.mark.parametrize(
    ("text", "read"), [("(b)(3)", ["(b)(3)"]), ("(b)(7)(C)", ["(b)(7)(C)"]), ("harbour", [])]
)
def test_a_code_on_a_patch_in_hatching(text: str, read: list[str]) -> None:
    scale, config = 200 / 72, Config()
    image = Image.new("L", (round(300 * scale), round(100 * scale)), 255)
    draw = ImageDraw.Draw(image)
    x0, y0, x1, y1 = (round(v * scale) for v in (40, 30, 250, 46))
    for x in range(x0 - y1 + y0, x1, 11):
        draw.line([(x, y1), (x + y1 - y0, y0)], fill=30, width=2)
    draw.rectangle((0, 0, x0, 300), fill=255)
    draw.rectangle((x1, 0, 900, 300), fill=255)
    draw.rectangle((x0, y0, x1, y1), outline=20, width=2)
    face = font("sans", 30)
    draw.rectangle((300, y0 + 2, 304 + face.getlength(text), y1 - 2), fill=255)
    draw.text((302, y1 - 11), text, 0, face, anchor="ls")
    scan = Scan(
        1, 300.0, 100.0, 200.0, 0, np.asarray(image), Affine.scale(1 / scale), (), is_scan=True, how="made"
    )
    mark = RedactionMark(Box(x0, y0, x1 + 1, y1 + 1), RedactionKind.HATCHED_BOX, 0.9)
    engines = (TesseractEngine(config.ocr), RapidEngine(config.fusion.rapid))
    lines = read_printed(scan, RedactionMarks((mark,), (), ()), 0, engines, config).codes
    assert [line.text for line in lines] == read
    assert all(
        line.bbox.covered_by(Box(107, 30, 120 + face.getlength(text) / scale, 47)) > 0.95 for line in lines
    )


def test_type_in_the_level_box_around_a_leaning_bar_is_no_print_on_it() -> None:
    scale, config = 200 / 72, Config()
    image = Image.new("L", (round(300 * scale), round(100 * scale)), 255)
    draw = ImageDraw.Draw(image)
    bar = Box(110, 100, 700, 132)
    draw.rectangle(tuple(bar), fill=0)
    draw.text((500, 107), "(b)(3)", 255, font("sans", 18))
    draw.text((110, 128), "opinion of Aldous Daskwick, the dredging", 0, font("mono", 22))
    turn = Affine.rotation(2.44, image.width / 2, image.height / 2)
    image = image.rotate(-2.44, Image.Resampling.BICUBIC, fillcolor=255)
    scan = Scan(
        1, 300.0, 100.0, 200.0, 0, np.asarray(image), Affine.scale(1 / scale), (), is_scan=True, how="made"
    )
    x0, y0, x1, y1 = bar
    corners = tuple(turn.point(x, y) for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1)))
    mark = RedactionMark(turn.box(bar), RedactionKind.MARKER, 0.9, corners=corners)
    engines = (TesseractEngine(config.ocr), RapidEngine(config.fusion.rapid))
    found = read_printed(scan, RedactionMarks((mark,), (), ()), 0, engines, config)
    assert found.redactions.found == (mark,)
    assert [line.text for line in found.codes] == ["(b)(3)"]


def dotted(text: str, light: bool) -> Printed:
    """A toned box with some words, on a page of one bit."""
    dpi, scale = 300.0, 300.0 / 72
    image = Image.new("L", (round(300 * scale), round(100 * scale)), 255)
    draw = ImageDraw.Draw(image)
    box = Box(40 * scale, 30 * scale, 250 * scale, 50 * scale)
    draw.rectangle(tuple(box), fill=120 if light else 190)
    draw.text((44 * scale, 34 * scale), text, 255 if light else 0, font("sans", round(11 * scale)))
    raster: Raster = np.asarray(image.convert("1").convert("L"))
    scan = Scan(1, 300.0, 100.0, dpi, 0, raster, Affine.scale(1 / scale), (), is_scan=True, how="made")
    marks = RedactionMarks((RedactionMark(box, RedactionKind.GREY_BOX, 0.9),), (), ())
    config = Config()
    engines = (TesseractEngine(config.ocr), RapidEngine(config.fusion.rapid))
    return read_printed(scan, marks, 0, engines, config)


@pytest.mark.parametrize("code", ["(b)(6)", "(b)(7)(C)"])
def test_a_code_among_the_dots_of_a_tone(code: str) -> None:
    found = dotted(code, light=False)
    assert [line.text for line in found.codes] == [code]
    assert len(found.redactions.found) == 1


@pytest.mark.parametrize("light", [False, True])
def test_words_among_the_dots_of_a_tone_are_open_and_stand_where_they_are(light: bool) -> None:
    found = dotted("Summary of dues", light)
    assert found.redactions.found == ()
    (line,) = found.framed
    assert line.text == "Summary of dues"
    assert line.bbox.width < 120
