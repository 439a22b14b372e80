"""How much memory there is for worker processes, and a watch that ends the largest of them before it runs out."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import psutil

# Share of what is free when reading begins that workers may take together; the rest is for what else goes on.
SHARE = 0.8
# What a worker is reckoned to need (bytes): with both engines and scanned pages it was seen to take 0.6 GB.
WORKER_BYTES = 1_000_000_000
# Seconds between two looks: a page takes its memory over some seconds.
_LOOK_SECONDS = 0.5
_CGROUP = Path("/sys/fs/cgroup")
_LOG = logging.getLogger("declass")


def free_bytes() -> int:
    """Memory that this process and its children can still get: of the machine, and of its container."""
    return max(0, min([int(psutil.virtual_memory().available), *_left_in_cgroups(_CGROUP, _own_cgroups())]))


def usual_workers() -> int:
    """How many pages are read at the same time where nobody says: one a processor, as far as memory goes."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return fitting(usable, free_bytes())


def fitting(workers: int, free: int) -> int:
    """How many of so many workers fit into `SHARE` of the free bytes, at least 1."""
    return max(1, min(workers, int(SHARE * free) // WORKER_BYTES))


def bound(free: int) -> int:
    """Bytes that all workers may take together, where so many are free; one alone must always fit."""
    return max(WORKER_BYTES, round(SHARE * free))


def _own_cgroups() -> tuple[str, ...]:
    """Paths of this process's control groups, for version 2 and for the memory of version 1."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return ()
    parts = [line.split(":", 2) for line in lines if line.count(":") >= 2]
    return tuple(path for _, names, path in parts if names in ("", "memory"))


def _left_in_cgroups(root: Path, paths: Iterable[str]) -> Iterator[int]:
    """What each control group around this process leaves it; those without a limit are left out."""
    for path in paths:
        inside = root / path.lstrip("/")
        # In a container the own group is often mounted as the root, whatever its path says.
        for folder in (inside, *(p for p in inside.parents if p.is_relative_to(root)), root / "memory"):
            with contextlib.suppress(OSError, ValueError):
                yield _left(folder)


def _left(folder: Path) -> int:
    """Limit less use, without what the system would give back for files (`inactive_file`).

    Raises:
        OSError, ValueError: there is no limit.
    """
    new = (folder / "memory.max").is_file()
    limit = int((folder / ("memory.max" if new else "memory.limit_in_bytes")).read_text())
    used = int((folder / ("memory.current" if new else "memory.usage_in_bytes")).read_text())
    stat = dict(line.split() for line in (folder / "memory.stat").read_text().splitlines())
    return limit - used + int(stat.get("inactive_file", 0))


class MemoryWatch:
    """Sees that some processes and all they started keep within a bound together; a thread, until `end`."""

    def __init__(self, workers: Callable[[], Iterable[int]], most_bytes: int) -> None:
        """Begins to watch.

        Args:
            workers: gives the ids of the processes that there are now.
            most_bytes: that they may take together.
        """
        self._workers, self._most = workers, most_bytes
        self._ended = threading.Event()
        threading.Thread(target=self._run, name="declass-memory", daemon=True).start()

    def end(self) -> None:
        """Watches no more."""
        self._ended.set()

    def _run(self) -> None:
        while not self._ended.wait(_LOOK_SECONDS):
            taken = {worker: _tree_bytes(worker) for worker in self._workers()}
            if sum(taken.values()) > self._most:
                _end(max(taken, key=lambda worker: taken[worker]))


def _tree_bytes(worker: int) -> int:
    """Bytes that a process and its children have in memory; what several share is told once for each."""
    total = 0
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(worker)
        for one in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                memory = one.memory_info()
                # Pages of files, such as libraries, are shared by all and can be had back.
                total += memory.rss - getattr(memory, "shared", 0)
    return total


def _end(worker: int) -> None:
    """Ends a worker and what it started, at once."""
    _LOG.debug(f"worker {worker} is ended: the workers take too much memory together")
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(worker)
        for one in (*process.children(recursive=True), process):
            with contextlib.suppress(psutil.Error):
                one.kill()
