"""Counts of found marks, on pages made up for it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench.marks.__main__ import main, table
from bench.marks.score import PageTruth, Score, TrueMark, matched, score_page
from processors.geometry import Box
from processors.records import (
    Code,
    Page,
    PageStatus,
    Quality,
    Redaction,
    RedactionKind,
    Strike,
    StrikeStyle,
    StruckWhat,
    TextSource,
)

PAGE = Page(1, 100, 200, 300, 0, 0, TextSource.OCR, "", PageStatus.OK, Quality("good", 1, 1, 0, 20))
TRUTH = PageTruth("a.pdf", 1, "made", (), ())


def _redaction(box: Box, *codes: str) -> Redaction:
    found = tuple(Code(code, "foia", code, (), None, 1) for code in codes)
    return Redaction("r", box, RedactionKind.BLACK_BOX, 1, found)


def _strike(box: Box) -> Strike:
    return Strike("s", box, "SECRET", StrikeStyle.HORIZONTAL, StruckWhat.BODY, 1)


def test_boxes_are_compared_in_shares_of_the_page() -> None:
    truth = replace(TRUTH, redactions=(TrueMark(Box(0.1, 0.1, 0.3, 0.2), ("(b)(1)",)),))
    page = replace(PAGE, redactions=(_redaction(Box(10, 20, 30, 40), "(B)(1)"),))
    score = score_page(truth, page)
    assert (score.boxes, score.boxes_found, score.boxes_false) == (1, 1, 0)
    assert (score.coded, score.codes_right) == (1, 1)


def test_what_the_truth_is_unsure_of_is_not_counted() -> None:
    truth = replace(TRUTH, redactions=(TrueMark(Box(0.1, 0.1, 0.3, 0.2), unsure=True),))
    page = replace(PAGE, redactions=(_redaction(Box(12, 20, 30, 40)), _redaction(Box(60, 20, 80, 40))))
    score = score_page(truth, page)
    assert (score.boxes, score.boxes_found, score.boxes_false) == (0, 0, 1)
    assert (score.pages_without, score.pages_with_false) == (0, 0)


def test_a_true_box_is_found_once() -> None:
    box = Box(0, 0, 1, 1)
    assert matched([box], [box, box]) == [(0, 1)]
    assert matched([box], [Box(0, 0, 1, 0.4)]) == []


def test_a_page_that_is_missing_loses_all_it_has() -> None:
    truth = replace(TRUTH, redactions=(TrueMark(Box(0, 0, 1, 1)),), strikes=(TrueMark(Box(0, 0, 1, 1)),))
    score = score_page(truth, None)
    assert (score.missing, score.boxes, score.boxes_found, score.struck, score.struck_found) == (
        1,
        1,
        0,
        1,
        0,
    )


def test_strikes_touch_and_traps_are_told() -> None:
    truth = replace(
        TRUTH, strikes=(TrueMark(Box(0.1, 0.1, 0.3, 0.12)),), not_struck=(Box(0.5, 0.5, 0.7, 0.52),)
    )
    page = replace(PAGE, strikes=(_strike(Box(10, 15, 30, 30)), _strike(Box(50, 100, 70, 104))))
    score = score_page(truth, page)
    assert (score.struck_found, score.strikes_called, score.strikes_false) == (1, 2, 1)
    assert (score.traps, score.trapped) == (1, 1)


def test_a_page_without_redactions_that_got_one_is_counted() -> None:
    score = score_page(TRUTH, replace(PAGE, redactions=(_redaction(Box(0, 0, 9, 9)),)))
    assert (score.pages_without, score.pages_with_false) == (1, 1)


def test_the_table_tells_f1() -> None:
    told = table({"made": Score(pages=1, boxes=4, boxes_found=3, boxes_false=1)})
    assert "| made | 1 | 0.750 | 0.750 | 0.750 | - |" in told


@pytest.mark.parametrize("text", ["no json", '{"file": "a"}', '{"file": "a", "page": 1, "redactions": [{}]}'])
def test_what_is_no_truth_is_told(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "truth.jsonl"
    file.write_text(text)
    assert main([str(file), str(tmp_path)]) != 0
    assert "is no page truth" in capsys.readouterr().err


def test_results_that_are_not_there_are_missing_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "truth.jsonl"
    row = {"file": "a.pdf", "page": 1, "group": "g", "width": 10, "height": 10, "redactions": []}
    file.write_text(json.dumps(row))
    assert main([str(file), str(tmp_path)]) == 0
    assert "1 (1 missing)" in capsys.readouterr().out
