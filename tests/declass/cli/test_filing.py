"""A file that is read alone, into a folder with a catalog."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

from declass.catalog.database import catalog_url, open_database
from declass.catalog.overview import failures, overview
from declass.cli.read import Target, read_file
from flows.ledger import open_ledger
from flows.requests import Request, all_known
from processors.config import Config
from processors.errors import AccessError, ExitCode, InputError
from processors.ocr.versions import engine_tools
from processors.sources.checksum import file_sha256

CONFIG = Config()


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    # Files of a test are younger than that.
    monkeypatch.setattr("declass.catalog.stamps._SETTLED_SECONDS", -60.0)
    monkeypatch.delenv("DECLASS_CATALOG", raising=False)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder for results in which a batch was."""
    with open_ledger(tmp_path / "out", CONFIG, engine_tools(CONFIG), ()):
        pass
    return tmp_path / "out"


@pytest.fixture
def scan(tmp_path: Path) -> Iterator[Path]:
    pages = [Image.new("L", (400, 500), 255) for _ in range(2)]
    path = tmp_path / "in" / "memo.tif"
    path.parent.mkdir()
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(100, 100))
    return path


def read(path: Path, out: Path, pages: str | None = None) -> ExitCode:
    return read_file(path, pages, Target(out), 1, Console(stderr=True))


def documents(out: Path) -> dict[str, int]:
    with closing(open_database(catalog_url(out, None))) as database:
        return overview(database, out).documents


def test_it_is_in_the_catalog_and_no_batch_reads_it_again(out: Path, scan: Path) -> None:
    assert read(scan, out) is ExitCode.OK
    assert documents(out) == {"read": 1}
    summary = all_known(Request((scan,), out, 1))
    assert summary is not None
    assert (summary.pages_known, summary.documents[0].folder) == (2, "memo")
    with open_ledger(out, CONFIG, engine_tools(CONFIG), ()) as ledger:
        assert len(list(ledger.store.read(file_sha256(scan), (1, 2)))) == 2
    assert read(scan, out) is ExitCode.OK
    assert documents(out) == {"read": 1}


def test_some_pages_are_found_there_and_are_not_taken_for_the_file(out: Path, scan: Path) -> None:
    assert read(scan, out, "2") is ExitCode.OK
    assert documents(out) == {"read": 1}
    assert all_known(Request((scan,), out, 1)) is None


def test_a_file_that_was_changed_meanwhile_is_looked_at_by_the_next_batch(
    out: Path, scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from declass.cli.filing import Filed

    of = Filed.of
    monkeypatch.setattr(Filed, "of", lambda *given: replace(of(*given), stamp="1 2 3 4"))
    assert read(scan, out) is ExitCode.OK
    assert documents(out) == {"read": 1}
    with open_ledger(out, CONFIG, engine_tools(CONFIG), ()) as ledger:
        assert ledger.catalog.known(str(scan))[0] == ""


def test_what_cannot_be_read_is_among_the_failures(out: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing more")
    with pytest.raises(InputError):
        read(tmp_path / "bad.pdf", out)
    with closing(open_database(catalog_url(out, None))) as database:
        assert [(f.file, f.category) for f in failures(database, out)] == [("bad.pdf", "input")]


def test_without_a_catalog_nothing_is_made(scan: Path, tmp_path: Path) -> None:
    assert read(scan, tmp_path / "plain") is ExitCode.OK
    assert {path.name for path in (tmp_path / "plain").iterdir()} == {"memo"}


def test_a_catalog_that_cannot_be_used_loses_no_result(out: Path, scan: Path) -> None:
    (out / ".declass" / "catalog.sqlite").write_bytes(b"no database at all, and long enough for one" * 99)
    with pytest.raises(AccessError, match="the result is written"):
        read(scan, out)
    assert (out / "memo" / "record.json").is_file()
