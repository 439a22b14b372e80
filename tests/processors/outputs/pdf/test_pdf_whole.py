"""From a file to its searchable PDF, with everything real, and over records of real releases where there are any."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.outputs.pdf import check
from processors.outputs.record import RECORD_NAME, load_record
from samples.generate import generate
from tests.processors.outputs.pdf.pdf_records import POPPLER

RELEASES = Path(__file__).parents[5] / "shared" / "data" / "us"
# Reading all of them takes minutes, so records are used that were made before: declass ingest RELEASES --out FOLDER
RECORDS = os.environ.get("DECLASS_US_RECORDS", "")


@POPPLER
@pytest.mark.slow
@pytest.mark.tesseract
def test_a_form_that_was_scanned_on_its_side(tmp_path: Path) -> None:
    (source,) = (p for p in generate(tmp_path / "samples", 4, 1, kinds=("form",)) if p.suffix != ".jsonl")
    command = [
        str(Path(sys.executable).parent / "declass"),
        "read",
        str(source),
        "--out",
        str(tmp_path / "out"),
    ]
    subprocess.run([*command, "--format", "pdf"], check=True, timeout=300)
    (path,) = (tmp_path / "out").glob(f"*/{RECORD_NAME}")
    found = check(load_record(path.read_bytes()), source, tmp_path / "again")
    assert found.words > 20
    assert found.good, found
    assert (path.parent / "searchable.pdf").read_bytes() == next((tmp_path / "again").iterdir()).read_bytes()


@POPPLER
@pytest.mark.skipif(
    not RECORDS, reason="DECLASS_US_RECORDS names no folder with records of ../shared/data/us"
)
def test_real_releases(tmp_path: Path) -> None:
    paths = sorted(Path(RECORDS).glob(f"*/{RECORD_NAME}"))
    assert paths
    for path in paths:
        of = load_record(path.read_bytes())
        found = check(of, RELEASES / of.source.uri, tmp_path / path.parent.name)
        assert found.good, found
