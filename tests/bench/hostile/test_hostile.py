"""A sample of what `python -m bench.hostile` and `bench.hostile.fuzz` do at length."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.hostile.folder import became, good_and_read, hostile, write_good, write_hostile, wrong
from bench.hostile.fuzz import read_mutations
from bench.measured import DECLASS, measured
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
    assert found.unforeseen == []
    assert sum(found.ends.values()) == 24
    assert {"read", "input"} <= set(found.ends)


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
