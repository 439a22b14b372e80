"""The verdicts of the benches of scale."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pytest

from bench.measured import Measured
from bench.scale import long, overhead
from bench.scale.overhead import Pair, missed, page_count, times_as_fast
from bench.scale.sheets import write_of, write_scan
from bench.stand_in import StandIn
from processors.outputs.record import read_record


def took(seconds: float, cpu: float, peak: int = 900_000_000) -> Measured:
    return Measured(0, seconds, cpu, peak, 300_000_000, 400_000_000)


PAIR = Pair(took(600.0, 1020.0), took(610.0, 1034.0))


def test_what_a_batch_costs_is_told_of_each_kind_of_time() -> None:
    assert PAIR.percent("seconds") == pytest.approx(1.6667, abs=1e-3)
    assert PAIR.percent("cpu") == pytest.approx(1.3725, abs=1e-3)


def test_a_bound_that_is_missed_is_named() -> None:
    assert missed(PAIR, 1.86) == []
    assert missed(replace(PAIR, batch=took(610.0, 1051.0)), 1.84) == [
        "cpu: 3.0 % is not under 3 %",
        "two workers: 1.84 times as fast as one is not 1.85",
    ]


def test_the_bare_pool_has_its_own_ratio() -> None:
    one = Pair(took(1170.0, 1000.0), took(1159.0, 1010.0))
    assert times_as_fast(one, PAIR) == pytest.approx((1.95, 1.9))


def test_pages_are_counted_in_pdf_files(tmp_path: Path) -> None:
    write_scan(tmp_path / "three.PDF", 0, 3)
    (tmp_path / "one.tif").write_bytes(b"not looked at")
    assert [page_count(tmp_path / name) for name in ("three.PDF", "one.tif")] == [3, 1]


def test_real_pages_are_taken_again_until_there_are_enough(tmp_path: Path) -> None:
    write_scan(tmp_path / "two.pdf", 0, 2)
    write_scan(tmp_path / "one.pdf", 2, 1)
    write_of(tmp_path / "long.pdf", [tmp_path / "two.pdf", tmp_path / "one.pdf"], 7)
    with pdfplumber.open(tmp_path / "long.pdf") as made:
        pictures = [page.images[0]["stream"].get_data() for page in made.pages]
    assert len(pictures) == 7
    assert len(set(pictures)) == 3
    assert pictures[3:6] == pictures[:3]


def test_the_bare_pool_reads_every_page_of_every_file(tmp_path: Path) -> None:
    reader = StandIn(tmp_path / "engine", tmp_path / "read.log")
    reader.install()
    write_scan(tmp_path / "a.pdf", 0, 2)
    write_scan(tmp_path / "b.pdf", 2, 1)
    (tmp_path / "pool.py").write_text(overhead.POOL)
    (tmp_path / "jobs.json").write_text(
        json.dumps([[str(tmp_path / "a.pdf"), 2], [str(tmp_path / "b.pdf"), 1]])
    )
    out = tmp_path / "out"
    command = [sys.executable, str(tmp_path / "pool.py"), "1", str(tmp_path / "jobs.json"), str(out)]
    environment = reader.environment()
    environment["PYTHONPATH"] += f":{Path.cwd()}"
    subprocess.run(command, env=environment, check=True)
    assert len(set(reader.reads())) == 3
    assert [len(read_record(out / name).pages) for name in ("0", "1")] == [2, 1]


def test_a_long_document_has_its_bounds() -> None:
    made, stored = took(100.0, 90.0), [9.0, 50.0, 95.0]
    assert long.missed(made, stored, 3) == []
    assert long.missed(replace(made, peak=2_500_000_000), stored, 3) == [
        "memory: 2500 MB in all is not under 2500 MB"
    ]
    for late in ([61.0, 94.0, 95.0], [20.0, 20.0, 20.0]):
        (told,) = long.missed(made, late, 3)
        assert told.startswith("first page: it could be had after ")
    assert long.missed(replace(made, code=1), [9.0, 95.0], 3) == [
        "exit code 1",
        "pages: 2 of 3 are in the store",
    ]
    assert len(long.missed(made, [], 3)) == 2
