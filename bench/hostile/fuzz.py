"""Mutated PDF files: `python -m bench.hostile.fuzz FOLDER [--count 2000] [--first 0]`.

Each is opened in a worker process, and its first pages are read there, with stand-ins for the readers
(`bench.stand_in`). Told are how they ended, and the memory of the processes after each fifth. What our code did not
foresee is listed with its number, which makes the same file again. 1 where there was such a thing, or one was left
unanswered beyond the time-out.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from bench.hostile.mutations import bases, mutated
from bench.stand_in import StandIn
from processors.config import Config
from processors.errors import DeclassError
from processors.workers import PageJob, WorkerPool, outcome

_PAGES = 3
# A mutation may ask for a page of any size; looking at the largest that are allowed takes minutes each.
_PAGE_PIXELS = 10_000_000
_MB = 1e6
# Said of what our own code did not foresee.
_UNFORESEEN = "an unexpected"


@dataclass(slots=True)
class Found:
    """How mutations ended.

    Attributes:
        ends: `read`, or the category of the error.
        unforeseen: number of a mutation, and what was said.
        slowest: seconds that one took, the longest.
    """

    ends: Counter[str] = field(default_factory=Counter)
    unforeseen: list[tuple[int, str]] = field(default_factory=list)
    slowest: float = 0.0


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
    for number, what in found.unforeseen:
        _tell(f"WRONG: {number}: {what}")
    return 1 if found.unforeseen else 0


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
            if tell is not None and done % max(1, len(numbers) // 5) == 0:
                tell(f"{done}: {dict(found.ends)}; {_memory()}")
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


def _memory() -> str:
    process = psutil.Process()
    below = [child.memory_info().rss / _MB for child in process.children(recursive=True)]
    return f"MB: {process.memory_info().rss / _MB:.0f} here, {max(below, default=0):.0f} in the worker"


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
