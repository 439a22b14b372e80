"""Every kind of document: truth inside the page, bars that are dark, nothing printed over by accident."""

from __future__ import annotations

import numpy as np
import pytest

from processors.geometry import Box
from processors.records import RedactionKind, StrikeStyle, StruckWhat
from samples.chance import stream
from samples.kinds import BUILDERS, KINDS
from samples.sheet import Sheet


@pytest.fixture(scope="module", params=[(kind, seed) for kind in KINDS for seed in range(2)], ids=str)
def sheets(request: pytest.FixtureRequest) -> list[Sheet]:
    kind, seed = request.param
    return BUILDERS[kind](stream(seed, 77))


def test_all_boxes_lie_on_the_page_and_hold_something(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        truth = sheet.truth()
        page = Box(0, 0, truth.width, truth.height)
        items = (*truth.lines, *truth.redactions, *truth.strikes, *truth.not_struck, *truth.release_lines)
        for item in items:
            assert item.bbox.area > 0, item
            assert item.bbox.covered_by(page) > 0.999, item


def test_words_of_the_truth_are_words_of_the_record(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        assert {r.kind for r in sheet.redactions} <= set(RedactionKind)
        assert {s.style for s in sheet.strikes} <= set(StrikeStyle)
        assert {s.what for s in sheet.strikes} <= set(StruckWhat)


def test_bars_are_dark_and_gaps_are_bright(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        pixels = np.asarray(sheet.image.convert("L"))
        for found in sheet.redactions:
            x0, y0, x1, y1 = (int(v) for v in found.bbox)
            inside = pixels[y0:y1, x0:x1]
            if found.kind in ("black_box", "marker"):
                assert (inside < 128).mean() > 0.6, found
            elif found.kind in ("gap", "white_box") and not found.codes:
                assert (inside > 200).mean() > 0.75, found


def test_lines_hold_ink_and_are_not_printed_over_each_other(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        pixels = np.asarray(sheet.image.convert("L"))
        body = [line for line in sheet.lines if line.kind in ("body", "heading", "header")]
        for i, line in enumerate(body):
            x0, y0, x1, y1 = (int(v) for v in line.bbox)
            assert np.ptp(pixels[y0 : y1 + 1, x0 : x1 + 1]) > 100, line
            for other in body[i + 1 :]:
                assert line.bbox.overlap(other.bbox) < 0.3 * min(line.bbox.area, other.bbox.area), (
                    line,
                    other,
                )


def test_the_kinds_together_show_every_look() -> None:
    seeds = {"typed": 4, "field_report": 3, "withheld": 3, "cable": 6}
    documents = (BUILDERS[kind](stream(seed, 5)) for kind in KINDS for seed in range(seeds.get(kind, 1)))
    sheets = [sheet for document in documents for sheet in document]
    kinds = {r.kind for sheet in sheets for r in sheet.redactions}
    assert kinds >= {"black_box", "marker", "white_box", "gap", "page_denied"}
    assert kinds & {"grey_box", "hatched_box", "colour_box"}
    assert {s.style for sheet in sheets for s in sheet.strikes} == set(StrikeStyle)
    assert {s.what for sheet in sheets for s in sheet.strikes} == set(StruckWhat)
    whys = {n.why for sheet in sheets for n in sheet.not_struck}
    assert whys >= {"plain", "underlined", "wavy pen line under it"}
    traps = " ".join(t.what for sheet in sheets for t in sheet.traps)
    for what in ("panel", "seal", "cell", "check box", "handwriting", "rule"):
        assert what in traps
    assert any(sheet.withheld_pages for sheet in sheets)
    assert any(sheet.colour for sheet in sheets)
    assert {line.kind for sheet in sheets for line in sheet.lines} == {
        "body",
        "heading",
        "header",
        "stamp",
        "form",
        "code",
        "handwriting",
    }
