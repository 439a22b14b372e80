"""A reviewer works through the queue with both hands on the keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.declass.review.browser.conftest import REVIEWER, Seat, Server

pytestmark = pytest.mark.browser


def test_ten_findings_are_cleared_by_ten_keys(seat: Seat, server: Server) -> None:
    page = seat.open_queue()
    total = server.get("/queue")["total"]
    keys = ["a", "r", "a", "1", "a", "r", "2", "a", "1", "a"]
    looked_at = []
    for key in keys:
        looked_at.append(seat.finding())
        seat.press(key)
        page.wait_for_function("was => location.hash.slice(1) !== was", arg=looked_at[-1])
    log = server.log_of(len(keys))
    assert [f"{d['sha256']}/{d['ref']}" for d in log] == looked_at
    assert {d["reviewer"] for d in log} == {REVIEWER}
    assert [d["act"] for d, key in zip(log, keys, strict=True) if key == "a"] == ["accept"] * 5
    assert [d["act"] for d, key in zip(log, keys, strict=True) if key == "r"] == ["reject"] * 2
    assert server.get("/queue")["total"] == total - len(keys)
    page.wait_for_function(
        "left => document.getElementById('left-count').textContent === left", arg=str(total - len(keys))
    )


def test_a_digit_gives_a_code(seat: Seat, server: Server) -> None:
    page = seat.open_queue("/queue?reason=no_code")
    code = page.locator(".choices .choice").nth(2).inner_text()
    seat.press("3")
    (decision,) = server.log_of(1)
    assert decision["act"] == "change"
    assert (decision["before"]["codes"], decision["after"]["codes"]) == ([], [code])


def test_a_banner_is_struck_or_not_by_a_digit(seat: Seat, server: Server) -> None:
    seat.open_queue("/queue?reason=banner_in_doubt")
    seat.press("1")
    (decision,) = server.log_of(1)
    assert decision["subject"] == "marking"
    assert (decision["before"]["struck"], decision["after"]["struck"]) == (False, True)


def test_undo_brings_the_finding_back(seat: Seat, server: Server) -> None:
    page = seat.open_queue()
    first = seat.finding()
    seat.press("r")
    page.wait_for_function("was => location.hash.slice(1) !== was", arg=first)
    server.log_of(1)
    page.wait_for_selector("#link[hidden]", state="attached")
    seat.press("u")
    page.wait_for_function("was => location.hash.slice(1) === was", arg=first)
    done, undone = server.log_of(2)
    assert (undone["act"], undone["undoes"]) == ("undo", done["number"])
    # What was taken back can be decided anew at once.
    page.wait_for_function("() => !document.querySelector('#link:not([hidden])')")
    seat.press("a")
    assert [d["act"] for d in server.log_of(3)] == ["reject", "undo", "accept"]


def test_skip_puts_off_and_comment_decides_nothing(seat: Seat, server: Server) -> None:
    page = seat.open_queue()
    first = seat.finding()
    seat.press("m")
    page.keyboard.type("Look at the <b>margin</b>")
    seat.press("Control+Enter")
    (comment,) = server.log_of(1)
    assert (comment["act"], comment["comment"]) == ("comment", "Look at the <b>margin</b>")
    assert seat.finding() == first
    seat.press("s")
    page.wait_for_function("was => location.hash.slice(1) !== was", arg=first)
    page.goto(f"{server.home}/queue?state=skipped")
    page.wait_for_function("was => location.hash.slice(1) === was", arg=first)
    assert len(server.log()) == 1


def test_kind_and_codes_are_changed(seat: Seat, server: Server) -> None:
    page = seat.open_queue("/queue?reason=no_code")
    seat.press("k")
    page.get_by_role("dialog").wait_for()
    seat.press("2")
    server.log_of(1)
    seat.press("c")
    page.get_by_role("dialog").wait_for()
    page.keyboard.type("(b)(1) (b)(3); b7E-1, 2")
    seat.press("Enter")
    kind, codes = server.log_of(2)
    assert kind["after"]["kind"] == "marker"
    assert codes["after"]["codes"] == ["(b)(1)", "(b)(3)", "b7E-1, 2"]


def test_a_line_is_corrected_and_another_is_illegible(seat: Seat, server: Server) -> None:
    page = seat.open_queue("/queue?reason=unsure_word")
    seat.press("t")
    page.get_by_role("dialog").wait_for()
    seat.press("Control+a")
    page.keyboard.type("the line as it is ~~SECRET~~")
    seat.press("Enter")
    server.log_of(1)
    seat.press("i")
    corrected, illegible = server.log_of(2)
    assert (corrected["act"], corrected["subject"]) == ("correct", "line")
    assert corrected["after"]["text"] == "the line as it is ~~SECRET~~"
    assert (illegible["act"], illegible["after"]) == ("illegible", None)


def test_look_alikes_are_accepted_together_but_for_one(seat: Seat, server: Server) -> None:
    page = seat.open_queue("/queue?reason=no_code")
    alike = server.get("/items/" + seat.finding() + "/alike")["items"]
    assert len(alike) > 2
    seat.press("l")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    dialog.locator("input[type=checkbox]").nth(1).uncheck()
    seat.press("a")
    log = server.log_of(len(alike) - 1)
    spared = alike[1]["key"]
    assert {f"{d['sha256']}/{d['ref']}" for d in log} == {i["key"] for i in alike} - {spared}
    seat.press("u")
    assert [d["act"] for d in server.log_of(2 * len(log))[len(log) :]] == ["undo"] * len(log)


def test_keys_rest_while_somebody_types_and_can_be_turned_off(
    sit: Callable[..., Seat], server: Server
) -> None:
    seat = sit()
    page = seat.open_queue()
    seat.press("f")
    page.get_by_role("dialog").get_by_label("Decided by").press_sequentially("ara")
    seat.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    seat.press("?")
    page.get_by_label("Single letters work as keys").uncheck()
    seat.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    seat.press("a", "r")
    page.wait_for_timeout(300)
    assert server.log() == []
