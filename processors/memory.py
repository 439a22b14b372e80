"""Memory for worker processes: how much there is, the limit of each, and a watch that ends the largest in time."""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import logging
import os
import resource
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import psutil

from processors.config.fusion import CUDA

# Share of what is free when reading begins that workers may take together; the rest is for what else goes on.
SHARE = 0.8
# What a worker is reckoned to need (bytes): with both engines and pages of 300 dpi it was seen to take 0.85 GB.
WORKER_BYTES = 1_000_000_000
# Seconds between two looks: a page takes its memory over some seconds.
_LOOK_SECONDS = 0.5
# Looks for which the same processes are looked at: to find them costs ten times a look, and a hundred times where all
# processes of the machine have to be asked; a program that a worker starts begins with little memory.
_SAME_LOOKS = 4
# malloc.h: above which size memory comes from the system each time, how much of what is free is kept for later, and
# how many heaps there are: with one for each thread, as by itself, what one thread has freed lies idle.
_M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD, _M_ARENA_MAX = -3, -1, -8
# What a page with the second engine takes beyond that is as seldom as large: kept, it would add up over workers.
_LARGEST_KEPT, _MOST_KEPT = 1 << 30, 1 << 27
# Bytes in memory above which a worker gives back what is free between two jobs: it needs some 240 MB of its own, and to
# take memory anew costs a page nothing that shows. What lies in pieces between small things that stay came to 1.4 GB
# over 300 pages, and on top of 600 MB a page in which the detector looks takes 700.
_MOST_HELD = 320_000_000
_CGROUP = Path("/sys/fs/cgroup")
_PROC = Path("/proc")
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


def limit_memory(most: int, device: str) -> None:
    """Lets this process have no more than `most` bytes."""
    # CUDA reserves addresses for the memory of the card and of the machine: only what can be written counts there.
    kind = resource.RLIMIT_DATA if device == CUDA else resource.RLIMIT_AS
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


def keep_memory() -> None:
    """Lets malloc keep what pages take: otherwise the system clears the same memory for each picture of a page."""
    # Other C libraries than glibc have no such settings.
    with contextlib.suppress(AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_MMAP_THRESHOLD, _LARGEST_KEPT)
        mallopt(_M_TRIM_THRESHOLD, _MOST_KEPT)
        mallopt(_M_ARENA_MAX, 1)


def give_back(above: int = _MOST_HELD) -> None:
    """Gives the system what malloc keeps and nothing uses, where this process has more than `above` bytes in memory."""
    if psutil.Process().memory_info().rss > above:
        # Other C libraries than glibc have no such function.
        with contextlib.suppress(AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


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
        trees: dict[int, list[psutil.Process]] = {}
        for look in itertools.count():
            if self._ended.wait(_LOOK_SECONDS):
                return
            workers = set(self._workers())
            if look % _SAME_LOOKS == 0 or workers != trees.keys():
                trees = {worker: _tree(worker) for worker in workers}
            bytes_of = {worker: _bytes(tree) for worker, tree in trees.items()}
            if sum(bytes_of.values()) > self._most:
                _end(max(bytes_of, key=lambda worker: bytes_of[worker]))


def taken(workers: Iterable[int]) -> int:
    """Bytes in memory of these processes with their children, together."""
    return sum(_bytes(_tree(worker)) for worker in workers)


def _tree(worker: int) -> list[psutil.Process]:
    """A process and its children; none where it has ended."""
    with contextlib.suppress(psutil.Error):
        return [psutil.Process(worker), *_below(worker)]
    return []


def _below(process: int) -> Iterator[psutil.Process]:
    """All that a process started, each followed by what it started itself.

    Linux tells the children of each thread. Elsewhere all processes of the machine have to be asked for their parents.

    Raises:
        psutil.Error: it has ended.
    """
    lists = list((_PROC / str(process) / "task").glob("*/children"))
    if not lists:
        yield from psutil.Process(process).children(recursive=True)
        return
    for one in lists:
        for child in _told(one):
            with contextlib.suppress(psutil.Error):
                yield psutil.Process(child)
                yield from _below(child)


def _told(children: Path) -> list[int]:
    """Ids in a list of Linux's; none where the thread has ended."""
    with contextlib.suppress(OSError):
        return [int(number) for number in children.read_text().split()]
    return []


def _bytes(tree: Iterable[psutil.Process]) -> int:
    """Bytes that processes have in memory; what several share is told once for each."""
    total = 0
    for one in tree:
        with contextlib.suppress(psutil.Error):
            memory = one.memory_info()
            # Pages of files, such as libraries, are shared by all and can be had back.
            total += memory.rss - getattr(memory, "shared", 0)
    return total


def _end(worker: int) -> None:
    """Ends a worker and what it started, at once."""
    _LOG.debug(f"worker {worker} is ended: the workers take too much memory together")
    for one in reversed(_tree(worker)):
        with contextlib.suppress(psutil.Error):
            one.kill()
