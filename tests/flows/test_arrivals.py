"""Batches by arrival: when one starts, and when one that did not come to its end starts again."""

from __future__ import annotations

import itertools
import logging
import tarfile
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from declass.logs import LOG
from flows import arrivals
from flows.arrivals import Arrivals, Ended
from tests.flows.services import wait_for

GOOD = Ended("calm-otter: Completed", completed=True)
Watched = Callable[..., list[float]]


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Watched:
    """Watches `tmp_path` while batches end as told, for so many batches and some seconds more; gives their times."""
    monkeypatch.setattr(arrivals, "LOOK_SECONDS", 0.05)

    def watch(*ends: Ended | Exception, longest: float = 0.4, more: float = 0.5) -> list[float]:
        stop, times, left = threading.Event(), list[float](), list(ends)

        def batch() -> Ended:
            times.append(time.monotonic())
            end = left.pop(0) if left else GOOD
            if isinstance(end, Exception):
                raise end
            return end

        watching = Arrivals([tmp_path], 0.0, batch, longest)
        thread = threading.Thread(target=watching.watch, args=(stop,), daemon=True)
        thread.start()
        wait_for(lambda: not left, 10, "all batches")
        stop.wait(more)
        stop.set()
        thread.join(5)
        return times

    return watch


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What is told on the log."""
    monkeypatch.setattr(LOG, "propagate", True)
    caplog.set_level(logging.INFO, LOG.name)
    return caplog


def test_what_was_seen_by_a_batch_that_completed_starts_no_other(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    assert len(watched(GOOD)) == 1


@pytest.mark.parametrize(
    "bad", [Ended("shy-emu: Failed: disk full.", completed=False), ConnectionError("gone")]
)
def test_a_batch_that_did_not_complete_is_tried_again_after_growing_pauses(
    watched: Watched, told: pytest.LogCaptureFixture, tmp_path: Path, bad: Ended | Exception
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    times = watched(bad, bad, bad, GOOD, longest=0.3)
    assert len(times) == 4
    assert all(after - before >= 0.3 for before, after in itertools.pairwise(times))
    lines = [line for line in told.messages if "tried again in" in line]
    assert len(lines) == 3
    assert all("disk full. It" in line or "gone. It" in line for line in lines)


def test_pauses_grow_from_the_settle_time_to_the_longest(tmp_path: Path) -> None:
    ended = Ended("x", completed=False)
    watching = Arrivals([tmp_path], 30.0, lambda: ended)
    pauses = []
    for _ in range(9):
        watching._not_completed("x")
        pauses.append(watching._pause)
    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_what_may_pass_is_tried_once_more_and_not_for_ever(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    slow = Ended("calm-otter: Completed", completed=True, may_pass=True)
    times = watched(slow, slow, longest=0.4, more=1.0)
    assert len(times) == 2
    assert times[1] - times[0] >= 0.4


def make_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("box 1/memo.pdf", b"%PDF-1.4")


def make_tar(path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        archive.add(__file__, "memo.pdf")


@pytest.mark.parametrize(("name", "make"), [("a.zip", make_zip), ("b.tar.gz", make_tar)])
def test_an_archive_that_arrives_starts_a_batch(
    watched: Watched, tmp_path: Path, name: str, make: Callable[[Path], None]
) -> None:
    make(tmp_path / name)
    assert len(watched(GOOD)) == 1


def test_a_folder_that_went_away_and_came_back_is_told(
    monkeypatch: pytest.MonkeyPatch, told: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setattr(arrivals, "LOOK_SECONDS", 0.05)
    drop, stop = tmp_path / "drop", threading.Event()
    thread = threading.Thread(target=Arrivals([drop], 0.0, lambda: GOOD).watch, args=(stop,), daemon=True)
    thread.start()
    wait_for(lambda: told.messages, 10, "a line")
    drop.mkdir()
    wait_for(lambda: len(told.messages) > 1, 10, "a second line")
    stop.set()
    thread.join(5)
    assert told.messages == [
        f"{drop}: is not there; it is read when it is there again",
        f"{drop}: is there again",
    ]
