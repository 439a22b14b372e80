"""What axe-core says of every screen and dialog, at every width, in light and dark: nothing serious."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.declass.review.browser.conftest import Seat, Server, until_shown
from tests.declass.review.browser.dialogs import DIALOGS, OPEN, QUEUE, shut

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


SIZES = ((1440, 900), (1024, 768), (390, 844))
# Rules of axe-core whose answer a narrower window may change: it hides words, and makes things small or to be scrolled.
_BY_WIDTH = (
    "button-name",
    "label",
    "link-name",
    "nested-interactive",
    "scrollable-region-focusable",
    "select-name",
    "target-size",
)
# What of an open dialog leaves the window, or stands beside it within.
_BEYOND = """selector => [...document.querySelectorAll(selector)].flatMap(box => {
  const {left, right, top, bottom} = box.getBoundingClientRect();
  const leaves = left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
  const out = leaves ? [`${box.className} leaves the window`] : [];
  const wide = [...box.querySelectorAll('*')].filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0
    && getComputedStyle(e).display !== 'inline' && !['INPUT', 'SELECT', 'TEXTAREA'].includes(e.tagName)
    && getComputedStyle(e).textOverflow !== 'ellipsis' && !e.closest('svg, .unseen, .crop'));
  return [...out, ...wide.map(e => `${e.outerHTML.slice(0, 120)} is wider than its place`)];
})"""


def _serious(seat: Seat, where: str, part: str | None = None, rules: Sequence[str] = ()) -> list[str]:
    from axe_playwright_python.base import AXE_SCRIPT

    page = seat.page
    # Half a megabyte: it is put into each page once.
    if page.evaluate("window.axe === undefined"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    look = "async ([part, options]) => (await axe.run(part ?? document, options)).violations"
    found = page.evaluate(look, [part, options])
    return [
        f"{where}: {each['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


def _in_every_light(seat: Seat, name: str, part: str | None = None) -> list[str]:
    """Faults at every width, and in the dark: colours do not depend on the width."""
    faults = []
    for width, height in SIZES:
        seat.page.set_viewport_size({"width": width, "height": height})
        # What is there and how it is coloured, the first width tells.
        faults += _serious(seat, f"{name} at {width}", part, _BY_WIDTH if (width, height) != SIZES[0] else ())
        if part is not None:
            faults += [f"{name} at {width}: {told}" for told in seat.page.evaluate(_BEYOND, part)]
        elif seat.page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"{name} is wider than {width}")
    seat.page.set_viewport_size({"width": 1440, "height": 900})
    seat.page.emulate_media(color_scheme="dark")
    faults += _serious(seat, f"{name} in the dark", part, ("color-contrast",))
    seat.page.emulate_media(color_scheme="light")
    return faults


def test_no_screen_has_a_serious_fault(sit: Callable[..., Seat], server: Server) -> None:
    # The page's policy forbids what axe does; it is lifted in this browser alone.
    seat = sit(color_scheme="light", bypass_csp=True)
    faults = []
    for screen in SCREENS:
        page = seat.open(screen.format(sha=server.desk.shas[0]))
        page.wait_for_load_state("load")
        page.wait_for_timeout(400)
        faults += _in_every_light(seat, screen)
    assert not faults, "\n".join(faults)


def test_no_dialog_has_a_serious_fault_or_leaves_the_window(sit: Callable[..., Seat], server: Server) -> None:
    seat = sit(color_scheme="light", bypass_csp=True)
    faults, shown = [], ""
    seat.open_queue()
    # So that there is something to publish.
    seat.press("a")
    server.log_of(1)
    for name, (screen, opening) in DIALOGS.items():
        if screen != shown:
            address, shown = screen.format(sha=server.desk.shas[0]), screen
            page = seat.open_queue(address) if screen == QUEUE else seat.open(address)
            page.wait_for_selector("#who:not([hidden])")
            page.wait_for_load_state("networkidle") if screen != QUEUE else None
        until_shown(page, opening, OPEN)
        faults += _in_every_light(seat, name, OPEN)
        shut(page)
    assert not faults, "\n".join(faults)


def test_keys_and_places_have_room(seat: Seat) -> None:
    page = seat.open_queue()
    # The answers with the longest names.
    names = "[...document.querySelectorAll('[data-says]')].forEach(e => { e.textContent = 'Take back' })"
    beyond = """[...document.querySelectorAll('#actions button > *, .places a')].filter(e => {
      const inner = e.getBoundingClientRect(), outer = e.parentElement.getBoundingClientRect();
      return inner.width && (inner.left < outer.left || inner.right > outer.right);
    }).map(e => e.outerHTML)"""
    for width in (1440, 1024, 390, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(names)
        assert page.evaluate(beyond) == [], width
    page.click("#who")
    light = page.evaluate("document.documentElement.dataset.theme")
    page.get_by_role("dialog").get_by_role("button", name="Light or dark").click()
    assert page.evaluate("document.documentElement.dataset.theme") != light


def test_a_phone_is_worked_with_by_touch(sit: Callable[..., Seat]) -> None:
    seat = sit(viewport={"width": 390, "height": 844}, has_touch=True)
    page = seat.open_queue()
    first = seat.finding()
    page.get_by_role("button", name="Skip").tap()
    page.wait_for_function("was => location.hash.slice(1) !== was", arg=first)
