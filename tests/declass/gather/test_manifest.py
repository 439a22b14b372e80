from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declass.gather import GatherLimits, GatherOptions, gather
from declass.gather.dates import doubt_of_date
from declass.gather.manifest import Manifest
from processors.document_records import Metadatum
from processors.errors import AccessError, LimitError, UsageError
from tests.declass.gather.gather_samples import Result, gathered, touch
from tests.declass.gather.test_zip import made

LIMITS = GatherLimits()


def with_manifest(folder: Path, raw: str | bytes, *sources: object) -> Result:
    path = folder / "manifest.csv"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return gathered(sources or [folder], GatherOptions(manifest=path))


def metadata(found: Result) -> dict[str, dict[str, str]]:
    return {i.label: {m.name: m.value for m in i.metadata} for i in found.items}


def test_rows_go_with_their_files(tmp_path: Path) -> None:
    touch(tmp_path / "x" / "a.pdf", tmp_path / "y" / "a.pdf", tmp_path / "b.pdf", tmp_path / "c.pdf")
    text = (
        "file,Release Date,collection,Box\nx/a.pdf,1993-05-17,JFK,1\ny\\a.pdf,1994,JFK,2\n"
        f"{tmp_path}/b.pdf,,Nixon,\ngone.pdf,1990,,\n"
    )
    found = with_manifest(tmp_path, text)
    assert [{m.name: m.value for m in i.metadata} for i in found.items] == [
        {"collection": "Nixon"},
        {},
        {"release_date": "1993-05-17", "collection": "JFK", "Box": "1"},
        {"release_date": "1994", "collection": "JFK", "Box": "2"},
    ]
    assert any("rows whose file was not found: 1 ('gone.pdf')" in n for n in found.notes)
    assert any("files without a row: 1" in n and "c.pdf" in n for n in found.notes)
    assert len(found.notes) == 2


def test_a_name_is_matched_by_whole_parts_only(tmp_path: Path) -> None:
    touch(tmp_path / "ba.pdf")
    assert metadata(with_manifest(tmp_path, "file,title\na.pdf,no\n")) == {"ba.pdf": {}}


def test_documents_in_archives_have_rows(tmp_path: Path) -> None:
    made(tmp_path / "r.zip", {"x/a.pdf": b"1", "b.pdf": b"2"})
    text = "address,title\nr.zip!/x/a.pdf,one\nb.pdf,two\n"
    assert metadata(with_manifest(tmp_path, text)) == {"a.pdf": {"title": "one"}, "b.pdf": {"title": "two"}}


def test_what_cannot_be_right_is_kept_with_a_doubt_and_told(tmp_path: Path) -> None:
    touch(tmp_path / "a.pdf")
    found = with_manifest(
        tmp_path, "file,release_date,url,title\na.pdf,13/45/2020,javascript:alert(1),=1+1\n"
    )
    assert found.items[0].metadata == (
        Metadatum("release_date", "13/45/2020", "not a date as YYYY, YYYY-MM or YYYY-MM-DD"),
        Metadatum("title", "=1+1"),
        Metadatum("url", "javascript:alert(1)", "not a web address"),
    )
    assert any("line 2: release_date '13/45/2020'" in n for n in found.notes)


def test_rows_that_are_no_use_are_told(tmp_path: Path) -> None:
    touch(tmp_path / "a.pdf")
    text = (
        f"file,title,title\n,x,\na.pdf,one,\na.pdf,two,\na.pdf,one,\nb.pdf,{'x' * 5000},\nc.pdf,a\x1bb,,,\n"
    )
    found = with_manifest(tmp_path, text)
    assert metadata(found) == {"a.pdf": {"title": "one"}}
    notes = "\n".join(found.notes)
    for part in (
        "column 3 has no name of its own",
        "line 2: names no file",
        "line 4: contradicts line 3",
        "line 5: says the same as line 3",
        "line 6: title is too long",
        "line 7: title is too long or holds control characters",
        "line 7: has 5 values for 3 columns",
    ):
        assert part in notes, part


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    touch(tmp_path / "état.pdf")
    text = f'file{delimiter}title\r\nétat.pdf{delimiter}"é, ; \t"\r\n'
    found = with_manifest(tmp_path, text.encode(encoding))
    assert metadata(found) == {"état.pdf": {"title": "é, ;"}}
    assert any("Windows-1252" in n for n in found.notes) == (encoding == "cp1252")


