"""Pages of a shard: read again only where that can help, and no longer than their document may take."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pebble import ProcessExpired

from declass.catalog.store import PageStore
from flows.budget import Budget
from flows.guard import Guard
from flows.policy import OnError, Policy
from flows.progress import PageEnd
from flows.shards import Reading, Shard, ShardEnd, read_pages
from processors.assembly import failed_page
from processors.config import Config
from processors.errors import DeclassError, EncryptedError, InputError, StoppedError
from processors.geometry import Affine
from processors.in_worker import PageJob
from processors.records import PageStatus
from processors.results import PageResult

SHA = "ab" * 32
GOOD, KILLED, NO_MEMORY, CRASHED, LOCKED, SLOW = "good", "killed", "no memory", "crashed", "locked", "slow"


def page_result(number: int) -> PageResult:
    page = replace(failed_page(number), status=PageStatus.BLANK)
    return PageResult(page, Affine.scale(1.0), 612.0, 792.0, {}, (("ocr", 2.0), ("clean", 1.0)))


@dataclass
class Pool:
    """Answers as a pool of workers would; each page has a list of what happens, the last for all tries after it."""

    what: Callable[[int], list[str]]
    workers: int = 2
    tries: Counter[int] = field(default_factory=Counter)
    allowed: list[float | None] = field(default_factory=list)
    stopping: bool = False

    def read(self, job: PageJob, most_seconds: float | None = None) -> Future[PageResult]:
        future: Future[PageResult] = Future()
        future.set_running_or_notify_cancel()
        self.allowed.append(most_seconds)
        if self.stopping:
            future.set_exception(StoppedError("stopped"))
            return future
        self.tries[job.number] += 1
        fates = self.what(job.number)
        fate = fates[min(self.tries[job.number], len(fates)) - 1]
        errors: dict[str, BaseException] = {
            KILLED: ProcessExpired("gone", code=-9),
            NO_MEMORY: ProcessExpired("gone", code=75),
            CRASHED: ProcessExpired("gone", code=-11),
            LOCKED: EncryptedError("is encrypted"),
            SLOW: TimeoutError("Task timeout", most_seconds),
        }
        if fate == GOOD:
            future.set_result(page_result(job.number))
        else:
            future.set_exception(errors[fate])
        return future


class Ear:
    """Keeps what is told."""

    def __init__(self) -> None:
        self.ends: list[PageEnd] = []
        self.messages: list[str] = []

    def planned(self, pages: int, known: int) -> None: ...

    def document_done(self, outcome: str) -> None: ...

    def page_read(self, page: PageEnd) -> None:
        self.ends.append(page)

    def message(self, what: DeclassError | str) -> None:
        self.messages.append(str(what))


@dataclass
class Scene:
    """One shard, and what came of it."""

    pool: Pool
    store: PageStore
    ear: Ear
    guard: Guard
    pages: tuple[int, ...]
    seconds: float

    def read(self) -> ShardEnd:
        reading = Reading(self.pool, self.store, Config(), self.ear, self.guard)  # type: ignore[arg-type]
        shard = Shard(Path("a.pdf"), "/in/a.pdf", SHA, (0, 0), self.pages)
        return read_pages(reading, shard, Budget(self.seconds))


def scene(
    tmp_path: Path,
    fates: dict[int, list[str]],
    pages: int = 8,
    policy: Policy | None = None,
    seconds: float = 1e9,
) -> Scene:
    pool = Pool(lambda number: fates.get(number, [GOOD]))

    def stop() -> None:
        pool.stopping = True

    guard = Guard(policy or Policy(free_gb=0), then=stop)
    return Scene(pool, PageStore(tmp_path, "digest"), Ear(), guard, tuple(range(1, pages + 1)), seconds)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.shards.AGAIN_SECONDS", (0.01, 0.02))


def test_a_page_whose_worker_ran_out_of_memory_is_read_again(tmp_path: Path) -> None:
    one = scene(tmp_path, {2: [KILLED, GOOD], 3: [NO_MEMORY, KILLED, GOOD], 4: [NO_MEMORY]})
    end = one.read()
    assert [failure.page for failure in end.failures] == [4]
    assert one.pool.tries == Counter({1: 1, 2: 2, 3: 3, 4: 3, 5: 1, 6: 1, 7: 1, 8: 1})
    assert [number for number, _ in end.seconds] == [1, 2, 3, 5, 6, 7, 8]
    # Each page is told of once, whatever the number of tries.
    assert sorted(told.number for told in one.ear.ends) == list(one.pages)
    assert sum("read again" in message for message in one.ear.messages) == 5


@pytest.mark.parametrize("fate", [LOCKED, CRASHED, SLOW])
def test_what_would_fail_again_is_not_tried_again(fate: str, tmp_path: Path) -> None:
    one = scene(tmp_path, {3: [fate, GOOD]})
    assert [failure.page for failure in one.read().failures] == [3]
    assert one.pool.tries[3] == 1


def test_the_first_failure_stops_and_what_was_done_is_kept(tmp_path: Path) -> None:
    policy = Policy(on_error=OnError.STOP, free_gb=0)
    one = scene(tmp_path, {3: [LOCKED]}, pages=30, policy=policy)
    end = one.read()
    assert [failure.page for failure in end.failures] == [3]
    kept = {result.page.number for result in one.store.read(SHA, one.pages)}
    assert kept | {3} | set(end.unread) == set(one.pages)
    assert len(end.unread) >= 20
    # The next run, with the same policy, goes on behind the failure.
    again = scene(tmp_path, {3: [LOCKED], 20: [LOCKED]}, pages=30, policy=policy)
    end = again.read()
    assert end.known == (3,)
    assert [failure.page for failure in end.failures] == [3, 20]


def test_a_pool_that_was_stopped_by_somebody_else_is_no_end(tmp_path: Path) -> None:
    one = scene(tmp_path, {})
    one.pool.stopping = True
    with pytest.raises(StoppedError):
        one.read()


def test_a_document_that_has_had_its_time_loses_what_was_not_begun(tmp_path: Path) -> None:
    # Each page takes three seconds of a worker.
    one = scene(tmp_path, {}, pages=40, seconds=30.0)
    end = one.read()
    read = [number for number, _ in end.seconds]
    assert 10 <= len(read) <= 14
    assert [failure.page for failure in end.failures] == list(range(len(read) + 1, 41))
    assert {failure.category for failure in end.failures} == {"timeout"}
    assert sum("its document took more" in message for message in one.ear.messages) == 1
    # What a page may still take shrinks with it, and its worker is ended by that.
    assert one.pool.allowed[-1] is not None
    assert one.pool.allowed[-1] < 12.0
    # None of these was tried, so they say nothing of how the batch goes; and the next run reads them.
    assert len(end.known) == len(end.failures) - 1
    assert scene(tmp_path, {}, pages=40).read().failures == ()


@settings(deadline=None, max_examples=30)
@given(
    fates=st.dictionaries(
        st.integers(1, 12),
        st.lists(st.sampled_from([GOOD, KILLED, NO_MEMORY, CRASHED, LOCKED, SLOW]), min_size=1, max_size=4),
    ),
    stop=st.booleans(),
)
def test_every_page_is_stored_told_or_left_and_none_twice(
    fates: dict[int, list[str]], stop: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    policy = Policy(on_error=OnError.STOP if stop else OnError.SKIP, free_gb=0)
    one = scene(tmp_path_factory.mktemp("shard"), fates, pages=12, policy=policy)
    end = one.read()
    stored = [result.page.number for result in one.store.read(SHA, one.pages)]
    failed = [failure.page for failure in end.failures]
    assert sorted([*stored, *failed, *end.unread]) == list(one.pages)
    assert [number for number, _ in end.seconds] == stored
    assert bool(end.unread) <= stop
    assert sorted(told.number for told in one.ear.ends) == sorted([*stored, *failed])


def test_pages_wait_for_one_another_in_time_not_in_line(tmp_path: Path) -> None:
    """A slow page holds up neither those behind it nor their storing."""
    one = scene(tmp_path, {}, pages=6)
    usual, gate = one.pool.read, threading.Event()

    def read(job: PageJob, most_seconds: float | None = None) -> Future[PageResult]:
        if job.number != 1:
            return usual(job, most_seconds)
        late: Future[PageResult] = Future()
        late.set_running_or_notify_cancel()
        threading.Thread(target=lambda: (gate.wait(20), late.set_result(page_result(1)))).start()
        return late

    one.pool.read = read  # type: ignore[method-assign]
    ended: list[ShardEnd] = []
    thread = threading.Thread(target=lambda: ended.append(one.read()))
    thread.start()
    until = time.monotonic() + 20
    while len(list(one.store.read(SHA, one.pages))) < 5 and time.monotonic() < until:
        time.sleep(0.01)
    assert len(list(one.store.read(SHA, one.pages))) == 5
    gate.set()
    thread.join(20)
    assert ended[0].failures == ()


def test_a_result_that_cannot_be_stored_ends_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise InputError("no place")

    one = scene(tmp_path, {})
    monkeypatch.setattr(PageStore, "put_page", full)
    with pytest.raises(InputError, match="no place"):
        one.read()
