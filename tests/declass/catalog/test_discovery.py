from __future__ import annotations

import json
from pathlib import Path

import pytest

from declass.catalog.discovery import discover, result_folder


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_folders_give_supported_files_sorted_and_once(tmp_path: Path) -> None:
    touch(tmp_path / "b.pdf", tmp_path / "a" / "c.TIFF", tmp_path / "notes.txt", tmp_path / ".hidden.pdf")
    found = discover([tmp_path, tmp_path / "b.pdf"])
    assert [p.name for p in found.files] == ["c.TIFF", "b.pdf"]
    assert found.errors == ()


def test_a_named_file_is_taken_whatever_its_name(tmp_path: Path) -> None:
    touch(tmp_path / "scan.bin")
    assert discover([tmp_path / "scan.bin"]).files == (tmp_path / "scan.bin",)


def test_what_is_not_there_is_told_and_the_rest_found(tmp_path: Path) -> None:
    touch(tmp_path / "b.pdf")
    found = discover([tmp_path / "gone", tmp_path])
    assert [p.name for p in found.files] == ["b.pdf"]
    assert "gone" in str(found.errors[0])


def test_an_unreadable_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path / "closed" / "a.pdf", tmp_path / "b.pdf")
    import os

    real = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = discover([tmp_path])
    assert [p.name for p in found.files] == ["b.pdf"]
    assert "Permission denied" in str(found.errors[0])


def test_links_that_lead_in_circles_end(tmp_path: Path) -> None:
    touch(tmp_path / "a.pdf")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert len(discover([tmp_path]).files) == 1


def test_other_content_under_the_same_name_overwrites_nothing(tmp_path: Path) -> None:
    assert result_folder(tmp_path, "memo", "ab" * 32) == tmp_path / "memo"
    (tmp_path / "memo").mkdir()
    record = {"source": {"sha256": "ab" * 32}, "pages": [{"status": "ok"}]}
    (tmp_path / "memo" / "record.json").write_text(json.dumps(record))
    assert result_folder(tmp_path, "memo", "ab" * 32) == tmp_path / "memo"
    assert result_folder(tmp_path, "memo", "cd" * 32) == tmp_path / "memo-cdcdcdcd"


def test_a_repaired_file_takes_the_place_of_its_error(tmp_path: Path) -> None:
    (tmp_path / "memo").mkdir()
    (tmp_path / "memo" / "record.json").write_text(json.dumps({"source": {"sha256": "ab" * 32}, "pages": []}))
    assert result_folder(tmp_path, "memo", "cd" * 32) == tmp_path / "memo"
