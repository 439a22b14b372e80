"""What axe-core says of every screen, in light and dark, and on a phone: nothing serious."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.declass.review.browser.conftest import Seat, Server

pytestmark = pytest.mark.browser

SCREENS = (
    "/queue",
    "/documents",
    "/documents/{sha}?page=2",
    "/batches",
    "/batches/1",
    "/compare",
    "/log",
    "/login",
)


def _serious(seat: Seat) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(seat.page).response["violations"]
    return [
        f"{seat.page.url}: {each['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_screen_has_a_serious_fault(sit: Callable[..., Seat], server: Server, theme: str) -> None:
    # The page's policy forbids what axe does; it is lifted in this browser alone.
    seat = sit(color_scheme=theme, bypass_csp=True)
    faults = []
    for screen in SCREENS:
        page = seat.open(screen.format(sha=server.desk.shas[0]))
        page.wait_for_load_state("load")
        page.wait_for_timeout(400)
        faults += _serious(seat)
    seat.open_queue()
    for key in ("?", "k", "c", "f", "l", "m", "t"):
        seat.press(key)
        seat.page.get_by_role("dialog").wait_for()
        faults += _serious(seat)
        seat.press("Escape")
        seat.page.get_by_role("dialog").wait_for(state="detached")
    assert faults == []


def test_a_phone_shows_everything_in_its_width(sit: Callable[..., Seat], server: Server) -> None:
    seat = sit(viewport={"width": 390, "height": 844}, has_touch=True, bypass_csp=True)
    for screen in SCREENS:
        page = seat.open(screen.format(sha=server.desk.shas[0]))
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, screen
    page = seat.open_queue()
    first = seat.finding()
    assert _serious(seat) == []
    page.get_by_role("button", name="Skip").tap()
    page.wait_for_function("was => location.hash.slice(1) !== was", arg=first)
