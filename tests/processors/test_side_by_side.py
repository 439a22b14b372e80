from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from processors import side_by_side
from processors.side_by_side import MOST, each, use


@pytest.fixture(autouse=True)
def alone_again() -> Iterator[None]:
    yield
    use(1)


def test_alone_parts_are_done_one_after_the_other_in_this_thread() -> None:
    threads = set(each(lambda _part: threading.get_ident(), range(5)))
    assert threads == {threading.get_ident()}


def test_with_more_processors_parts_are_done_at_once_and_come_in_order() -> None:
    use(2)
    both = threading.Barrier(2)

    def work(part: int) -> int:
        both.wait(10)
        return part * part

    assert list(each(work, range(6))) == [0, 1, 4, 9, 16, 25]


def test_what_fails_is_told() -> None:
    use(2)
    with pytest.raises(ZeroDivisionError):
        list(each(lambda part: 1 // part, (1, 0)))


@pytest.mark.parametrize(("asked", "used"), [(0, 1), (-3, 1), (1, 1), (3, 3), (64, MOST)])
def test_no_more_than_some_and_no_fewer_than_one(asked: int, used: int) -> None:
    use(asked)
    assert side_by_side._processors == used
