"""Things that are loaded once a process, whichever thread asks first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Generic, TypeVar

Loaded = TypeVar("Loaded")


class LoadedOnce(Generic[Loaded]):
    """A function with `functools.lru_cache`; a thread that asks for what another one is loading waits for it."""

    def __init__(self, load: Callable[..., Loaded], most: int) -> None:
        """Keeps the last `most` of what `load` gives."""
        self._cached = lru_cache(maxsize=most)(load)
        self._lock = threading.Lock()

    def __call__(self, *key: Hashable) -> Loaded:
        """What `load` gives for a key, or gave before."""
        with self._lock:
            return self._cached(*key)

    @property
    def kept(self) -> int:
        """How many are loaded."""
        return self._cached.cache_info().currsize

    def cache_clear(self) -> None:
        """Forgets what was loaded."""
        self._cached.cache_clear()


def loaded_once(most: int) -> Callable[[Callable[..., Loaded]], LoadedOnce[Loaded]]:
    """Decorates a function that loads something: as `functools.lru_cache(maxsize=most)`, but waited for."""
    return lambda load: LoadedOnce(load, most)
