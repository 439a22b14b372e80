"""Where every part must be there, a missing one fails its tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_SKIPPING = {
    "module": "import pytest\npytest.importorskip('no_such_part')\ndef test_it(): pass\n",
    "named": "import pytest\npytest.importorskip('no_such_part', reason='s3fs is not installed')\n",
    "fixture": "import pytest\n@pytest.fixture\ndef server(): pytest.skip('PostgreSQL is not installed')\n"
    "def test_it(server): pass\n",
    "mark": "import pytest\n@pytest.mark.skipif(True, reason='tesseract is not installed')\ndef test_it(): pass\n",
    "data": "import pytest\n@pytest.mark.skipif(True, reason='the reference files are not here')\n"
    "def test_it(): pass\n",
}


def run(file: Path, need_all: str) -> tuple[int, str]:
    made = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rs", "-c", "/dev/null", "-p", "tests.conftest", str(file)],
        env=os.environ | {"DECLASS_TESTS_NEED_ALL": need_all},
        capture_output=True,
        text=True,
        check=False,
    )
    return made.returncode, made.stdout + made.stderr


@pytest.mark.parametrize("name", ["module", "named", "fixture", "mark"])
def test_a_missing_part_fails_its_tests_where_all_are_needed(tmp_path: Path, name: str) -> None:
    (tmp_path / "test_it.py").write_text(_SKIPPING[name])
    code, told = run(tmp_path, "1")
    assert code != 0
    assert "skipped" not in told.splitlines()[-1]
    assert "1 error" in told
    assert "not installed" in told or "could not import 'no_such_part'" in told
    assert "sudo apt-get install" in told


@pytest.mark.parametrize(("name", "need_all"), [("fixture", ""), ("data", "1")])
def test_other_tests_are_skipped(tmp_path: Path, name: str, need_all: str) -> None:
    (tmp_path / "test_it.py").write_text(_SKIPPING[name])
    code, told = run(tmp_path, need_all)
    assert code == 0, told
    assert "1 skipped" in told
