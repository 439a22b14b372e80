"""Parts of one page's work on several processors, where no other page needs them.

Mostly each processor has a page of its own, and parts are done one after the other; what comes out is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from typing import Protocol, TypeVar

MOST = 4
"""Parts that are done at once at most: each takes memory, and a page has few parts that take long."""

Part = TypeVar("Part")
Done = TypeVar("Done")


class Share(Protocol):
    """How many processors there are for a page; whoever knows what else is read changes it."""

    value: int


_share: Share | None = None


def follow(share: Share | None) -> None:
    """From now on so many processors may work on what this process does as `share` says at that time; None for one."""
    global _share
    _share = share


def each(work: Callable[[Part], Done], parts: Iterable[Part]) -> Iterator[Done]:
    """What `work` makes of each part, in order; it must be safe in threads and spend its time outside Python."""
    processors = 1 if _share is None else min(_share.value, MOST)
    if processors > 1:
        several = list(parts)
        # Where no thread can be started, they are done one after the other.
        with suppress(RuntimeError):
            return _threads(processors).map(work, several)
        return map(work, several)
    return map(work, parts)


@lru_cache(maxsize=MOST)
def _threads(count: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(count, thread_name_prefix="part-of-page")
