from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

import samples.memo
from declass.catalog.documents import Making, write_document
from declass.catalog.rereading import changes_since, differences, sample
from declass.cli.cite import print_citation
from declass.cli.export import export_results
from declass.cli.read import Target, read_file
from declass.cli.verify import Request, verify
from processors.config import Config
from processors.document_records import Tool
from processors.errors import ExitCode, InputError, UsageError
from processors.geometry import Affine
from processors.outputs.formats import Format
from processors.outputs.package import complete_batch
from processors.outputs.provenance import code_digest
from processors.outputs.record import load_record
from processors.records import LineKind, Record
from processors.results import PageResult
from tests.processors.outputs.result_samples import (
    RUN,
    TOOLS,
    sample_page,
    sample_record,
    with_failure,
    write_result,
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for name in ("memo.pdf", "cable.pdf"):
        write_result(tmp_path / "out" / Path(name).stem, sample_record(name))
    complete_batch(tmp_path / "out", RUN, TOOLS)
    return tmp_path / "out"


def _verify(path: Path, source: Path | None = None, pages: int = 0) -> ExitCode:
    return verify(Request(path, source, pages, 0, 1))


def test_whole_results_tell_what_is_proved_and_what_is_not(
    out: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert _verify(out) == ExitCode.OK
    told = capfd.readouterr().out
    assert "Proved: all 18 files of 2 documents are as they were written" in told
    assert "Not proved: of which file the results are" in told
    assert "Not proved: that reading gives the same again" in told
    assert "Seal of these results" in told


def test_results_are_of_the_files_named(out: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    # The checksum of an invented record is that of its name, and so is what its source holds.
    assert _verify(out, tmp_path / "sources") == ExitCode.OK
    assert "Proved: 2 documents read from the files named" in capfd.readouterr().out
    assert _verify(out / "memo", tmp_path / "sources" / "memo.pdf") == ExitCode.OK
    assert _verify(out / "memo", tmp_path / "sources" / "cable.pdf") == ExitCode.CHANGED
    assert f"{out / 'memo'}: is not the reading of" in capfd.readouterr().out
    (tmp_path / "sources" / "cable.pdf").unlink()
    assert _verify(out, tmp_path / "sources") == ExitCode.CHANGED


def test_sources_are_found_in_folders_below(out: Path, tmp_path: Path) -> None:
    (tmp_path / "archive" / "box 1").mkdir(parents=True)
    (tmp_path / "archive" / "memo.pdf").write_text("another memo")
    for name in ("memo.pdf", "cable.pdf"):
        shutil.move(tmp_path / "sources" / name, tmp_path / "archive" / "box 1" / name)
    assert _verify(out, tmp_path / "archive") == ExitCode.OK


def test_a_change_is_named_and_has_its_exit_code(out: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (out / "memo" / "text.md").write_text("told by a letter")
    assert _verify(out) == ExitCode.CHANGED
    told = capfd.readouterr().out
    assert f"{out}/memo/text.md: changed\n" in told
    assert "17 files of 2 documents are as they were written, the others are not" in told
    assert "Seal" not in told


def test_several_results_without_a_list_over_them_are_not_called_whole(
    out: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (out / "checksums.sha256").unlink()
    (out / "withholdings.csv").write_text("page,code\n")
    assert _verify(out) == ExitCode.CHANGED
    told = capfd.readouterr().out
    assert f"{out}/checksums.sha256: missing (so that no document was put in or taken away" in told
    assert f"{out}/withholdings.csv: added (no list names it)" in told
    assert "Not proved: that no document was put in or taken away" in told
    assert "Proved: all" not in told


def test_results_that_were_read_one_by_one_have_no_list_over_them_and_that_is_told(
    out: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for path in [path for path in out.iterdir() if path.is_file()]:
        path.unlink()
    assert _verify(out) == ExitCode.OK
    told = capfd.readouterr().out
    assert "of 2 documents are as they were written" in told
    assert "Not proved: that no document was put in or taken away" in told
    (out / "memo" / "text.md").write_text("told by a letter")
    assert _verify(out) == ExitCode.CHANGED


def test_a_single_result_has_no_list_over_it_and_that_is_told(
    out: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("checksums.sha256", "ro-crate-metadata.json"):
        (out / name).unlink()
    shutil.rmtree(out / "cable")
    assert _verify(out) == ExitCode.OK
    assert "Not proved: that no document was put in or taken away" in capfd.readouterr().out


def test_a_batch_without_any_document_left_is_changed(out: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(out / "cable")
    shutil.rmtree(out / "memo")
    assert _verify(out) == ExitCode.CHANGED
    assert f"{out}/memo: missing (the whole document)" in capfd.readouterr().out


@pytest.mark.parametrize("of", ["out", "memo"])
def test_a_damaged_record_is_not_called_one_of_another_file(
    out: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], of: str
) -> None:
    record = out / "memo" / "record.json"
    sha256 = sample_record("memo.pdf").source.sha256
    record.write_text(record.read_text().replace(sha256, sha256.replace(sha256[0], "0")))
    assert _verify(out if of == "out" else out / "memo", tmp_path / "sources") == ExitCode.CHANGED
    told = capfd.readouterr().out
    assert f"{out / 'memo'}: its record is missing or damaged" in told
    assert "is not the reading of" not in told


def test_where_the_list_is_gone_the_record_tells_its_file(
    out: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (out / "memo" / "checksums.sha256").unlink()
    assert _verify(out, tmp_path / "sources") == ExitCode.CHANGED
    assert "Proved: 2 documents read from the files named" in capfd.readouterr().out
    (out / "memo" / "record.json").write_text("{")
    assert _verify(out, tmp_path / "sources") == ExitCode.CHANGED
    assert f"{out / 'memo'}/record.json: is damaged, or not a declass record" in capfd.readouterr().out


def test_wrong_use_is_told(out: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--reread needs the file"):
        _verify(out, pages=1)
    with pytest.raises(InputError, match="no such folder"):
        _verify(tmp_path / "nowhere")
    with pytest.raises(InputError, match="holds no results"):
        _verify(tmp_path / "sources")
    with pytest.raises(InputError, match=f"Name the folder {out / 'memo'}"):
        _verify(out / "memo" / "record.json")
    with pytest.raises(InputError, match="no such file or folder"):
        _verify(out, tmp_path / "nowhere")


def test_exports_keep_results_whole_and_bless_no_change(out: Path, tmp_path: Path) -> None:
    assert export_results([out / "memo"], tmp_path / "sources", (Format.TXT, Format.ALTO)) == ExitCode.OK
    assert (out / "memo" / "text.txt").exists()
    assert _verify(out) == ExitCode.OK
    (out / "memo" / "text.md").write_text("told by a letter")
    with pytest.raises(InputError, match=r"text\.md"):
        export_results([out / "memo"], tmp_path / "sources", (Format.HOCR,))
    assert not (out / "memo" / "hocr.html").exists()


def test_exports_find_files_in_folders_below_and_name_the_record_that_is_wrong(
    out: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "archive").mkdir()
    shutil.move(tmp_path / "sources", tmp_path / "archive")
    export_results([out / "memo"], tmp_path / "archive", (Format.TXT,))
    assert f"written: {out / 'memo'} (txt)" in capfd.readouterr().err.replace("\n", "")
    (out / "cable" / "record.json").write_text("{")
    with pytest.raises(InputError, match=f"{out}/cable/record.json: is damaged.*Read the file again"):
        export_results([out / "memo", out / "cable"], tmp_path / "archive", (Format.TXT,))
    with pytest.raises(InputError, match=f"Name the folder {out / 'memo'}"):
        export_results([out / "memo" / "record.json"], tmp_path / "archive", (Format.TXT,))


@pytest.mark.tesseract
def test_pages_read_again_give_the_same(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    image, _, _ = samples.memo.memorandum(3)
    path = tmp_path / "memo.tif"
    Image.fromarray(image).save(path, dpi=(200, 200))
    target = Target(tmp_path / "out")
    assert read_file(path, None, target, 1, Console(stderr=True)) == ExitCode.OK
    assert _verify(tmp_path / "out", path, 1) == ExitCode.OK
    assert "Proved: 1 page read again, each with the same result to the byte" in capfd.readouterr().out
    folder = tmp_path / "out" / "memo"
    record = load_record((folder / "record.json").read_bytes())
    fewer = replace(record.pages[0], lines=record.pages[0].lines[1:])
    write_document(folder, replace(record, pages=(fewer,)), Making(path, RUN.started))
    assert _verify(folder, path, 1) == ExitCode.CHANGED
    assert f"{folder}, page 1: reads differently in lines\n" in capfd.readouterr().out


def test_the_same_pages_are_sampled_for_the_same_seed() -> None:
    record = with_failure(sample_record(pages=8))
    assert sample(record, 3, 0) == sample(record, 3, 0)
    assert len({sample(record, 3, seed) for seed in range(5)}) > 1
    assert sample(record, 99, 0) == tuple(range(1, 9))


def _read_again(record: Record) -> PageResult:
    page = record.pages[0]
    exact = {item.id: item.bbox for item in (*page.redactions, *page.rejected, *page.strikes)}
    return PageResult(page, Affine.scale(1.0), page.width, page.height, exact)


def test_a_page_that_reads_the_same_is_told_from_one_that_does_not() -> None:
    config, record = Config(), sample_record()
    recorded = replace(sample_page(), unsure=())
    result = _read_again(record)
    assert differences(recorded, result, config) == ()
    header = replace(recorded.lines[0], kind=LineKind.HEADER)
    assert differences(replace(recorded, lines=(header, *recorded.lines[1:])), result, config) == ()
    moved = replace(recorded, skew_degrees=0.5)
    assert differences(moved, result, config) == ("skew_degrees",)
    fewer = replace(recorded, lines=recorded.lines[1:], redactions=recorded.redactions[1:])
    assert differences(fewer, result, config) == ("lines", "redactions")


def test_what_is_another_now_is_told_by_name() -> None:
    record, config = sample_record(), Config()
    told = changes_since(record, "f" * 64, config, (*TOOLS[:1], Tool("tesseract", "5.5.0"), *TOOLS[2:]))
    assert told == ("tesseract 5.3.0, now 5.5.0", "other settings", "other code of declass")
    same = replace(record, provenance=replace(record.provenance, config_digest=config.digest()))
    assert changes_since(same, code_digest(), config, TOOLS) == ()


def test_citations_are_found_by_the_start_of_the_checksum(
    out: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    start = sample_record("memo.pdf").source.sha256[:12]
    print_citation(f"{start}:p1-r100x96", out, "footnote")
    assert capfd.readouterr().out.startswith("memo.pdf (JFK RIF 104-99999-10001), p. 1 of 1, black box")
    print_citation(start[:6], out / "memo", "csl")
    assert '"type": "document"' in capfd.readouterr().out


def test_a_file_read_in_two_parts_is_cited_from_the_part_that_has_it(
    out: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    record = sample_record("memo.pdf", pages=2)
    write_result(out / "memo-pages-2-2", record)
    print_citation(f"{record.source.sha256[:12]}:p2", out, "footnote")
    assert "p. 2 of 2" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("p1-r100x96", UsageError),
        ("abc:p1", UsageError),
        ("0000000:p1", InputError),
        ("{start}:p7", InputError),
        ("{start}:../../etc", InputError),
    ],
)
def test_ids_that_lead_nowhere_are_told(out: Path, name: str, error: type[Exception]) -> None:
    start = sample_record("memo.pdf").source.sha256[:12]
    with pytest.raises(error):
        print_citation(name.format(start=start), out, "footnote")


def _rewritten(record: Path) -> None:
    record.write_text(json.dumps(json.loads(record.read_bytes()), sort_keys=True))


def test_a_record_that_another_program_wrote_again_is_cited(
    out: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _rewritten(out / "memo" / "record.json")
    print_citation(f"{sample_record('memo.pdf').source.sha256[:12]}:p1", out, "footnote")
    assert "p. 1 of 1" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            '"schema_version": "1.',
            '"schema_version": "2.',
            r"is a record of version 2\..*Install the version",
        ),
        ('"pages": [', '"pages": [{', "is damaged, or not a declass record"),
        ("{sha}", "0" * 64, "is of another file than its checksums"),
    ],
)
def test_a_record_that_cannot_be_cited_is_named_with_the_reason(
    out: Path, old: str, new: str, told: str
) -> None:
    sha256 = sample_record("memo.pdf").source.sha256
    record = out / "memo" / "record.json"
    old = old.replace("{sha}", sha256)
    assert old in record.read_text()
    record.write_text(record.read_text().replace(old, new))
    with pytest.raises(InputError, match=told) as error:
        print_citation(f"{sha256[:12]}:p1", out, "footnote")
    assert error.value.file == str(record)


def test_records_that_nobody_can_read_are_named_where_nothing_else_is_found(out: Path) -> None:
    (out / "cable" / "record.json").write_text("{")
    (out / "cable" / "checksums.sha256").unlink()
    with pytest.raises(
        InputError, match=f"Perhaps one that cannot be used is: {out}/cable/record.json is damaged"
    ):
        print_citation("0000000:p1", out, "footnote")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere: there is no such folder"):
        print_citation("0000000:p1", tmp_path / "nowhere", "footnote")


def test_a_start_that_two_files_share_is_told(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digests = {"memo": "abcdef0" + "0" * 57, "cable": "abcdef1" + "0" * 57}
    monkeypatch.setattr("declass.cli.cite.source_sha256", lambda folder: digests.get(folder.name, ""))
    with pytest.raises(UsageError, match="2 files") as told:
        print_citation("abcdef:p1", out, "footnote")
    assert "abcdef000000, abcdef100000" in str(told.value)
