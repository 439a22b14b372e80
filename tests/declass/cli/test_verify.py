from __future__ import annotations

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
from processors.errors import ExitCode, InputError, UsageError
from processors.geometry import Affine
from processors.outputs.formats import Format
from processors.outputs.package import complete_batch
from processors.outputs.provenance import code_digest
from processors.outputs.record import load_record
from processors.records import LineKind, Record, Tool
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


def test_single_results_have_no_list_over_all_and_that_is_told(
    out: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (out / "checksums.sha256").unlink()
    (out / "ro-crate-metadata.json").unlink()
    assert _verify(out) == ExitCode.OK
    assert "Not proved: that no document was taken away" in capfd.readouterr().out


def test_wrong_use_is_told(out: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--reread needs the file"):
        _verify(out, pages=1)
    with pytest.raises(InputError, match="no such folder"):
        _verify(tmp_path / "nowhere")
    with pytest.raises(InputError, match="holds no results"):
        _verify(tmp_path / "sources")


def test_exports_keep_results_whole_and_bless_no_change(out: Path, tmp_path: Path) -> None:
    export_results([out / "memo"], tmp_path / "sources", (Format.TXT, Format.ALTO))
    assert (out / "memo" / "text.txt").exists()
    assert _verify(out) == ExitCode.OK
    (out / "memo" / "text.md").write_text("told by a letter")
    with pytest.raises(InputError, match=r"text\.md"):
        export_results([out / "memo"], tmp_path / "sources", (Format.HOCR,))
    assert not (out / "memo" / "hocr.html").exists()


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


def test_a_start_that_two_files_share_is_told(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digests = {"memo": "abcdef0" + "0" * 57, "cable": "abcdef1" + "0" * 57}
    monkeypatch.setattr("declass.cli.cite.source_sha256", lambda folder: digests.get(folder.name, ""))
    with pytest.raises(UsageError, match="2 files") as told:
        print_citation("abcdef:p1", out, "footnote")
    assert "abcdef000000, abcdef100000" in str(told.value)
