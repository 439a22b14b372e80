"""The table of printed markings that comes with the reference data: how much of it is parsed as it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from processors.language.parse import parse_marking
from processors.records import MarkingKind

TABLE = Path(__file__).parents[4] / "shared" / "reference" / "marking_examples.jsonl"

pytestmark = pytest.mark.skipif(not TABLE.is_file(), reason="the reference data is not beside the checkout")


@pytest.mark.parametrize(("noisy", "least"), [(False, 0.95), (True, 0.80)])
def test_markings_are_parsed_as_the_table_says(noisy: bool, least: float) -> None:
    """All fields of a row must be equal, but for its `note`, which is a remark for people."""
    rows = [json.loads(line) for line in TABLE.read_text().splitlines()]
    rows = [row for row in rows if row["ocr_noise"] is noisy]
    wrong = [row["printed"] for row in rows if not _is_right(row)]
    assert len(wrong) <= (1 - least) * len(rows), "\n".join(wrong)


def _is_right(row: dict[str, object]) -> bool:
    found = parse_marking(str(row["printed"]), MarkingKind(str(row["kind"])))
    wanted = row["parsed"]
    assert isinstance(wanted, dict)
    told = dict(found.parsed) if found is not None else {}
    return all(told.get(name) == value for name, value in wanted.items() if name != "note")
