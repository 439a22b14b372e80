"""Batches that end themselves, as a person runs them: exit codes, what is kept, and that the next run goes on."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.flows.services import make_scan

pytestmark = [pytest.mark.prefect, pytest.mark.slow]

Programs = Callable[..., "subprocess.Popen[bytes]"]
Ingest = Callable[..., tuple[int, str]]


@pytest.fixture
def ingest(programs: Programs, tmp_path: Path) -> Ingest:
    """Runs `declass ingest`; gives its exit code and what it told."""

    def run(*arguments: str | Path) -> tuple[int, str]:
        code = programs("declass", "ingest", *map(str, arguments), "-j", "2").wait(200)
        log = max(tmp_path.glob("declass-*.log"), key=lambda path: int(path.stem.rpartition("-")[2]))
        return code, log.read_text()

    return run


def damaged(path: Path, content: str) -> None:
    path.write_bytes(f"%PDF-1.4 nothing more {content}".encode())


def stored(out: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in (out / ".declass" / "pages").rglob("*.json")}


def test_a_batch_that_stops_at_failures_comes_to_its_end_run_by_run(ingest: Ingest, tmp_path: Path) -> None:
    drop, out, aside = tmp_path / "drop", tmp_path / "out", tmp_path / "aside"
    drop.mkdir()
    for number, name in enumerate(("a", "c", "e")):
        make_scan(drop / f"{name}.pdf", 2, tint=20 * number)
    damaged(drop / "b.pdf", "one")
    damaged(drop / "b copy.pdf", "one")
    damaged(drop / "d.pdf", "two")
    options = (drop, "--out", out, "--quarantine", aside)
    runs, seen, code = 0, {}, 11
    while code == 11:
        code, told = ingest(*options, "--on-error", "stop")
        runs += 1
        assert runs <= 3, told
        assert ("stopped after the first failure" in told) == (code == 11)
        kept = stored(out)
        assert {path: kept[path] for path in seen} == seen
        assert not list(out.rglob(".writing-*"))
        seen = kept
    # With the last run all that failed had been met before.
    assert code == 9
    assert runs >= 2
    assert len(seen) == 6
    assert {path.parent.name for path in out.glob("*/text.md")} >= {"a", "c", "e"}
    reasons = {path.name: json.loads(path.read_text()) for path in aside.glob("*.reason.json")}
    assert {name.removesuffix(".reason.json") for name in reasons} == {
        path.name for path in aside.glob("*.pdf")
    }
    addresses = sorted(tuple(reason["addresses"]) for reason in reasons.values())
    assert addresses == [(str(drop / "b copy.pdf"), str(drop / "b.pdf")), (str(drop / "d.pdf"),)]

    make_scan(drop / "b.pdf", 1, tint=90)
    (drop / "b copy.pdf").write_bytes((drop / "b.pdf").read_bytes())
    assert ingest(*options)[0] == 9
    assert [path.name for path in aside.glob("*.pdf")] == ["d.pdf"]


def test_too_many_failures_and_a_full_disk_end_a_batch(ingest: Ingest, tmp_path: Path) -> None:
    drop, out = tmp_path / "drop", tmp_path / "out"
    drop.mkdir()
    for number in range(24):
        damaged(drop / f"b{number:02}.pdf", str(number))
    make_scan(drop / "z.pdf", 1)
    code, told = ingest(drop, "--out", tmp_path / "full", "--min-free", "1e9")
    assert code == 5
    assert "--min-free" in told
    assert not list((tmp_path / "full").glob("*/record.json"))
    code, told = ingest(drop, "--out", out, "--max-failures", "0.3")
    assert code == 11
    assert "of 20 documents could not be read" in told
    assert not (out / "z").exists()
    code, told = ingest(drop, "--out", out, "--max-failures", "0.3")
    assert code == 9, told
    assert (out / "z" / "text.md").is_file()


_SCHEDULED = """
import sys
from flows.schedule import scheduled
state = scheduled([sys.argv[1]], sys.argv[2], settle_seconds=0, on_error="stop", return_state=True)
print(state.message)
sys.exit(0 if state.is_failed() else 1)
"""


def test_a_scheduled_batch_that_gave_up_has_failed(programs: Programs, drop: Path, tmp_path: Path) -> None:
    ended = programs("python", "-c", _SCHEDULED, str(drop), str(tmp_path / "out")).wait(200)
    told = (tmp_path / "python-0.log").read_text()
    assert ended == 0, told
    assert "stopped after the first failure" in told
