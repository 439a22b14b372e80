from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from declass.review.settings import ReviewSettings
from tests.declass.review.conftest import DOCUMENTS, PAGES, Browser, Scene

Serve = Callable[[ReviewSettings], TestClient]
PER_REASON = DOCUMENTS * PAGES


def test_the_queue_begins_with_what_is_most_urgent_and_counts_all(browser: Browser) -> None:
    answer = browser.get("/queue", limit=200).json()
    reasons = [item["reason"] for item in answer["items"]]
    assert reasons == sorted(
        reasons,
        key=["uncertain_redaction", "banner_in_doubt", "no_code", "unsure_strike", "unsure_word"].index,
    )
    assert answer["counts"] == dict.fromkeys(dict.fromkeys(reasons), PER_REASON)
    assert answer["total"] == len(answer["items"]) == 5 * PER_REASON
    assert answer["next"] is None


def test_pages_of_the_queue_follow_each_other_without_gap_or_repetition(browser: Browser) -> None:
    whole = [item["key"] for item in browser.items(limit=200)]
    found, cursor = [], ""
    while True:
        answer = browser.get("/queue", limit=7, cursor=cursor).json()
        found += [item["key"] for item in answer["items"]]
        if answer["next"] is None:
            break
        cursor = answer["next"]
    assert found == whole


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({"reason": "no_code"}, PER_REASON),
        ({"subject": "strike"}, PER_REASON),
        ({"kind": "white_box"}, PER_REASON),
        ({"least": 0.9}, PER_REASON),
        ({"most": 0.2}, 0),
        ({"reason": "conflict"}, 0),
        ({"state": "decided"}, 0),
        ({"state": "skipped"}, 0),
    ],
)
def test_filters_let_through_what_they_name(browser: Browser, params: dict[str, object], count: int) -> None:
    answer = browser.get("/queue", limit=200, **params).json()
    assert answer["total"] == len(answer["items"]) == count


def test_filters_by_document_and_code(browser: Browser, scene: Scene) -> None:
    assert {item["sha256"] for item in browser.items(document=scene.shas[1], limit=200)} == {scene.shas[1]}
    codes = {item["codes"][0]["code"] for item in browser.items(reason="uncertain_redaction", limit=200)}
    for code in codes:
        found = browser.items(code=code, limit=200)
        assert found
        assert all(item["codes"][0]["code"] == code for item in found)
    assert browser.items(code="25X1") == []


def test_an_item_comes_with_lines_beside_it(browser: Browser) -> None:
    item = browser.items(reason="no_code")[0]
    detail = browser.get(f"/items/{item['key']}").json()
    assert detail["item"] == item
    assert detail["history"] == []
    assert detail["lines"][0]["bbox"][1] == 260.0


def test_an_item_comes_with_the_codes_of_its_document_the_most_used_first(browser: Browser) -> None:
    item = browser.items(reason="no_code")[0]
    pages = [browser.get(f"/documents/{item['sha256']}/pages/{number + 1}").json() for number in range(PAGES)]
    there = [c["code"] for page in pages for found in page["redactions"] for c in found["codes"]]
    codes = browser.get(f"/items/{item['key']}").json()["codes"]
    assert set(codes) >= set(there)
    assert next(code for code in codes if code in there) == max(sorted(set(there)), key=there.count)


def test_what_is_drawn_over_a_word_is_told_by_no_item_of_its_line(browser: Browser) -> None:
    item = browser.items(reason="unsure_word")[0]
    words = item["text"].split()
    beside = browser.items(reason="no_code", document=item["sha256"])[0]
    page = browser.get(f"/documents/{item['sha256']}/pages/{item['page']}").json()
    box = page["lines"][0]["words"][0]["bbox"]
    state = {"bbox": box, "kind": "white_box", "codes": ["(b)(3)"]}
    place = {"sha256": item["sha256"], "page": item["page"], "ref": "p1-r72x260"}
    drawn = place | {"subject": "redaction", "before": None, "after": state}
    assert browser.decide(beside | {"version": 0}, "draw", **drawn).status_code == 201
    again = next(i for i in browser.items(reason="unsure_word") if i["key"] == item["key"])
    assert again["text"].split() == words[1:] and again["what"] == ""
    near = browser.get(f"/items/{beside['key']}").json()["lines"]
    assert near[0]["ref"] == item["ref"] and near[0]["text"].split() == words[1:]
    assert browser.get(f"/items/{item['key']}").json()["item"]["text"] == again["text"]
    assert browser.get(f"/documents/{item['sha256']}/pages/{item['page']}").json()["unsure"] == []
    undo = {"undoes": browser.get("/decisions").json()["lines"][0]["decision"]["number"], "seen": 1}
    assert browser.decide(beside, "undo", **place, **undo, before=None).status_code == 201
    assert [i["text"] for i in browser.items(reason="unsure_word") if i["key"] == item["key"]] == [
        item["text"]
    ]


