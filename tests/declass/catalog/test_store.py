from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from declass.catalog.store import Done, PageStore, check_writable
from processors.assembly import failed_page
from processors.errors import AccessError
from processors.geometry import Affine, Box
from processors.results import PageResult

RESULT = PageResult(
    failed_page(4), Affine.rotation(90), 612.0, 792.0, {"p4-r1": Box(1, 2, 3, 4)}, (("ocr", 1.5),)
)
SHA = "ab" * 32


def test_what_was_put_comes_back_equal(tmp_path: Path) -> None:
    store = PageStore(tmp_path, "digest")
    assert store.page(SHA, 4) is None
    store.put_page(SHA, RESULT)
    assert store.page(SHA, 4) == RESULT


def test_another_digest_source_or_page_is_another_result(tmp_path: Path) -> None:
    PageStore(tmp_path, "digest").put_page(SHA, RESULT)
    assert PageStore(tmp_path, "other").page(SHA, 4) is None
    assert PageStore(tmp_path, "digest").page("cd" * 32, 4) is None
    assert PageStore(tmp_path, "digest").page(SHA, 5) is None


def test_a_damaged_result_is_read_again(tmp_path: Path) -> None:
    store = PageStore(tmp_path, "digest")
    store.put_page(SHA, RESULT)
    (path,) = tmp_path.rglob("*.json")
    path.write_bytes(path.read_bytes()[:-20])
    assert store.page(SHA, 4) is None


def test_a_document_is_done_only_while_its_record_is_there(tmp_path: Path) -> None:
    store = PageStore(tmp_path, "digest")
    done = Done("memo", hashlib.sha256(b"{}").hexdigest(), 3, 0, 2, 1)
    store.put_done(SHA, "memo", done)
    assert store.done(SHA, "memo") is None
    (tmp_path / "memo").mkdir()
    (tmp_path / "memo" / "record.json").write_text("{}")
    assert store.done(SHA, "memo") is None
    (tmp_path / "memo" / "text.md").write_text("")
    assert store.done(SHA, "memo") == done
    (tmp_path / "memo" / "record.json").write_text('{"pages": []}')
    assert store.done(SHA, "memo") is None
    (tmp_path / "memo" / "record.json").write_text("{}")
    assert store.done(SHA, "other") is None


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(AccessError, match="not a folder"):
        check_writable(tmp_path / "out")
    check_writable(tmp_path / "fine")
    assert not (tmp_path / "fine" / ".declass" / "probe").exists()
