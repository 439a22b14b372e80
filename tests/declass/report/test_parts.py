from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings

from declass.catalog.store import STORE_NAME
from declass.report.parts import Parts
from processors.config import Config
from processors.outputs.record import RECORD_NAME, write_record
from processors.outputs.withholdings_files import withholding_rows
from processors.records import Record
from tests.strategies import records


@settings(max_examples=25, deadline=None)
@given(records())
def test_a_part_made_before_writing_is_that_made_from_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, made: Record
) -> None:
    out = tmp_path_factory.mktemp("out")
    (out / STORE_NAME).mkdir()
    write_record(out / "a", made)
    sha256 = hashlib.sha256((out / "a" / RECORD_NAME).read_bytes()).hexdigest()
    parts = Parts(out, Config(), {})
    assert parts.keep("a", made, sha256, withholding_rows(made, Config().text)) == (
        parts.sums("a"),
        parts.tables("a"),
    )
    (before,) = (path.read_bytes() for path in (out / STORE_NAME / "parts").rglob("*.json"))
    (part,) = (out / STORE_NAME / "parts").rglob("*.json")
    part.unlink()
    assert parts.sums("a") is not None
    assert part.read_bytes() == before


def test_nothing_is_kept_where_there_is_no_store(tmp_path: Path) -> None:
    parts = Parts(tmp_path, Config(), {})
    assert parts.sums("gone") is parts.tables("gone") is None
    assert not list(tmp_path.iterdir())
