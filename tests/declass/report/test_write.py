from __future__ import annotations

import csv
import io
import json
import os
import shutil
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from declass.catalog.catalog import Filing, open_catalog
from declass.catalog.database import catalog_url, open_database
from declass.catalog.locks import Locks
from declass.catalog.store import STORE_NAME
from declass.cli.report import make_report
from declass.report import pictures as drawing
from declass.report.figures import RunFigures, WorstPage
from declass.report.originals import Lack
from declass.report.pictures import Pictures, pictures
from declass.report.settings import THUMBNAIL_BYTES
from declass.report.write import at_addresses, earlier_run, load_figures, result_folders, write_report
from processors.errors import InputError
from processors.outputs.checksums import BATCH, Checksums, file_sum, read_checksums, write_checksums
from processors.records import Record
from processors.sources.checksum import file_sha256
from tests.declass.report.report_samples import Document, line, page, record, write

RUN = RunFigures("2026-11-27T15:27:32+00:00", 83.0, 2, 3, 0, 0)
NOWHERE = at_addresses({})


def sample(uri: str, sha256: str = "ab" * 32) -> Record:
    return record(page(1, line(100, *[("word", 0.5)] * 20), grade="poor"), uri=uri, sha256=sha256)


def scan(path: Path) -> str:
    """A picture of a page, and its sha256."""
    picture = Image.effect_noise((850, 1100), 90)
    picture.save(path, dpi=(100, 100))
    return file_sha256(path)


def test_links_lead_to_the_results(tmp_path: Path) -> None:
    name = "a #1 %41 é"
    out = write(tmp_path / "out", **{name: sample("a.pdf"), "plain": sample("b.pdf")})
    (out / name / "searchable.pdf").write_bytes(b"%PDF")
    (out / "withholdings.csv").write_text("x")
    made = Document(write_report(out, [name, "plain"], None, NOWHERE).page.read_text())
    files = made.files()
    assert {f"./{name}/text.md", f"./{name}/record.json", f"./{name}/searchable.pdf"} <= set(files)
    assert "./withholdings.csv" in files
    assert all((out / file).is_file() for file in files)


def test_the_json_holds_the_figures_of_the_page(tmp_path: Path) -> None:
    out = write(tmp_path / "out", one=sample("a.pdf"))
    report = write_report(out, ["one", "gone"], RUN, NOWHERE)
    found = load_figures(report.figures.read_bytes())
    assert found.run == RUN == earlier_run(out)
    assert found.totals.words == 20
    assert found.missing == ("gone",)
    assert report.summary.startswith("1 document with 1 page.")
    assert json.loads(report.figures.read_bytes())["documents"][0]["outputs"] == ["text.md", "record.json"]


def test_a_run_that_reads_nothing_leaves_the_curve_as_it_was(tmp_path: Path) -> None:
    out = write(tmp_path / "out", one=sample("a.pdf"))
    for k in range(3):
        page_ = out / STORE_NAME / "pages" / "ab" / f"{k}.json"
        page_.parent.mkdir(parents=True, exist_ok=True)
        page_.write_text("{}")
        os.utime(page_, (1_795_000_000 + 10 * k, 1_795_000_000 + 10 * k))
    read = load_figures(write_report(out, ["one"], RUN, NOWHERE).figures.read_bytes()).progress
    later = RunFigures("2026-11-28T02:00:00+00:00", 4.0, 2, 0, 3, 1)
    again = load_figures(write_report(out, ["one"], later, NOWHERE).figures.read_bytes()).progress
    assert again == read
    assert read is not None
    assert read.points == ((0.0, 1), (10.0, 2), (20.0, 3))


def test_equal_results_give_equal_files(tmp_path: Path) -> None:
    out = write(tmp_path / "out", one=sample("a.pdf"), two=sample("b.pdf"))
    names = ("report.html", "report.json", "report-documents.csv")
    write_report(out, ["two", "one"], None, NOWHERE)
    before = [(out / name).read_bytes() for name in names]
    write_report(out, ["one", "two", "one"], None, NOWHERE)
    assert [(out / name).read_bytes() for name in names] == before


