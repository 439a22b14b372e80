from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.errors import AccessError
from processors.outputs.files import NAME_BYTES, safe_name, write_atomic


def test_writes_and_replaces_leaving_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "file"
    write_atomic(target, b"one")
    write_atomic(target, b"two")
    assert target.read_bytes() == b"two"
    assert [p.name for p in target.parent.iterdir()] == ["file"]


def test_full_disk_is_told_and_the_old_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "file"
    write_atomic(target, b"old")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AccessError, match="disk is full"):
        write_atomic(target, b"new")
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(AccessError, match="cannot be written"):
        write_atomic(tmp_path / "file" / "below", b"x")


@given(st.text(max_size=300))
def test_names_are_safe_whatever_they_were(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe.encode()) <= NAME_BYTES
    assert not safe.startswith((".", "-"))
    assert not set(safe) & set("/\\\n\r\0\t")


@pytest.mark.parametrize("name", ["104-10012-10070", "Memo of 3 May", "böse_datei (2)"])
def test_ordinary_names_stay(name: str) -> None:
    assert safe_name(name) == name


@pytest.mark.parametrize(("name", "safe"), [("-rf", "_rf"), ("a\nb", "a_b"), ("..", "_"), ("", "document")])
def test_dangerous_names_change(name: str, safe: str) -> None:
    assert safe_name(name) == safe
