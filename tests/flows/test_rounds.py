from __future__ import annotations

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast

import pytest

from declass import interrupts
from declass.gather import Gathered
from flows.batch import Batch
from flows.contents import Contents
from flows.rounds import Round


def test_an_interrupt_that_python_dropped_ends_a_round_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = threading.Event()

    def look() -> None:
        looked.set()
        raise KeyboardInterrupt

    def nothing_for_long() -> Iterator[Gathered]:
        looked.wait(20)
        yield from ()

    monkeypatch.setattr(interrupts, "look", look)
    guard = SimpleNamespace(look=lambda: None, stopped=None)
    batch = cast("Batch", SimpleNamespace(far=None, guard=guard))
    with pytest.raises(KeyboardInterrupt):
        list(Round(batch, 1, nothing_for_long(), Contents()).run())
