"""`python -m bench.review.keys FOLDER [--findings 200]`: how many keys a decision takes, in a real browser.

A scripted reviewer works through a made-up desk in Chromium by keyboard alone. Reasons come in the shares in which the
pages of real releases have them, near misses as what is answered in the same way. What the reviewer wants to say of
each is drawn by chance, with the weights below; every key that goes down is counted, Shift apart.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.review.load import make_up
from bench.review.serving import Server

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = Path("/usr/bin/chromium")
# Of the findings that 33 pages of releases put into the queue (docs/review.md): 55 without a code, 55 lines, 25 near
# misses, 10 strikes, 3 banners.
SHARES: Mapping[str, float] = {
    "no_code": 0.37,
    "unsure_word": 0.37,
    "uncertain_redaction": 0.17,
    "unsure_strike": 0.07,
    "banner_in_doubt": 0.02,
}
# Weights of what is said: a guess, with much more of what takes many keys than the pages above wanted.
WISHES: Mapping[str, Mapping[str, float]] = {
    "no_code": {"code": 0.6, "other code": 0.1, "accept": 0.15, "reject": 0.15},
    "unsure_word": {"accept": 0.5, "text": 0.4, "illegible": 0.1},
    "uncertain_redaction": {"accept": 0.45, "reject": 0.4, "extent": 0.1, "kind": 0.05},
    "unsure_strike": {"accept": 0.6, "reject": 0.4},
    "banner_in_doubt": {"struck": 0.5, "not struck": 0.5},
}
_CODES = ("(b)(1)", "(b)(3)", "(b)(6)", "(b)(7)(C)")
_OTHER_CODE = "50 USC 3024(i)(1)"
# Letters at the end of a line that were read wrongly, and what stands there.
_WRONG, _RIGHT = 3, "oth"
_PATIENCE_MS = 60_000
_COUNT = """window.keysPressed = 0;
window.addEventListener('keydown', event => { if (event.key !== 'Shift') window.keysPressed += 1; }, true);"""
_PAGES = 5


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: why the finding was in the queue, what was said of it, and the keys that it took."""

    reason: str
    wish: str
    keys: int


def _code(page: Page, chance: random.Random) -> None:
    """A code that the reviewer sees on the page: by its digit where one has it."""
    code = chance.choice(_CODES)
    offered = page.locator("#finding .choices .choice").all_inner_texts()
    if code in offered:
        page.keyboard.press(str(offered.index(code) + 1))
    else:
        _typed_code(page, code)


def _typed_code(page: Page, code: str) -> None:
    page.keyboard.press("c")
    page.get_by_role("dialog").wait_for()
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def _text(page: Page, _chance: random.Random) -> None:
    # The text comes with the page.
    page.wait_for_selector("#near p")
    page.keyboard.press("t")
    page.get_by_role("dialog").wait_for()
    for key in ("End", *["Backspace"] * _WRONG):
        page.keyboard.press(key)
    page.keyboard.type(_RIGHT)
    page.keyboard.press("Enter")


def _extent(page: Page, _chance: random.Random) -> None:
    page.keyboard.press("e")
    page.wait_for_selector(".extent-keys:focus")
    for key in (*[" "] * 3, *["Shift+ArrowRight"] * 2, "ArrowRight", "Enter"):
        page.keyboard.press(key)


def _kind(page: Page, _chance: random.Random) -> None:
    page.keyboard.press("k")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("2")


def _key(key: str) -> Callable[[Page, random.Random], None]:
    return lambda page, _chance: page.keyboard.press(key)


_SAYS: Mapping[str, Callable[[Page, random.Random], None]] = {
    "accept": _key("a"),
    "reject": _key("r"),
    "illegible": _key("i"),
    "struck": _key("1"),
    "not struck": _key("2"),
    "code": _code,
    "other code": lambda page, _chance: _typed_code(page, _OTHER_CODE),
    "text": _text,
    "extent": _extent,
    "kind": _kind,
}


def work(page: Page, home: str, findings: int) -> Iterator[Decided]:
    """Decides about so many findings, at the least one of each reason.

    Args:
        page: of a browser.
        home: address of the server.
        findings: how many.
    """
    chance = random.Random(1)  # noqa: S311 - no secret
    page.set_default_timeout(_PATIENCE_MS)
    page.add_init_script(_COUNT)
    for reason, share in SHARES.items():
        page.goto(f"{home}/queue?reason={reason}")
        page.wait_for_selector("#actions:not([hidden])")
        for _ in range(max(1, round(share * findings))):
            (wish,) = chance.choices(list(WISHES[reason]), list(WISHES[reason].values()))
            before, finding = page.evaluate("[window.keysPressed, location.hash]")
            with page.expect_response("**/api/v1/decisions") as answer:
                _SAYS[wish](page, chance)
            if answer.value.status != 201:
                raise AssertionError(f"{reason}, {wish}: {answer.value.status} {answer.value.text()}")
            yield Decided(reason, wish, page.evaluate("window.keysPressed") - before)
            page.wait_for_function("was => location.hash !== was", arg=finding)


def measure(folder: Path, findings: int) -> list[Decided]:
    """Makes up a desk in `folder`, and lets the reviewer work there."""
    from playwright.sync_api import sync_playwright

    # Each page has one finding of each reason, and one more is always left.
    pages = max(round(share * findings) for share in SHARES.values()) + 2
    make_up(folder / "out", "", -(-pages // _PAGES), _PAGES)
    with (
        Server(folder / "out", "", folder / "server.log").running() as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM))
        try:
            return list(work(browser.new_page(), f"http://127.0.0.1:{server.port}", findings))
        finally:
            browser.close()


def told(decided: Sequence[Decided]) -> str:
    """The figures, as a table over reasons."""
    lines = [_line("all", [d.keys for d in decided])]
    lines += [_line(reason, [d.keys for d in decided if d.reason == reason]) for reason in SHARES]
    return "\n".join(lines)


def _line(name: str, keys: Sequence[int]) -> str:
    single = sum(count == 1 for count in keys) / len(keys)
    return (
        f"{name}: {len(keys)} decisions, median {statistics.median(keys):g} keys, mean {statistics.mean(keys):.1f}, "
        f"{single:.0%} by one key"
    )


def main() -> None:
    """Lets the reviewer work, and prints how many keys that took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="empty, for the made-up desk")
    parser.add_argument("--findings", type=int, default=200)
    asked = parser.parse_args()
    print(told(measure(asked.folder, asked.findings)))  # noqa: T201 - the result


if __name__ == "__main__":
    main()