def test_the_table_holds_no_formula(tmp_path: Path) -> None:
    out = write(tmp_path / "out", one=sample("=HYPERLINK(1).pdf"))
    write_report(out, ["one"], None, NOWHERE)
    body = (out / "report-documents.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert rows[0]["file"] == "'=HYPERLINK(1).pdf"
    assert (rows[0]["folder"], rows[0]["words"], rows[0]["outputs"]) == ("one", "20", "text.md; record.json")


def test_checksums_over_a_batch_follow(tmp_path: Path) -> None:
    out = write(tmp_path / "out", one=sample("a.pdf"))
    write_checksums(out, Checksums(BATCH, "of 1 documents", {"report.json": "0" * 64}))
    write_report(out, ["one"], None, NOWHERE)
    found = read_checksums(out)
    assert found is not None
    assert found.files["report.json"] == file_sum(out, "report.json").sha256
    assert set(found.files) == {"report.html", "report.json", "report-documents.csv"}


def test_many_documents_make_a_small_page_in_little_time(tmp_path: Path) -> None:
    out = write(tmp_path / "out", first=sample("file.pdf"))
    for k in range(1999):
        folder = out / f"d{k:04d}"
        folder.mkdir()
        for name in ("record.json", "text.md"):
            (folder / name).hardlink_to(out / "first" / name)
    started = time.monotonic()
    report = write_report(out, result_folders(out), None, NOWHERE)
    # Some 2 s on an idle machine.
    assert time.monotonic() - started < 30
    assert report.page.stat().st_size < 1_000_000
    assert len(load_figures(report.figures.read_bytes()).documents) == 2000
    assert len((out / "report-documents.csv").read_text().splitlines()) == 2001


def worst(file: str, sha256: str) -> WorstPage:
    return WorstPage(file, file, sha256, 1, "poor", 0.5, 20, 20, 10, 100.0, ())


def test_pictures_come_from_the_files_that_were_read(tmp_path: Path) -> None:
    good = worst("a.png", scan(tmp_path / "a.png"))
    changed = worst("b.png", scan(tmp_path / "b.png"))
    scan(tmp_path / "b.png")
    (tmp_path / "c.png").write_bytes(b"no picture")
    broken = worst("c.png", file_sha256(tmp_path / "c.png"))
    afar, lost = worst("d.png", "0" * 64), worst("f.png", "0" * 64)
    places = {"d.png": [str(tmp_path / "d.png"), "s3://bucket/d.png"]}
    found = pictures(
        (afar, good, changed, broken, lost),
        lambda p: places.get(p.file, [str(tmp_path / "e.png"), str(tmp_path / p.file)]),
        tmp_path / "out",
    )
    assert list(found.made) == [("a.png", 1)]
    assert {file: lack for (file, _), lack in found.lacks.items()} == {
        "b.png": Lack.CHANGED,
        "c.png": Lack.UNDRAWN,
        "d.png": Lack.AFAR,
        "f.png": Lack.GONE,
    }
    data = found.made["a.png", 1]
    assert len(data) <= THUMBNAIL_BYTES
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.format == "WEBP"
        assert picture.width <= 260


def test_no_picture_is_waited_for_beyond_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "THUMBNAIL_SECONDS", 0.0)
    page_ = worst("a.png", scan(tmp_path / "a.png"))
    found = pictures((page_,), at_addresses({"a.png": str(tmp_path / "a.png")}), tmp_path)
    assert found == Pictures({}, {("a.png", 1): Lack.LATE})


@pytest.mark.parametrize("kind", ["zip", "tar", "gztar"])
def test_pictures_come_from_archives(tmp_path: Path, kind: str) -> None:
    (tmp_path / "in" / "box 1").mkdir(parents=True)
    sums = [scan(tmp_path / "in" / "box 1" / f"{name}.png") for name in "abc"]
    archive = shutil.make_archive(str(tmp_path / "release"), kind, tmp_path / "in")
    places = {f"{name}.png": f"{archive}!/box 1/{name}.png" for name in "abz"}
    pages = [worst("a.png", sums[0]), worst("b.png", "0" * 64), worst("z.png", sums[2])]
    shutil.rmtree(tmp_path / "in")
    (tmp_path / "out").mkdir()
    found = pictures([*pages, replace(pages[0], page=2)], at_addresses(places), tmp_path / "out")
    assert list(found.made) == [("a.png", 1)]
    assert found.lacks == {
        ("a.png", 2): Lack.UNDRAWN,
        ("b.png", 1): Lack.CHANGED,
        ("z.png", 1): Lack.GONE,
    }
    assert list((tmp_path / "out").iterdir()) == []


def test_a_searchable_pdf_stands_in_for_what_lies_afar(tmp_path: Path) -> None:
    page_ = worst("a.png", "0" * 64)
    (tmp_path / "a.png").mkdir()
    Image.effect_noise((850, 1100), 90).save(tmp_path / "a.png" / "searchable.pdf", resolution=100)
    found = pictures((page_,), at_addresses({"a.png": "s3://bucket/a.png"}), tmp_path)
    assert list(found.made) == [("a.png", 1)]
    assert found.lacks == {}


def test_a_damaged_archive_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK no archive")
    page_ = worst("a.png", "0" * 64)
    out = write(tmp_path / "out", **{"a.png": sample("a.png")})
    places = at_addresses({"a.png": f"{tmp_path / 'a.zip'}!/a.png"})
    assert pictures((page_,), places, out).lacks == {("a.png", 1): Lack.DAMAGED}
    html = write_report(out, ["a.png"], RUN, places).page.read_text()
    assert "No picture: its archive cannot be read any more" in html


def test_the_command_makes_a_report_with_pictures_and_keeps_what_is_known_of_the_run(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    sha256 = scan(tmp_path / "in" / "deep" / "a.png")
    out = write(tmp_path / "out", one=sample("a.png", sha256))
    write_report(out, ["one"], RUN, NOWHERE)
    make_report(out, tmp_path / "in")
    told = capfdbinary.readouterr().out.decode()
    assert str(out / "report.html") in told
    html = (out / "report.html").read_text()
    assert "data:image/webp;base64," in html
    assert "Run of 27 November 2026" in html


def test_the_command_finds_files_by_the_catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DECLASS_CATALOG", raising=False)
    made = sample("a.png", scan(tmp_path / "a.png"))
    out = write(tmp_path / "out", one=made)
    make_report(out, None)
    assert "No picture: no file was named for it" in (out / "report.html").read_text()
    with closing(open_database(catalog_url(out, None))) as database, Locks(out) as locks:
        filing = Filing("one", "one", "digest", str(tmp_path / "a.png"), "", "sha")
        open_catalog(database, out, locks).put(made, filing)
    make_report(out, None)
    assert "data:image/webp;base64," in (out / "report.html").read_text()


def test_the_command_refuses_folders_without_results(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no folder"):
        make_report(tmp_path / "gone", None)
    with pytest.raises(InputError, match="holds no results"):
        make_report(tmp_path, None)
    out = write(tmp_path / "out", one=sample("a.png"))
    with pytest.raises(InputError, match="no such file"):
        make_report(out, tmp_path / "gone")
