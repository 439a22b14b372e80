"""Stamps at an angle on typed pages, from the picture to the record, read by the real engines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from processors.config import Config
from processors.geometry import Affine, Box
from processors.ocr.registry import readers
from processors.reading import read_page
from processors.records import LineKind, MarkingKind
from processors.results import PageResult
from processors.scan import Raster, Scan
from samples.chance import stream
from samples.sheet import Sheet
from samples.stamp import stamp

TEXT = (
    "The harbor at Tarnivar was free of ice until the end",
    "of the winter, three weeks longer than in other years.",
    "A reliable observer inspected the cable landing and",
    "asked for a separate estimate of the grain shipment.",
    "No further information on the ferry timetable is",
    "expected before the permits have been signed at last.",
)
RELEASE = ("APPROVED FOR RELEASE", "DATE: 12 MAR 1996")
CONFIG = Config()


@dataclass(frozen=True, slots=True)
class Put:
    """A stamp: what it says, its middle in inches, its angle and the size of its type in points."""

    rows: tuple[str, ...]
    at: tuple[float, float]
    degrees: float
    points: int
    frame: bool = False


def page(*stamps: Put) -> Raster:
    sheet = Sheet(stream(4, 0), dpi=150)
    face = sheet.type("mono", 12)
    for k, row in enumerate(TEXT):
        sheet.text(row, sheet.inches(1), sheet.inches(1.2) + k * 1.5 * face.pixels, face)
    for put in stamps:
        stamp(
            sheet,
            put.rows,
            (sheet.inches(put.at[0]), sheet.inches(put.at[1])),
            sheet.type("stamp", put.points),
            degrees=put.degrees,
            frame=put.frame,
        )
    return np.ascontiguousarray(np.asarray(sheet.image.convert("L"))[: sheet.inches(7)])


@cache
def read(*stamps: Put) -> PageResult:
    picture = page(*stamps)
    points = (picture.shape[1] * 72 / 150, picture.shape[0] * 72 / 150)
    scan = Scan(1, *points, 150.0, 0, picture, Affine.scale(72 / 150), (), True, "made")
    return read_page(scan, *readers(CONFIG), CONFIG)


def body(result: PageResult) -> str:
    return " ".join(line.text for line in result.page.lines if line.kind is LineKind.BODY)


@pytest.mark.parametrize("degrees", [35.0, -90.0, 160.0])
def test_a_release_stamp_is_read_upright_with_its_date(degrees: float) -> None:
    result = read(Put(RELEASE, (4.2, 4.9), degrees, 14, frame=degrees == 35.0))
    found = [m for m in result.page.markings if m.kind is MarkingKind.RELEASE_STAMP]
    assert [m.text for m in found] == [" ".join(RELEASE)]
    assert found[0].parsed["date"] == "1996-03-12"
    assert found[0].parsed["angle"] == pytest.approx(degrees, abs=1)
    assert [e.date for e in result.events] == ["1996-03-12"]
    assert Box(*found[0].bbox).contains(4.2 * 72, 4.9 * 72)
    assert [line.kind for line in result.page.lines[-2:]] == [LineKind.STAMP] * 2
    assert "RELEASE" not in body(result)


def test_the_text_under_a_stamp_is_read_without_it() -> None:
    over = read(Put(("TOP SECRET",), (4.0, 1.9), 20.0, 34))
    found = [m for m in over.page.markings if m.kind is MarkingKind.CLASSIFICATION]
    assert [(m.text, round(float(str(m.parsed["angle"])) / 5) * 5) for m in found] == [("TOP SECRET", 20)]
    words = " ".join(TEXT).split()
    kept = sum(word in body(over).split() for word in words)
    assert kept >= 0.8 * len(words)
    step = next(s for s in over.page.steps if s.name == "stamps")
    assert step.parameters == {"found": 1, "degrees": [20], "read_again": True}


def test_a_page_without_one_has_none() -> None:
    plain = read()
    assert not [s for s in plain.page.steps if s.name == "stamps"]
    assert body(plain).split() == " ".join(TEXT).split()


def test_a_page_that_says_nothing_else_is_not_read_again() -> None:
    sheet = Sheet(stream(4, 1), dpi=150)
    for k, row in enumerate(("INFORMATION REVIEW", "HISTORICAL RECORDS")):
        middle = (sheet.inches(4 + 1.2 * k), sheet.inches(3.5))
        stamp(sheet, (row,), middle, sheet.type("stamp", 20), degrees=90.0, frame=False)
    picture = np.ascontiguousarray(np.asarray(sheet.image.convert("L"))[: sheet.inches(7)]).copy()
    rng = np.random.default_rng(7)
    for y, x in zip(
        rng.integers(0, picture.shape[0], 2500), rng.integers(0, picture.shape[1], 2500), strict=True
    ):
        picture[y : y + 2, x : x + 2] = 0
    points = (picture.shape[1] * 72 / 150, picture.shape[0] * 72 / 150)
    scan = Scan(1, *points, 150.0, 0, picture, Affine.scale(72 / 150), (), True, "made")
    result = read_page(scan, *readers(CONFIG), CONFIG)
    for step in (s for s in result.page.steps if s.name == "stamps"):
        assert step.parameters["read_again"] is False
    assert dict(result.seconds)["ocr"] < 30
