"""Documents, batches and releases over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bench.review.made_up import made_up_record
from declass.review.settings import ReviewSettings
from processors.records import Line, LineKind, Redaction, RedactionKind, Word
from tests.declass.review.conftest import DOCUMENTS, HOME, PAGES, Browser, Scene, state_of

Serve = Callable[[ReviewSettings], TestClient]


def test_documents_come_with_how_far_their_review_is(browser: Browser, scene: Scene) -> None:
    answer = browser.get("/documents").json()
    assert [line["sha256"] for line in answer["documents"]] == scene.shas
    assert answer["total"] == DOCUMENTS
    line = answer["documents"][0]
    assert (line["open"], line["decided"], line["pages"]) == (5 * PAGES, 0, PAGES)
    browser.decide(browser.items(document=scene.shas[0])[0], "accept")
    line = browser.get("/documents").json()["documents"][0]
    assert (line["open"], line["decided"]) == (5 * PAGES - 1, 1)


def test_documents_are_found_by_name_and_checksum_and_come_in_pages(browser: Browser, scene: Scene) -> None:
    assert [d["sha256"] for d in browser.get("/documents", search="RELEASE_1").json()["documents"]] == [
        scene.shas[1]
    ]
    assert browser.get("/documents", search=scene.shas[2][:10]).json()["total"] == 1
    assert browser.get("/documents", search="100%").json()["total"] == 0
    first = browser.get("/documents", limit=2).json()
    rest = browser.get("/documents", limit=2, cursor=first["next"]).json()
    assert [d["sha256"] for d in (*first["documents"], *rest["documents"])] == scene.shas
    assert rest["next"] is None


def test_a_document_has_its_pages_and_no_text_that_was_not_looked_through(
    browser: Browser, scene: Scene
) -> None:
    answer = browser.get(f"/documents/{scene.shas[0]}").json()
    assert "text" not in answer
    assert [(page["number"], page["open"]) for page in answer["pages"]] == [(1, 5), (2, 5)]
    assert answer["source"] == str(scene.files[0])
    assert browser.get(f"/documents/{'0' * 64}").status_code == 404


def test_a_page_is_shown_as_people_left_it(browser: Browser, scene: Scene) -> None:
    path = f"/documents/{scene.shas[0]}/pages/1"
    before = browser.get(path).json()
    items = {item["reason"]: item for item in browser.items(document=scene.shas[0]) if item["page"] == 1}
    unsure, bare, word = items["uncertain_redaction"], items["no_code"], items["unsure_word"]
    browser.decide(unsure, "reject")
    state = {"bbox": [80, 246, 200, 258], "kind": "black_box", "codes": ["(b)(1)"]}
    browser.decide(bare, "change", after=state)
    text = {"bbox": word["bbox"], "kind": "body", "text": "as a person reads it"}
    browser.decide(word, "correct", after=text)
    drawn = {"sha256": scene.shas[0], "page": 1, "ref": "p1-r300x600", "subject": "redaction", "before": None}
    browser.decide(bare | {"version": 0}, "draw", **drawn, after=state | {"bbox": [300, 600, 400, 620]})
    page = browser.get(path).json()
    assert [r["rejected_by"] for r in page["rejected"]] == ["reviewer Ada"]
    by_ref = {r["ref"]: r for r in page["redactions"]}
    assert set(by_ref) == {bare["ref"], "p1-r300x600"}
    assert by_ref[bare["ref"]]["codes"][0]["meaning"].startswith("national security")
    assert by_ref[bare["ref"]]["bbox"] == state["bbox"]
    assert page["lines"][0]["text"] == "as a person reads it"
    assert page["lines"][0]["decided"]["reviewer"] == "Ada"
    assert page["lines"][1:] == before["lines"][1:]


def test_a_rejection_that_waits_for_a_second_person_is_shown_as_waiting(scene: Scene, serve: Serve) -> None:
    client = serve(replace(scene.settings, second_review=True))
    path = f"/documents/{scene.shas[0]}/pages/1"
    ada = Browser(client, "Ada")
    item = next(i for i in ada.items(document=scene.shas[0]) if i["reason"] == "uncertain_redaction")
    number = ada.decide(item, "reject").json()["decisions"][0]["number"]
    page = ada.get(path).json()
    found = next(r for r in page["redactions"] if r["ref"] == item["ref"])
    assert (found["waits"], found["version"], found["decided"]["act"]) == (True, number, "reject")
    assert page["rejected"] == []
    assert not any(r["waits"] for r in page["redactions"] if r["ref"] != item["ref"])
    grace = Browser(client, "Grace")
    assert grace.decide(item | {"version": number}, "reject").status_code == 201
    page = grace.get(path).json()
    assert [(r["ref"], r["waits"]) for r in page["rejected"]] == [(item["ref"], False)]


def test_words_are_found_with_their_places(browser: Browser, scene: Scene) -> None:
    lines = browser.get(f"/documents/{scene.shas[0]}/pages/1").json()["lines"]
    words = [word["text"] for word in lines[3]["words"]]
    answer = browser.get(f"/documents/{scene.shas[0]}/search", q=f"{words[2].upper()} {words[3][:3]}").json()
    hit = next(hit for hit in answer["hits"] if hit["line"] == lines[3]["ref"])
    assert hit["match"] == f"{words[2]} {words[3]}"
    assert hit["boxes"] == [word["bbox"] for word in lines[3]["words"][2:4]]
    assert browser.get(f"/documents/{scene.shas[0]}/search", q="nothing of that").json()["hits"] == []


def test_search_and_pages_follow_what_people_decided(browser: Browser, scene: Scene) -> None:
    sha256 = scene.shas[0]
    word = next(i for i in browser.items(document=sha256) if (i["page"], i["reason"]) == (1, "unsure_word"))
    said = {"bbox": word["bbox"], "kind": "body", "text": "Rumpelstilzchen wrote it himself"}
    browser.decide(word, "correct", after=said)

    def found(words: str) -> list[Any]:
        hits: list[Any] = browser.get(f"/documents/{sha256}/search", q=words).json()["hits"]
        return hits

    assert [hit["line"] for hit in found("rumpelstilzchen wrote")] == [word["ref"]]
    lines = {line["ref"]: line for line in browser.get(f"/documents/{sha256}/pages/1").json()["lines"]}
    wrote = lines[word["ref"]]["words"][1]
    assert wrote["text"] == "wrote"
    drawn = {"sha256": sha256, "page": 1, "ref": "p1-r1x1", "subject": "redaction", "before": None}
    state = {"bbox": wrote["bbox"], "kind": "white_box", "codes": []}
    browser.decide(word | {"version": 0}, "draw", **drawn, after=state)
    lines = {line["ref"]: line for line in browser.get(f"/documents/{sha256}/pages/1").json()["lines"]}
    assert lines[word["ref"]]["text"].split() == ["Rumpelstilzchen", "it", "himself"]
    assert found("wrote") == []


def test_no_phrase_runs_over_a_redaction() -> None:
    from declass.review.finding import find_words
    from processors.geometry import Box

    record = made_up_record(0, 1)
    line = record.pages[0].lines[5]
    one, two = line.words[3], line.words[4]
    phrase = f"{one.text} {two.text}"
    assert [hit.line for hit in find_words(record.pages, phrase)] == [line.id]
    gap = Box(one.bbox.x1 + 0.5, one.bbox.y0, two.bbox.x0 - 0.5, one.bbox.y1)
    hidden = Redaction("p1-r9x9", gap, RedactionKind.BLACK_BOX, 1.0)
    page = replace(record.pages[0], redactions=(hidden,))
    assert list(find_words((page,), phrase)) == []


def test_a_word_that_a_line_end_divides_is_found_and_told_as_one() -> None:
    from declass.review.finding import find_words, line_ends
    from processors.geometry import Box

    def line(y: float, *texts: str) -> Line:
        words = tuple(
            Word(text, Box(60 + 80 * k, y, 130 + 80 * k, y + 10), 0.9, "tesseract")
            for k, text in enumerate(texts)
        )
        return Line(" ".join(texts), Box(60, y, 500, y + 10), 0.9, LineKind.BODY, words)

    lines = (line(100, "the", "govern-"), line(114, "ment", "of", "French-"), line(128, "Laotian", "staff"))
    page = replace(made_up_record(0, 1).pages[0], lines=lines, redactions=(), rejected=())
    for words in ("government", "government of french laotian", "the governm"):
        assert len(list(find_words((page,), words))) == 1, words
    (hit,) = find_words((page,), "the government")
    assert (hit.match, [box.y0 for box in hit.boxes]) == ("the government", [100, 100, 114])
    assert line_ends(page) == ("divided", "compound", None)
    assert line_ends(replace(page, lines=())) == ()
    # What is withheld at the end of a line is no part of a word.
    gap = Redaction("p1-r9x9", Box(215, 100, 300, 110), RedactionKind.BLACK_BOX, 1.0)
    assert list(find_words((replace(page, redactions=(gap,)),), "government")) == []


def test_citations_of_findings_lines_and_quotes(browser: Browser, scene: Scene) -> None:
    path = f"/documents/{scene.shas[0]}/cite"
    page = browser.get(f"/documents/{scene.shas[0]}/pages/1").json()
    finding = browser.get(path, ref=page["redactions"][0]["ref"]).json()
    assert finding["id"] == f"{scene.shas[0][:12]}:{page['redactions'][0]['ref']}"
    assert "black box redaction" in finding["footnote"]
    assert json.loads(finding["csl"])[0]["page"] == "1"
    line = browser.get(path, ref=page["lines"][3]["ref"]).json()
    assert page["lines"][3]["text"] in line["footnote"]
    words = page["lines"][3]["text"].split()
    quoted = browser.get(path, page=1, quote=f"{words[1].upper()}\n{words[2]}").json()
    assert f"“{words[1].upper()} {words[2]}”" in quoted["footnote"]
    assert browser.get(path, page=1, quote="what nobody wrote").status_code == 422
    assert browser.get(path, ref="p1-r1x1").status_code == 422
    assert browser.get(path, page=9).status_code == 422


def test_citations_and_comparisons_follow_what_people_decided(browser: Browser, scene: Scene) -> None:
    sha256 = scene.shas[0]
    path = f"/documents/{sha256}/cite"
    items = [i for i in browser.items(document=sha256) if i["page"] == 1]
    word = next(i for i in items if i["reason"] == "unsure_word")
    read = browser.get(f"/documents/{sha256}/pages/1").json()["lines"][0]["text"]
    assert browser.get(path, page=1, quote=read).status_code == 200
    compared = browser.get("/compare", a=sha256, b=scene.shas[1]).json()
    said = {"bbox": word["bbox"], "kind": "body", "text": "Rumpelstilzchen wrote it himself"}
    browser.decide(word, "correct", after=said)
    assert "Rumpelstilzchen wrote it himself" in browser.get(path, ref=word["ref"]).json()["footnote"]
    assert browser.get(path, page=1, quote="rumpelstilzchen wrote").status_code == 200
    assert browser.get(path, page=1, quote=read).status_code == 422
    assert browser.get("/compare", a=sha256, b=scene.shas[1]).json() != compared
    wrote = browser.get(f"/documents/{sha256}/pages/1").json()["lines"][0]["words"][1]
    drawn = {"sha256": sha256, "page": 1, "ref": "p1-r1x1", "subject": "redaction", "before": None}
    state = {"bbox": wrote["bbox"], "kind": "white_box", "codes": ["(b)(6)"]}
    browser.decide(word | {"version": 0}, "draw", **drawn, after=state)
    assert browser.get(path, page=1, quote="rumpelstilzchen wrote").status_code == 422
    footnote = browser.get(path, ref="p1-r1x1").json()["footnote"]
    assert "white box redaction (b)(6)" in footnote
    assert "wrote" not in footnote
    strike = next(i for i in items if i["subject"] == "strike")
    assert browser.get(path, ref=strike["ref"]).status_code == 200
    browser.decide(strike, "reject")
    assert browser.get(path, ref=strike["ref"]).status_code == 422


def test_batches_with_runs_and_without_a_report(browser: Browser, scene: Scene) -> None:
    line = browser.get("/batches").json()["batches"][0]
    assert (line["documents"], line["open"], line["last"]) == (DOCUMENTS, 5 * DOCUMENTS * PAGES, None)
    detail = browser.get(f"/batches/{line['id']}").json()
    assert (detail["figures"], detail["charts"], detail["runs"]) == (None, [], [])
    assert browser.get(f"/batches/{line['id']}/plots/words").status_code == 404
    assert browser.get("/batches/77").status_code == 404


def test_a_batch_shows_its_report_with_plots(browser: Browser, scene: Scene) -> None:
    from declass.report.write import result_folders, write_report

    write_report(scene.out, result_folders(scene.out), None, lambda _: ())
    detail = browser.get("/batches/1").json()
    assert detail["figures"]["totals"]["documents"] == DOCUMENTS
    charts = {chart["key"]: chart for chart in detail["charts"]}
    assert {"words", "pages", "shares"} <= set(charts)
    picture = browser.client.get(charts["words"]["image"] + "&theme=dark")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.startswith("<svg")
    assert "var(" not in picture.text
    assert "<script" not in picture.text
    # Of another report it is another picture, also for a browser that has this one.
    write_report(scene.out, result_folders(scene.out)[:1], None, lambda _: ())
    again = {chart["key"]: chart["image"] for chart in browser.get("/batches/1").json()["charts"]}
    assert again["words"] != charts["words"]["image"]


def test_documents_of_one_batch_are_listed(browser: Browser) -> None:
    assert browser.get("/documents", batch=1).json()["total"] == DOCUMENTS
    assert browser.get("/documents", batch=2).json() == {"total": 0, "documents": [], "next": None}


def test_two_releases_are_compared(browser: Browser, scene: Scene) -> None:
    answer = browser.get("/compare", a=scene.shas[0], b=scene.shas[1])
    assert answer.json()["a"]["sha256"] == scene.shas[0]
    assert browser.get("/compare", a=scene.shas[0], b=scene.shas[0]).status_code == 422


def test_what_can_be_chosen_is_told(browser: Browser) -> None:
    answer = browser.get("/vocabulary").json()
    assert answer["codes"][0]["used"] > 0
    assert {"(b)(5)", "(b)(9)"} <= {code["code"] for code in answer["codes"]}
    assert answer["redaction_kinds"]["black_box"] == "black box"


def test_decisions_without_stored_pages_are_not_published_and_that_is_told(
    browser: Browser, scene: Scene
) -> None:
    browser.decide(browser.items(document=scene.shas[0])[0], "accept")
    answer = browser.post("/publish", {"sha256": [scene.shas[0], scene.shas[1]]}).json()["documents"]
    assert [(d["sha256"], d["published"]) for d in answer] == [(scene.shas[0], False), (scene.shas[1], False)]
    assert "not stored" in answer[0]["message"]
    assert answer[1]["message"] == "its result has all decisions"
    assert browser.post("/publish", {"sha256": ["0" * 64]}).status_code == 404


def test_a_document_where_something_was_drawn_alone_is_to_be_published(
    browser: Browser, scene: Scene
) -> None:
    def waiting() -> list[str]:
        lines = browser.get("/documents").json()["documents"]
        return [line["sha256"] for line in lines if line["unpublished"]]

    assert waiting() == []
    item = browser.items(subject="redaction")[0] | {"ref": "p1-r9x9", "bbox": [9, 9, 90, 19], "version": 0}
    after = state_of(item) | {"status": "", "confidence": 1.0}
    assert browser.decide(item, "draw", after=after).status_code == 201
    assert waiting() == [item["sha256"]]


@pytest.fixture
def prefect_is_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    yield


@pytest.mark.usefixtures("prefect_is_away")
def test_a_batch_cannot_be_approved_without_the_server_that_holds_it(browser: Browser) -> None:
    assert "does not answer" in browser.get("/batches/1").json()["approvals_problem"]
    assert browser.post("/batches/1/approve", {}).status_code == 424


def test_events_are_told_as_they_happen(scene: Scene) -> None:
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    from declass.review.app import create_app

    app = create_app(scene.settings)
    with TestClient(app, base_url=HOME) as client:
        browser = Browser(client)
        item = browser.items()[0]
        live = app.state.desk.live

        async def listen() -> list[str]:
            events = live.events()
            told = [await anext(events)]
            await asyncio.to_thread(browser.decide, item, "accept")
            told.append(await asyncio.wait_for(anext(events), 10))
            await events.aclose()
            return told

        # A browser of other tests may have a loop running in this thread.
        with ThreadPoolExecutor(1) as apart:
            first, second = apart.submit(asyncio.run, listen()).result()
    assert first.startswith("retry:")
    kind, data = second.splitlines()[:2]
    assert kind == "event: decision"
    told = json.loads(data.removeprefix("data: "))
    assert (told["key"], told["act"], told["reviewer"]) == (item["key"], "accept", "Ada")
