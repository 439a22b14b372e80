"""What a person settles: what was decided and is read otherwise by one key, and what becomes of a batch that waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from declass.catalog.catalog import open_catalog
from declass.catalog.database import catalog_url, open_database
from declass.catalog.decisions import DecisionLog, Proposal
from declass.catalog.locks import Locks
from processors.decisions.types import Act, State, Subject
from processors.outputs.record import read_record
from processors.records import Conflict, ConflictReason
from tests.declass.review.browser.conftest import Seat, Server
from tests.declass.review.browser.dialogs import BATCH, waits
from tests.declass.review.browser.pictured import make_desk

pytestmark = pytest.mark.browser

REASONS = (
    ConflictReason.SEVERAL,
    ConflictReason.GONE,
    ConflictReason.SEVERAL,
    ConflictReason.OVERLAP,
    ConflictReason.OVERLAP,
)


@pytest.fixture
def torn(tmp_path: Path) -> Iterator[Server]:
    """A server over a document with a conflict on each page."""
    desk = make_desk(tmp_path, 1, len(REASONS))
    name = "release_0"
    record = read_record(desk.out / name)
    database = open_database(catalog_url(desk.out, None))
    conflicts = []
    for page, reason in zip(record.pages, REASONS, strict=True):
        found = page.redactions[0]
        state = State(found.bbox, str(found.kind), ("(b)(3)",))
        proposal = Proposal(
            desk.shas[0], page.number, found.id, Subject.REDACTION, Act.CHANGE, state, replace(state)
        )
        (made,) = DecisionLog(database).add([proposal], "Grace")
        conflicts.append(
            Conflict(page.number, found.id, made.number, "redaction", reason, found.bbox, "", ())
        )
    with Locks(desk.out) as locks:
        from bench.review.made_up import file_record

        catalog = open_catalog(database, desk.out, locks)
        source = str(tmp_path / "sources" / f"{name}.pdf")
        file_record(catalog, desk.out, name, replace(record, conflicts=tuple(conflicts)), source)
    database.close()
    made_ = Server(desk)
    made_.mark()
    yield made_
    made_.stop()


def test_a_batch_is_approved_or_rejected_after_a_question_alone(seat: Seat) -> None:
    page = seat.open(BATCH)
    asked: list[Any] = []
    page.route("**/batches/1/approve", lambda r: (asked.append(r.request.post_data_json), r.fulfill(json={})))
    waits(page)
    dialog = page.get_by_role("dialog")
    assert "not decided yet" in dialog.inner_text()
    assert asked == []
    page.keyboard.type("Not yet.")
    dialog.get_by_role("button", name="Reject").click()
    seat.heard("nothing is published")
    assert asked == [{"name": "gentle-otter", "approved": False, "note": "Not yet."}]


def test_conflicts_are_settled_by_a_digit(sit: Callable[..., Seat], torn: Server) -> None:
    seat = sit(server=torn)
    page = seat.open_queue("/queue?reason=conflict")
    assert page.locator("#finding .choices button").count() == 3
    assert page.locator("#finding-name").inner_text() == "Black box, (b)(3)"
    seat.heard(
        "Black box, (b)(3). Conflict: Where one thing was decided, the machine now finds more than one."
    )
    assert page.locator(".sides").inner_text().endswith("More than one thing")
    # The letters say what the first two digits say, and so do their buttons.
    assert page.locator("[data-do=accept]").inner_text().split()[:3] == ["Keep", "as", "decided"]
    seat.press("a")
    seat.heard("Kept what was decided, page 1. Next: Black box, (b)(3). Conflict: The machine finds nothing")
    assert page.locator(".sides").inner_text().endswith("Nothing")
    assert "100%" not in page.locator("#finding").inner_text()
    (kept,) = torn.log_of(1)
    assert (kept["act"], kept["after"]["codes"], kept["before"]) == ("draw", ["(b)(3)"], None)
    seat.press("r")
    assert torn.log_of(2)[-1]["act"] == "reject"
    seat.press("2")
    undone = torn.log_of(3)[-1]
    assert (undone["act"], undone["undoes"]) == ("undo", 3)
    seat.ask("3", ".extent-keys:focus")
    seat.press("Shift+ArrowDown", "Enter")
    drawn = torn.log_of(4)[-1]
    assert (drawn["act"], drawn["after"]["codes"]) == ("draw", ["(b)(3)"])
    assert drawn["after"]["bbox"][1] == pytest.approx(110)
    seat.press("2")
    assert torn.log_of(5)[-1]["undoes"] == 5
    assert torn.get("/queue", reason="conflict")["total"] == 0
    # What was taken back holds again, and is in conflict again.
    seat.press("u")
    assert torn.log_of(6)[-1]["undoes"] == torn.log()[4]["number"]
    assert torn.get("/queue", reason="conflict")["total"] == 1
