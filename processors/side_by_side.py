"""Parts of one page's work on several processors, where no other page needs them.

Mostly each processor has a page of its own, and parts are done one after the other; what comes out is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

MOST = 4
"""Parts that are done at once at most: each takes memory, and a page has few parts that take long."""

Part = TypeVar("Part")
Done = TypeVar("Done")

_processors = 1


def use(processors: int) -> None:
    """From now on so many processors may work on what this process does, at least 1."""
    global _processors
    _processors = max(1, min(processors, MOST))


def each(work: Callable[[Part], Done], parts: Iterable[Part]) -> Iterator[Done]:
    """What `work` makes of each part, in order; it must be safe in threads and spend its time outside Python."""
    return map(work, parts) if _processors == 1 else _threads(_processors).map(work, parts)


@lru_cache(maxsize=1)
def _threads(count: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(count, thread_name_prefix="part-of-page")
