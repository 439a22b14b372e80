from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from processors.errors import InputError
from processors.outputs.record import (
    RECORD_NAME,
    dump_page,
    load_record,
    record_schema,
    source_sha256,
    write_record,
)
from tests.processors.outputs.result_samples import sample_page, sample_record
from tests.strategies import texts


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


@given(texts)
def test_the_source_is_told_from_the_beginning_alone(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    record = sample_record()
    hostile = f'{name}",\n  "sha256": "{"0" * 64}"'
    record = replace(record, source=replace(record.source, uri=hostile))
    folder = tmp_path_factory.mktemp("record")
    write_record(folder, record)
    assert source_sha256(folder) == record.source.sha256


def test_without_a_record_there_is_no_source(tmp_path: Path) -> None:
    assert source_sha256(tmp_path) == ""
    (tmp_path / RECORD_NAME).write_text('{"source": {"sha256": "no record of ours"}}')
    assert source_sha256(tmp_path) == ""


def test_a_page_alone_is_on_one_line_and_equal_pages_are_equal_bytes() -> None:
    assert b"\n" not in dump_page(sample_page())
    assert dump_page(sample_page()) == dump_page(sample_page())
    assert dump_page(sample_page()) != dump_page(replace(sample_page(), skew_degrees=0.1))
