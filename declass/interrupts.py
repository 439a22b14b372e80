"""Ctrl-C, and what a service manager or a container sends: both end a command in the same good order.

Python raises KeyboardInterrupt wherever the program is, and drops what is raised in callbacks of weak references and in
`__del__`, of which libraries have many. So it is remembered, and who waits for long looks whether it was dropped. While
a module is looked up it is put off: dropped there, it leaves a lock held that all imports wait for.
"""

from __future__ import annotations

import signal
from types import FrameType

# A lock would be waited for by a second signal that comes while the first one takes it.
_told = False
# Seconds until it is tried again: to find a module takes a thousandth.
_PUT_OFF = 0.02
_OF_IMPORTS = "<frozen importlib"


def follow() -> None:
    """From now on both raise KeyboardInterrupt in the main thread; where Ctrl-C was to be ignored, it still is."""
    signal.signal(signal.SIGTERM, _stop)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)
    # Not on Windows.
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _stop)


def _stop(_signum: int, frame: FrameType | None) -> None:
    global _told
    _told = True
    importing = frame is not None and frame.f_code.co_filename.startswith(_OF_IMPORTS)
    if hasattr(signal, "setitimer"):
        if importing:
            # What is put off already comes in its time, however often it is told of again.
            if not signal.getitimer(signal.ITIMER_REAL)[0]:
                signal.setitimer(signal.ITIMER_REAL, _PUT_OFF)
            return
        # It may not come once more while all is ended.
        signal.setitimer(signal.ITIMER_REAL, 0)
    raise KeyboardInterrupt


def look() -> None:
    """Raises KeyboardInterrupt where one was told of, in any place that goes on after it."""
    if _told:
        raise KeyboardInterrupt
