from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from processors import side_by_side
from processors.side_by_side import MOST, each, follow


class Two:
    """Two processors."""

    value = 2


@pytest.fixture(autouse=True)
def alone_again() -> Iterator[None]:
    yield
    follow(None)


def test_alone_parts_are_done_one_after_the_other_in_this_thread() -> None:
    threads = set(each(lambda _part: threading.get_ident(), range(5)))
    assert threads == {threading.get_ident()}


def test_with_more_processors_parts_are_done_at_once_and_come_in_order() -> None:
    follow(Two())
    both = threading.Barrier(2)

    def work(part: int) -> int:
        both.wait(10)
        return part * part

    assert list(each(work, range(6))) == [0, 1, 4, 9, 16, 25]


def test_what_fails_is_told() -> None:
    follow(Two())
    with pytest.raises(ZeroDivisionError):
        list(each(lambda part: 1 // part, (1, 0)))


def test_the_share_counts_when_work_begins() -> None:
    share = Two()
    follow(share)
    share.value = 1
    assert set(each(lambda _part: threading.get_ident(), range(5))) == {threading.get_ident()}


@pytest.mark.parametrize(("processors", "threads"), [(0, 0), (1, 0), (3, 3), (64, MOST)])
def test_no_more_than_some_and_no_fewer_than_one(processors: int, threads: int) -> None:
    share = Two()
    share.value = processors
    follow(share)
    at_once, most, lock = 0, 0, threading.Lock()

    def work(_part: int) -> bool:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.05)
        with lock:
            at_once -= 1
        return threading.current_thread() is not threading.main_thread()

    beside = list(each(work, range(12)))
    assert most == max(1, threads)
    assert all(beside) is bool(threads)


def test_where_no_thread_can_be_started_parts_are_done_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def start(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    follow(Two())
    monkeypatch.setattr(side_by_side, "_threads", ThreadPoolExecutor)
    monkeypatch.setattr(threading.Thread, "start", start)
    assert list(each(lambda part: part + 1, iter(range(3)))) == [1, 2, 3]
