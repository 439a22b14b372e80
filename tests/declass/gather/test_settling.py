from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from declass.gather import GatherLimits, GatherOptions
from declass.gather.settling import is_settled
from tests.declass.gather.gather_samples import gathered, touch

_WRITER = """
import sys, time
with open(sys.argv[1], "ab", buffering=0) as file:
    print("open", flush=True)
    for _ in range(int(sys.argv[2])):
        file.write(b"x" * 1000)
        time.sleep(float(sys.argv[3]))
"""


def writer(path: Path, pieces: int, pause: float) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), str(pieces), str(pause)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "open\n"
    return process


def quick(settle: float, wait: float = 30.0) -> GatherOptions:
    return GatherOptions(limits=GatherLimits(settle_seconds=settle, settle_wait_seconds=wait))


def test_a_file_that_is_written_slowly_is_read_whole(tmp_path: Path) -> None:
    with writer(tmp_path / "a.pdf", 15, 0.1):
        found = gathered([tmp_path], quick(0.4))
    assert found.contents[str(tmp_path / "a.pdf")] == b"x" * 15_000


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells who has a file open")
def test_a_writer_that_pauses_for_longer_is_waited_for(tmp_path: Path) -> None:
    with writer(tmp_path / "a.pdf", 3, 0.9):
        found = gathered([tmp_path], quick(0.2))
    assert found.contents[str(tmp_path / "a.pdf")] == b"x" * 3_000


def test_a_file_that_never_settles_is_left_to_the_next_run(tmp_path: Path) -> None:
    touch(tmp_path / "b.pdf")
    with writer(tmp_path / "a.pdf", 1000, 0.05) as process:
        found = gathered([tmp_path], quick(0.3, wait=0.8))
        process.kill()
    assert str(found.contents[str(tmp_path / "a.pdf")]).startswith("unsettled: ")
    assert found.contents[str(tmp_path / "b.pdf")] == b"x"


def test_old_files_cost_no_waiting(tmp_path: Path) -> None:
    touch(*(tmp_path / f"{n}.pdf" for n in range(200)))
    start = time.monotonic()
    assert len(gathered([tmp_path], quick(60)).contents) == 200
    assert time.monotonic() - start < 2


def test_fresh_files_wait_side_by_side(tmp_path: Path) -> None:
    for n in range(20):
        (tmp_path / f"{n}.pdf").write_bytes(b"x")
    start = time.monotonic()
    assert len(gathered([tmp_path], quick(0.5)).contents) == 20
    assert time.monotonic() - start < 3


def test_a_file_from_the_future_is_watched(tmp_path: Path) -> None:
    touch(tmp_path / "a.pdf")
    os.utime(tmp_path / "a.pdf", (time.time() + 1e6,) * 2)
    start = time.monotonic()
    assert gathered([tmp_path], quick(0.3)).contents[str(tmp_path / "a.pdf")] == b"x"
    assert time.monotonic() - start >= 0.3


def test_a_file_that_some_program_holds_open_for_good_is_read(tmp_path: Path) -> None:
    touch(tmp_path / "a.pdf")
    with (tmp_path / "a.pdf").open("ab"):
        assert is_settled(tmp_path / "a.pdf", GatherLimits(open_seconds=100))


def test_asking_the_kernel_disturbs_no_writer(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"")
    end = threading.Event()

    def ask() -> None:
        while not end.is_set():
            is_settled(path, GatherLimits(settle_seconds=0.0))

    thread = threading.Thread(target=ask)
    thread.start()
    for _ in range(2000):
        with path.open("ab") as file:
            file.write(b"x")
    end.set()
    thread.join()
    assert path.stat().st_size == 2000
