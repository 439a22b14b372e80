"""The process boundary, with real worker processes and programs that misbehave in Tesseract's place."""

from __future__ import annotations

import concurrent.futures
import contextlib
import multiprocessing
import os
import shutil
import time
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from pebble import ProcessExpired
from PIL import Image, ImageDraw

from processors.config import Config
from processors.config.limits import LimitsConfig
from processors.errors import (
    AccessError,
    DeclassError,
    EncryptedError,
    PageTimeoutError,
    StoppedError,
)
from processors.in_worker import PageJob, file_stamp
from processors.workers import OutOfMemoryError, WorkerPool, outcome


@pytest.fixture
def page(tmp_path: Path) -> Path:
    image = Image.new("L", (850, 1100), 255)
    draw = ImageDraw.Draw(image)
    for y in range(100, 900, 40):
        draw.text((100, y), "the quick brown fox jumps over the lazy dog", fill=0, font_size=20)
    path = tmp_path / "page.png"
    image.save(path, dpi=(100, 100))
    return path


def in_place_of_tesseract(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = folder / "bin" / "tesseract"
    program.parent.mkdir()
    # Questions about versions and languages are answered, so that only the reading itself goes wrong.
    answers = 'case "$*" in *--version*) echo "tesseract 5.3.0";; *--list-langs*) echo eng;; *) '
    program.write_text(f"#!/bin/bash\n{answers}{script};; esac\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


def read(path: Path, config: Config, number: int = 1) -> object:
    with WorkerPool(1, config) as pool:
        return outcome(pool.read(PageJob(str(path), number)), path.name, number, config)


def test_a_hanging_engine_is_ended_and_told(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = f"{0.5 + os.getpid() / 1e6:.6f}"
    in_place_of_tesseract(tmp_path, monkeypatch, f"exec sleep 300{mark[1:]}")
    start = time.monotonic()
    with pytest.raises(PageTimeoutError, match=r"page\.png, page 1"):
        read(page, Config(limits=replace(LimitsConfig(), page_seconds=3.0)))
    assert time.monotonic() - start < 60
    left = [p.info["cmdline"] for p in psutil.process_iter(["cmdline"])]
    assert not any(f"300{mark[1:]}" in " ".join(line or []) for line in left)


def test_a_dying_worker_loses_only_its_page(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_place_of_tesseract(tmp_path, monkeypatch, "kill -9 $PPID")
    config = Config()
    with WorkerPool(1, config) as pool:
        first = pool.read(PageJob(str(page), 1))
        # Killed, as the system does it where memory runs out: reading it again may help.
        with pytest.raises(OutOfMemoryError, match=r"page\.png, page 1: the process that read it died"):
            outcome(first, page.name, 1, config)
        assert outcome(pool.inspect(page), page.name, None, config).page_count == 1


def test_errors_of_a_worker_keep_their_kind_file_and_page(page: Path, tmp_path: Path) -> None:
    import pikepdf

    locked = tmp_path / "locked.pdf"
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(locked, encryption=pikepdf.Encryption(user="u", owner="o"))
    config = Config()
    with WorkerPool(1, config) as pool:
        with pytest.raises(EncryptedError, match=r"locked\.pdf"):
            outcome(pool.inspect(locked), str(locked), None, config)
        with pytest.raises(DeclassError, match="page 7"):
            outcome(pool.read(PageJob(str(page), 7)), page.name, 7, config)


def test_a_worker_cannot_take_all_memory(page: Path) -> None:
    tight = Config(limits=replace(LimitsConfig(), worker_bytes=900_000_000, pages_per_worker=1))
    with pytest.raises(DeclassError):
        read_many = Image.new("L", (12000, 12000), 255)
        big = page.with_name("big.png")
        read_many.save(big, dpi=(600, 600))
        read(big, tight)


def test_a_worker_that_ran_out_of_memory_makes_way_for_a_fresh_one(page: Path) -> None:
    config = Config()
    with WorkerPool(1, config) as pool:
        assert outcome(pool.inspect(page), page.name, None, config).page_count == 1
        before = workers_of_pools()
        # As a page would that takes more than a worker may have.
        greedy = pool._schedule(bytearray, (config.limits.worker_bytes,))
        with pytest.raises(OutOfMemoryError, match="more memory than a worker may use"):
            outcome(greedy, page.name, 1, config)
        assert outcome(pool.inspect(page), page.name, None, config).page_count == 1
        assert not before & workers_of_pools()


def test_all_workers_together_keep_within_their_bound(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A program that holds all it is given, as one line without an end.
    in_place_of_tesseract(tmp_path, monkeypatch, "head -c 2G /dev/zero | tail -c 2G | sleep 60")
    config, peak = Config(limits=replace(LimitsConfig(), page_seconds=60.0)), 0
    with WorkerPool(2, config, most_bytes=1_300_000_000) as pool:
        futures = [pool.read(PageJob(str(page), 1)) for _ in range(2)]
        while not all(future.done() for future in futures):
            peak = max(peak, sum(tree_bytes(pid) for pid in workers_of_pools()))
            time.sleep(0.1)
        for future in futures:
            with pytest.raises(OutOfMemoryError):
                outcome(future, page.name, 1, config)
        monkeypatch.undo()
        assert outcome(pool.inspect(page), page.name, None, config).page_count == 1
    assert peak < 2_600_000_000


def test_processors_that_no_page_waits_for_work_on_the_pages_that_are_left(page: Path) -> None:
    with WorkerPool(1, Config(), processors=4) as pool:
        shares = []
        futures = []
        for _ in range(5):
            futures.append(pool.inspect(page))
            shares.append((len(pool._pending), pool._share.value))
        assert all(share == max(1, 4 // pending) for pending, share in shares)
        concurrent.futures.wait(futures, 60)
        until = time.monotonic() + 10
        while pool._pending and time.monotonic() < until:
            time.sleep(0.02)
        assert pool._share.value == 4


def three_of(page: Path, tmp_path: Path) -> list[PageJob]:
    copies = [tmp_path / f"copy-{number}.png" for number in range(3)]
    for copy in copies:
        shutil.copy(page, copy)
    return [PageJob(str(copy), 1, file_stamp(copy)) for copy in copies]


def test_pages_that_were_begun_and_nobody_asks_for_hold_nobody_up(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_place_of_tesseract(tmp_path, monkeypatch, "sleep 60")
    start = time.monotonic()
    with WorkerPool(1, Config()) as pool:
        for job in three_of(page, tmp_path):
            pool.read_ahead(job)
        while not any(future.running() for future in pool._begun.values()):
            time.sleep(0.05)
    assert time.monotonic() - start < 40


def test_who_asks_for_another_page_waits_for_none_that_was_not_begun(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_place_of_tesseract(tmp_path, monkeypatch, "sleep 2; exit 1")
    with WorkerPool(1, Config()) as pool:
        for job in three_of(page, tmp_path):
            pool.read_ahead(job)
        begun = list(pool._begun.values())
        while not begun[0].running():
            time.sleep(0.05)
        pool.read(PageJob(str(page), 1))
        assert [future.cancelled() for future in begun] == [False, True, True]


def workers_of_pools() -> set[int]:
    return {child.pid for child in multiprocessing.active_children() if child.pid is not None}


def tree_bytes(pid: int) -> int:
    total = 0
    with contextlib.suppress(psutil.Error):
        for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
            total += process.memory_info().rss
    return total


def test_what_has_begun_is_done_when_the_pool_stops_reading(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_place_of_tesseract(tmp_path, monkeypatch, "sleep 3; exit 1")
    config = Config()
    with WorkerPool(1, config) as pool:
        futures = [pool.read(PageJob(str(page), 1)) for _ in range(40)]
        while not futures[0].running():
            time.sleep(0.05)
        pool.stop_reading()
        start = time.monotonic()
        endings = [type(future.exception(timeout=60)) for future in futures]
    assert endings[0] is not StoppedError
    assert set(endings[3:]) == {StoppedError}
    assert time.monotonic() - start < 50


def test_a_page_may_be_given_less_time(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_place_of_tesseract(tmp_path, monkeypatch, "exec sleep 300")
    config, start = Config(), time.monotonic()
    with (
        WorkerPool(1, config) as pool,
        pytest.raises(PageTimeoutError, match="no result within 4 s"),
    ):
        outcome(pool.read(PageJob(str(page), 1), 4.0), page.name, 1, config)
    assert time.monotonic() - start < 60


def test_nobody_waits_for_ever_on_a_stopped_pool(page: Path) -> None:
    config = Config()
    waiting = []
    with pytest.raises(KeyboardInterrupt), WorkerPool(1, config) as pool:
        waiting = [pool.read(PageJob(str(page), 1)) for _ in range(40)]
        raise KeyboardInterrupt
    with pytest.raises(StoppedError):
        pool.inspect(page)
    endings = {type(future.exception(timeout=10)) for future in waiting if not future.cancelled()}
    assert endings <= {StoppedError, CancelledError, type(None), BrokenProcessPool, ProcessExpired}


def test_a_job_that_is_handed_over_while_the_pool_stops_is_stopped(tmp_path: Path) -> None:
    # More than a pipe holds, so that handing it over waits for a worker that has yet to start.
    long = str(tmp_path / ("x" * 1_000_000))
    config = Config()
    with pytest.raises(KeyboardInterrupt), WorkerPool(1, config) as pool:
        waiting = [pool.read(PageJob(long, number)) for number in range(1, 4)]
        time.sleep(0.05)
        raise KeyboardInterrupt
    assert all(future.cancelled() for future in waiting)
    for future in waiting:
        with pytest.raises(StoppedError):
            outcome(future, "x", 1, config)


def test_a_file_that_gets_another_name_while_it_is_read_is_read(page: Path, tmp_path: Path) -> None:
    config = Config()
    stamp = file_stamp(page)
    (tmp_path / "other.png").hardlink_to(page)
    assert file_stamp(page) != stamp
    with WorkerPool(1, config) as pool:
        assert outcome(pool.read(PageJob(str(page), 1, stamp)), page.name, 1, config).page.lines


def test_a_file_that_changes_while_it_is_read_gives_no_result(page: Path) -> None:
    config = Config()
    stamp = file_stamp(page)
    with WorkerPool(1, config) as pool:
        page.write_bytes(page.read_bytes() + b" ")
        with pytest.raises(AccessError, match="changed while it was read"):
            outcome(pool.read(PageJob(str(page), 1, stamp)), page.name, 1, config)
