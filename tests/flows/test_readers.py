"""Workers that start before the batch that needs them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable

import pytest

from flows.readers import Workers, begun_ahead
from processors.config import Config

CONFIG = Config()


Processes = Callable[[], set[int | None]]


def children() -> set[int | None]:
    return {child.pid for child in multiprocessing.active_children()}


@pytest.fixture
def processes() -> Processes:
    """The processes begun since the test began: those of other tests (a Dask cluster that a module shares) may live."""
    before = children()
    return lambda: children() - before


def test_a_batch_takes_over_the_workers_that_were_begun_ahead(processes: Processes) -> None:
    with begun_ahead(1, CONFIG):
        begun = processes()
        assert begun
        with Workers(1, CONFIG) as workers:
            workers.start()
            assert processes() == begun
            workers.rest()
            assert not processes() & begun
            workers.start()
            assert processes() - begun
    assert not processes()


@pytest.mark.parametrize("error", [None, KeyboardInterrupt])
def test_workers_that_nobody_needed_are_ended(
    error: type[BaseException] | None, processes: Processes
) -> None:
    try:
        with begun_ahead(1, CONFIG):
            begun = processes()
            assert begun
            if error is not None:
                raise error
    except KeyboardInterrupt:
        pass
    assert not processes() & begun
