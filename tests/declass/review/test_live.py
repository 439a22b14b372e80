"""Events for browsers: one that is slow is told that it missed some, and gets those that come after."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from declass.review.live import _WAITING, _Listener


def test_a_browser_that_is_slow_is_told_to_look_again() -> None:
    async def heard() -> list[str]:
        listener = _Listener(asyncio.get_running_loop())
        for number in range(_WAITING + 2):
            listener.put(str(number))
        return [listener.queue.get_nowait() for _ in range(listener.queue.qsize())]

    # A browser of other tests may have a loop running in this thread.
    with ThreadPoolExecutor(1) as apart:
        first, second = apart.submit(asyncio.run, heard()).result()
    assert first.startswith("event: missed")
    assert second == str(_WAITING + 1)
