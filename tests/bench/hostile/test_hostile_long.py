"""The slow tier: all hostile files, and 2,000 mutations. Only where DECLASS_TESTS_LONG is set: `make test-slow`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.skipif(not os.environ.get("DECLASS_TESTS_LONG"), reason="takes minutes: make test-slow"),
    pytest.mark.timeout(1800),
]
# Mutations in all, and in one test: with four a machine of any size has something for each core.
MUTATIONS, SHARE = 2000, 500


def run(folder: Path, *command: str) -> tuple[int, str]:
    made = subprocess.run(
        [sys.executable, "-m", *command, str(folder / "run")], capture_output=True, text=True, check=False
    )
    return made.returncode, made.stdout + made.stderr


@pytest.mark.parametrize("first", range(0, MUTATIONS, SHARE))
def test_mutations_are_read_or_refused(tmp_path: Path, first: int) -> None:
    code, told = run(tmp_path, "bench.hostile.fuzz", "--count", str(SHARE), "--first", str(first))
    assert code == 0, told


@pytest.mark.prefect
def test_no_hostile_file_harms_the_good_ones(tmp_path: Path) -> None:
    code, told = run(tmp_path, "bench.hostile")
    assert code == 0, told
