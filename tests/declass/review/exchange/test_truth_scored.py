"""Truth that was exported from a reviewed desk is what the benchmarks score."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bench.accuracy.__main__ import main as measure
from bench.marks.__main__ import truths
from declass.cli.exchange import Exchange, exchange
from declass.review.app import create_app
from declass.review.settings import ReviewSettings
from tests.declass.review.browser.pictured import make_desk
from tests.declass.review.conftest import HOME, Browser

# Of the one line that was decided.
_WORDS = 8


def test_a_reviewed_desk_becomes_truth_that_is_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not installed")
    monkeypatch.chdir(tmp_path)
    desk = make_desk(tmp_path, 2, 1)
    settings = ReviewSettings(catalog="", out=desk.out, cache=tmp_path / "cache", reviewer="Ada")
    with TestClient(create_app(settings), base_url=HOME) as client:
        browser = Browser(client)
        # The other document is left, and so is no truth.
        items = browser.items(limit=200, document=desk.shas[0])
        said = [browser.decide(item, "reject" if item["subject"] == "strike" else "accept") for item in items]
    assert {answer.status_code for answer in said} == {201}
    assert exchange(Exchange(None, None, None, tmp_path / "truth", (), ""), None, desk.out, "Ada") == 0
    (row,) = map(json.loads, (tmp_path / "truth" / "reviewed.jsonl").read_text().splitlines())
    assert (row["page"], len(row["redactions"]), len(row["lines"]), row["strikes"]) == (1, 2, 1, [])
    assert truths(tmp_path / "truth" / "reviewed.jsonl")
    given = [str(tmp_path / "truth"), "--out", str(tmp_path / "bench"), "--sets", "reviewed"]
    assert measure([*given, "--systems", "tesseract"]) == 0
    found = json.loads((tmp_path / "bench" / "accuracy.json").read_text())
    (figure,) = (f for f in found if f["group"] == "reviewed, reviewed")
    assert (figure["pages"], figure["failed"], figure["counts"]["true_words"]) == (1, 0, _WORDS)
    # Words that mean nothing, beside a box: some are read as they are, not all.
    assert 0.0 < figure["character_error"] < 0.8
    assert figure["counts"]["hits"] > 0
    assert figure["word_precision"] is None, "of lines that nobody looked at nothing is said"
