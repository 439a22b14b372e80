"""Files that are still being written are waited for; files that lie there for some seconds cost nothing."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
import time
from pathlib import Path

from declass.gather.errors import UnsettledError
from declass.gather.options import GatherLimits

# The lock question of the kernel is asked this often while a program has the file open (seconds).
_POLL_SECONDS = 0.5


def wait_until_settled(path: Path, limits: GatherLimits) -> None:
    """Returns when the file was not written to for a while, and no program is in the middle of writing it.

    A file that was last written to longer ago returns at once. On Linux the kernel also tells whether a program has
    the file open for writing; elsewhere, and on file systems that cannot tell, the time of the last change decides.

    Raises:
        OSError: the file is gone or may not be looked at.
        UnsettledError: it kept changing for `settle_wait_seconds`.
    """
    deadline = time.monotonic() + limits.settle_wait_seconds
    state = _state(path)
    while (pause := _pause(path, state, limits)) > 0:
        if time.monotonic() + pause > deadline:
            raise UnsettledError(
                "is still being written", file=str(path), hint="The next run takes it when it is whole"
            )
        time.sleep(pause)
        before, state = state, _state(path)
        if state == before and pause >= limits.settle_seconds and not _is_written_to(path):
            # Seen at rest for long enough by our own clock, whatever the clock of the file system says.
            return


def is_settled(path: Path, limits: GatherLimits) -> bool:
    """Whether `wait_until_settled` would return at once.

    Raises:
        OSError: the file is gone or may not be looked at.
    """
    return _pause(path, _state(path), limits) <= 0


def _state(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _pause(path: Path, state: tuple[int, int], limits: GatherLimits) -> float:
    """Seconds until the file may be settled; 0 where it is."""
    age = time.time() - state[1] / 1e9
    if age < 0:
        # Written in the future: the clocks differ, so only watching tells.
        return limits.settle_seconds
    if age < limits.settle_seconds:
        return limits.settle_seconds - age
    return _POLL_SECONDS if age < limits.open_seconds and _is_written_to(path) else 0.0


def _is_written_to(path: Path) -> bool:
    """Whether a program has the file open for writing, False where that cannot be told.

    The kernel grants a read lease only on a file that nobody has open for writing. The lease is given back at once;
    should a writer come in between, the kernel's signal is one that does nothing.
    """
    if not sys.platform.startswith("linux"):
        return False
    import fcntl

    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno in (errno.EAGAIN, errno.EWOULDBLOCK)
    finally:
        with contextlib.suppress(OSError):
            os.close(handle)
    return False
