"""Batches over archives, manifests and copies: real runs with an engine that does no OCR."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from declass.catalog.database import catalog_url, open_database
from declass.catalog.models import Address, Document
from processors.sources.checksum import file_sha256
from tests.flows.services import make_scan

pytestmark = [pytest.mark.prefect, pytest.mark.slow]

Programs = Callable[..., "subprocess.Popen[bytes]"]
HEAD = "file,release_date,collection\n"


@pytest.fixture
def ingest(programs: Programs, tmp_path: Path) -> Callable[..., str]:
    """Runs `declass ingest` into `tmp_path/out`; gives what it told, after a look at the exit code."""

    def run(*arguments: str | Path, code: int = 0, **more: str) -> str:
        given = map(str, (*arguments, "--out", tmp_path / "out", "-j", "2"))
        ended = programs("declass", "ingest", *given, **more).wait(200)
        log = max(tmp_path.glob("declass-*.log"), key=lambda path: int(path.stem.rpartition("-")[2]))
        told = log.read_text()
        assert ended == code, told
        assert not list((tmp_path / "out" / ".declass" / "spool").glob("*"))
        return told

    return run


def files(out: Path) -> dict[str, tuple[bytes, int]]:
    """The files of results, and when they were written."""
    found = (p for p in out.rglob("*") if p.is_file() and ".declass" not in p.parts)
    return {str(p.relative_to(out)): (p.read_bytes(), p.stat().st_mtime_ns) for p in found}


def pages(out: Path) -> dict[Path, int]:
    return {p: p.stat().st_mtime_ns for p in (out / ".declass" / "pages").rglob("*.json")}


def read(told: str) -> int:
    found = re.search(r"; (\d+) pages read", told)
    assert found, told
    return int(found[1])


def source(out: Path, name: str) -> Any:
    return json.loads((out / name / "record.json").read_bytes())["source"]


def addresses(out: Path) -> dict[str, str]:
    """Address -> folder."""
    query = sa.select(Address.path, Document.folder).join(Document, Document.id == Address.document_id)
    with closing(open_database(catalog_url(out, None))) as database, database.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def test_an_archive_with_a_manifest_is_read_once_and_follows_the_manifest(
    ingest: Callable[..., str], tmp_path: Path
) -> None:
    archive, manifest, out = tmp_path / "release.zip", tmp_path / "known.csv", tmp_path / "out"
    with zipfile.ZipFile(archive, "w") as made:
        for number, name in enumerate(("box 1/a.pdf", "b.pdf")):
            make_scan(tmp_path / "scan.pdf", 2, tint=20 * number)
            made.write(tmp_path / "scan.pdf", name)
    manifest.write_text(f"{HEAD}box 1/a.pdf,1993-05-17,JFK\nb.pdf,199X,\n")
    assert read(ingest(archive, "--manifest", manifest)) == 4
    assert source(out, "a")["uri"] == "a.pdf"
    assert source(out, "a")["metadata"] == [
        {"name": "collection", "value": "JFK", "doubt": ""},
        {"name": "release_date", "value": "1993-05-17", "doubt": ""},
    ]
    assert addresses(out) == {f"{archive}!/b.pdf": "b", f"{archive}!/box 1/a.pdf": "a"}

    before, stored = files(out), pages(out)
    # Through a flow, and the short way.
    for server in ({}, {"PREFECT_API_URL": ""}):
        assert read(ingest(archive, "--manifest", manifest, **server)) == 0
        assert files(out) == before

    manifest.write_text(f"{HEAD}box 1/a.pdf,1993-05-18,JFK\nb.pdf,199X,\n")
    assert read(ingest(archive, "--manifest", manifest)) == 0
    assert source(out, "a")["metadata"][1]["value"] == "1993-05-18"
    after = files(out)
    assert after["b/record.json"] == before["b/record.json"]
    assert pages(out) == stored
    assert read(ingest(archive, "--manifest", manifest, PREFECT_API_URL="")) == 0
    assert files(out) == after


def test_copies_are_read_once_and_all_addresses_kept(ingest: Callable[..., str], tmp_path: Path) -> None:
    drop, out = tmp_path / "drop", tmp_path / "out"
    for name, tint in (("c/memo.pdf", 0), ("d/memo.pdf", 20), ("e/copy.pdf", 0)):
        (drop / name).parent.mkdir(parents=True)
        make_scan(drop / name, 2, tint)
    (drop / "e" / "copy.pdf").write_bytes((drop / "c" / "memo.pdf").read_bytes())
    other = f"memo-{file_sha256(drop / 'd' / 'memo.pdf')[:8]}"
    told = ingest(drop, tmp_path / "gone.pdf", code=9)
    assert read(told) == 4
    assert "gone.pdf" in told
    assert "no such file" in told
    kept = {
        str(drop / "c/memo.pdf"): "memo",
        str(drop / "d/memo.pdf"): other,
        str(drop / "e/copy.pdf"): "memo",
    }
    assert addresses(out) == kept
    assert {path.parent.name for path in out.glob("*/record.json")} == {"memo", other}

    before = files(out)
    # One that sorts before all others, another name for the same contents, and nothing named that is not there.
    (drop / "a.pdf").write_bytes((drop / "c" / "memo.pdf").read_bytes())
    assert read(ingest(str(drop / "**" / "*.pdf"), PREFECT_API_URL="")) == 0
    assert addresses(out) == {**kept, str(drop / "a.pdf"): "memo"}
    for name in ("memo", other):
        assert files(out)[f"{name}/record.json"] == before[f"{name}/record.json"]
    # Where the one that was read is gone, the record follows what is still there.
    (drop / "c" / "memo.pdf").unlink()
    (drop / "e" / "copy.pdf").unlink()
    assert read(ingest(drop, "--checksum")) == 0
    assert source(out, "memo")["uri"] == "a.pdf"


def test_what_cannot_be_read_is_told_for_every_copy(ingest: Callable[..., str], tmp_path: Path) -> None:
    drop, out = tmp_path / "drop", tmp_path / "out"
    drop.mkdir()
    (drop / "a.pdf").write_bytes(b"%PDF-1.4 nothing more")
    (drop / "b.pdf").write_bytes(b"%PDF-1.4 nothing more")
    for told in ("1 copy, 1 failed", "2 files could not be opened in an earlier run"):
        assert told in " ".join(ingest(drop, code=2).split())
        assert source(out, "a")["uri"] == "a.pdf"
        assert addresses(out) == {str(drop / "a.pdf"): "a", str(drop / "b.pdf"): "a"}


def test_the_row_of_a_copy_goes_into_the_record_of_the_one_that_is_read(
    ingest: Callable[..., str], tmp_path: Path
) -> None:
    drop, out, manifest = tmp_path / "drop", tmp_path / "out", tmp_path / "known.csv"
    drop.mkdir()
    make_scan(drop / "memo.pdf", 1)
    (drop / "a copy.pdf").write_bytes((drop / "memo.pdf").read_bytes())
    manifest.write_text(f"{HEAD}memo.pdf,1993,JFK\n")
    assert read(ingest(drop, "--manifest", manifest)) == 1
    (folder,) = (path.parent.name for path in out.glob("*/record.json"))
    before, told = files(out), source(out, folder)
    assert (told["uri"], [one["value"] for one in told["metadata"]]) == ("a copy.pdf", ["JFK", "1993"])
    # Neither a second run nor one without the manifest changes anything.
    for more in (("--manifest", manifest), ()):
        assert read(ingest(drop, *more, PREFECT_API_URL="")) == 0
        assert files(out) == before
