"""The benchmark of speed: the pages that it makes, what it counts, and what it tells."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from lxml import etree

from bench.speed.report import (
    PageStages,
    Run,
    batch_table,
    programs_table,
    ratios_table,
    stages_chart,
    stages_table,
)
from bench.speed.running import Cost, cost, declass_command, installed
from bench.speed.scans import chunks
from bench.speed.stages import cpu_seconds
from processors.config import Config
from processors.errors import EngineError
from processors.sources import open_source


def test_scans_hold_the_pictures_without_loss(tmp_path: Path) -> None:
    first, second = chunks(None, tmp_path, 3, 2)
    assert [len(c.pictures) for c in (first, second)] == [2, 1]
    for chunk in (first, second):
        with open_source(chunk.pdf, Config()) as scan:
            for number, picture in enumerate(chunk.pictures, 1):
                with open_source(picture, Config()) as alone:
                    page, wanted = scan.page(number), alone.page(1)
                    assert np.array_equal(page.grey(), wanted.grey())
                    assert page.dpi == pytest.approx(wanted.dpi, abs=0.5)


def test_children_and_their_memory_are_counted() -> None:
    child = (
        "b = bytearray(150_000_000); import time; e = time.process_time() + 0.3\n"
        "while time.process_time() < e: pass"
    )
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    spent = cost([sys.executable, "-c", code])
    assert spent.cpu >= 0.3
    assert spent.wall >= 0.3
    assert spent.together > spent.largest >= 150_000_000


def test_a_program_that_fails_is_told_with_what_it_said() -> None:
    with pytest.raises(EngineError, match="out of ink"):
        cost([sys.executable, "-c", "import sys; sys.exit('out of ink')"])


def test_programs_that_are_not_here_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    systems, told = installed()
    assert [system.name for system in systems] == ["declass", "Tesseract"]
    assert "ocrmypdf, gs, unpaper" in told[-1]


def test_the_command_is_the_one_of_this_code() -> None:
    assert cost(declass_command("version")).wall > 0


def test_time_of_the_processor_only_grows() -> None:
    before = cpu_seconds()
    sum(range(2_000_000))
    assert cpu_seconds() > before


def run(system: str, workers: int, wall: float, cpu: float) -> Run:
    return Run(system, workers, 10, Cost(wall, cpu, 300_000_000, 500_000_000))


RUNS = [
    run("declass", 1, 20.0, 20.0),
    run("declass", 1, 30.0, 25.0),
    run("OCRmyPDF", 1, 40.0, 30.0),
    run("OCRmyPDF", 1, 45.0, 35.0),
    run("declass", 2, 10.0, 20.0),
    run("declass", 2, 20.0, 26.0),
]


def test_a_row_a_program_with_medians_and_spread() -> None:
    rows = programs_table(RUNS).splitlines()
    assert rows[2] == "| declass | 1 | 25.0 (20.0 to 30.0) | 2.25 (2.00 to 2.50) | 300 MB | 500 MB |"
    assert len(rows) == 5


def test_ratios_are_taken_scan_by_scan() -> None:
    rows = ratios_table(RUNS)
    assert "| speed, declass to OCRmyPDF, one worker | 1.75 (1.50 to 2.00) |" in rows
    assert "| speed of declass, two workers to one | 1.75 (1.50 to 2.00) |" in rows
    assert "Tesseract" not in rows


def test_a_batch_of_all_scans_stands_beside_the_sum_of_single_ones() -> None:
    batches = [run("declass", 1, 42.5, 40.0), run("declass", 2, 25.0, 41.0)]
    rows = batch_table(batches, RUNS).splitlines()
    assert rows[2] == "| 1 | 42.5 | 14.1 | 4.00 | 300 MB | 85.0 s | 2.00 |"
    assert rows[3] == "| 2 | 25.0 | 24.0 | 4.10 | 300 MB | - | - |"
    assert rows[-1] == "Two workers are 1.70 times as fast as one."


PAGES = [
    PageStages({"ocr": 1.0, "strikes": 0.5, "open": 0.001}, 1.0),
    PageStages({"ocr": 2.0, "strikes": 0.5, "open": 0.001}, 1.0),
]


def test_steps_are_listed_from_the_dearest_down() -> None:
    rows = stages_table(PAGES).splitlines()
    assert rows[2] == "| ocr | 1.500 | 75.0 % | 1.500 |"
    assert [row.split(" |")[0] for row in rows[2:5]] == ["| ocr", "| strikes", "| open"]
    assert rows[-1] == "All over Tesseract alone, page by page: 2.00 (1.50 to 2.50)."


def test_the_chart_names_steps_and_is_whole() -> None:
    texts = [e.text for e in etree.fromstring(stages_chart(PAGES, "a & b")).iter() if e.text]
    assert "a & b" in texts
    assert "ocr: 1.50 s a page" in texts
    assert not any("open" in text for text in texts)
