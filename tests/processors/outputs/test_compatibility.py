from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.errors import InputError
from processors.outputs.record import dump_record, load_record, record_schema
from processors.records import SCHEMA_VERSION, Record
from tests.processors.outputs.result_samples import sample_record
from tests.processors.outputs.schema_changes import PUBLISHED, broken_promises, present
from tests.strategies import records

VALIDATOR = jsonschema.Draft202012Validator(record_schema())
VERSIONS = sorted(path.stem for path in PUBLISHED.glob("*.json"))


def _published(version: str) -> dict[str, Any]:
    return json.loads((PUBLISHED / f"{version}.json").read_text())  # type: ignore[no-any-return]


def test_the_present_schema_is_published() -> None:
    assert SCHEMA_VERSION in VERSIONS, "publish it: python -m tests.processors.outputs.schema_changes"
    assert present() == _published(SCHEMA_VERSION), (
        "the schema was changed: raise SCHEMA_VERSION and publish it"
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_no_promise_of_this_major_version_is_broken(version: str) -> None:
    assert version.split(".")[0] == SCHEMA_VERSION.split(".")[0]
    assert broken_promises(_published(version), present()) == []


def test_each_kind_of_breach_is_noticed() -> None:
    old = present()
    new = copy.deepcopy(old)
    del new["Strike"]
    del new["Word"]["engine"]
    new["RedactionKind"].remove("gap")
    new["Page"]["dpi"][0] = '{"type": "string"}'
    new["Marking"]["id"][1] = True
    new["Line"]["text"][1] = False
    new["Event"]["place"] = ['{"type": "string"}', True]
    assert sorted(broken_promises(old, new)) == [
        "Event.place is new and required",
        "Line.text is no longer required",
        "Marking.id is now required",
        "Page.dpi has another form",
        "RedactionKind no longer knows gap",
        "Strike is gone",
        "Word.engine is gone",
    ]


def _old_record(version: str) -> dict[str, Any]:
    """What a version before 1.2.0 wrote: without ids of markings and what came later; invented content."""
    record = json.loads(dump_record(sample_record()))
    record["schema_version"] = version
    record["source"].pop("metadata")
    for item in (*record["events"], *record["identifiers"], *record["pages"][0]["markings"]):
        del item["id"]
    record["pages"][0]["redactions"][0]["id"] = "p1-r1"
    if version == "1.0.0":
        del record["pages"][0]["unsure"]
    else:
        del record["pages"][0]["unsure"][0]["id"]
    return record  # type: ignore[no-any-return]


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"])
def test_older_records_are_read_and_hold_to_the_present_schema(version: str) -> None:
    old = _old_record(version)
    jsonschema.validate(old, record_schema())
    record = load_record(json.dumps(old).encode())
    page = record.pages[0]
    assert (record.schema_version, page.redactions[0].id, page.markings[0].id) == (version, "p1-r1", "")
    assert record.source.metadata == ()
    assert (len(page.unsure), page.redactions[0].codes[0].code) == (version != "1.0.0", "(b)(3)")


def test_what_a_later_version_adds_is_passed_over() -> None:
    record = json.loads(dump_record(sample_record()))
    record["schema_version"] = "1.99.0"
    record["pages"][0]["smell"] = "of dust"
    assert load_record(json.dumps(record).encode()).pages == sample_record().pages


def test_another_major_version_is_refused() -> None:
    record = replace(sample_record(), schema_version="2.0.0")
    with pytest.raises(InputError, match=r"version 2\.0\.0"):
        load_record(dump_record(record))


@given(records())
@settings(max_examples=60)
def test_any_record_reads_back_to_the_byte_and_holds_to_the_schema(record: Record) -> None:
    data = dump_record(record)
    assert load_record(data) == record
    assert dump_record(load_record(data)) == data
    VALIDATOR.validate(json.loads(data))


@given(records(), st.data())
@settings(max_examples=60)
def test_a_cut_record_is_refused(record: Record, data: st.DataObject) -> None:
    body = dump_record(record).rstrip()
    with pytest.raises(InputError):
        load_record(body[: data.draw(st.integers(0, len(body) - 1))])
