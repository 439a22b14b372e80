"""Workers that start before the batch that needs them."""

from __future__ import annotations

import multiprocessing

import pytest

from flows.readers import Workers, begun_ahead
from processors.config import Config

CONFIG = Config()


def processes() -> set[int | None]:
    return {child.pid for child in multiprocessing.active_children()}


def test_a_batch_takes_over_the_workers_that_were_begun_ahead() -> None:
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
def test_workers_that_nobody_needed_are_ended(error: type[BaseException] | None) -> None:
    try:
        with begun_ahead(1, CONFIG):
            begun = processes()
            assert begun
            if error is not None:
                raise error
    except KeyboardInterrupt:
        pass
    assert not processes() & begun
