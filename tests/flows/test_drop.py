"""Drop folders: what counts as whole."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from flows.drop import look, wait_until_whole


def put(folder: Path, name: str, age: float) -> Path:
    path = folder / name
    path.write_bytes(b"%PDF-1.4")
    when = time.time() - age
    os.utime(path, (when, when))
    return path


def test_files_are_whole_when_nobody_wrote_to_them_for_a_while(tmp_path: Path) -> None:
    put(tmp_path, "old.pdf", 100)
    assert not look([tmp_path], 30).writing
    put(tmp_path, "new.pdf", 5)
    seen = look([tmp_path], 30)
    assert seen.writing
    assert [Path(path).name for path, _, _ in seen.whole] == ["old.pdf"]


def test_a_clock_that_runs_ahead_keeps_no_file_out(tmp_path: Path) -> None:
    put(tmp_path, "tomorrow.pdf", -86400)
    seen = look([tmp_path], 30)
    assert not seen.writing
    assert len(seen.whole) == 1


def test_a_file_that_changed_is_another_one(tmp_path: Path) -> None:
    path = put(tmp_path, "a.pdf", 100)
    before = look([tmp_path], 30).whole
    path.write_bytes(b"%PDF-1.4 more")
    put(tmp_path, "a.pdf", 50)
    assert not look([tmp_path], 30).whole & before


def test_waiting_ends_when_the_copy_does_or_when_told(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf", 0)
    start = time.monotonic()
    assert len(wait_until_whole([tmp_path], 0.6).whole) == 1
    assert 0.2 < time.monotonic() - start < 10
    put(tmp_path, "a.pdf", 0)
    stop = threading.Event()
    stop.set()
    assert wait_until_whole([tmp_path], 3600, stop).writing


def test_folders_that_are_gone_are_empty(tmp_path: Path) -> None:
    assert not look([tmp_path / "gone"], 1).whole
