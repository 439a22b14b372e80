"""Pages that people reviewed become truth that the benchmarks take."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.marks.__main__ import main, truths
from declass.catalog.database import Database
from declass.catalog.decisions import DecisionLog, Proposal
from declass.review.exchange.transfers import filed
from declass.review.exchange.truth import TRUTH_NAME, write_truth
from processors.decisions.types import Act, State, Subject
from processors.geometry import Box
from processors.outputs.record import write_record
from processors.records import Record
from tests.declass.review.exchange.conftest import BOX, SHA

REDACTION = State(BOX, "black_box", ("(b)(1)",), status="found", confidence=0.9)
STRIKE = State(Box(50, 60, 90, 70), "horizontal", text="SECRET", what="classification")
LINE = State(Box(50, 90, 100, 102), "body", text="Harbor")
ACCEPTED = Proposal(SHA, 1, "p1-r100x200", Subject.REDACTION, Act.ACCEPT, REDACTION, REDACTION)
REJECTED = Proposal(SHA, 1, "p1-s50x60", Subject.STRIKE, Act.REJECT, STRIKE, None)
DRAWN = Proposal(
    SHA, 1, "p1-r10x20", Subject.REDACTION, Act.DRAW, None, State(Box(10, 20, 30, 40), "gap", ("(b)(3)",))
)
CORRECTED = Proposal(
    SHA, 1, "p1-l50x90", Subject.LINE, Act.CORRECT, LINE, State(LINE.bbox, "body", text="Harbour")
)


def _rows(database: Database, target: Path) -> list[dict[str, Any]]:
    write_truth(DecisionLog(database), filed(database), target)
    return [json.loads(line) for line in (target / TRUTH_NAME).read_text().splitlines()]


def test_a_page_with_something_undecided_is_no_truth(database: Database, tmp_path: Path) -> None:
    assert _rows(database, tmp_path / "truth") == []
    DecisionLog(database).add([ACCEPTED], "Ada")
    assert _rows(database, tmp_path / "truth") == []


def test_a_reviewed_page_is_truth_with_traps_and_lines(database: Database, tmp_path: Path) -> None:
    DecisionLog(database).add([ACCEPTED, REJECTED, DRAWN, CORRECTED], "Ada")
    (row,) = _rows(database, tmp_path / "truth")
    assert (row["width"], row["height"], row["page"]) == (2550, 3300, 1)
    assert [(r["bbox"], r["kind"], r["codes"]) for r in row["redactions"]] == [
        ([41, 83, 126, 167], "gap", ["(b)(3)"]),
        ([416, 833, 750, 884], "black_box", ["(b)(1)"]),
    ]
    assert (row["strikes"], [s["text"] for s in row["not_struck"]]) == ([], ["SECRET"])
    assert [line["text"] for line in row["lines"]] == ["Harbour"]
    assert (tmp_path / "truth" / row["file"]).read_bytes() == (tmp_path / "a.pdf").read_bytes()


def test_what_was_taken_back_is_undecided_again(database: Database, tmp_path: Path) -> None:
    log = DecisionLog(database)
    made = log.add([ACCEPTED, REJECTED], "Ada")
    undo = Proposal(
        SHA,
        1,
        ACCEPTED.ref,
        Subject.REDACTION,
        Act.UNDO,
        None,
        None,
        undoes=made[0].number,
        seen=made[0].number,
    )
    log.add([undo], "Ada")
    assert _rows(database, tmp_path / "truth") == []


def test_the_bench_of_marks_takes_it(
    database: Database, record: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    DecisionLog(database).add([ACCEPTED, REJECTED, DRAWN], "Ada")
    (row,) = _rows(database, tmp_path / "truth")
    results = tmp_path / "results"
    write_record(results / Path(row["file"]).stem, record)
    file = tmp_path / "truth" / TRUTH_NAME
    (truth,) = truths(file)
    assert truth.redactions is not None
    assert len(truth.redactions) == 2
    assert main([str(file), str(results)]) == 0
    # One of two redactions was found, with its code; the strike that was found is a trap.
    assert "| reviewed | 1 | 1.000 | 0.500 | 0.667 | 1.000 | 0.000 | - | 1 of 1 |" in capsys.readouterr().out


def test_a_document_whose_file_is_gone_is_left_out_and_told(database: Database, tmp_path: Path) -> None:
    DecisionLog(database).add([ACCEPTED, REJECTED], "Ada")
    (tmp_path / "a.pdf").unlink()
    pages, gone = write_truth(DecisionLog(database), filed(database), tmp_path / "truth")
    assert (pages, gone) == (0, ["a"])
