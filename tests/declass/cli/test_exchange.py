"""`declass review --export`, `--import` and `--export-truth`, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from declass.catalog.database import Database
from declass.cli.main import app
from processors.errors import ExitCode, UsageError
from processors.records import Record
from tests.declass.review.exchange.conftest import database, out, record

__all__ = ["database", "out", "record"]


def _run(*arguments: str) -> int:
    result = CliRunner().invoke(app, ["review", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code


def test_a_table_goes_out_and_comes_back(database: Database, out: Path, tmp_path: Path) -> None:
    table = tmp_path / "findings.csv"
    assert _run("--out", str(out), "--export", "csv", "--to", str(table)) == 0
    table.write_bytes(table.read_bytes().replace(b"black_box", b"grey_box"))
    assert _run("--out", str(out), "--import", str(table), "--reviewer", "Ada") == 0
    again = tmp_path / "again.csv"
    assert _run("--out", str(out), "--export", "csv", "--to", str(again)) == 0
    # Results change when they are published; the table tells before what was decided, and how far the log is known.
    assert again.read_bytes().count(b",change,,1\r\n") == 1
    assert again.read_bytes().count(b",,,1\r\n") == 2


def test_annotations_go_out(database: Database, out: Path, tmp_path: Path) -> None:
    target = tmp_path / "notes.json"
    assert _run("--out", str(out), "--export", "annotations", "--to", str(target)) == 0
    (collection,) = json.loads(target.read_text())
    assert collection["declass:log"] == 0
    assert collection["total"] > 0


def test_pictures_of_a_file_that_cannot_be_had_are_told(
    database: Database, out: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").unlink()
    target = tmp_path / "studio"
    assert _run("--out", str(out), "--export", "label-studio", "--to", str(target)) == ExitCode.PARTIAL
    (task,) = json.loads((target / "tasks.json").read_text())
    assert task["data"]["image"].startswith("/data/local-files/?d=studio/images/")
    assert "<RectangleLabels" in (target / "labels.xml").read_text()


def test_the_picture_of_a_page_is_the_page(tmp_path: Path) -> None:
    from declass.cli.exchange import _images
    from declass.review.exchange.label_studio import image_name
    from declass.review.exchange.transfers import Filed
    from processors.outputs.record import write_record
    from processors.sources.checksum import file_sha256
    from tests.declass.catalog.test_catalog import page
    from tests.declass.catalog.test_catalog import record as made

    file = tmp_path / "page.png"
    Image.new("L", (300, 400), 200).save(file)
    write_record(tmp_path / "out" / "page", made("page", page(1, "harbor")))
    sha256 = file_sha256(file)
    assert _images(tmp_path / "images", [Filed(1, sha256, tmp_path / "out" / "page", (str(file),))]) == 0
    with Image.open(tmp_path / "images" / image_name(sha256, 1)) as picture:
        assert picture.size == (300, 400)


def test_truth_is_written_even_where_nothing_was_reviewed(
    database: Database, out: Path, tmp_path: Path
) -> None:
    assert _run("--out", str(out), "--export-truth", str(tmp_path / "truth")) == 0
    assert (tmp_path / "truth" / "reviewed.jsonl").read_bytes() == b""


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--export", "csv"], "needs a place"),
        (["--import", "x.csv", "--export-truth", "y"], "one thing at a time"),
        (["--import", "x.csv"], "somebody answers"),
    ],
)
def test_what_makes_no_sense_is_told(
    database: Database, out: Path, arguments: list[str], reason: str, record: Record
) -> None:
    with pytest.raises(UsageError, match=reason):
        _run("--out", str(out), *arguments)
