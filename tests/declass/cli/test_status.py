"""`declass status` and `declass search` over results that lie there, as a person types them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from declass.catalog.catalog import Filing, open_catalog
from declass.catalog.database import catalog_url, open_database
from declass.catalog.locks import Locks
from declass.cli.status import Question, print_status
from processors.document_records import Classification, ErrorItem, Provenance, SourceInfo
from processors.errors import AccessError, ExitCode
from processors.geometry import Box
from processors.outputs.record import write_record
from processors.records import Line, LineKind, Page, PageStatus, Quality, Record, TextSource

BOX = Box(10, 20, 30, 40)


def declass(*args: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from declass.cli.main import main; main()", *map(str, args)]
    clean = {name: value for name, value in os.environ.items() if name != "DECLASS_CATALOG"}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, env={**clean, **env}
    )


def page(number: int, text: str, status: PageStatus = PageStatus.OK) -> Page:
    line = Line(text, BOX, 0.9, LineKind.HEADING, ())
    quality = Quality("good", 0.9, 3, 0, 20.0)
    return Page(number, 612, 792, 200, 0, 0.0, TextSource.OCR, "", status, quality, (line,))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two documents, one of them with a page that failed; no catalog yet."""
    folder = tmp_path_factory.mktemp("out")
    for name, pages, errors in (
        ("cable", (page(1, "TOP ~~SECRET~~ \x1b[31mCABLE"),), ()),
        (
            "memo",
            (page(1, "MEMO"), page(2, "", PageStatus.FAILED)),
            (ErrorItem(2, "timeout", "gave no result"),),
        ),
    ):
        source = SourceInfo(
            f"{name}.pdf", name.encode().hex().ljust(64, "0"), 1, "application/pdf", len(pages)
        )
        unknown, provenance = Classification("unknown", "unknown"), Provenance((), "", {})
        write_record(folder / name, Record(source, pages, (), (), unknown, "", errors, provenance))
    (folder / "notes").mkdir()
    (folder / "damaged").mkdir()
    (folder / "damaged" / "record.json").write_text("{")
    done = declass("status", "--out", folder, "--rebuild")
    assert done.returncode == 9, done.stderr
    assert "2 documents, 3 pages" in done.stderr
    assert f"No usable record.json: {folder / 'damaged'}\n" in done.stderr
    return folder


def test_status_in_figures(out: Path) -> None:
    done = declass("status", "--out", out)
    assert done.stdout.splitlines()[:2] == [
        "Documents  2 (1 partial, 1 read)",
        "Pages      3 (1 failed)",
    ]
    body = json.loads(declass("status", "--out", out, "--json").stdout)
    assert body["failures"] == {"timeout": 1}
    assert body["documents"] == {"partial": 1, "read": 1}


def test_each_failure_with_its_reason(out: Path) -> None:
    assert declass("status", "--out", out, "--failed").stdout == (
        "memo.pdf, page 2: timeout: gave no result [memo]\n"
    )
    (failure,) = json.loads(declass("status", "--out", out, "--failed", "--json").stdout)
    assert failure["page"] == 2


def test_failures_say_where_the_file_lies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    out.mkdir()
    unknown, provenance = Classification("unknown", "unknown"), Provenance((), "", {})
    error = ErrorItem(None, "input", "is damaged")
    with (
        Locks(out) as locks,
        contextlib.closing(open_database(catalog_url(out, None))) as database,
    ):
        catalog = open_catalog(database, out, locks)
        for folder, places in (("x", ("/dd/a/x.pdf", "/dd/c/x.pdf")), ("x-2", ("/dd/b/x.pdf",))):
            source = SourceInfo("x.pdf", folder.encode().hex().ljust(64, "0"), 1, "application/pdf", 0)
            made = Record(source, (), (), (), unknown, "", (error,), provenance)
            write_record(out / folder, made)
            for place in places:
                catalog.put(made, Filing(folder, "x", "digest", place, "", "sha"))
        catalog.put_problem("/dd/d/x.pdf", AccessError("may not be read"))
    assert print_status(Question(out, None, failed=True)) is ExitCode.OK
    assert capsys.readouterr().out.splitlines() == [
        "/dd/a/x.pdf (and at 1 more) (not there any more): input: is damaged [x]",
        "/dd/b/x.pdf (not there any more): input: is damaged [x-2]",
        "/dd/d/x.pdf: access: may not be read",
    ]
    print_status(Question(out, None, failed=True, as_json=True))
    assert [failure["addresses"] for failure in json.loads(capsys.readouterr().out)] == [
        ["/dd/a/x.pdf", "/dd/c/x.pdf"],
        ["/dd/b/x.pdf"],
        ["/dd/d/x.pdf"],
    ]


