"""A drop folder: which files lie in it, and whether they are whole.

Nobody tells when a copy is done; a file counts as whole when it has not been written to for some time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from declass.gather import GatherError, GatherLimits
from declass.gather.local import local_files, whole
from declass.gather.origins import LocalFile
from processors.errors import InputError

# Longest wait for files that keep being written to: what is whole should not wait for one endless copy.
PATIENCE_SECONDS = 600.0

# A file as it was seen: path, bytes, time of the last change in ns.
Seen = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """What lay in the folders at one time.

    Attributes:
        whole: documents and archives to which nobody writes any more.
        writing: whether others were still being written.
        absent: folders that are not there, or cannot be looked into.
    """

    whole: frozenset[Seen]
    writing: bool
    absent: frozenset[Path] = frozenset()


def look(folders: Iterable[Path], settle_seconds: float) -> Look:
    """Looks once, at all that a batch would take.

    Args:
        folders: files and folders of this machine, as for a batch.
        settle_seconds: a file is whole when its last change is so long ago.
    """
    seen: set[Seen] = set()
    absent: set[Path] = set()
    writing = False
    for folder in folders:
        for path in _files(folder, absent):
            try:
                status = path.stat()
            except OSError:
                # Gone again, or not to be looked at; the batch will tell of what is still wrong then.
                continue
            # A clock that runs ahead, as on a file server, must not keep a file out for ever: its age is unknown.
            # Ours is asked for each file: one written to while others are looked at would seem to be of the future.
            if 0 <= time.time() - status.st_mtime < settle_seconds:
                writing = True
            else:
                seen.add((str(path), status.st_size, status.st_mtime_ns))
    return Look(frozenset(seen), writing, frozenset(absent))


def _files(folder: Path, absent: set[Path]) -> Iterator[Path]:
    """The documents and archives of a folder; puts it among the absent ones where it cannot be looked into."""
    try:
        for item in local_files(str(folder), GatherLimits()):
            if isinstance(item, LocalFile):
                yield item.path
            elif isinstance(item, GatherError) and item.address == whole(folder):
                absent.add(folder)
    except InputError:
        absent.add(folder)


def wait_until_whole(
    folders: Iterable[Path], settle_seconds: float, stop: threading.Event | None = None
) -> Look:
    """Waits until no file in `folders` is being written, at most `PATIENCE_SECONDS`; gives what lies there then."""
    paths, until = list(folders), time.monotonic() + PATIENCE_SECONDS
    seen = look(paths, settle_seconds)
    while seen.writing and time.monotonic() < until and not (stop and stop.is_set()):
        pause = min(max(settle_seconds / 4, 0.2), 15.0)
        if stop:
            stop.wait(pause)
        else:
            time.sleep(pause)
        seen = look(paths, settle_seconds)
    return seen
