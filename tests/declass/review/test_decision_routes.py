from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from fastapi.testclient import TestClient

from declass.catalog.database import catalog_url, open_database
from declass.catalog.decisions import DecisionLog, Proposal
from declass.review.settings import ReviewSettings
from processors.decisions.types import Act, State, Subject
from processors.geometry import Box
from tests.declass.review.conftest import PAGES, Browser, Scene, proposal

Serve = Callable[[ReviewSettings], TestClient]


def test_a_decision_is_kept_and_takes_its_item_out_of_the_queue(browser: Browser) -> None:
    item = browser.items()[0]
    answer = browser.decide(item, "accept", comment="as printed")
    assert answer.status_code == 201
    made = answer.json()["decisions"][0]
    assert (made["reviewer"], made["act"], made["comment"]) == ("Ada", "accept", "as printed")
    page = browser.get(f"/documents/{item['sha256']}/pages/{item['page']}").json()
    assert made["before"]["page"] == made["after"]["page"] == [page["width"], page["height"]]
    assert item["key"] not in {found["key"] for found in browser.items(limit=200)}
    detail = browser.get(f"/items/{item['key']}").json()
    assert detail["history"] == [made]
    assert (detail["item"]["version"], detail["item"]["decided"]) == (made["number"], made)


def test_what_was_decided_on_a_page_of_another_size_is_kept_on_the_page_as_it_is_now(
    browser: Browser,
) -> None:
    item = browser.items()[0]
    asked = proposal(item, "accept")
    old = {"page": [500.0, 700.0]}
    asked |= {"before": asked["before"] | old, "after": asked["after"] | old}
    answer = browser.post("/decisions", {"request": "keeps-it", "decisions": [asked]})
    (made,) = answer.json()["decisions"]
    assert made["before"]["page"] == [500.0, 700.0]
    assert made["after"]["page"] != [500.0, 700.0]


def test_the_same_request_twice_is_taken_once(browser: Browser) -> None:
    item = browser.items()[0]
    first = browser.decide(item, "accept", request="the-same-key")
    second = browser.decide(item, "accept", request="the-same-key")
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert len(browser.get("/decisions").json()["lines"]) == 1


def test_who_looked_before_somebody_decided_is_told_what_was_decided(scene: Scene, serve: Serve) -> None:
    client = serve(scene.settings)
    ada = Browser(client, "Ada")
    item = ada.items()[0]
    ada.decide(item, "reject")
    grace = Browser(client, "Grace")
    answer = grace.decide(item, "accept")
    assert answer.status_code == 409
    newer = answer.json()["newer"]
    assert [(d["reviewer"], d["act"]) for d in newer] == [("Ada", "reject")]
    assert grace.decide(item | {"version": newer[0]["number"]}, "accept").status_code == 201


def test_of_many_who_decide_at_once_one_is_taken(scene: Scene, serve: Serve) -> None:
    client = serve(scene.settings)
    browser = Browser(client)
    item = browser.items()[0]
    codes: list[int] = []

    def decide(number: int) -> None:
        codes.append(browser.decide(item, "accept", request=f"request-{number}").status_code)

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [201, *[409] * 7]


def test_of_several_decisions_all_are_taken_or_none(browser: Browser) -> None:
    one, two = browser.items(reason="banner_in_doubt")[:2]
    browser.decide(two, "accept")
    body = {"request": "both-of-them", "decisions": [proposal(one, "accept"), proposal(two, "accept")]}
    assert browser.post("/decisions", body).status_code == 409
    assert browser.get(f"/items/{one['key']}").json()["history"] == []


def test_what_was_undone_waits_again(browser: Browser) -> None:
    item = browser.items()[0]
    number = browser.decide(item, "reject").json()["decisions"][0]["number"]
    seen = item | {"version": number}
    assert browser.decide(seen, "undo", undoes=number).status_code == 201
    assert browser.items()[0]["key"] == item["key"]
    assert browser.items()[0]["decided"] is None
    assert browser.items()[0]["version"] == number + 1


