"""The bench that counts keys, at a small scale: deciding takes one key more often than not."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.review import keys
from tests.declass.review.browser.conftest import Seat, Server
from tests.declass.review.browser.pictured import make_desk

pytestmark = pytest.mark.browser


def test_the_median_decision_takes_one_key(sit: Callable[..., Seat], tmp_path: Path) -> None:
    server = Server(make_desk(tmp_path, 1, 8))
    try:
        page = sit(server=server).page
        decided = list(keys.work(page, server.home, findings=16))
    finally:
        server.stop()
    assert {one.reason for one in decided} == set(keys.SHARES)
    pressed = [one.keys for one in decided]
    assert statistics.median(pressed) == 1
    assert max(pressed) > 1, "keys are counted"
