"""Every dialog of every screen, and what opens it; for `test_access` and `shots`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUEUE, READER, BATCH = "/queue", "/documents/{sha}?page=2", "/batches/1"
Opening = Callable[["Page"], None]
LONG = "A. Very-Long-Name of the Interagency Security Classification Appeals Panel"
# A decision of somebody else's, and one's own that came too late.
_CLASH = """async ({reviewer, text}) => {
  const codes = ['(b)(1)', '(b)(7)(C)', '50 USC 3024(i)(1)'];
  const rest = {text: '', what: '', struck: null, status: '', confidence: 1};
  const state = {bbox: [72, 100, 240, 112], kind: 'black_box', codes, ...rest};
  const mine = {sha256: 'a'.repeat(64), page: 12, ref: 'p12-r72x100', subject: 'redaction', act: 'accept',
    before: state, after: state, comment: '', undoes: null, seen: 1};
  const theirs = {...mine, act: 'reject', after: null, comment: text, reviewer, number: 2,
    time: '2026-01-02T03:04:05Z'};
  const {openClash} = await import('/static/js/queue/clash.js');
  openClash({request: 'x', decisions: [mine], at: 0, label: 'x'}, [theirs], {outbox: null, queue: null});
}"""
_HIDDEN = """async () => (await import('/static/js/queue/hidden.js')).askHidden({sha256: 'a'.repeat(64), page: 3})"""


def _key(*keys: str) -> Opening:
    def press(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return press


def _click(selector: str) -> Opening:
    # By script: what is pressed need not be seen.
    return lambda page: page.locator(selector).evaluate("e => e.click()")


def _script(text: str, given: Any = None) -> Opening:
    return lambda page: page.evaluate(text, given)


def _drawn(key: str) -> Opening:
    def draw(page: Page) -> None:
        page.keyboard.press(key)
        page.wait_for_selector(".extent-keys:focus")
        page.keyboard.press("Enter")

    return draw


def _survives(page: Page) -> None:
    place = {
        "kind": "box",
        "bbox": [72, 100, 240, 112],
        "text": f"{LONG} " * 5,
        "reason": "live text under a filled shape",
    }
    page.route("**/hidden", lambda route: route.fulfill(json={"places": [place] * 3}))
    page.evaluate(_HIDDEN)
    page.keyboard.type("to check")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="What survives").wait_for()


def waits(page: Page) -> None:
    """Lets the batch page see a run that waits for approval: as Prefect would have it."""
    detail = page.evaluate("fetch('/api/v1/batches/1').then(answer => answer.json())")
    run = {"name": "gentle-otter", "state": "Suspended", "message": "", "waiting": True, "address": ""}
    page.route("**/api/v1/batches/1", lambda route: route.fulfill(json=detail | {"approvals": [run]}))
    page.reload()
    page.get_by_role("button", name="Approve or reject").click()


DIALOGS: dict[str, tuple[str, Opening]] = {
    "keys": (QUEUE, _key("?")),
    "kind": (QUEUE, _key("k")),
    "codes": (QUEUE, _key("c")),
    "filter": (QUEUE, _key("f")),
    "alike": (QUEUE, _key("l")),
    "comment": (QUEUE, _key("m")),
    "text": (QUEUE, _key("t")),
    "more": (QUEUE, _click("[data-do=more]")),
    "drawn": (QUEUE, _drawn("d")),
    "strike": (QUEUE, _drawn("x")),
    "clash": (QUEUE, _script(_CLASH, {"reviewer": LONG, "text": f"{LONG}; " * 4})),
    "hidden": (QUEUE, _script(_HIDDEN)),
    "survives": (QUEUE, _survives),
    "who": (QUEUE, _click("#who")),
    "waiting": (QUEUE, _click("#link")),
    "reader-keys": (READER, _key("?")),
    "cite": (READER, _key("q")),
    "publish": (BATCH, _click("button:has-text('Publish')")),
    "approve": (BATCH, waits),
}
"""Name -> screen, and what opens it there."""

OPEN = "dialog[open], .menu"
"""What is open then."""


def shut(page: Page) -> None:
    """Closes what is open."""
    page.keyboard.press("Escape")
    page.wait_for_selector(OPEN, state="detached")
