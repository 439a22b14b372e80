"""A sample of what `python -m bench.hostile` and `bench.hostile.fuzz` do at length."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.hostile.__main__ import went_wrong
from bench.hostile.folder import (
    Became,
    became,
    good_and_read,
    hostile,
    write_good,
    write_hostile,
    wrong,
)
from bench.hostile.fuzz import Found, read_mutations
from bench.hostile.kinds import End, Hostile
from bench.measured import DECLASS, Measured, measured
from bench.stand_in import StandIn

# Those that take a worker's whole memory or minutes, by design.
LONG = {
    b"bomb-laughs.pdf",
    b"nested-marks.pdf",
    b"nested-paths.pdf",
    b"bomb-content-1.pdf",
    b"bomb-content-2.pdf",
}


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    made = StandIn(tmp_path / "engine", tmp_path / "read.log")
    made.install()
    for name, value in made.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "path", [str(made.folder), *sys.path])
    return made


def test_mutated_files_are_read_or_refused(tmp_path: Path, reader: StandIn) -> None:
    found = read_mutations(tmp_path, range(24))
    assert found.wrong() == []
    assert sum(found.ends.values()) == 24
    assert {"read", "input"} <= set(found.ends)


def test_a_reader_that_dies_is_wrong_in_a_run_of_mutations(tmp_path: Path, reader: StandIn) -> None:
    module = reader.folder / "stand_in_engine.py"
    module.write_text(module.read_text().replace("name = hashlib", "os._exit(139); name = hashlib"))
    found = read_mutations(tmp_path, range(4))
    assert found.ends["crash"] > 0
    assert len(found.wrong()) == found.ends["crash"]
    assert "exit status 139" in found.wrong()[0]


@pytest.mark.parametrize(
    ("sizes", "wrong"), [([100, 900, 120, 110, 130], 0), ([100, 110, 120, 150, 250], 1), ([100, 900], 0)]
)
def test_a_worker_that_grows_is_wrong(sizes: list[int], wrong: int) -> None:
    found = Found(sizes=[size * 1_000_000 for size in sizes for _ in range(3 if len(sizes) > 4 else 1)])
    assert len(found.wrong()) == wrong


@pytest.mark.parametrize(
    ("reason", "given_up", "told"),
    [
        ("input: is damaged", False, ""),
        ("crash: the process that read it died (exit status 139)", False, "was given up"),
        ("timeout: gave no result within 180 s and was stopped", False, "was given up"),
        ("crash: needed more memory than a worker may use", True, ""),
        ("crash: an unexpected KeyError", True, "was not foreseen"),
    ],
)
def test_a_file_over_which_a_process_was_given_up_is_wrong(reason: str, given_up: bool, told: str) -> None:
    item = Hostile(b"a.pdf", lambda _: None, End.EITHER, given_up=given_up)
    for end in ("refused", "partly read"):
        assert wrong(item, Became("a.pdf", end, (reason,))) == told


def test_a_batch_that_takes_more_memory_with_bad_files_is_wrong() -> None:
    alone = Measured(0, 9.0, 9.0, 900_000_000, 318_000_000, 500_000_000)
    assert went_wrong(alone, replace(alone, code=9, peak_main=341_000_000, peak_other=5_600_000_000)) == []
    assert went_wrong(alone, replace(alone, peak_main=500_000_000)) == ["the batch itself took 182 MB more"]
    assert went_wrong(alone, replace(alone, code=-9)) == ["exit code -9"]


@pytest.mark.slow
@pytest.mark.prefect
def test_hostile_files_stop_no_batch(tmp_path: Path, reader: StandIn) -> None:
    files = [item for item in hostile() if item.name not in LONG][::9]
    write_good(tmp_path / "in", 4)
    write_hostile(tmp_path / "in", files)
    command = [*DECLASS, "ingest", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--workers", "2"]
    made = measured(command, reader.environment(), tmp_path / "log.txt")
    assert made.code == 9, (tmp_path / "log.txt").read_text()
    assert good_and_read(tmp_path / "out", tmp_path / "in") == (4, 4)
    problems = {
        found.name: wrong(item, found) for item, found in became(tmp_path / "out", tmp_path / "in", files)
    }
    assert {name: problem for name, problem in problems.items() if problem} == {}
