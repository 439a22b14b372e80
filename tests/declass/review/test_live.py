"""Events for browsers: one that is slow is told that it missed some, and gets those that come after."""

from __future__ import annotations

import asyncio

from declass.review.live import _WAITING, _Listener


def test_a_browser_that_is_slow_is_told_to_look_again() -> None:
    async def heard() -> list[str]:
        listener = _Listener(asyncio.get_running_loop())
        for number in range(_WAITING + 2):
            listener.put(str(number))
        return [listener.queue.get_nowait() for _ in range(listener.queue.qsize())]

    first, second = asyncio.run(heard())
    assert first.startswith("event: missed")
    assert second == str(_WAITING + 1)
