"""Two reviewers at once; a server that goes away and comes back; text that means harm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.declass.review.browser.conftest import Seat, Server
from tests.declass.review.browser.pictured import HOSTILE, make_desk

pytestmark = pytest.mark.browser


def test_two_reviewers_collide_and_a_person_settles_it(sit: Callable[..., Seat], server: Server) -> None:
    ben, eva = sit("Ben"), sit("Eva")
    # Eva's browser is slow to hear what others do.
    eva.page.route("**/api/v1/events", lambda route: route.abort())
    eva.open_queue()
    finding = eva.finding()
    ben.open_queue(f"/queue#{finding}")
    assert ben.finding() == finding
    ben.press("a")
    server.log_of(1)
    eva.press("r")
    dialog = eva.page.get_by_role("dialog")
    dialog.get_by_text("Ben decided while you looked").wait_for()
    assert [d["reviewer"] for d in server.log()] == ["Ben"]
    dialog.get_by_role("button", name="Mine shall hold").click()
    bens, evas = server.log_of(2)
    assert (bens["act"], evas["act"], evas["reviewer"]) == ("accept", "reject", "Eva")
    assert evas["number"] > bens["number"]


def test_what_another_decides_is_seen_at_once(sit: Callable[..., Seat], server: Server) -> None:
    ben, eva = sit("Ben"), sit("Eva")
    eva.open_queue()
    finding = eva.finding()
    ben.open_queue(f"/queue#{finding}")
    ben.press("a")
    eva.page.locator(".stage-note").get_by_text("Ben accepted this just now").wait_for()
    eva.heard("Ben accepted this just now. Over the page: Go on, Look again")
    eva.page.get_by_role("button", name="Go on").click()
    eva.page.wait_for_function("was => location.hash.slice(1) !== was", arg=finding)
    assert len(server.log()) == 1


@pytest.fixture
def frail(tmp_path: Path) -> Iterator[Server]:
    """A server of its own, that a test may take away."""
    made = Server(make_desk(tmp_path, 1, 2))
    yield made
    made.stop()


def test_decisions_wait_for_a_server_that_is_away(sit: Callable[..., Seat], frail: Server) -> None:
    seat = sit(server=frail)
    page = seat.open_queue()
    seat.press("a")
    frail.log_of(1)
    frail.stop()
    seat.press("r", "a")
    page.get_by_text("No server · 2 kept here").wait_for()
    kept = page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('declass.outbox.')).length")
    assert kept == 2
    frail.start()
    seat.heard("The server is back")
    assert [d["act"] for d in frail.log_of(3)] == ["accept", "reject", "accept"]
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('declass.outbox.')).length") == 0


def test_markup_is_text(seat: Seat, server: Server) -> None:
    sha256 = server.desk.shas[-1]
    page = seat.open_queue(f"/queue?document={sha256}&subject=strike")
    assert page.locator("#finding .printed").inner_text() == HOSTILE
    seat.open_queue(f"/queue?document={sha256}&subject=marking")
    page.goto(f"{server.home}/documents/{sha256}")
    page.locator("#text .row", has_text="<script>").wait_for()
    page.goto(f"{server.home}/documents")
    page.locator(".document").first.wait_for()
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img[src=x]").count() == 0
