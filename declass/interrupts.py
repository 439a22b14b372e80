"""Ctrl-C, and what a service manager or a container sends: both end a command in the same good order.

Python raises KeyboardInterrupt wherever the program is, and drops what is raised in callbacks of weak references and in
`__del__`, of which libraries have many. So it is remembered, and who waits for long looks whether it was dropped.
"""

from __future__ import annotations

import signal
import threading
from types import FrameType

_told = threading.Event()


def follow() -> None:
    """From now on both raise KeyboardInterrupt in the main thread; where Ctrl-C was to be ignored, it still is."""
    signal.signal(signal.SIGTERM, _stop)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)


def _stop(_signum: int, _frame: FrameType | None) -> None:
    _told.set()
    raise KeyboardInterrupt


def look() -> None:
    """Raises KeyboardInterrupt where one was told of, in any place that goes on after it."""
    if _told.is_set():
        raise KeyboardInterrupt
