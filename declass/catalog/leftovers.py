"""What a killed run leaves behind: files that it was writing. The next run that ends well takes them away.

Each run has a mark under OUT/.declass/runs and its lock for as long as it lives; a mark without a lock is of a run that
was killed. Only then the folders are searched, since that takes a while where there are millions of files, and a run
that ends within ten seconds of the kill waits for them to pass.
"""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from declass.catalog.locks import Locks
from declass.catalog.store import STORE_NAME
from processors.outputs.files import SCRATCH_PREFIX, write_mark

_MARKS = "runs"
# A file that nobody has written to for so long (seconds) is not being written; writing one takes well under a second.
_QUIET_SECONDS = 10.0


@contextlib.contextmanager
def marked_run(out: Path, locks: Locks) -> Iterator[None]:
    """Marks that a run goes on in this block; behind it, what killed runs left under `out` is taken away.

    Raises:
        AccessError: the mark cannot be written.
    """
    started, name = time.time(), uuid.uuid4().hex
    marks = out / STORE_NAME / _MARKS
    # The lock first: a mark without one would look like that of a killed run.
    with locks.held(_lock(name)):
        write_mark(marks / name)
        try:
            yield
            _tidy(out, [mark for mark in _others(marks, name) if _is_dead(mark, locks)], started)
        finally:
            (marks / name).unlink(missing_ok=True)


def _others(marks: Path, own: str) -> list[Path]:
    return [mark for mark in marks.iterdir() if mark.name != own and not mark.name.startswith(".")]


def _is_dead(mark: Path, locks: Locks) -> bool:
    if not locks.take(_lock(mark.name)):
        return False
    locks.release(_lock(mark.name))
    return True


def _tidy(out: Path, dead: list[Path], started: float) -> None:
    """Removes what dead runs were writing; their marks stay while some of it may be of a run that lives.

    A file that a run left just before this one started is waited for, until nobody can be writing it any more: a
    short run would else end too soon to tell.
    """
    if not dead:
        return
    left = _left(out, min(started, time.time() - _QUIET_SECONDS))
    older = [changed for path in left if (changed := _changed(path)) is not None and changed < started]
    if older:
        time.sleep(max(0.0, max(older) + _QUIET_SECONDS - time.time()))
        left = _left(out, min(started, time.time() - _QUIET_SECONDS))
    if not left:
        for mark in dead:
            mark.unlink(missing_ok=True)


def _left(out: Path, before: float) -> list[Path]:
    """Removes the scratch files that nobody has written to since `before`; gives the others."""
    return [path for path in _scratch_files(out) if not _removed(path, before)]


def _changed(path: Path) -> float | None:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime
    return None


def _scratch_files(out: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(out):
        yield from (Path(folder) / name for name in names if name.startswith(SCRATCH_PREFIX))


def _removed(path: Path, before: float) -> bool:
    """Whether it is gone now; what was written to since `before` stays."""
    try:
        if path.stat().st_mtime > before:
            return False
        path.unlink()
    except FileNotFoundError:
        pass
    except OSError:
        return False
    return True


def _lock(name: str) -> str:
    return f"run {name}"
