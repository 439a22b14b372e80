"""What a page needs late is loaded beside the first reader, which takes some tenths of a second outside Python."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

_later: list[Callable[[], None]] = []


def later(load: Callable[[], None]) -> None:
    """Leaves to `begin` what may as well be loaded by those who need it, who are told of what fails then."""
    _later.append(load)


def begin() -> None:
    """Loads in threads what was left; whoever needs it before it is there waits for it (`processors.once`)."""
    while _later:
        # Where no thread can be started, whoever needs it loads it.
        with contextlib.suppress(RuntimeError):
            threading.Thread(target=_load, args=(_later.pop(),), name="loading").start()


def _load(load: Callable[[], None]) -> None:
    with contextlib.suppress(Exception):
        load()
