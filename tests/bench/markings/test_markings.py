"""The bench of the parser of markings, and the table of printed ones that comes with the reference data."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from bench.markings.__main__ import fuzzed, is_right, strings

TABLE = Path(__file__).parents[4] / "shared" / "reference" / "marking_examples.jsonl"


@pytest.mark.skipif(not TABLE.is_file(), reason="the reference data is not beside the checkout")
@pytest.mark.parametrize(("noisy", "least"), [(False, 0.95), (True, 0.80)])
def test_markings_are_parsed_as_the_table_says(noisy: bool, least: float) -> None:
    rows = [json.loads(line) for line in TABLE.read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["ocr_noise"] is noisy]
    wrong = [row["printed"] for row in rows if not is_right(row)]
    assert len(wrong) <= (1 - least) * len(rows), "\n".join(wrong)


def test_a_row_is_right_where_all_but_its_note_is_equal() -> None:
    row = {
        "printed": "TOP SECRET//NOFORN",
        "kind": "classification",
        "parsed": {"level": "TOP SECRET", "note": "a remark"},
    }
    assert is_right(row)
    assert not is_right({**row, "parsed": {"level": "SECRET"}})


def test_strings_are_the_same_for_a_seed_and_none_fails() -> None:
    made = [list(strings(["SECRET", "(b)(1)"], 300, random.Random(5))) for _ in range(2)]
    assert made[0] == made[1]
    assert len(set(made[0])) > 250
    failed, slowest = fuzzed(iter(made[0]))
    assert failed == []
    assert slowest < 1.0


def test_what_brings_the_parser_down_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(text: str) -> None:
        if "x" in text:
            raise ValueError(text)

    monkeypatch.setattr("bench.markings.__main__.parse_marking", fails)
    assert fuzzed(iter(["a", "x", "b"]))[0] == ["x"]
