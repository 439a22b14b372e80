"""What comes back gets into the log once, and overwrites nothing that was decided meanwhile."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from declass.catalog.catalog import open_catalog
from declass.catalog.database import Database
from declass.catalog.decisions import DecisionLog, Proposal
from declass.catalog.locks import Locks
from declass.catalog.rebuild import rebuild
from declass.catalog.second_review import choose
from declass.review.exchange import label_studio, spreadsheet, web_annotations
from declass.review.exchange.listing import Listing
from declass.review.exchange.transfers import bring_in, filed, listing
from processors.decisions.standing import standing
from processors.decisions.types import Act, State, Subject
from processors.errors import InputError
from processors.geometry import Box
from processors.outputs.record import write_record
from processors.records import Record
from tests.declass.review.exchange.conftest import BOX, SHA


def _out(database: Database) -> Listing:
    return listing(DecisionLog(database), filed(database)[0])


def _table(database: Database, old: str, new: str) -> bytes:
    data = spreadsheet.as_csv([_out(database)]).decode()
    assert old in data
    return data.replace(old, new).encode()


def _task(found: Listing) -> bytes:
    tasks: list[Any] = label_studio.tasks([found], label_studio.image_name)
    tasks[0]["annotations"] = [{"result": tasks[0]["predictions"][0]["result"][:1]}]
    return json.dumps(tasks).encode()


def _notes(found: Listing) -> bytes:
    collections: list[Any] = web_annotations.collections([found])
    for item in collections[0]["first"]["items"][:1]:
        item["body"].append({"purpose": "tagging", "value": "rejected"})
    return json.dumps(collections).encode()


def _rows(found: Listing) -> bytes:
    return spreadsheet.as_csv([found]).replace(b",,,0\r\n", b",reject,,0\r\n", 1)


@pytest.mark.parametrize("make", [_task, _notes, _rows])
def test_the_same_file_twice_decides_once(database: Database, make: Callable[[Listing], bytes]) -> None:
    data = make(_out(database))
    first = bring_in(database, data, "Ada")
    assert first.decisions
    assert not first.refused
    second = bring_in(database, data, "Ada")
    assert (second.decisions, second.refused) == ([], [])
    assert list(DecisionLog(database).of(SHA)) == first.decisions


def test_what_could_not_be_taken_at_first_is_taken_later(
    database: Database, record: Record, out: Path
) -> None:
    found = replace(record.pages[0].redactions[0], id="p1-r400x400", bbox=Box(400, 400, 480, 412))
    more = replace(record, pages=(replace(record.pages[0], redactions=(*record.pages[0].redactions, found)),))
    data = spreadsheet.as_csv([Listing(more, 0)]).replace(b"black_box", b"grey_box")
    data = data.replace(b",,,0\r\n", b",,look at it,0\r\n").replace(
        b"rejected,,look", b"rejected,comment,look"
    )
    first = bring_in(database, data, "Ada")
    assert len(first.refused) == 1
    write_record(out / "a", more)
    second = bring_in(database, data, "Ada")
    assert [d.ref for d in second.decisions] == ["p1-r400x400"]
    assert second.refused == []
    assert list(DecisionLog(database).of(SHA)) == first.decisions + second.decisions


def test_what_was_decided_meanwhile_is_not_overwritten(database: Database) -> None:
    data = _table(database, "black_box", "grey_box")
    before = State(BOX, "black_box", ("(b)(1)",))
    mine = Proposal(SHA, 1, "p1-r100x200", Subject.REDACTION, Act.REJECT, before, None)
    DecisionLog(database).add([mine], "Grace")
    brought = bring_in(database, data, "Ada")
    assert brought.decisions == []
    assert len(brought.refused) == 1
    assert "Grace has decided on it since" in brought.refused[0]


def test_what_was_decided_before_it_went_out_can_be_changed(database: Database) -> None:
    before = State(BOX, "black_box", ("(b)(1)",))
    mine = Proposal(SHA, 1, "p1-r100x200", Subject.REDACTION, Act.REJECT, before, None)
    (old,) = DecisionLog(database).add([mine], "Grace")
    brought = bring_in(database, _table(database, "black_box", "grey_box"), "Ada")
    assert [(d.act, d.number > old.number) for d in brought.decisions] == [(Act.CHANGE, True)]
    page = _out(database).record.pages[0]
    states = [s for d in brought.decisions for s in (d.before, d.after)]
    assert [s.page for s in states if s is not None] == [(page.width, page.height)] * 2


def _bob(database: Database, act: Act, ref: str = "p1-r100x200", **after: Any) -> None:
    """What somebody decided and did not publish."""
    subject = Subject.REDACTION if "-r" in ref else Subject.STRIKE
    before = next(item.state for item in _out(database).items if item.ref == ref)
    left = replace(before, status="", confidence=1.0, **after) if act is not Act.REJECT else None
    DecisionLog(database).add([Proposal(SHA, 1, ref, subject, act, before, left)], "Bob")


def _standing_codes(database: Database) -> dict[str, tuple[str, ...]]:
    held = standing(DecisionLog(database).of(SHA))
    return {d.ref: d.after.codes if d.after is not None else ("none",) for d in held}


def test_a_task_that_is_submitted_as_it_was_takes_nothing_back_that_was_not_published(
    database: Database,
) -> None:
    _bob(database, Act.CHANGE, codes=("(b)(6)",))
    _bob(database, Act.REJECT, "p1-s50x60")
    tasks: list[Any] = label_studio.tasks([_out(database)], label_studio.image_name)
    handed = tasks[0]["predictions"][0]["result"]
    assert [e["value"]["text"] for e in handed if e["from_name"] == "codes"] == [["(b)(6)"]]
    assert "p1-s50x60" not in {e["id"] for e in handed}
    tasks[0]["annotations"] = [{"result": handed}]
    brought = bring_in(database, json.dumps(tasks).encode(), "Zoe")
    assert brought.refused == []
    assert _standing_codes(database) == {"p1-r100x200": ("(b)(6)",), "p1-s50x60": ("none",)}


def test_a_cell_that_is_changed_leaves_the_others_as_somebody_decided(database: Database) -> None:
    _bob(database, Act.CHANGE, codes=("(b)(7)(C)",))
    brought = bring_in(database, _table(database, "100.0,200.0,180.0", "90.0,200.0,180.0"), "Dee")
    assert [(d.act, d.after and d.after.codes) for d in brought.decisions] == [
        (Act.CHANGE, ("(b)(7)(C)",)),
    ]
    assert brought.decisions[0].after and brought.decisions[0].after.bbox.x0 == 90


def test_rows_that_nobody_touched_say_nothing_after_somebody_decided(database: Database) -> None:
    data = spreadsheet.as_csv([_out(database)])
    _bob(database, Act.CHANGE, codes=("(b)(6)",))
    assert bring_in(database, data, "Dee").decisions == []
    assert bring_in(database, data, "Dee").refused == []
    stale: list[Any] = json.loads(_task(replace(_out(database), log=0)))
    brought = bring_in(database, json.dumps(stale).encode(), "Dee")
    assert "Bob has decided on it since" in " ".join(brought.refused)
    assert _standing_codes(database)["p1-r100x200"] == ("(b)(6)",)


def test_what_was_drawn_and_not_published_goes_out_as_a_persons(database: Database) -> None:
    after = State(Box(400, 400, 480, 412), "grey_box", ("(b)(3)",))
    DecisionLog(database).add(
        [Proposal(SHA, 1, "p1-r400x400", Subject.REDACTION, Act.DRAW, None, after)], "Bob"
    )
    found = _out(database)
    assert found.log == 1
    drawn = next(item for item in found.items if item.ref == "p1-r400x400")
    assert (drawn.state.codes, drawn.state.kind) == (("(b)(3)",), "grey_box")
    for make in (_task, _notes):
        assert "p1-r400x400" in make(found).decode()
    brought = bring_in(database, _table(database, "400.0,400.0,480.0", "400.0,400.0,490.0"), "Ada")
    assert [(d.act, d.ref) for d in brought.decisions] == [(Act.CHANGE, "p1-r400x400")]


def test_the_table_says_what_was_decided_and_an_untouched_cell_decides_nothing(database: Database) -> None:
    _bob(database, Act.REJECT)
    _bob(database, Act.ACCEPT, "p1-s50x60")
    data = spreadsheet.as_csv([_out(database)])
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert {row["id"]: row["decision"] for row in rows} == {
        "p1-r100x200": "reject", "p1-c300x300": "", "p1-s50x60": "accept",
    }  # fmt: skip
    brought = bring_in(database, data, "Ada")
    assert (brought.decisions, brought.refused) == ([], [])
    said = data.replace(b"rejected,reject,,", b"rejected,accept,,").replace(b",accept,,2", b",accept,look,2")
    made = bring_in(database, said, "Ada").decisions
    assert [(d.act, d.ref) for d in made] == [(Act.COMMENT, "p1-s50x60"), (Act.ACCEPT, "p1-r100x200")]


def test_a_second_person_rejects_in_a_file_what_a_first_one_rejected(
    database: Database, record: Record, out: Path
) -> None:
    uncoded = replace(record.pages[0].redactions[0], codes=())
    write_record(out / "a", replace(record, pages=(replace(record.pages[0], redactions=(uncoded,)),)))
    with Locks(out) as locks:
        rebuild(open_catalog(database, out, locks), out)
    choose(database, None, True)
    first = _table(database, "0.9,found,,", "0.9,found,reject,")
    assert [d.reviewer for d in bring_in(database, first, "Ada").decisions] == ["Ada"]
    assert bring_in(database, first, "Zoe").decisions == [], "she has not seen that Ada rejected it"
    # Until somebody else says so, it stands as it was.
    second = _table(database, "0.9,found,,", "0.9,found,reject,")
    assert bring_in(database, second, "Ada").decisions == []
    assert [d.reviewer for d in bring_in(database, second, "Zoe").decisions] == ["Zoe"]
    assert bring_in(database, second, "Zoe").decisions == []
    assert b"rejected,reject" in spreadsheet.as_csv([_out(database)])


def test_a_new_row_may_say_that_it_is_drawn(database: Database) -> None:
    row = f"a.pdf,{SHA},1,,redaction,gap,,,,,100,200,150,215,,,draw,,0\r\n"
    made = bring_in(database, _table(database, "log\r\n", "log\r\n" + row), "Ada")
    assert ([d.act for d in made.decisions], made.refused) == ([Act.DRAW], [])


def test_what_is_drawn_gets_an_id_of_its_own_and_is_drawn_once(database: Database) -> None:
    row = f"a.pdf,{SHA},1,,redaction,gap,,,,,100,200,150,215,,,,,0\r\n"
    for extra in ("", ",,,,\r\n".replace(",,,,", "")):
        data = _table(database, "log\r\n", "log\r\n" + row + extra)
        bring_in(database, data, "Ada")
    drawn = DecisionLog(database).of(SHA)
    assert [(d.act, d.ref) for d in drawn] == [(Act.DRAW, "p1-r100x200_2")]


def test_a_document_that_the_catalog_does_not_know_is_told(database: Database) -> None:
    other = "b" * 64
    data = _table(database, SHA, other)
    brought = bring_in(database, data, "Ada")
    assert brought.decisions == []
    assert other[:16] in brought.refused[0]


def test_a_decision_that_makes_no_sense_is_refused_alone(database: Database) -> None:
    data = _table(database, "200.0,180.0,212.0", "200.0,180.0,100.0")
    data = data.replace(b"0.8,found,,,0", b"0.8,found,accept,,0")
    brought = bring_in(database, data, "Ada")
    assert [d.ref for d in brought.decisions] == ["p1-s50x60"]
    assert "no box on a page" in brought.refused[0]


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"[]", b"{}", b"[1]", b"\xff\xfe"])
def test_a_file_of_no_known_form_is_an_error(database: Database, data: bytes) -> None:
    with pytest.raises(InputError):
        bring_in(database, data, "Ada")


def test_documents_are_named_by_folder_or_checksum(database: Database) -> None:
    assert [d.sha256 for d in filed(database, ["a"])] == [SHA]
    assert [d.sha256 for d in filed(database, [SHA[:8]])] == [SHA]
    with pytest.raises(InputError, match="there is no document b"):
        filed(database, ["b"])


def test_a_file_that_was_changed_is_no_source(database: Database, out: Path) -> None:
    (document,) = filed(database)
    with document.source() as found:
        assert found == out.parent / "a.pdf"
    (out.parent / "a.pdf").write_bytes(b"other")
    with document.source() as found:
        assert found is None


def test_a_file_in_an_archive_is_a_source(database: Database, out: Path) -> None:
    (document,) = filed(database)
    archive, data = out.parent / "box.zip", (out.parent / "a.pdf").read_bytes()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("folder/a.pdf", data)
    with replace(document, addresses=(f"{archive}!/folder/a.pdf",)).source() as found:
        assert found is not None
        assert found.read_bytes() == data
    assert not found.exists(), "the copy is deleted"


def test_what_was_drawn_on_a_page_that_is_not_there_is_told(database: Database) -> None:
    rows = list(csv.DictReader(io.StringIO(spreadsheet.as_csv([_out(database)]).decode("utf-8-sig"))))
    drawn = next(row for row in rows if row["finding"] == "redaction") | {"id": "", "page": "99"}
    text = io.StringIO()
    table = csv.DictWriter(text, list(drawn))
    table.writeheader()
    table.writerow(drawn)
    brought = bring_in(database, text.getvalue().encode(), "Ada")
    assert brought.decisions == []
    assert [told.partition(": ")[2] for told in brought.refused] == ["the document has no such page"]
