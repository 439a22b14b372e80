"""What goes out and comes back untouched decides nothing, in every form; what is no such file is told so."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.review.made_up import made_up_record
from declass.review.exchange import label_studio, spreadsheet, web_annotations
from declass.review.exchange.corrections import changes
from declass.review.exchange.listing import Listing
from processors.decisions.types import Act
from processors.errors import InputError
from processors.records import FindingStatus, Record
from tests.strategies import records

_NO_TIME = settings(max_examples=60, deadline=None)


@_NO_TIME
@given(records())
def test_a_table_that_nobody_touched_decides_nothing(record: Record) -> None:
    listing = Listing(record)
    rows = spreadsheet.read_rows(spreadsheet.as_csv([listing]))
    found, refused = spreadsheet.corrections(rows, listing)
    assert len(found) == len(listing.items)
    assert not refused
    assert changes(listing.items, found) == ([], [])


@_NO_TIME
@given(records())
def test_annotations_that_nobody_touched_decide_nothing(record: Record) -> None:
    listing = Listing(record)
    try:
        notes = web_annotations.read_notes(json.dumps(web_annotations.collections([listing])).encode())
    except InputError:
        assert not [i for i in listing.items if i.state.status != FindingStatus.REJECTED]
        return
    found, refused = web_annotations.corrections(notes, listing)
    assert not refused
    assert changes(listing.items, found) == ([], [])


def test_a_code_that_cannot_be_printed_is_no_correction() -> None:
    record = made_up_record(0, 1)
    page = record.pages[0]
    code = replace(next(c for r in page.redactions for c in r.codes), code="\x04")
    redactions = tuple(replace(r, codes=(*r.codes, code)) for r in page.redactions)
    listing = Listing(replace(record, pages=(replace(page, redactions=redactions),)))
    notes = web_annotations.read_notes(json.dumps(web_annotations.collections([listing])).encode())
    found, _ = web_annotations.corrections(notes, listing)
    assert changes(listing.items, found) == ([], [])


@_NO_TIME
@given(records())
def test_a_task_submitted_as_it_was_accepts_what_was_found(record: Record) -> None:
    listing = Listing(record)
    tasks = label_studio.tasks([listing], label_studio.image_name)
    for task in tasks:
        task["annotations"] = [{"result": task["predictions"][0]["result"]}]  # type: ignore[index]
    for task in label_studio.read_tasks(json.dumps(tasks).encode()):
        found, refused = label_studio.corrections(task, listing)
        made, left = changes(listing.items, found, {task.page})
        assert not refused
        assert not left
        assert {change.act for change in made} <= {Act.ACCEPT}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "id", "target", "source", "items", "first", "data", "annotations", "sha256"]
            ),
            inner | st.sampled_from(["Annotation", "urn:sha256:" + 64 * "a"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_JSON)
def test_foreign_json_is_refused_and_breaks_nothing(value: object) -> None:
    data = json.dumps(value).encode()
    for read in (web_annotations.read_notes, label_studio.read_tasks):
        try:
            read(data)
        except InputError:
            continue


@given(st.binary(max_size=200))
def test_foreign_bytes_are_refused_and_break_nothing(data: bytes) -> None:
    for read in (web_annotations.read_notes, label_studio.read_tasks, spreadsheet.read_rows):
        with pytest.raises(InputError):
            read(data)
