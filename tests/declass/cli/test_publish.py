"""`declass publish` at the command line: what it refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.review.load import make_up
from processors.outputs.record import read_record

DECLASS = [sys.executable, "-c", "from declass.cli.main import main; main()", "publish"]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("publish") / "out"
    make_up(folder, "", documents=1, pages=1)
    return folder


def publish(*arguments: object) -> subprocess.CompletedProcess[str]:
    line = [*DECLASS, *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)


def test_a_document_that_is_not_there_is_refused(out: Path) -> None:
    (folder,) = (path.parent for path in out.glob("*/record.json"))
    known = read_record(folder).source.sha256[:12].upper()
    done = publish("--out", out, "--document", known)
    assert (done.returncode, done.stdout) == (0, "Nothing to publish: all results have all decisions\n"), (
        done.stderr
    )
    unknown = "0" * 20
    done = publish("--out", out, "--document", known, "--document", unknown)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"there is no document {unknown} in the catalog" in done.stderr
    assert done.stderr.count("\n") == 1
