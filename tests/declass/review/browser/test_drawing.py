"""What the machine missed is drawn, and what it saw wrongly is moved: with the mouse, and by keys alone."""

from __future__ import annotations

import pytest

from tests.declass.review.browser.conftest import Seat, Server

pytestmark = pytest.mark.browser


def _middle(seat: Seat) -> tuple[float, float]:
    box = seat.page.locator("#stage .stage-pane").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_missed_redaction_is_drawn_with_the_mouse(seat: Seat, server: Server) -> None:
    page = seat.open_queue()
    first = seat.finding()
    seat.press("d")
    x, y = _middle(seat)
    page.mouse.move(x - 60, y + 90)
    page.mouse.down()
    page.mouse.move(x, y + 100, steps=4)
    page.mouse.move(x + 80, y + 120)
    page.mouse.up()
    seat.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Kind").select_option("white_box")
    dialog.get_by_label("Codes").fill("(b)(1)")
    seat.press("Enter")
    (drawn,) = server.log_of(1)
    scale = page.evaluate("document.querySelector('.stage-sheet').offsetWidth") / 612
    x0, y0, x1, y1 = drawn["after"]["bbox"]
    assert (drawn["act"], drawn["before"], drawn["subject"]) == ("draw", None, "redaction")
    assert (drawn["after"]["kind"], drawn["after"]["codes"]) == ("white_box", ["(b)(1)"])
    assert (x1 - x0) * scale == pytest.approx(140, abs=3)
    assert (y1 - y0) * scale == pytest.approx(30, abs=3)
    assert drawn["ref"] == f"p{drawn['page']}-r{x0:.0f}x{y0:.0f}"
    # The reviewer is where they were.
    assert seat.finding() == first


def test_a_missed_strike_is_drawn_by_keys_alone(seat: Seat, server: Server) -> None:
    page = seat.open_queue()
    seat.ask("x", ".extent-keys:focus")
    seat.heard("Drag over the missed strike, or move the box by arrow keys; Enter keeps it")
    seat.press("ArrowRight", "Shift+ArrowDown", " ", "ArrowLeft", " ", " ", "Shift+ArrowRight", "Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Text under the stroke").fill("SECRET")
    seat.press("Enter")
    (drawn,) = server.log_of(1)
    x0, y0, x1, y1 = drawn["after"]["bbox"]
    assert (drawn["act"], drawn["subject"], drawn["after"]["text"]) == ("draw", "strike", "SECRET")
    # 120 by 16 points at first; the left edge went one out, the right one ten.
    assert (round(x1 - x0), round(y1 - y0)) == (131, 16)


def test_the_same_place_is_drawn_again_after_it_was_taken_back(seat: Seat, server: Server) -> None:
    seat.open_queue("/queue?reason=no_code")
    refs = []
    for count, kept in ((1, False), (3, True), (4, True)):
        seat.ask("d", ".extent-keys:focus")
        seat.ask("Enter")
        seat.press("Enter")
        refs.append(server.log_of(count)[-1]["ref"])
        if not kept:
            seat.press("u")
            server.log_of(count + 1)
    acts = [decision["act"] for decision in server.log()]
    assert acts == ["draw", "undo", "draw", "draw"]
    assert refs == [refs[0], refs[0], f"{refs[0]}_2"]


def test_escape_leaves_nothing(seat: Seat, server: Server) -> None:
    page = seat.open_queue()
    seat.press("e", "ArrowLeft", "Escape", "d", "Escape")
    page.wait_for_selector(".extent-keys", state="detached")
    assert server.log() == []
    seat.press("a")
    server.log_of(1)


def test_an_edge_is_dragged(seat: Seat, server: Server) -> None:
    page = seat.open_queue("/queue?reason=uncertain_redaction")
    seat.press("e")
    handle = page.locator(".handle[data-side=e]").bounding_box()
    assert handle
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 30, steps=4)
    page.mouse.up()
    scale = page.evaluate("document.querySelector('.stage-sheet').offsetWidth") / 612
    seat.press("Enter")
    (changed,) = server.log_of(1)
    before, after = changed["before"]["bbox"], changed["after"]["bbox"]
    assert changed["act"] == "change"
    assert (after[0], after[1], after[3]) == (before[0], before[1], before[3])
    assert (after[2] - before[2]) * scale == pytest.approx(40, abs=2)
