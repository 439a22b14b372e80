"""The reader: page and text follow each other, words are found, places are cited; lists, log and batches."""

from __future__ import annotations

import pytest

from tests.declass.review.browser.conftest import PAGES, Seat, Server

pytestmark = pytest.mark.browser


def test_page_and_text_follow_each_other(seat: Seat, server: Server) -> None:
    page = seat.open(f"/documents/{server.desk.shas[0]}?page=2")
    page.wait_for_selector("#page-2[data-state=there]")
    page.wait_for_selector(".stage-sheet[data-state=ready]")
    assert page.locator("#number").input_value() == "2"
    row = page.locator("#page-2 .row").nth(3)
    row.click()
    page.wait_for_selector(".stage-layer .layer-line rect")
    assert row.get_attribute("data-now") == ""
    # A press on the page finds the line in the text.
    first = page.locator(".stage-layer .layer-words rect").first
    assert first.count() == 1
    seat.press("n")
    page.wait_for_function("() => document.getElementById('number').value === '3'")
    page.locator("#text").evaluate("e => { e.scrollTop = e.scrollHeight }")
    page.wait_for_function(f"() => document.getElementById('number').value === '{PAGES}'")
    page.wait_for_url(f"**page={PAGES}*")


def test_words_are_read_as_one_over_the_end_of_a_line_and_what_was_drawn_stands_under_its_line(
    seat: Seat, server: Server
) -> None:
    sha256 = server.desk.shas[0]
    path = f"/documents/{sha256}/pages/1"
    told = server.get(path)
    ends: list[tuple[str, str | None]] = [
        ("the govern-", "divided"), ("ment of the French-", "compound"), ("Laotian", None),
    ]  # fmt: skip
    word = {"bbox": [60, 100, 70, 110], "confidence": 0.9, "struck": False}
    lines = [
        told["lines"][0]
        | {"ref": f"p1-l60x{k}", "text": text, "ends": end, "kind": "body", "decided": None}
        | {"bbox": [60, 100 + 12 * k, 150, 110 + 12 * k]}
        | {"words": [word | {"text": part} for part in text.split()]}
        for k, (text, end) in enumerate(ends)
    ]
    inside, below = (
        told["redactions"][0] | {"ref": ref, "bbox": bbox, "codes": []}
        for ref, bbox in (("p1-r200x124", [200, 124, 300, 134]), ("p1-r250x200", [250, 200, 300, 210]))
    )
    more = {"lines": lines, "redactions": [inside, below], "strikes": [], "markings": [], "unsure": []}
    seat.page.route(f"**{path}", lambda route: route.fulfill(json=told | more))
    page = seat.open(f"/documents/{sha256}")
    page.wait_for_selector("#page-1[data-state=there]")
    rows = page.locator("#page-1 .text-block").all_inner_texts()
    assert [" ".join(row.split()) for row in rows] == ["the government of the French-Laotian", ""]
    refs = page.locator("#page-1 .redacted").evaluate_all("all => all.map((each) => each.dataset.ref)")
    assert refs == ["p1-r200x124", "p1-r250x200"]


def test_words_are_found_and_cited(seat: Seat, server: Server) -> None:
    sha256 = server.desk.shas[0]
    page = seat.open(f"/documents/{sha256}")
    page.wait_for_selector("#page-1[data-state=there]")
    # Other tests decide about lines of the same document.
    words = page.locator("#page-1 .row:not([data-decided])").nth(2).inner_text().split()[:2]
    seat.press("/")
    page.keyboard.type(" ".join(words))
    found = page.locator("#hits button[data-now] > span").first
    found.wait_for()
    # What stands before and behind it does not stick to it.
    assert set(words) <= set(found.inner_text().split())
    page.wait_for_selector(".stage-layer .layer-hits rect", state="attached")
    seat.press("Escape", "q")
    cited = page.get_by_role("dialog").locator(".cited")
    cited.wait_for()
    assert "release_0.pdf" in cited.inner_text() or sha256[:12] in cited.inner_text()


def test_the_log_takes_back(seat: Seat, server: Server) -> None:
    page = seat.open_queue()
    seat.press("a")
    server.log_of(1)
    page.goto(f"{server.home}/log")
    page.get_by_role("button", name="Take back").first.click()
    done, undone = server.log_of(2)
    assert (undone["act"], undone["undoes"]) == ("undo", done["number"])
    page.locator("[data-undone]").first.wait_for()


def test_documents_batches_and_help(seat: Seat, server: Server) -> None:
    page = seat.open("/documents")
    page.locator(".document").first.wait_for()
    page.fill("#search", "release_1")
    page.wait_for_function("() => document.querySelectorAll('.document').length === 1")
    seat.open("/batches")
    page.get_by_role("heading", name="out").wait_for()
    seat.open("/batches/1")
    page.get_by_text("Runs").wait_for()
    seat.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()


def test_releases_to_compare_are_told_apart_by_their_files(seat: Seat, server: Server) -> None:
    page = seat.open("/compare")
    page.locator("#a option").nth(1).wait_for(state="attached")
    options = page.locator("#a option").all_inner_texts()[1:]
    names = [line["name"] for line in server.get("/documents")["documents"]]
    assert [option.startswith(name) for option, name in zip(options, names, strict=True)] == [True] * len(
        names
    )


_LINES_NEAR = """async (status) => {
  const { drawDetail } = await import("/static/js/queue/panel.js");
  const root = document.createElement("div");
  const near = document.createElement("div");
  near.id = "near";
  root.append(near);
  const bbox = [10, 10, 60, 20];
  const line = { ref: "p1-l10x10", text: "104-10012", bbox };
  const page = { redactions: [], lines: [{ ...line, words: [{ text: "104-10012", bbox, struck: false }] }] };
  drawDetail(root, { item: { subject: "redaction", status, bbox }, lines: [line], history: [], codes: [] }, page);
  return [near.querySelectorAll(".hole").length, near.textContent.includes("104-10012")];
}"""


def test_words_in_a_candidate_that_was_turned_down_are_no_hole(seat: Seat) -> None:
    page = seat.open("/documents")
    assert page.evaluate(_LINES_NEAR, "rejected") == [0, True]
    assert page.evaluate(_LINES_NEAR, "found") == [1, True]
