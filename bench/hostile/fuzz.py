"""Mutated PDF files: `python -m bench.hostile.fuzz FOLDER [--count 2000] [--first 0]`.

Each is opened in a worker process, and its first pages are read there, with stand-ins for the readers
(`bench.stand_in`). Told are how they ended, and the memory of the processes after each fifth. What our code did not
foresee, and what was given up because its process died or had no time left, is listed with its number, which makes
the same file again. 1 where there was such a thing, or the worker took much more memory in the last fifth than in the
first.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

import psutil

from bench.hostile.kinds import GIVEN_UP
from bench.hostile.mutations import bases, mutated
from bench.stand_in import StandIn
from processors.config import Config
from processors.errors import DeclassError
from processors.in_worker import PageJob
from processors.workers import WorkerPool, outcome

_PAGES = 3
# A mutation may ask for a page of any size; looking at the largest that are allowed takes minutes each.
_PAGE_PIXELS = 10_000_000
_MB = 1e6
# Bytes that the worker may have more in the last fifth than in the first, by the median: a worker is replaced after
# 300 pages, and one that has read for a while has some 50 MB more than a new one.
_GROWTH = 100_000_000
# Said of what our own code did not foresee.
_UNFORESEEN = "an unexpected"


@dataclass(slots=True)
class Found:
    """How mutations ended.

    Attributes:
        ends: `read`, or the category of the error.
        unforeseen: number of a mutation, and what was said of what our code did not foresee.
        given_up: the same of those over which a process died or was ended.
        slowest: seconds that one took, the longest.
        sizes: resident size of the worker after each (bytes).
    """

    ends: Counter[str] = field(default_factory=Counter)
    unforeseen: list[tuple[int, str]] = field(default_factory=list)
    given_up: list[tuple[int, str]] = field(default_factory=list)
    slowest: float = 0.0
    sizes: list[int] = field(default_factory=list)

    def wrong(self) -> list[str]:
        """A line for each thing that should not be."""
        lines = [f"{number}: {what}" for number, what in sorted({*self.unforeseen, *self.given_up})]
        more = self._growth()
        return lines + ([f"the worker took {more / _MB:.0f} MB more at the end"] if more > _GROWTH else [])

    def _growth(self) -> float:
        """Bytes that the worker had more in the last fifth than in the first."""
        fifth = len(self.sizes) // 5
        return median(self.sizes[-fifth:]) - median(self.sizes[:fifth]) if fifth else 0.0


def main() -> int:
    """Reads the mutations and prints how they ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    reader = StandIn(asked.folder / "engine", asked.folder / "read.log")
    reader.install()
    reader.use()
    found = read_mutations(asked.folder, range(asked.first, asked.first + asked.count), _tell)
    _tell(f"{asked.count} mutations: {dict(found.ends)}; the slowest took {found.slowest:.1f} s")
    wrong = found.wrong()
    for line in wrong:
        _tell(f"WRONG: {line}")
    return 1 if wrong else 0


def read_mutations(folder: Path, numbers: range, tell: Callable[[str], None] | None = None) -> Found:
    """Reads the mutations of those numbers, in a pool of one worker, so that each time is its own.

    Args:
        folder: a mutation lies there while it is read.
        numbers: which.
        tell: gets a line after each fifth; None for no lines.
    """
    config, files, found = Config.from_environment(), bases(), Found()
    config = replace(config, limits=replace(config.limits, page_pixels=_PAGE_PIXELS))
    with WorkerPool(1, config) as pool:
        for done, number in enumerate(numbers, 1):
            path = folder / "mutated.pdf"
            path.write_bytes(mutated(number, files))
            start = time.monotonic()
            _read(pool, path, number, config, found)
            found.slowest = max(found.slowest, time.monotonic() - start)
            found.sizes.append(_worker_bytes())
            if tell is not None and done % max(1, len(numbers) // 5) == 0:
                tell(f"{done}: {dict(found.ends)}; {_memory(found.sizes[-1])}")
    return found


def _read(pool: WorkerPool, path: Path, number: int, config: Config, found: Found) -> None:
    try:
        info = outcome(pool.inspect(path), "mutated.pdf", None, config)
    except DeclassError as error:
        _count(error, number, found)
        return
    for page in range(1, min(info.page_count, _PAGES) + 1):
        try:
            outcome(pool.read(PageJob(str(path), page)), "mutated.pdf", page, config)
        except DeclassError as error:
            _count(error, number, found)
            return
    found.ends["read"] += 1


def _count(error: DeclassError, number: int, found: Found) -> None:
    found.ends[error.category] += 1
    if _UNFORESEEN in error.message:
        found.unforeseen.append((number, f"{error}: {error.__cause__!r}"))
    elif error.category in GIVEN_UP:
        found.given_up.append((number, str(error)))


def _worker_bytes() -> int:
    """Resident size of the largest process below this one; 0 where the worker was just ended."""
    sizes = [0]
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            sizes.append(int(child.memory_info().rss))
    return max(sizes)


def _memory(worker: int) -> str:
    return f"MB: {psutil.Process().memory_info().rss / _MB:.0f} here, {worker / _MB:.0f} in the worker"


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
