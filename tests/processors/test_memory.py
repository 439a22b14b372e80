"""Memory: what there is, in containers too; and the watch over what workers take together."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors import memory
from processors.memory import (
    SHARE,
    WORKER_BYTES,
    MemoryWatch,
    _left_in_cgroups,
    bound,
    fitting,
    free_bytes,
    taken,
    usual_workers,
)

MB = 1_000_000


def group(folder: Path, *, limit: str, used: int, files: int, old: bool = False) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    names = ("memory.limit_in_bytes", "memory.usage_in_bytes") if old else ("memory.max", "memory.current")
    for name, value in zip(names, (limit, str(used)), strict=True):
        (folder / name).write_text(value + "\n")
    (folder / "memory.stat").write_text(f"anon {used - files}\ninactive_file {files}\n")


def test_the_tightest_container_around_a_process_counts(tmp_path: Path) -> None:
    group(tmp_path / "a", limit=str(900 * MB), used=500 * MB, files=100 * MB)
    group(tmp_path / "a" / "b", limit="max", used=300 * MB, files=0)
    assert list(_left_in_cgroups(tmp_path, ["/a/b"])) == [500 * MB]
    group(tmp_path / "a" / "b", limit=str(400 * MB), used=300 * MB, files=0)
    assert min(_left_in_cgroups(tmp_path, ["/a/b"])) == 100 * MB
    assert list(_left_in_cgroups(tmp_path, ["/../../etc"])) == []


def test_a_container_of_the_older_kind_counts_too(tmp_path: Path) -> None:
    group(tmp_path / "memory", limit=str(700 * MB), used=300 * MB, files=50 * MB, old=True)
    assert list(_left_in_cgroups(tmp_path, ["/not/visible/here"])) == [450 * MB]


@given(workers=st.integers(1, 500), free=st.integers(0, 10**13))
def test_workers_fit_into_what_is_free(workers: int, free: int) -> None:
    number = fitting(workers, free)
    assert 1 <= number <= workers
    assert number == 1 or number * WORKER_BYTES <= SHARE * free
    assert number == workers or (number + 1) * WORKER_BYTES > int(SHARE * free)
    # One of them alone may take what it needs, whatever is free.
    assert bound(free) >= WORKER_BYTES


def test_of_this_machine_something_is_free() -> None:
    assert 0 < free_bytes() <= psutil.virtual_memory().total
    assert usual_workers() >= 1


_TAKES = """
import subprocess, sys, time
held = bytearray(int(sys.argv[1]))
held[::4096] = b"x" * len(held[::4096])
if len(sys.argv) > 2:
    below = subprocess.Popen([sys.executable, "-c", sys.argv[3], sys.argv[2]], stdout=subprocess.PIPE)
    below.stdout.readline()
print("ready", flush=True)
time.sleep(120)
"""


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two processes of 60 MB, of which the second has a child of 200 MB."""
    command = [sys.executable, "-c", _TAKES, str(60 * MB)]
    made = [
        subprocess.Popen(one, stdout=subprocess.PIPE) for one in (command, [*command, str(200 * MB), _TAKES])
    ]
    for process in made:
        assert process.stdout is not None
        process.stdout.readline()
    yield made
    for process in made:
        process.kill()
        process.wait()


@pytest.mark.parametrize("is_told_by_linux", [True, False])
def test_what_a_process_started_is_counted_with_it(
    started: list[subprocess.Popen[bytes]],
    is_told_by_linux: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not is_told_by_linux:
        monkeypatch.setattr(memory, "_PROC", tmp_path)
    small, large = (process.pid for process in started)
    assert 50 * MB < taken([small]) < 150 * MB
    assert 260 * MB < taken([large]) < 400 * MB
    # This process started both.
    assert taken([os.getpid()]) > 320 * MB
    assert taken([2**22 + 1]) == 0


def test_the_largest_is_ended_with_all_it_started_and_the_others_go_on(
    started: list[subprocess.Popen[bytes]],
) -> None:
    small, large = started
    children = psutil.Process(large.pid).children()
    assert children
    ids = [process.pid for process in started]
    watch = MemoryWatch(lambda: ids, 2_000 * MB)
    time.sleep(1.2)
    assert [process.poll() for process in started] == [None, None]
    watch.end()
    watch = MemoryWatch(lambda: [process.pid for process in started if process.poll() is None], 250 * MB)
    try:
        assert large.wait(20) == -9
        psutil.wait_procs(children, 10)
        assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)
        time.sleep(1.2)
        assert small.poll() is None
    finally:
        watch.end()


_IN_PIECES = """
import sys, numpy, psutil
from processors.memory import give_back, keep_memory
keep_memory()
kept = []
for _ in range(40):
    large = numpy.ones(1_000_000)
    kept.append((large, numpy.ones(10_000)))
kept = [small for _, small in kept]
del large
def held(): return psutil.Process().memory_info().rss // 1_000_000
before = held()
give_back(1_000_000_000)
left = held()
give_back(before * 500_000)
print(before, left, held())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="malloc of glibc")
def test_what_is_free_between_what_stays_is_given_back() -> None:
    """In a process that has more than so much in memory, and in no other."""
    done = subprocess.run([sys.executable, "-c", _IN_PIECES], capture_output=True, text=True, check=True)
    before, left, after = map(int, done.stdout.split())
    assert before > 320
    assert left == pytest.approx(before, abs=5)
    assert after < before - 250
