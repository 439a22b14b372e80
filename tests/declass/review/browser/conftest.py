"""A real Chromium before a real server, over a catalog of made-up documents."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn

from declass.review.app import create_app
from declass.review.server import listening_socket
from declass.review.settings import ReviewSettings
from tests.declass.review.browser.pictured import Desk, make_desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE_MS = 30_000
PRESS_MS = 3_000
REVIEWER = "Ada Example"
DOCUMENTS, PAGES = 5, 4


class Server:
    """A review server in a thread; may be stopped and started again on the same port, as if it had been killed."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.port = 0
        self._marked = 0
        self.start()

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        settings = ReviewSettings(
            catalog="", out=self.desk.out, cache=self.desk.root / "cache", reviewer=REVIEWER
        )
        sock = listening_socket("127.0.0.1", self.port)
        self.port = sock.getsockname()[1]
        config = uvicorn.Config(create_app(settings), log_level="error", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [sock]}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)

    def get(self, path: str, **params: Any) -> Any:
        with httpx.Client(base_url=self.home) as client:
            client.get("/api/v1/session")
            return client.get(f"/api/v1{path}", params=params).json()

    def mark(self) -> None:
        """From now on the log begins here: tests share a server, and a log only grows."""
        self._marked = 0
        self._marked = max((decision["number"] for decision in self.log()), default=0)

    def log(self) -> list[dict[str, Any]]:
        """The decisions since the mark, oldest first."""
        lines = self.get("/decisions", limit=500)["lines"]
        return [d for d in (line["decision"] for line in reversed(lines)) if d["number"] > self._marked]

    def log_of(self, count: int) -> list[dict[str, Any]]:
        """The log as soon as it has so many decisions."""
        end = time.monotonic() + PATIENCE_MS / 1000
        while len(found := self.log()) < count and time.monotonic() < end:
            time.sleep(0.1)
        return found


def until_shown(page: Page, opening: Callable[[Page], None], shown: str) -> None:
    """Opens something until it is there: a page that is just drawing itself may miss a key."""
    from playwright.sync_api import TimeoutError as TooLateError

    for _ in range(PATIENCE_MS // PRESS_MS):
        opening(page)
        with contextlib.suppress(TooLateError):
            page.wait_for_selector(shown, timeout=PRESS_MS)
            return
    page.wait_for_selector(shown)


@dataclass
class Seat:
    """A reviewer before a browser. Whatever leaves the machine, or is forbidden by the page's policy, is kept."""

    page: Page
    server: Server
    away: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def open(self, path: str = "/queue") -> Page:
        self.page.goto(self.server.home + path)
        self.page.wait_for_selector("main")
        return self.page

    def open_queue(self, path: str = "/queue") -> Page:
        """The queue, with its first finding in the panel and its page in the window."""
        page = self.open(path)
        page.wait_for_selector(".stage-sheet[data-state=ready]")
        page.wait_for_selector("#actions:not([hidden])")
        return page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def ask(self, key: str, shown: str = "dialog[open]") -> None:
        """Presses a key until what it opens is there."""
        until_shown(self.page, lambda page: page.keyboard.press(key), shown)

    def finding(self) -> str:
        """Which finding is looked at: the address names it."""
        found: str = self.page.evaluate("location.hash.slice(1)")
        return found

    def heard(self, text: str) -> None:
        """Waits until a screen reader was told this."""
        self.page.wait_for_function(
            "text => [...document.querySelectorAll('#said, #alarm')].some(e => e.textContent?.includes(text))",
            arg=text,
        )


def _watch(seat: Seat) -> None:
    host = urlsplit(seat.server.home).netloc

    def asked(url: str) -> None:
        if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != host:
            seat.away.append(url)

    def said(kind: str, text: str) -> None:
        if "Content Security Policy" in text:
            seat.forbidden.append(text)
        elif kind == "error" and "Failed to load resource" not in text and "ERR_" not in text:
            seat.broken.append(text)

    seat.page.on("request", lambda request: asked(request.url))
    seat.page.on("console", lambda message: said(message.type, message.text))
    seat.page.on("pageerror", lambda error: seat.broken.append(str(error)))
    seat.page.on("dialog", lambda dialog: (seat.broken.append(f"dialog: {dialog.message}"), dialog.dismiss()))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"Chromium is not installed at {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(make_desk(tmp_path_factory.mktemp("desk"), DOCUMENTS, PAGES))
    yield made
    made.stop()


@pytest.fixture
def server(shared: Server) -> Server:
    shared.mark()
    return shared


@pytest.fixture
def sit(chromium: Browser, server: Server) -> Iterator[Callable[..., Seat]]:
    """Sits a reviewer down; behind the test, nothing may have left the machine or broken a policy."""
    contexts: list[BrowserContext] = []
    seats: list[Seat] = []

    def down(reviewer: str = "", server: Server = server, **options: Any) -> Seat:
        context = chromium.new_context(
            **{"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"} | options
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        seat = Seat(context.new_page(), server)
        seats.append(seat)
        _watch(seat)
        if reviewer:
            seat.open("/login")
            seat.page.wait_for_selector("#begin:enabled")
            seat.page.fill("#reviewer", reviewer)
            seat.press("Enter")
            seat.page.wait_for_url("**/queue*")
        return seat

    yield down
    for context in contexts:
        context.close()
    assert [seat.away for seat in seats if seat.away] == []
    assert [seat.forbidden for seat in seats if seat.forbidden] == []
    assert [seat.broken for seat in seats if seat.broken] == []


@pytest.fixture
def seat(sit: Callable[..., Seat]) -> Seat:
    return sit()
