"""A reviewer works through the queue with both hands on the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from processors.decisions.rules import objection
from processors.decisions.types import Act, State, Subject
from processors.geometry import Box
from tests.declass.review.browser.conftest import REVIEWER, Seat, Server

pytestmark = pytest.mark.browser

SAID: dict[str, dict[str, Any]] = {
    "redaction": {"kind": "black_box", "codes": ["(b)(1)"]},
    "strike": {"kind": "horizontal", "text": "SECRET", "what": "body"},
    "marking": {"kind": "classification", "text": "SECRET", "struck": True},
    "line": {"kind": "body", "text": "as typed"},
}


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


def test_a_code_that_was_typed_has_a_digit_at_the_next_finding_of_its_document(
    seat: Seat, server: Server
) -> None:
    page = seat.open_queue(f"/queue?reason=no_code&document={server.desk.shas[1]}")
    seat.ask("c")
    page.keyboard.type("b7Z-9")
    seat.press("Enter")
    (first,) = server.log_of(1)
    page.locator(".choices .choice", has_text="b7Z-9").wait_for()
    choices = page.locator(".choices .choice").all_inner_texts()
    seat.press(str(1 + [choice.split()[0] for choice in choices].index("b7Z-9")))
    _, second = server.log_of(2)
    assert second["ref"] != first["ref"]
    assert (second["sha256"], second["after"]["codes"]) == (first["sha256"], ["b7Z-9"])


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
    seat.press("u")
    page.get_by_text("What was written stays in the log").first.wait_for()
    with page.expect_response("**/api/v1/skips"):
        seat.press("s")
    page.wait_for_function("was => location.hash.slice(1) !== was", arg=first)
    page.goto(f"{server.home}/queue?state=skipped#{first}")
    seat.heard(" put off. ")
    assert page.locator("#left-text").inner_text() == "put off"
    page.wait_for_selector("#actions:not([hidden])")
    page.wait_for_function("was => location.hash.slice(1) === was", arg=first)
    assert len(server.log()) == 1


def test_kind_and_codes_are_changed(seat: Seat, server: Server) -> None:
    page = seat.open_queue("/queue?reason=no_code")
    seat.ask("k")
    seat.press("2")
    server.log_of(1)
    seat.ask("c")
    page.keyboard.type("(b)(1) (b)(3); b7E-1, 2")
    seat.press("Enter")
    kind, codes = server.log_of(2)
    assert kind["after"]["kind"] == "marker"
    assert codes["after"]["codes"] == ["(b)(1)", "(b)(3)", "b7E-1, 2"]


def test_a_line_is_corrected_and_another_is_illegible(seat: Seat, server: Server) -> None:
    page = seat.open_queue("/queue?reason=unsure_word")
    seat.ask("t")
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
    seat.ask("f")
    page.get_by_role("dialog").get_by_label("Decided by").press_sequentially("ara")
    seat.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    seat.ask("?")
    page.get_by_label("Single letters work as keys").uncheck()
    seat.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    seat.press("a", "r")
    page.wait_for_timeout(300)
    assert server.log() == []


def test_a_conflict_is_settled_by_accepting(seat: Seat) -> None:
    seat.open_queue()
    for subject, told in SAID.items():
        for reason in ("changed", "several", "gone"):
            said = {"text": "", "codes": [], "bbox": [1, 1, 50, 9], **told}
            # As the queue has it: of what is read now it knows no kind.
            item = {
                "sha256": "a" * 64, "page": 1, "ref": "p1-r1x1", "subject": subject, "reason": "conflict",
                "what": reason, "kind": "", "codes": [], "text": "", "bbox": [1, 1, 50, 9], "struck": False,
                "status": "unsure", "confidence": 1, "version": 3, "decided": {"after": said, "before": None},
            }  # fmt: skip
            ask = "async (item) => (await import('/static/js/queue/proposal.js')).propose(item, 'accept')"
            made = seat.page.evaluate(ask, item)
            before, after = (_state(made[name]) for name in ("before", "after"))
            assert objection(Subject(subject), Act(made["act"]), before, after) == ""
            assert after is not None
            assert (after.kind, after.struck) == (said["kind"], said.get("struck"))
            if reason != "changed":
                # Nothing that was decided is lost where the machine has nothing.
                assert (made["act"], list(after.codes), after.text) == ("draw", said["codes"], said["text"])


def _state(told: dict[str, Any] | None) -> State | None:
    return State(**{**told, "bbox": Box(*told["bbox"]), "codes": tuple(told["codes"])}) if told else None
