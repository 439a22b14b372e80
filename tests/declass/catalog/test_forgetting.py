"""Failures of files that are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from declass.catalog.catalog import Catalog
from declass.catalog.database import Database
from declass.catalog.forgetting import forget_gone
from declass.catalog.gone import is_gone, is_gone_for_good
from declass.catalog.overview import failures
from processors.document_records import ErrorItem
from processors.records import PageStatus
from tests.declass.catalog.test_catalog import page, put, record


def test_only_what_was_never_read_and_is_nowhere_any_more_is_forgotten(
    catalog: Catalog, database: Database, out: Path, tmp_path: Path
) -> None:
    bad = (ErrorItem(None, "input", "is damaged"),)
    here = tmp_path / "here.pdf"
    here.touch()
    put(catalog, out, record("here", errors=bad), here)
    put(catalog, out, record("both", errors=bad), tmp_path / "x" / "both.pdf")
    catalog.put_address(str(here), "", "both")
    put(catalog, out, record("read", page(1)), tmp_path / "x" / "read.pdf")
    half = record("half", page(1), page(2, status=PageStatus.FAILED), errors=(ErrorItem(2, "input", "no"),))
    put(catalog, out, half, tmp_path / "x" / "half.pdf")
    put(catalog, out, record("gone", errors=bad), tmp_path / "x" / "gone.pdf")
    put(catalog, out, record("afar", errors=bad), tmp_path / "x" / "afar.pdf")
    catalog.put_address("s3://bucket/afar.pdf", "", "afar")
    gone = {failure.folder for failure in failures(database, out) if failure.gone}
    assert gone == {"gone", "half"}
    assert forget_gone(database, out) == [str(tmp_path / "x" / "gone.pdf")]
    assert {failure.folder for failure in failures(database, out)} >= {"both", "half"}
    assert "gone" not in {failure.folder for failure in failures(database, out)}
    assert (out / "gone" / "record.json").is_file()
    assert forget_gone(database, out) == []


@pytest.mark.parametrize("below", ["memo.pdf", "box/memo.pdf", "box.zip!/memo.pdf"])
def test_what_lies_below_an_empty_folder_may_be_on_a_disk_that_is_not_mounted(
    below: str, tmp_path: Path
) -> None:
    mount = tmp_path / "mount"
    mount.mkdir()
    address = f"{mount}/{below}"
    assert is_gone(address) and not is_gone_for_good(address)
    (mount / "other").touch()
    assert is_gone_for_good(address)
    assert not is_gone_for_good(f"{mount}/other")
    assert not is_gone_for_good("s3://bucket/memo.pdf")
