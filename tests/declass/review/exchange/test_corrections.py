"""What people change in another program becomes decisions."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest

from declass.review.exchange import label_studio, spreadsheet, web_annotations
from declass.review.exchange.corrections import Change, Correction, Refused, changes
from declass.review.exchange.listing import Listing
from processors.decisions.types import Act, State, Subject
from processors.geometry import Box
from processors.records import Record, RedactionKind
from tests.declass.review.exchange.conftest import BOX


@pytest.fixture
def listing(record: Record) -> Listing:
    """What is handed out of the document, when its log had seven decisions."""
    return Listing(record, log=7)


def _table(listing: Listing, **cells: str) -> list[dict[str, str]]:
    text = spreadsheet.as_csv([listing]).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    rows[0].update(cells)
    return rows


def _back(rows: list[dict[str, str]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _changes(listing: Listing, rows: list[dict[str, str]]) -> tuple[list[Change], list[Refused]]:
    found, refused = spreadsheet.corrections(spreadsheet.read_rows(_back(rows)), listing)
    made, left = changes(listing.items, found)
    return made, refused + left


def test_a_cell_that_was_changed_is_a_change(listing: Listing) -> None:
    made, refused = _changes(listing, _table(listing, codes="(b)(3); (b)(6)"))
    assert not refused
    (change,) = made
    assert change.act is Act.CHANGE
    assert change.after is not None
    assert change.after.codes == ("(b)(3)", "(b)(6)")
    assert change.before is not None
    assert change.before.codes == ("(b)(1)",)


@pytest.mark.parametrize(
    ("decision", "act"), [("accept", Act.ACCEPT), ("Reject", Act.REJECT), ("change", Act.CHANGE)]
)
def test_the_column_decision_decides(listing: Listing, decision: str, act: Act) -> None:
    made, refused = _changes(listing, _table(listing, decision=decision, comment="seen on the original"))
    assert not refused
    assert [(c.act, c.comment) for c in made] == [(act, "seen on the original")]
    assert (made[0].after is None) is (act is Act.REJECT)


def test_accepting_what_was_changed_too_is_a_change(listing: Listing) -> None:
    made, _ = _changes(listing, _table(listing, decision="accept", kind="grey_box"))
    assert [c.act for c in made] == [Act.CHANGE]


def test_a_comment_alone_is_kept_as_one(listing: Listing) -> None:
    made, _ = _changes(listing, _table(listing, comment="compare with the 1998 release"))
    assert [(c.act, c.after) for c in made] == [(Act.COMMENT, None)]


def test_what_was_struck_stays_where_nothing_is_said_of_it(listing: Listing) -> None:
    (strike,) = (item for item in listing.items if item.subject is Subject.STRIKE)
    for text, changed in (("SECRETS", True), ("SECRET", False)):
        said = replace(strike.state, what="", text=text)
        made, refused = changes(listing.items, [Correction(1, strike.ref, Subject.STRIKE, said)])
        assert refused == []
        assert [c.after and c.after.what for c in made] == ["classification"] * changed


def test_a_row_without_an_id_was_missed(listing: Listing) -> None:
    made, refused = _changes(listing, _table(listing, id="", x0="10", x1="60", kind="gap", codes=""))
    assert not refused
    assert [(c.act, c.ref, c.before) for c in made] == [(Act.DRAW, "", None)]
    assert made[0].after is not None
    assert made[0].after.bbox == Box(10, 200, 60, 212)


def test_a_candidate_can_be_accepted_and_rows_that_are_gone_say_nothing(listing: Listing) -> None:
    rows = [row for row in _table(listing) if row["id"] == "p1-c300x300"]
    rows[0]["decision"] = "accept"
    made, _ = _changes(listing, rows)
    assert [(c.ref, c.act) for c in made] == [("p1-c300x300", Act.ACCEPT)]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"decision": "perhaps"}, "'perhaps' is no decision"),
        ({"kind": "purple_box"}, "no kind of redaction"),
        ({"x0": "left"}, "could not convert"),
        ({"x0": "nan"}, "no place"),
        ({"id": "p9-r1x1"}, "no such finding"),
        ({"finding": "stamp"}, "no finding"),
        ({"finding": "strike", "kind": "x"}, "it is a redaction"),
        ({"id": "", "x1": "90"}, "no extent"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_the_rest_goes_on(
    listing: Listing, cells: dict[str, str], reason: str
) -> None:
    rows = _table(listing, **cells)
    rows[1]["decision"] = "reject"
    made, refused = _changes(listing, rows)
    assert len(made) == 1
    assert [(r.page, reason in r.reason) for r in refused] == [(1, True)]


def test_a_table_of_a_country_that_parts_cells_by_semicolons_is_read(listing: Listing) -> None:
    rows = _table(listing, x0="100,0", decision="accept")
    found, refused = spreadsheet.corrections(spreadsheet.read_rows(_back(rows, ";")), listing)
    assert not refused
    assert found[0].state.bbox == BOX


def test_how_far_the_log_was_known_comes_back(listing: Listing) -> None:
    assert {row.log for row in spreadsheet.read_rows(spreadsheet.as_csv([listing]))} == {7}
    (task,) = _submitted(listing, list)
    assert task.log == 7
    notes = web_annotations.read_notes(json.dumps(web_annotations.collections([listing])).encode())
    assert {note.log for note in notes} == {7}


def _submitted(listing: Listing, edit: Any) -> list[label_studio.Task]:
    tasks: list[Any] = label_studio.tasks([listing], label_studio.image_name)
    result = tasks[0]["predictions"][0]["result"]
    edit(result)
    early: dict[str, object] = {"result": [], "updated_at": "2026-01-01"}
    tasks[0]["annotations"] = [early, {"result": result, "updated_at": "2026-01-02"}]
    return label_studio.read_tasks(json.dumps(tasks).encode())


def _of_task(listing: Listing, edit: Any) -> tuple[list[Change], list[Refused]]:
    (task,) = _submitted(listing, edit)
    found, refused = label_studio.corrections(task, listing)
    made, left = changes(listing.items, found, {task.page})
    return made, refused + left


def test_a_region_that_was_deleted_is_rejected_and_the_others_accepted(listing: Listing) -> None:
    def delete(result: list[dict[str, object]]) -> None:
        result[:] = [entry for entry in result if entry["id"] != "p1-r100x200"]

    made, refused = _of_task(listing, delete)
    assert not refused
    assert {c.ref: c.act for c in made} == {"p1-s50x60": Act.ACCEPT, "p1-r100x200": Act.REJECT}


def test_a_region_that_was_moved_or_drawn_is_a_change_and_a_drawn_one(listing: Listing) -> None:
    def edit(result: list[dict[str, Any]]) -> None:
        result[0]["value"]["width"] += 5
        drawn = {"x": 50, "y": 50, "width": 10, "height": 2, "rectanglelabels": ["redaction: white_box"]}
        result.append({"id": "Xy3", "from_name": "finding", "type": "rectanglelabels", "value": drawn})

    made, refused = _of_task(listing, edit)
    assert not refused
    assert [(c.ref, c.act) for c in made] == [
        ("p1-r100x200", Act.CHANGE), ("p1-s50x60", Act.ACCEPT), ("", Act.DRAW),
    ]  # fmt: skip
    assert made[0].after is not None
    assert made[0].after.bbox.width == pytest.approx(80 + 0.05 * 612, abs=0.02)
    assert made[2].after == State(Box(306, 396, 367.2, 411.84), "white_box")


def test_a_turned_region_is_taken_upright(listing: Listing) -> None:
    def edit(result: list[dict[str, Any]]) -> None:
        result[0]["value"]["rotation"] = 90

    made, _ = _of_task(listing, edit)
    assert made[0].after is not None
    assert made[0].after.bbox == Box(88, 200, 100, 280)


def test_a_region_that_makes_no_sense_is_told(listing: Listing) -> None:
    def edit(result: list[dict[str, Any]]) -> None:
        result[0]["value"]["x"] = "left"
        result[1]["value"] = {}

    _, refused = _of_task(listing, edit)
    assert [r.ref for r in refused] == ["p1-r100x200"]


def test_the_labelling_interface_knows_every_label_of_the_tasks(listing: Listing) -> None:
    config = label_studio.label_config()
    tasks: list[Any] = label_studio.tasks([listing], label_studio.image_name)
    for entry in tasks[0]["predictions"][0]["result"]:
        for label in entry["value"].get("rectanglelabels", []):
            assert f'value="{label}"' in config


def _notes(listing: Listing, edit: Any) -> tuple[list[Change], list[Refused]]:
    collections: list[Any] = web_annotations.collections([listing])
    edit(collections[0]["first"]["items"])
    notes = web_annotations.read_notes(json.dumps(collections).encode())
    found, refused = web_annotations.corrections(notes, listing)
    made, left = changes(listing.items, found)
    return made, refused + left


def test_tags_and_places_of_annotations_decide(listing: Listing) -> None:
    def edit(items: list[dict[str, Any]]) -> None:
        items[0]["body"].append({"type": "TextualBody", "purpose": "tagging", "value": "rejected"})
        items[0]["body"].append({"type": "TextualBody", "purpose": "commenting", "value": "a table"})
        selector = items[1]["target"][0]["selector"][0]
        selector["value"] = selector["value"].replace("viewrect=50,", "viewrect=70,")

    made, refused = _notes(listing, edit)
    assert not refused
    assert [(c.ref, c.act, c.comment) for c in made] == [
        ("p1-r100x200", Act.REJECT, "a table"), ("p1-s50x60", Act.CHANGE, ""),
    ]  # fmt: skip


def test_an_annotation_with_an_id_of_its_own_was_missed(listing: Listing) -> None:
    def edit(items: list[dict[str, Any]]) -> None:
        new = json.loads(json.dumps(items[0]))
        new["id"] = "https://example.org/notes/1"
        items.append(new)

    made, refused = _notes(listing, edit)
    assert not refused
    assert [(c.act, c.ref) for c in made] == [(Act.DRAW, "")]
    assert made[0].after is not None
    assert (made[0].after.bbox, made[0].after.codes) == (BOX, ("(b)(1)",))


def test_a_marking_cannot_be_added(listing: Listing) -> None:
    correction = Correction(1, "", Subject.MARKING, State(BOX, "classification"))
    assert changes(listing.items, [correction])[1][0].reason == "only redactions and strikes can be added"


def test_what_lies_under_a_digital_redaction_is_not_handed_out(listing: Listing) -> None:
    (page,) = listing.record.pages
    hidden = replace(page.redactions[0], kind=RedactionKind.DIGITAL, bbox=Box(40, 50, 100, 80))
    record = replace(listing.record, pages=(replace(page, redactions=(hidden,)),))
    for data in (
        spreadsheet.as_csv([Listing(record)]),
        json.dumps(label_studio.tasks([Listing(record)], label_studio.image_name)).encode(),
        json.dumps(web_annotations.collections([Listing(record)])).encode(),
    ):
        assert b"SECRET" not in data
