"""Pictures of every screen, to be looked at: `python -m tests.declass.review.browser.shots FOLDER [ADDRESS]`.

Of the server at ADDRESS, or of one over made-up documents; in light and dark, at the widths of a desk, a tablet and a
telephone.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.declass.review.browser.conftest import CHROMIUM, DOCUMENTS, PAGES, Server
from tests.declass.review.browser.dialogs import DIALOGS, OPEN, QUEUE
from tests.declass.review.browser.pictured import make_desk

SIZES = ((1440, 900), (1024, 768), (390, 844))
# Milliseconds after which pictures are in and nothing moves.
SETTLE = 2500
SCREENS = {
    "queue": "/queue", "documents": "/documents", "batches": "/batches", "batch": "/batches/1", "compare": "/compare",
    "log": "/log", "login": "/login", "error": "/nowhere",
}  # fmt: skip


def shoot(browser: Browser, home: str, folder: Path) -> None:
    """Writes `<screen>-<width>-<theme>.png` of each screen."""
    for width, height in SIZES:
        for theme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=theme, has_touch=width < 1100
            )
            page = context.new_page()
            page.goto(f"{home}/documents")
            page.locator(".document a").first.wait_for()
            reader = page.locator(".document h2 a").first.get_attribute("href") or "/documents"
            for name, address in (SCREENS | {"reader": reader}).items():
                page.goto(home + address)
                page.wait_for_timeout(SETTLE)
                page.screenshot(path=folder / f"{name}-{width}-{theme}.png")
            context.close()
        _shoot_dialogs(browser, home, folder, (width, height))


def _shoot_dialogs(browser: Browser, home: str, folder: Path, size: tuple[int, int]) -> None:
    """Writes `<dialog>-dialog-<width>.png` of each dialog."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{home}/queue")
    page.wait_for_timeout(SETTLE)
    # So that there is something to publish.
    page.keyboard.press("a")
    page.goto(f"{home}/documents")
    link = page.locator(".document h2 a").first
    link.wait_for()
    sha256 = (link.get_attribute("href") or "").rpartition("/")[2].partition("?")[0]
    for name, (screen, opening) in DIALOGS.items():
        page.goto(home + screen.format(sha=sha256))
        if screen == QUEUE:
            page.wait_for_selector(".stage-sheet[data-state=ready]")
        page.wait_for_timeout(SETTLE)
        opening(page)
        page.wait_for_selector(OPEN)
        page.wait_for_timeout(SETTLE // 5)
        page.screenshot(path=folder / f"{name}-dialog-{width}.png")
        # The next address may differ in nothing but what stands behind "#".
        page.goto("about:blank")
    context.close()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as root, sync_playwright() as playwright:
        server = None if len(sys.argv) > 2 else Server(make_desk(Path(root), DOCUMENTS, PAGES))
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM))
        shoot(browser, server.home if server else sys.argv[2], folder)
        browser.close()
        if server:
            server.stop()


if __name__ == "__main__":
    main()
