from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from processors.once import loaded_once


def test_who_asks_for_what_is_being_loaded_waits_for_it() -> None:
    begun, go_on, loaded = threading.Event(), threading.Event(), []

    @loaded_once(2)
    def load(name: str) -> object:
        begun.set()
        assert go_on.wait(10)
        loaded.append(name)
        return object()

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(load, "model")
        assert begun.wait(10)
        second = threads.submit(load, "model")
        go_on.set()
        assert first.result(10) is second.result(10)
    assert loaded == ["model"]


def test_what_failed_is_tried_again_and_what_is_cleared_is_loaded_anew() -> None:
    calls = []

    @loaded_once(1)
    def load() -> int:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("not there yet")
        return len(calls)

    with pytest.raises(ValueError, match="not there yet"):
        load()
    assert load() == load() == 2
    assert load.kept == 1
    load.cache_clear()
    assert load.kept == 0
    assert load() == 3
