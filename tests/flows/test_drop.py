"""Drop folders: what counts as whole."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from flows.drop import Look, look, wait_until_whole


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


def test_folders_that_are_gone_are_empty_and_named(tmp_path: Path) -> None:
    seen = look([tmp_path / "gone", tmp_path], 1)
    assert not seen.whole
    assert seen.absent == {tmp_path / "gone"}


@pytest.mark.parametrize("name", ["a.zip", "b.tar", "c.tar.gz", "d.tgz", "e.tar.xz"])
def test_an_archive_counts_when_it_is_whole(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, name, 100)
    assert {Path(seen).name for seen, _, _ in look([tmp_path], 30).whole} == {name}
    os.utime(path)
    assert look([tmp_path], 30) == Look(frozenset(), writing=True)


@pytest.mark.parametrize("name", ["a.zip", "b.tar.gz"])
def test_an_archive_is_waited_for_while_it_is_copied(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, name, 0)

    def copy() -> None:
        for _ in range(8):
            with path.open("ab") as file:
                file.write(b"more")
            time.sleep(0.1)

    copying = threading.Thread(target=copy)
    copying.start()
    whole = wait_until_whole([tmp_path], 1.2).whole
    assert not copying.is_alive()
    assert {size for _, size, _ in whole} == {path.stat().st_size}


def test_what_no_batch_would_take_starts_none(tmp_path: Path) -> None:
    put(tmp_path, ".hidden.pdf", 100)
    put(tmp_path, "notes.txt", 100)
    assert look([tmp_path], 30) == Look(frozenset(), writing=False)


def test_a_file_that_is_written_to_while_another_is_looked_at_is_not_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.pdf", 100)
    late, real = put(tmp_path, "b.pdf", 100), Path.stat

    def stat(path: Path, **options: bool) -> os.stat_result:
        if path.name == "a.pdf":
            time.sleep(0.05)
            os.utime(late)
        return real(path, **options)

    monkeypatch.setattr(Path, "stat", stat)
    assert look([tmp_path], 30).writing
