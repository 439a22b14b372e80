"""What was published and then taken back is shown as taken back, before the next publishing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from declass.catalog.database import catalog_url, open_database
from declass.catalog.decisions import DecisionLog
from declass.review.exchange.listing import Listing
from declass.review.exchange.transfers import filed, listing
from declass.review.settings import ReviewSettings
from processors.decisions.types import Act
from processors.sources.checksum import file_sha256
from tests.declass.publishing.conftest import read_into, scan
from tests.declass.review.conftest import Browser

Serve = Callable[[ReviewSettings], TestClient]
# Around the word "staff" of the first line.
STAFF = [480, 98, 520, 110]


@pytest.fixture
def memo(tmp_path: Path, serve: Serve) -> Iterator[Memo]:
    out = tmp_path / "out"
    out.mkdir()
    source = scan(tmp_path / "memo.pdf")
    database = open_database(catalog_url(out, None))
    read_into(out, database, source)
    database.close()
    settings = ReviewSettings(catalog="", out=out, cache=tmp_path / "cache", reviewer="Ada")
    yield Memo(Browser(serve(settings)), file_sha256(source), out)


class Memo:
    """A document with one page that was read, and a reviewer's browser on it."""

    def __init__(self, browser: Browser, sha256: str, out: Path) -> None:
        self.browser, self.sha256, self.out, self._count = browser, sha256, out, 0

    def page(self) -> dict[str, Any]:
        found: dict[str, Any] = self.browser.get(f"/documents/{self.sha256}/pages/1").json()
        return found

    def says_all(self) -> bool:
        """Whether the first line says what it said before anybody decided."""
        return any(
            "1 of the memorandum tells of the station and its staff" in t["text"] for t in self.lines()
        )

    def lines(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page()["lines"]
        words = {hit["line"] for hit in self._hits("staff")}
        # Search and the page are of one mind.
        assert words == {line["ref"] for line in found if "staff" in line["text"]}
        return found

    def _hits(self, words: str) -> list[dict[str, Any]]:
        hits: list[dict[str, Any]] = self.browser.get(f"/documents/{self.sha256}/search", q=words).json()[
            "hits"
        ]
        return hits

    def decide(self, ref: str, act: str, **more: Any) -> int:
        self._count += 1
        said = {"sha256": self.sha256, "page": 1, "ref": ref, "subject": "redaction", "act": act, **more}
        answer = self.browser.post(
            "/decisions", {"request": f"request-{self._count:04}", "decisions": [said]}
        )
        assert answer.status_code == 201, answer.text
        number: int = answer.json()["decisions"][0]["number"]
        return number

    def handed_out(self) -> Listing:
        """What exports say of the document."""
        database = open_database(catalog_url(self.out, None))
        try:
            return listing(DecisionLog(database), filed(database)[0])
        finally:
            database.close()

    def publish(self) -> None:
        (done,) = self.browser.post("/publish", {"sha256": [self.sha256]}).json()["documents"]
        assert done["published"], done


def _plain(page: dict[str, Any]) -> dict[str, Any]:
    """A page without the numbers of the newest decisions."""
    lists = ("lines", "redactions", "rejected", "strikes", "markings")
    return page | {name: [{**item, "version": 0} for item in page[name]] for name in lists}


def test_a_published_drawing_that_is_undone_gives_its_words_back(memo: Memo) -> None:
    before = memo.page()
    assert memo.says_all()
    after = {"bbox": STAFF, "kind": "black_box", "codes": ["(b)(1)"]}
    number = memo.decide("p1-r480x98", "draw", after=after)
    memo.publish()
    assert not memo.says_all()
    memo.decide("p1-r480x98", "undo", undoes=number, seen=number)
    assert memo.says_all()
    assert memo.page() == before
    memo.publish()
    assert memo.page() == before


def test_a_published_rejection_that_is_undone_is_no_rejection(memo: Memo) -> None:
    before = memo.page()
    found = before["redactions"][0]
    said = {key: found[key] for key in ("bbox", "kind", "confidence")} | {"codes": []}
    number = memo.decide(found["ref"], "reject", before=said, seen=0)
    memo.publish()
    assert memo.page()["redactions"] == []
    memo.decide(found["ref"], "undo", undoes=number, seen=number)
    assert _plain(memo.page()) == _plain(before)


def test_what_was_published_and_undone_is_handed_out_as_the_machine_has_it(memo: Memo) -> None:
    before = memo.handed_out()
    found = memo.page()["redactions"][0]
    said = {key: found[key] for key in ("bbox", "kind", "confidence")} | {"codes": []}
    drawn = memo.decide("p1-r480x98", "draw", after={"bbox": STAFF, "kind": "black_box", "codes": ["(b)(1)"]})
    rejected = memo.decide(found["ref"], "reject", before=said, seen=0)
    memo.publish()
    published = {item.ref: (item.act, item.state.status) for item in memo.handed_out().items}
    assert published["p1-r480x98"] == (Act.DRAW, "found")
    assert published[found["ref"]] == (Act.REJECT, "rejected")
    memo.decide("p1-r480x98", "undo", undoes=drawn, seen=drawn)
    memo.decide(found["ref"], "undo", undoes=rejected, seen=rejected)
    assert memo.handed_out().items == before.items


def test_a_published_drawing_that_is_made_smaller_gives_words_back(memo: Memo) -> None:
    after = {"bbox": STAFF, "kind": "black_box", "codes": []}
    number = memo.decide("p1-r480x98", "draw", after=after)
    memo.publish()
    smaller = after | {"bbox": [480, 140, 500, 150]}
    memo.decide("p1-r480x98", "change", before=after, after=smaller, seen=number)
    assert memo.says_all()


def test_an_event_under_a_new_drawing_is_not_quoted(memo: Memo) -> None:
    record = memo.out / "memo" / "record.json"
    told = json.loads(record.read_text())
    event = {
        "action": "approved_for_release",
        "agency": "",
        "date": "2001",
        "precision": "year",
        "format_assumed": "",
        "raw": "of its staff",
        "page": 1,
        "bbox": STAFF,
        "doubt": "",
        "id": "p1-e480x98",
    }
    record.write_text(json.dumps(told | {"events": [event]}))
    path = f"/documents/{memo.sha256}/cite"
    assert "of its staff" in memo.browser.get(path, ref="p1-e480x98").json()["footnote"]
    memo.decide("p1-r480x98", "draw", after={"bbox": STAFF, "kind": "black_box", "codes": []})
    assert memo.browser.get(path, ref="p1-e480x98").status_code == 422


def test_without_the_stored_page_the_published_one_is_shown(memo: Memo) -> None:
    number = memo.decide("p1-r480x98", "draw", after={"bbox": STAFF, "kind": "black_box", "codes": []})
    memo.publish()
    memo.decide("p1-r480x98", "undo", undoes=number, seen=number)
    shutil.rmtree(memo.out / ".declass" / "pages")
    assert not memo.says_all()