def test_search_marks_hits_and_obeys_no_escape(out: Path) -> None:
    done = declass("search", "secret", "--out", out)
    assert done.returncode == 0
    assert "**~~SECRET~~**" in done.stdout
    assert "6361626c6500:p1" in done.stdout
    assert "\x1b" not in done.stdout
    (hit,) = json.loads(declass("search", "secret", "--struck", "--out", out, "--json").stdout)
    assert (hit["document"], hit["page"], hit["struck"]) == ("cable.pdf", 1, True)
    assert hit["citation"] == "6361626c6500:p1"
    assert "--fuzzy" in declass("search", "sacret", "--out", out).stdout
    assert "cable.pdf" in declass("search", "sacret", "--fuzzy", "--out", out).stdout


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("status",), 1, "no catalog is named"),
        (("status", "--out", "nowhere"), 2, "there is no such folder"),
        (("status", "--out", "."), 1, "there is no catalog"),
        (("status", "--catalog", "mysql://x/y"), 1, "cannot lie in mysql"),
        (("search", "x", "--out", "nowhere"), 2, "there is no such folder"),
        (("retry", "nowhere"), 2, "there are no results"),
        (("report", "nowhere"), 2, "is no folder"),
        (("peek", "release.zip!/box1/a.pdf", "--out", "."), 2, "is in an archive"),
    ],
)
def test_wrong_use_is_told(
    args: tuple[str, ...], code: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path.cwd()))
    monkeypatch.chdir(tmp_path)
    done = declass(*args)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not Path("nowhere").exists()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("",), "nothing to search for"),
        (("--struck",), "needs the words"),
        (("x", "--from", "yesterday"), "is no date"),
        (("--", "-x"), "not wanted"),
    ],
)
def test_searches_that_make_no_sense_are_told(args: tuple[str, ...], words: str, out: Path) -> None:
    done = declass("search", "--out", out, *args)
    assert done.returncode == 1
    assert words in done.stderr


def test_the_environment_names_the_catalog(out: Path, tmp_path: Path) -> None:
    catalog = tmp_path / "team.sqlite"
    assert declass("status", "--out", out, "--rebuild", DECLASS_CATALOG=str(catalog)).returncode == 9
    assert catalog.is_file()
    assert "cable.pdf" in declass("search", "secret", DECLASS_CATALOG=str(catalog)).stdout


def test_a_catalog_made_anew_has_nothing_that_is_gone(out: Path, tmp_path: Path) -> None:
    mine = Path(shutil.copytree(out, tmp_path / "out"))
    shutil.rmtree(mine / "cable")
    shutil.rmtree(mine / "damaged")
    done = declass("status", "--out", mine, "--rebuild")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "Documents  1 (1 partial)")
    assert "Taken out of the catalog: 1 documents" in done.stderr
    assert "Nothing found" in declass("search", "secret", "--out", mine).stdout


def test_the_folder_that_one_is_in_is_meant_where_it_holds_results(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path.cwd()))
    monkeypatch.chdir(out)
    assert declass("status").stdout.startswith("Documents  2")
    assert "cable.pdf" in declass("search", "secret").stdout
    assert "cable.pdf, p. 1 of 1" in declass("cite", "6361626c6500:p1").stdout