def test_a_row_for_several_files_is_told(tmp_path: Path) -> None:
    touch(tmp_path / "x" / "a.pdf", tmp_path / "y" / "a.pdf")
    found = with_manifest(tmp_path, "file,title\na.pdf,one\n")
    assert [len(i.metadata) for i in found.items] == [1, 1]
    assert "several files" in found.notes[0]


def test_many_problems_are_counted(tmp_path: Path) -> None:
    found = with_manifest(tmp_path, "file,title\n" + ",x\n" * 500)
    assert len(found.notes) < 30
    assert any("480 more" in n for n in found.notes)


@pytest.mark.parametrize("text", ["", "name,title\na.pdf,x\n", "{}", '"file', "\0\0\0"])
def test_a_manifest_without_a_column_for_the_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "m.csv").write_text(text)
    if text == '"file':
        assert not list(Manifest(tmp_path / "m.csv", LIMITS).notes())
        return
    with pytest.raises(UsageError, match="no column"), gather([], GatherOptions(manifest=tmp_path / "m.csv")):
        pass


def test_limits_and_missing_manifests(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    with pytest.raises(AccessError):
        Manifest(path, LIMITS)
    path.write_text("file,title\n" + "a,b\n" * 100)
    for limits in (
        GatherLimits(manifest_bytes=50),
        GatherLimits(manifest_rows=50),
        GatherLimits(manifest_columns=1),
    ):
        with pytest.raises(LimitError):
            Manifest(path, limits)


def test_a_quote_that_is_never_closed_loses_no_row_in_silence(tmp_path: Path) -> None:
    touch(tmp_path / "a.pdf")
    text = 'file,title\na.pdf,one\nb.pdf,"two\n' + "c.pdf,three\n" * 20_000
    found = with_manifest(tmp_path, text)
    assert metadata(found) == {"a.pdf": {"title": "one"}}
    assert any("is no row" in n for n in found.notes)


cells = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(str.strip)


@given(
    st.dictionaries(
        st.text("abé ,;\"'", min_size=1, max_size=8).map(str.strip).filter(bool), cells, max_size=6
    )
)
def test_any_values_come_back(rows: dict[str, str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.csv"
        text = io.StringIO(newline="")
        csv.writer(text).writerows(
            [["file", "note"], *([f"{name}.pdf", value] for name, value in rows.items())]
        )
        path.write_text(text.getvalue(), encoding="utf-8", newline="")
        manifest = Manifest(path, LIMITS)
        for name, value in rows.items():
            got = manifest.metadata(f"/data/{name}.pdf")
            assert got == ((Metadatum("note", value),) if value else ())


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.csv"
        path.write_bytes(b"file,release_date,url\n" + raw)
        manifest = Manifest(path, LIMITS)
        list(manifest.notes())
        manifest.metadata("/a.pdf")
        list(manifest.endings())


@pytest.mark.parametrize(
    "value",
    [
        "1993",
        "1993-05",
        "1993-05-17",
        "2024-02-29",
        "199X",
        "19XX",
        "1993-XX",
        "1993-05-XX",
        "1993~",
        "1993-05?",
        "1993/1995",
        "1993-05/..",
        "../1993",
        "1993/",
        "1993-21",
        "0000",
    ],
)
def test_dates(value: str) -> None:
    assert doubt_of_date(value) == ""


@pytest.mark.parametrize(
    "value",
    [
        "",
        "May 1993",
        "05/06/1993",
        "1993-13",
        "1993-02-29",
        "1993-00",
        "93",
        "1993-5-1",
        "/",
        "../..",
        "1993//5",
        "١٩٩٣",
        "1993-05-17T00:00",
        "1993\n",
    ],
)
def test_what_is_no_date(value: str) -> None:
    assert doubt_of_date(value)
