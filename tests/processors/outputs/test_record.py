from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from processors.errors import AccessError, InputError
from processors.outputs.record import (
    RECORD_NAME,
    dump_page,
    dump_record,
    load_record,
    read_record,
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


@pytest.mark.parametrize("written", [{"indent": 4}, {"separators": (",", ":")}, {"sort_keys": True}])
def test_a_record_that_another_program_wrote_again_tells_its_source(
    tmp_path: Path, written: dict[str, object]
) -> None:
    record = sample_record()
    again = json.dumps(json.loads(dump_record(record)), **written)  # type: ignore[arg-type]
    (tmp_path / RECORD_NAME).write_text(again)
    assert source_sha256(tmp_path) == record.source.sha256
    assert read_record(tmp_path) == record


def test_a_record_is_read_from_its_folder_or_by_its_name(tmp_path: Path) -> None:
    write_record(tmp_path / "memo", sample_record())
    assert read_record(tmp_path / "memo") == read_record(tmp_path / "memo" / RECORD_NAME) == sample_record()


@pytest.mark.parametrize(
    ("body", "file", "told"),
    [
        ("{", f"memo/{RECORD_NAME}", "is damaged, or not a declass record .*Read the file again"),
        ('{"schema_version": "2.0.0"}', f"memo/{RECORD_NAME}", "of version 2.0.0.*Install the version"),
        (None, "memo", "holds no record.json"),
    ],
)
def test_what_is_wrong_with_a_record_is_told_with_its_file(
    tmp_path: Path, body: str | None, file: str, told: str
) -> None:
    (tmp_path / "memo").mkdir()
    if body is not None:
        (tmp_path / "memo" / RECORD_NAME).write_text(body)
    with pytest.raises(InputError, match=told) as error:
        read_record(tmp_path / "memo")
    assert error.value.file == str(tmp_path / file)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="it is not there"):
        read_record(tmp_path / "nowhere")
    (tmp_path / "memo" / RECORD_NAME).mkdir(parents=True)
    with pytest.raises(AccessError, match=r"memo/record\.json: cannot be read"):
        read_record(tmp_path / "memo")


def test_a_page_alone_is_on_one_line_and_equal_pages_are_equal_bytes() -> None:
    assert b"\n" not in dump_page(sample_page())
    assert dump_page(sample_page()) == dump_page(sample_page())
    assert dump_page(sample_page()) != dump_page(replace(sample_page(), skew_degrees=0.1))
