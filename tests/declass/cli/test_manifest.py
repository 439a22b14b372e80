"""`declass manifest`, and formats of results, as a person types it."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from processors.outputs.record import write_record
from tests.processors.outputs.made import record_of
from tests.processors.text.typed import line, page, redaction

BASE = "https://example.org/memo"


def declass(*args: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from declass.cli.main import main; main()", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)


@pytest.fixture
def result(tmp_path: Path) -> tuple[Path, Path]:
    """A result folder and the file that was read."""
    source = tmp_path / "memo.png"
    Image.fromarray(np.full((330, 255), 255, np.uint8)).save(source, dpi=(30, 30))
    made = record_of(
        [page([line("The text")], redactions=[redaction((72, 300, 90, 310))])], media_type="image/png"
    )
    sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
    write_record(tmp_path / "memo", replace(made, source=replace(made.source, uri="memo.png", sha256=sha256)))
    return tmp_path / "memo", source


def test_a_manifest_with_pictures(result: tuple[Path, Path]) -> None:
    folder, source = result
    done = declass("manifest", folder, "--base-url", BASE, "--source", source, "--images")
    assert done.returncode == 0
    assert done.stderr.replace("\n", "") == f"declass: written: {folder / 'manifest.json'}"
    (canvas,) = json.loads((folder / "manifest.json").read_bytes())["items"]
    body = canvas["items"][0]["items"][0]["body"]
    assert body["id"] == f"{BASE}/iiif/0001.png"
    with Image.open(folder / "iiif" / "0001.png") as picture:
        assert picture.size == (255, 330) == (body["width"], body["height"])
    assert len(json.loads((folder / "iiif" / "0001.json").read_bytes())["items"]) == 1


def test_a_manifest_without_pictures(result: tuple[Path, Path]) -> None:
    folder, _ = result
    assert declass("manifest", folder, "--base-url", BASE).returncode == 0
    (canvas,) = json.loads((folder / "manifest.json").read_bytes())["items"]
    assert canvas["items"] == []
    assert sorted(p.name for p in (folder / "iiif").iterdir()) == ["0001.json"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--base-url", "memo"], 1, "no address"),
        (["--base-url", BASE, "--images"], 1, "--source"),
        (["--base-url", BASE, "--images", "--source", "{other}"], 2, "is not the file"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    result: tuple[Path, Path], tmp_path: Path, arguments: list[str], code: int, told: str
) -> None:
    folder, _ = result
    other = tmp_path / "other.png"
    Image.fromarray(np.zeros((10, 10), np.uint8)).save(other)
    done = declass("manifest", folder, *(a.replace("{other}", str(other)) for a in arguments))
    assert done.returncode == code
    assert told in done.stderr and "Traceback" not in done.stderr
    assert not (folder / "manifest.json").exists()


def test_a_folder_without_a_record_is_refused(tmp_path: Path) -> None:
    for args in (("manifest", "--base-url", BASE), ("export", "--source", tmp_path), ("verify",)):
        for folder, told in ((tmp_path, "holds no re"), (tmp_path / "nowhere", "not there|no such folder")):
            done = declass(*args, folder)
            assert done.returncode == 2, (args, folder)
            assert re.search(f"{folder}: .*({told})", done.stderr), done.stderr


def test_formats_are_written_from_the_record(result: tuple[Path, Path]) -> None:
    folder, source = result
    done = declass(
        "export", folder, "--source", source, "--format", "alto,hocr", "--format", "txt,annotations"
    )
    assert done.returncode == 0
    assert done.stderr.replace("\n", "") == f"declass: written: {folder} (alto, hocr, txt, annotations)"
    names = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert {"alto/0001.xml", "hocr.html", "text.txt", "annotations.jsonld"} <= names