def test_a_comment_decides_nothing(browser: Browser) -> None:
    item = browser.items()[0]
    assert browser.decide(item, "comment", comment="is that a stamp?").status_code == 201
    assert browser.items()[0]["key"] == item["key"]


def test_decisions_that_make_no_sense_are_refused(browser: Browser, scene: Scene) -> None:
    item = browser.items()[0]
    assert browser.decide(item, "correct").status_code == 422
    assert browser.decide(item, "accept", after=None).status_code == 422
    assert browser.decide(item | {"sha256": "0" * 64}, "accept").status_code == 404
    assert browser.decide(item | {"ref": "../../etc"}, "accept").status_code == 422
    assert browser.decide(item | {"bbox": [5, 5, 5, 9]}, "accept").status_code == 422
    assert browser.post("/decisions", {"request": "12345678", "decisions": []}).status_code == 422
    assert browser.get("/decisions").json()["lines"] == []


def test_nothing_is_decided_about_a_page_that_is_not_there(browser: Browser) -> None:
    item = browser.items()[0]
    page = PAGES + 1
    answer = browser.decide(item | {"page": page, "ref": item["ref"].replace("p1-", f"p{page}-")}, "accept")
    assert answer.status_code == 422
    assert answer.json()["message"].endswith(f"the document has {PAGES} pages, and no page {page}")
    answer = browser.decide(item | {"page": 2}, "accept")
    assert answer.status_code == 422
    assert answer.json()["message"].endswith(f"{item['ref']} is the id of something on another page")
    assert browser.get("/decisions").json()["lines"] == []


def test_the_log_is_read_from_both_ends(browser: Browser, scene: Scene) -> None:
    numbers = []
    for item in browser.items(limit=5):
        numbers += [d["number"] for d in browser.decide(item, "accept").json()["decisions"]]
    newest = browser.get("/decisions", limit=2).json()
    assert [line["decision"]["number"] for line in newest["lines"]] == numbers[:-3:-1]
    assert newest["lines"][0]["document"].startswith("release_")
    older = browser.get("/decisions", before=newest["next"]).json()
    assert [line["decision"]["number"] for line in older["lines"]] == numbers[-3::-1]
    since = browser.get("/decisions", after=numbers[2]).json()
    assert [line["decision"]["number"] for line in since["lines"]] == numbers[3:]
    assert browser.get("/decisions", reviewer="Grace").json()["lines"] == []


def test_what_another_program_decides_is_seen_at_once_in_the_queue(scene: Scene, serve: Serve) -> None:
    browser = Browser(serve(scene.settings))
    item = browser.items()[0]
    told: list[str] = []
    desk = browser.client.app.state.desk  # type: ignore[attr-defined]
    seen = threading.Event()

    def tell(kind: str, data: dict[str, object]) -> None:
        told.append(f"{kind} {data['key']} {data['reviewer']}")
        seen.set()

    desk.live.tell = tell
    database = open_database(catalog_url(scene.out, None))
    state = State(Box(*item["bbox"]), item["kind"])
    subject, page = Subject(item["subject"]), item["page"]
    other = Proposal(item["sha256"], page, item["ref"], subject, Act.REJECT, state, None)
    DecisionLog(database).add([other], "Grace")
    database.close()
    assert seen.wait(10)
    assert told == [f"decision {item['key']} Grace"]
    assert browser.items()[0]["key"] != item["key"]


def test_a_server_that_starts_later_knows_what_was_decided(scene: Scene, serve: Serve) -> None:
    first = Browser(serve(scene.settings))
    item = first.items()[0]
    first.decide(item, "accept")
    second = Browser(serve(replace(scene.settings, reviewer="Grace")))
    assert second.items(state="decided")[0]["decided"]["reviewer"] == "Ada"
