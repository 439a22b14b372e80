"""Stamps of files: whether one was written to since it was looked at, without reading it."""

from __future__ import annotations

import os
import time
from pathlib import Path

# A file that was changed this short a time before (seconds) may be changed again within the same tick of the file
# system's clock, which is two seconds at the coarsest; its stamp then proves nothing.
_SETTLED_SECONDS = 2.0


def settled_stamp(path: Path) -> str:
    """Size, times of the last change of content and entry (ns) and inode; empty where they prove nothing yet.

    A file whose stamp is the same as before has the same content: any write moves the time of the entry, which no
    ordinary program can set back.

    Raises:
        OSError: the file is gone or may not be looked at.
    """
    status = path.stat()
    return _stamp(status) if _is_settled(status) else ""


def stamp(path: Path) -> str:
    """The stamp as it is now, whether or not it proves anything.

    Raises:
        OSError: the file is gone or may not be looked at.
    """
    return _stamp(path.stat())


def _stamp(status: os.stat_result) -> str:
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


def _is_settled(status: os.stat_result) -> bool:
    return time.time() - max(status.st_mtime, status.st_ctime) > _SETTLED_SECONDS
