"""Events for browsers: one that is slow is told that it missed some, and gets those that come after."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from fastapi.testclient import TestClient

from declass.review.app import create_app
from declass.review.live import _WAITING, _Listener
from tests.declass.review.conftest import HOME, Browser, Scene


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


def test_a_log_out_ends_the_events(scene: Scene) -> None:
    app = create_app(replace(scene.settings, token="a secret"))  # noqa: S106
    with TestClient(app, base_url=HOME) as client:
        client.post("/api/v1/session", json={"reviewer": "Ada", "token": "a secret"})
        ada = Browser(client)
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        headers = [(b"host", HOME.partition("//")[2].encode()), (b"cookie", cookie.encode())]
        path = "/api/v1/events"
        scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "headers": headers,
            "raw_path": path.encode(), "query_string": b"", "root_path": "", "client": ("127.0.0.1", 1), "server": None,
        }  # fmt: skip
        told: list[Any] = []

        async def listen() -> None:
            async def receive() -> dict[str, Any]:
                await asyncio.sleep(60)
                return {"type": "http.disconnect"}

            async def send(message: MutableMapping[str, Any]) -> None:
                told.append(message.get("status") or message["body"])

            listening = asyncio.create_task(app(scope, receive, send))
            await asyncio.sleep(0.7)
            assert not listening.done()
            assert (await asyncio.to_thread(ada.post, "/session/end", {})).status_code == 204
            app.state.desk.live.tell("decision", {"number": 1})
            await asyncio.wait_for(listening, 10)

        # A browser of other tests may have a loop running in this thread.
        with ThreadPoolExecutor(1) as apart:
            apart.submit(asyncio.run, listen()).result()
    assert told == [200, b"retry: 2000\n\n", b""]
