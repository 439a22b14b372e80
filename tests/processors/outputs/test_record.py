from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.errors import InputError
from processors.geometry import Box
from processors.outputs.record import dump_record, load_record, record_schema
from processors.records import (
    Classification,
    Code,
    Interval,
    Line,
    LineKind,
    Page,
    PageStatus,
    Provenance,
    Quality,
    Record,
    Redaction,
    RedactionKind,
    SourceInfo,
    Step,
    Strike,
    StrikeStyle,
    StruckWhat,
    TextSource,
    Tool,
    Word,
)

number = st.floats(0, 1000, allow_nan=False).map(lambda v: round(v, 2))
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
confidence = st.floats(0, 1, allow_nan=False)
boxes = st.builds(Box, number, number, number, number)
codes = st.builds(Code, text, text, text, st.tuples(text), st.none() | boxes, confidence)
words = st.builds(Word, text, boxes, confidence, st.just("tesseract"), st.booleans())
lines = st.builds(
    Line, text, boxes, confidence, st.sampled_from(LineKind), st.lists(words, max_size=3).map(tuple)
)
redactions = st.builds(
    Redaction,
    text,
    boxes,
    st.sampled_from(RedactionKind),
    confidence,
    st.lists(codes, max_size=2).map(tuple),
    st.none() | st.builds(Interval, st.integers(0, 9), st.integers(10, 99)),
)
strikes = st.builds(
    Strike, text, boxes, text, st.sampled_from(StrikeStyle), st.sampled_from(StruckWhat), confidence
)
pages = st.builds(
    Page,
    number=st.integers(1, 99),
    width=number,
    height=number,
    dpi=number,
    rotation=st.sampled_from([0, 90, 180, 270]),
    skew_degrees=confidence,
    text_source=st.sampled_from(TextSource),
    text_reason=text,
    status=st.sampled_from(PageStatus),
    quality=st.builds(Quality, text, confidence, st.integers(0, 9), st.integers(0, 9), number),
    lines=st.lists(lines, max_size=2).map(tuple),
    redactions=st.lists(redactions, max_size=2).map(tuple),
    strikes=st.lists(strikes, max_size=2).map(tuple),
    steps=st.just((Step("deskew", {"degrees": 0.5}, ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))),)),
)
records = st.builds(
    Record,
    source=st.just(SourceInfo("a.pdf", "0" * 64, 1, "application/pdf", 1)),
    pages=st.lists(pages, max_size=2).map(tuple),
    events=st.just(()),
    identifiers=st.just(()),
    classification=st.just(Classification("SECRET", "unknown")),
    text=text,
    errors=st.just(()),
    provenance=st.just(Provenance((Tool("tesseract", "5.3"),), "0" * 64, {"ocr": {"languages": ["eng"]}})),
)


@given(records)
@settings(max_examples=40, deadline=None)
def test_round_trip_keeps_everything_and_the_schema_holds(record: Record) -> None:
    data = dump_record(record)
    assert load_record(data) == record
    assert dump_record(load_record(data)) == data
    jsonschema.validate(json.loads(data), record_schema())


def test_contract_names_are_there() -> None:
    schema = json.dumps(record_schema())
    for name in (
        "sha256",
        "page_count",
        "skew_degrees",
        "text_source",
        "hidden_characters",
        "rejected_by",
        "struck",
    ):
        assert f'"{name}"' in schema


def test_other_files_are_refused() -> None:
    with pytest.raises(InputError, match="not a declass record"):
        load_record(b'{"pages": 3}')