def test_look_alikes_are_counted_and_previewed(browser: Browser) -> None:
    item = browser.items(reason="banner_in_doubt")[0]
    assert item["alike"] == PER_REASON
    items = browser.get(f"/items/{item['key']}/alike").json()["items"]
    assert items[0]["key"] == item["key"]
    assert len({other["key"] for other in items}) == PER_REASON
    assert {other["text"] for other in items} == {"SECRET"}


def test_what_is_put_off_comes_back_when_it_is_asked_for(browser: Browser) -> None:
    first = browser.items()[0]
    place = {"sha256": first["sha256"], "ref": first["ref"]}
    assert browser.post("/skips", place).status_code == 204
    assert browser.items()[0]["key"] != first["key"]
    assert [item["key"] for item in browser.items(state="skipped")] == [first["key"]]
    assert browser.post("/skips/back", place).status_code == 204
    assert browser.items()[0]["key"] == first["key"]


def test_what_is_put_off_is_put_off_for_one_reviewer_alone(scene: Scene, serve: Serve) -> None:
    client = serve(scene.settings)
    ada = Browser(client, "Ada")
    first = ada.items()[0]
    ada.post("/skips", {"sha256": first["sha256"], "ref": first["ref"]})
    assert Browser(client, "Grace").items()[0]["key"] == first["key"]


def test_what_one_rejected_waits_for_another_where_that_is_wanted(scene: Scene, serve: Serve) -> None:
    client = serve(replace(scene.settings, second_review=True))
    ada = Browser(client, "Ada")
    item = ada.items()[0]
    assert ada.decide(item, "reject").status_code == 201
    assert ada.items(reason="second_review") == []
    total = ada.get("/queue").json()["total"]
    grace = Browser(client, "Grace")
    answer = grace.get("/queue", limit=200).json()
    assert answer["total"] == total + 1
    again = answer["items"][-1]
    assert (again["key"], again["reason"]) == (item["key"], "second_review")
    assert again["decided"]["reviewer"] == "Ada"
    assert grace.get(f"/items/{item['key']}").json()["item"]["reason"] == "second_review"
    assert grace.decide(again, "reject").status_code == 201
    assert grace.items(reason="second_review") == []


def test_a_rejected_one_is_decided_without_a_second_review(browser: Browser) -> None:
    item = browser.items()[0]
    browser.decide(item, "reject")
    assert [found["key"] for found in browser.items(state="decided", reviewer="Ada")] == [item["key"]]
    assert browser.items(state="decided", reviewer="Grace") == []


@pytest.mark.parametrize("cursor", ["x", "1.2", "1.2.3.4", "-1.2.3", "\u0661.\u0662.\u0663"])
def test_a_made_up_place_in_the_queue_is_refused(browser: Browser, cursor: str) -> None:
    assert browser.get("/queue", cursor=cursor).status_code == 422


def test_what_is_not_in_the_queue_is_told(browser: Browser, scene: Scene) -> None:
    assert browser.get(f"/items/{scene.shas[0]}/p9-r1x1").status_code == 404
    assert browser.get(f"/items/{'0' * 64}/p9-r1x1").json()["error"] == "not_found"


def test_a_batch_s_own_queue_is_shown_where_the_catalog_has_several(serve: Serve, scene: Scene) -> None:
    catalog = f"sqlite:///{scene.out / '.declass' / 'catalog.sqlite'}"
    browser = Browser(serve(replace(scene.settings, catalog=catalog, out=None)), "Ada")
    (batch,) = browser.get("/batches").json()["batches"]
    assert browser.get("/queue", batch=batch["id"]).json()["total"] == batch["open"] > 0
    assert browser.get("/queue", batch=batch["id"] + 1).json()["total"] == 0
