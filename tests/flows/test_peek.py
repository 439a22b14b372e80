"""The first pages of a document can be read while a batch reads the last: a real batch on a real server."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.flows.services import make_scan

pytestmark = [pytest.mark.prefect, pytest.mark.slow]

PAGES = 12


def test_pages_are_there_while_others_are_being_read(
    programs: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    source, out = tmp_path / "long.pdf", tmp_path / "out"
    make_scan(source, PAGES)
    out.mkdir()

    def peek(*more: str) -> subprocess.Popen[bytes]:
        return programs("declass", "peek", str(source), "--out", str(out), *more)

    def told_by(number: int) -> str:
        return (tmp_path / f"declass-{number}.log").read_text()

    assert peek().wait(60) == 1, "no batch ever wrote there"
    batch = programs(
        "declass", "ingest", str(source), "--out", str(out), "--workers", "1", QUICK_SECONDS="1.5"
    )
    stored = out / ".declass" / "pages"
    until = time.monotonic() + 100
    while not list(stored.rglob("[!.]*.json")):
        assert batch.poll() is None
        assert time.monotonic() < until
        time.sleep(0.2)
    # Both at once, since the batch reads on meanwhile.
    some, last = peek(), peek("--pages", str(PAGES))
    assert (some.wait(60), last.wait(60)) == (9, 2)
    assert batch.poll() is None, "the batch ended before anybody looked"
    assert f" of {PAGES} pages are read so far" in told_by(2)
    assert told_by(2).count("w") >= 1
    assert not (out / "long").exists()
    assert "none of these pages is read so far" in told_by(3)
    assert batch.wait(100) == 0
    assert peek().wait(60) == 0
    assert f"{PAGES} of {PAGES} pages are read so far" in told_by(4)
    assert (out / "long" / "text.md").read_text().strip() in told_by(4)
