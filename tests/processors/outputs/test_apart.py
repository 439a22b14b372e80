"""Formats that open the file again, in a process that can be ended: a source that hangs is a named pipe."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from declass.catalog.documents import Making, write_document
from processors.config import Config
from processors.document_records import ErrorItem
from processors.outputs.apart import Apart
from processors.outputs.files import SCRATCH_PREFIX
from processors.outputs.formats import Format
from processors.outputs.pdf.writer import PDF_NAME
from processors.outputs.record import load_record
from processors.records import Record
from tests.processors.outputs.result_samples import sample_record

STARTED = "2026-01-02T03:04:05+00:00"


@pytest.fixture
def apart() -> Iterator[Apart]:
    config = Config()
    limits = replace(config.limits, format_seconds=3.0, format_page_seconds=0.0)
    with Apart(replace(config, limits=limits)) as made:
        yield made


def written(apart: Apart, out: Path, source: Path, record: Record) -> tuple[ErrorItem, ...]:
    made = Making(source, STARTED, (), (Format.PDF, Format.TXT), apart=apart)
    return write_document(out, record, made).errors[len(record.errors) :]


def test_a_file_that_hangs_costs_its_format_alone(apart: Apart, tmp_path: Path) -> None:
    pipe, broken, out, record = tmp_path / "memo.pdf", tmp_path / "b.pdf", tmp_path / "out", sample_record()
    os.mkfifo(pipe)
    out.mkdir()
    half = out / f"{SCRATCH_PREFIX}half"
    half.write_bytes(b"%PDF-")
    (hung,) = written(apart, out, pipe, record)
    assert hung.message == "no pdf: gave no result within 3 s and was stopped"
    assert not half.exists()
    assert not (out / PDF_NAME).exists()
    assert load_record((out / "record.json").read_bytes()).errors[-1] == hung
    assert (out / "text.txt").is_file()
    # The process that was ended has a successor, and says what is wrong with a file as the format itself does.
    broken.write_bytes(b"%PDF-1.4 and no more")
    (refused,) = written(apart, out, broken, record)
    assert refused.category == "input"
    assert refused.message.startswith("no pdf: ")
